"""Exports what people reviewed: all rows with their decisions applied, or only the rows that they kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.files.storage import address
from selfinstruct.runs.reviews import (
    ACCEPTED,
    INFO,
    REVIEWED,
    Review,
    ReviewTally,
    page_folder,
    read_lines,
    review_folder,
)
from selfinstruct.runs.sources import FILES, Source, open_source

APPLY, ONLY = "apply", "only"
_DECISIONS = "decisions.jsonl"
_NAMED = 5  # ids that are named


def open_reviewed(path: str | Path, mode: str, ignore: Iterable[str] = ()) -> Source:
    """A run, a file or a label run with people's decisions; raises UsageError where there are none, or for the mode."""
    if mode not in (APPLY, ONLY):
        raise UsageError(f"--reviewed {mode!r:.60}: use {APPLY} or {ONLY}")
    path = Path(path)
    if (path / INFO).is_file():
        return _labelled(path, mode, ignore)
    source = open_source(path, ignore)
    found = find_reviews(source, only=mode == ONLY)
    if not found:
        raise UsageError(_nothing(path, [folder for kind in source.kinds for folder in _folders(source, kind)]))
    files = {kind: file for kind, file in source.files.items() if mode == APPLY or kind in found}
    return replace(source, files=files, reviews=found)


def review_counts(source: Source, kinds: Iterable[str]) -> dict[str, int]:
    """Of the rows read last: how many people accepted, edited, turned, rejected, left contested, and never saw.

    `gone` are the decisions about rows that are no longer there.
    """
    counts: dict[str, int] = {}
    for kind in kinds:
        if (review := source.reviews.get(kind)) is not None:
            for name, count in (*review.tally.counts.items(), ("gone", len(review.tally.gone))):
                counts[name] = counts.get(name, 0) + count
    order = ("accepted", "edited", "turned", "rejected", "contested", "untouched", "gone")
    return {name: counts[name] for name in order if counts.get(name)}


def review_notes(source: Source, kinds: Iterable[str]) -> Iterator[str]:
    """What people should be told of the decisions that were applied, and of those that were not."""
    for kind in kinds:
        if (review := source.reviews.get(kind)) is None:
            continue
        if count := review.tally.counts["contested"]:
            done = "left out" if review.only else "exported as before"
            records = "1 record is" if count == 1 else f"{count:,} records are"
            yield f"{records} contested and {done}; `review page … --differing` lets people settle them"
        if gone := review.tally.gone:
            named = ", ".join(gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
            records = "1 decision is" if len(gone) == 1 else f"{len(gone):,} decisions are"
            yield f"{records} about records that are gone: {named}; nothing came of them"
        if _is_behind(review.folder):
            yield (
                f"{page_folder(review.folder) / _DECISIONS} has been written to since it was applied; "
                "`review import` applies what is new, then export again"
            )


def find_reviews(source: Source, *, only: bool = False) -> dict[str, Review]:
    """What people decided about each kind of a source's rows, as far as anybody has."""
    found: dict[str, Review] = {}
    for kind in source.kinds:
        for folder in _folders(source, kind):
            if kind not in found and (lines := read_lines(folder / REVIEWED)):
                known = {str(line["id"]): line for line in lines}
                found[kind] = Review("pair" if kind == "preferences" else "accept", folder, known, only)
    return found


def _folders(source: Source, kind: str) -> list[Path]:
    """Where reviews of the rows of a kind may lie: what is reviewed as a run is also reviewed as its file."""
    file = source.files[kind]
    own = review_folder(file)
    whole = source.whole
    if whole is None and address(file) is None and file.name == FILES[kind] and (file.parent / "run.json").is_file():
        whole = file.parent
    if whole is None or kind != "instances":
        return [own]
    return [review_folder(whole), own] if source.whole is not None else [own, review_folder(whole)]


def _nothing(path: Path, folders: Iterable[Path]) -> str:
    looked = list(folders)
    if place := next((folder for folder in looked if _is_behind(folder)), None):
        return (
            f"--reviewed: what was decided in {page_folder(place) / _DECISIONS} is not applied yet; "
            f"`selfinstruct review import {quote(_subject(path, place))}` applies it"
        )
    where = " nor ".join(str(folder / REVIEWED) for folder in looked)
    return (
        f"--reviewed: nobody has reviewed {path} (there is no {where}); "
        f"`selfinstruct review page {quote(str(path))}` lets people do so"
    )


def _subject(path: Path, folder: Path) -> str:
    """What `review import` is to be given for a folder with reviews."""
    if path.is_dir() and folder.name != "review" and not (folder / INFO).is_file():
        return str(path / f"{folder.name.removesuffix('-review')}.jsonl")
    return str(path.parent if folder.name == "review" and not path.is_dir() else path)


def _is_behind(folder: Path) -> bool:
    """Whether the review page has written decisions that no import has applied since."""
    try:
        decided = (page_folder(folder) / _DECISIONS).stat().st_mtime_ns
    except OSError:
        return False
    try:
        return decided > (folder / REVIEWED).stat().st_mtime_ns
    except OSError:
        return True


def _labelled(path: Path, mode: str, ignore: Iterable[str]) -> Source:
    """The accepted records of a label run, of judges and people; with `only` those that people accepted."""
    lines = read_lines(path / REVIEWED)
    if not lines:
        raise UsageError(_nothing(path, [path]))
    whole: list[Mapping[str, Any]] = [*read_lines(path / ACCEPTED)]
    results: list[Mapping[str, Any]] = [line["result"] for line in lines if line["result"] is not None]
    rows = results if mode == ONLY else whole
    if not rows:
        raise UsageError(f"--reviewed {mode}: people and judges have accepted no record of {path}")
    source = replace(open_source(path / ACCEPTED, ignore), label=str(path), rows=rows)
    [kind] = source.kinds
    tally = ReviewTally(seen={str(line["id"]) for line in lines})
    for line in lines:
        said = "edited" if line["status"] == "accepted" and line.get("edited") else line["status"]
        tally.counts[said] += 1
    tally.counts["untouched"] = len(whole) - len(results)
    review = Review("label", path, {str(line["id"]): line for line in lines}, True, tally)
    return replace(source, reviews={kind: review})
