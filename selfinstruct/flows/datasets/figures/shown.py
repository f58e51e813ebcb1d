"""Pairs and labelled records as a report shows them, drawn by the hash of their place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

from selfinstruct.files.parts.finding import parts_of
from selfinstruct.files.rows import read_rows
from selfinstruct.files.shown_rows import ShownRow, shown_row
from selfinstruct.files.storage import local, name
from selfinstruct.flows.datasets.sampling import Sample

MOST = 60  # of pairs, of contested and of accepted records
_SIDES = {"preference": ("Chosen", "Rejected"), "pair": ("First", "Second")}


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A pair or a labelled record: `place` counts from 0; `about` is what is known of it, `votes` who said what."""

    place: int
    about: Sequence[str]
    parts: Sequence[tuple[str, str]]
    sides: Sequence[tuple[str, str]]
    votes: Sequence[tuple[str, str]] = ()


def drawn_pairs(rows: Iterable[Mapping[str, Any]], most: int) -> list[ShownRecord]:
    """Of preferences.jsonl; the first of them are a fair sample too."""
    drawn: Sample[tuple[int, Mapping[str, Any]]] = Sample(min(most, MOST))
    for place, row in enumerate(rows) if most else ():
        drawn.take(place, (place, row))
    return [found for found in starmap(_pair, drawn.items()) if found is not None]


def drawn_rows(path: str | Path, most: int) -> list[ShownRecord]:
    """Of a file of rows, or of several read as one; a task with several instances is shown with its first."""
    drawn: Sample[tuple[int, Mapping[str, Any]]] = Sample(most)
    place = 0
    for item in parts_of(Path(path)) if most else ():
        with local(item.path) as file:
            for _, row, problem in read_rows(file, called=name(item.path)):
                if not problem and isinstance(row, dict):
                    drawn.take(place, (place, row))
                place += 1
    found = (_row(place, row) for place, row in sorted(drawn.items(), key=lambda taken: taken[0]))
    return [item for item in found if item is not None]


def drawn_labels(rows: Iterable[Mapping[str, Any]], kind: str, most: int) -> list[ShownRecord]:
    """Of labels.jsonl: contested records, then others."""
    contested, others = (Sample[tuple[int, Mapping[str, Any]]](min(most, MOST)) for _ in range(2))
    for place, row in enumerate(rows) if most else ():
        (contested if row.get("status") == "contested" else others).take(place, (place, row))
    found = (_labelled(place, row, kind) for place, row in [*contested.items(), *others.items()])
    return [item for item in found if item is not None]


def _pair(place: int, row: Mapping[str, Any]) -> ShownRecord | None:
    shown = _shown(row, "pair")
    if shown is None:
        return None
    margin, grade = row.get("margin"), row.get("grade")
    about = [str(row["method"])] if row.get("method") else []
    about += [f"margin {margin:g}"] if isinstance(margin, int | float) else []
    about += [str(grade).replace("_", " ")] if grade else []
    return ShownRecord(place, about, shown.parts, _named(shown, "preference"))


def _row(place: int, row: Mapping[str, Any]) -> ShownRecord | None:
    paired = "chosen" in row and "rejected" in row
    instances = row.get("instances")
    if isinstance(instances, list) and instances and isinstance(instances[0], Mapping):
        row = {key: value for key, value in row.items() if key != "instances"} | dict(instances[0])
    if (shown := _shown(row, "pair" if paired else "accept")) is None:
        return None
    about = [f"label: {row['label']}"] if isinstance(row.get("label"), str | int | float) else []
    return ShownRecord(place, about, shown.parts, _named(shown, "preference"))


def _labelled(place: int, row: Mapping[str, Any], kind: str) -> ShownRecord | None:
    record = row.get("record")
    shown = _shown(record, kind) if isinstance(record, Mapping) else None
    if shown is None:
        return None
    about = tuple(str(row[key]) for key in ("status", "label") if row.get(key) is not None)
    votes = [vote for vote in row.get("votes") or () if isinstance(vote, Mapping)]
    return ShownRecord(place, about, shown.parts, _named(shown, "pair"), [_vote(vote) for vote in votes])


def _vote(vote: Mapping[str, Any]) -> tuple[str, str]:
    label, sure, reason = vote.get("label"), vote.get("confidence"), vote.get("reason")
    told = "unreadable" if label is None else str(label)
    told += f" ({sure:.2f})" if isinstance(sure, int | float) and label is not None else ""
    return str(vote.get("judge", "")), f"{told}: {reason}" if reason else told


def _named(shown: ShownRow, kind: str) -> list[tuple[str, str]]:
    return list(zip(_SIDES[kind], shown.sides, strict=True)) if any(shown.sides) else []


def _shown(row: Mapping[str, Any], kind: str) -> ShownRow | None:
    try:
        return shown_row(row, kind)
    except ValueError:
        return None
