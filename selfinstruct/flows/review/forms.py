"""The files that people fill in: JSONL, CSV that a spreadsheet may open, and Ground Truth manifests."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.kinds.spreadsheet import defused
from selfinstruct.files.overwriting import is_device
from selfinstruct.files.reading import read_each
from selfinstruct.files.rows import is_csv, read_rows
from selfinstruct.registry import suggestion

FORMS = ("jsonl", "csv", "groundtruth")
LONGEST_LINE = 100_000  # characters of a line of a Ground Truth input manifest
COLUMNS = (
    "row", "id", "question", "choices", "record", "first", "second", "answer", "edited", "grade", "reasons", "reviewer",
    "note",
)  # fmt: skip
_NEEDED = ("id", "answer")
_FILLED_IN = ("answer", "edited", "grade", "reasons", "reviewer", "note")
_OLDER = frozenset(COLUMNS) - {"grade", "reasons"}  # what forms had before these two
_MANIFEST = frozenset({"source", "id", "row"})
_CATEGORIES = frozenset({"document-version", "labels"})

_METADATA = "-metadata"


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """One record as a person is asked about it. `number` counts from 1, `of` them in all."""

    number: int
    of: int
    id: str
    question: str
    choices: tuple[str, ...]
    record: str
    first: str = ""
    second: str = ""

    def row(self) -> dict[str, str]:
        values = (f"{self.number}/{self.of}", self.id, self.question, ", ".join(self.choices), self.record)
        return dict(zip(COLUMNS, (*values, self.first, self.second, *("",) * len(_FILLED_IN)), strict=True))


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What came back for one record, not yet checked; `place` says where it stands."""

    place: str
    id: str
    answer: str
    edited: str = ""
    reviewer: str = ""
    note: str = ""
    row: str = ""
    grade: str = ""
    reasons: tuple[str, ...] = ()


def dump(forms: Sequence[ReviewForm], form: str) -> bytes:
    """The file's content; raises UsageError for an unknown form, SeedError for records too long for Ground Truth."""
    if form == "jsonl":
        return "".join(f"{to_line(item.row())}\n" for item in forms).encode()
    if form == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for item in forms:
            writer.writerow([defused(value) for value in item.row().values()])
        # The mark at the start is what tells a spreadsheet that this is UTF-8.
        return text.getvalue().encode("utf-8-sig", "replace")
    if form == "groundtruth":
        return _manifest(forms)
    raise UsageError(f"there is no form {form!r}; {suggestion(form, FORMS)}")


def label_categories(choices: Sequence[str]) -> dict[str, Any]:
    """The label category file of a Ground Truth job."""
    return {"document-version": "2018-11-28", "labels": [{"label": choice} for choice in choices]}


def occupied(path: Path) -> str:
    """Why no form must be written there, and what to do: it holds answers, or no form at all; "" where none is lost."""
    if not path.exists() or is_device(path) or (path.is_file() and path.stat().st_size == 0):
        return ""
    try:
        rows = list(_rows(path)) if path.is_file() else []
    except SeedError:
        rows = []
    for _, row, _problem in rows or [("", None, "")]:
        if not isinstance(row, dict) or set(row) not in (set(COLUMNS), _OLDER, _MANIFEST, _CATEGORIES):
            return "already exists and is not an empty form; name another file"
        if any(row.get(name) not in ("", None) for name in _FILLED_IN):
            return "holds answers; move it away once it is imported, or name another file"
    return ""


def read_forms(path: Path, attribute: str | None = None) -> list[FilledForm]:
    """The rows of a filled file of any form. Raises SeedError with a problem for each line that cannot be read.

    `attribute` is the label attribute of a Ground Truth output manifest, needed where it has several.
    """

    def read(place: str, row: Any) -> Iterator[FilledForm]:
        if not isinstance(row, dict):
            raise ValueError("is not a JSON object")
        filled = any(key.endswith(_METADATA) for key in row)
        yield _truth(place, row, attribute) if filled else _plain(place, row)

    return read_each(_rows(path), read, f"{path}: contains no rows")


def missing(filled: Sequence[FilledForm]) -> tuple[int, list[int]]:
    """How many rows the export had, and the numbers of those that are not there; (0, []) where rows have no number."""
    numbers = [match for item in filled if (match := re.fullmatch(r"(\d{1,9})/(\d{1,9})", item.row.strip()))]
    of = max((int(match[2]) for match in numbers), default=0)
    there = {int(match[1]) for match in numbers}
    return of, [number for number in range(1, of + 1) if number not in there]


def _manifest(forms: Sequence[ReviewForm]) -> bytes:
    lines = []
    problems = []
    for item in forms:
        parts = [item.question, f"Choices: {', '.join(item.choices)}" if item.choices else "", item.record]
        parts += [f"{name}:\n{text}" for name, text in (("First", item.first), ("Second", item.second)) if text]
        source = "\n\n".join(part for part in parts if part)
        line = to_line({"source": source, "id": item.id, "row": f"{item.number}/{item.of}"})
        if len(line) > LONGEST_LINE:
            problems.append(
                f"{item.id}: makes a line of {len(line):,} characters; Ground Truth takes at most {LONGEST_LINE:,}"
            )
        lines.append(f"{line}\n")
    if problems:
        raise SeedError(problems)
    return "".join(lines).encode()


def _rows(path: Path) -> Iterator[tuple[str, Any, str]]:
    """The rows of a filled file; CSV may come from a spreadsheet, which keeps neither a mark nor the columns' order."""
    csv = is_csv(path)
    for place, row, problem in read_rows(path, spreadsheet=True, literal=True):
        if csv and not problem:
            row = {name.strip().lower(): cell for name, cell in row.items()}
            if absent := [name for name in _NEEDED if name not in row]:
                raise SeedError([f"{path}:1: has no column {' and no column '.join(absent)}"])
            if not any(row.values()):
                continue
        yield place, row, problem


def _plain(place: str, row: Mapping[str, Any]) -> FilledForm:
    values: dict[str, str] = {}
    for name in ("id", "answer", "edited", "reviewer", "note", "row", "grade"):
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise ValueError(f"{name}: is not a string")
        values[name] = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    if absent := [name for name in _NEEDED if name not in row]:
        raise ValueError(f"{absent[0]}: is missing")
    edited = values.pop("edited")
    said = {name: value.strip() for name, value in values.items()}
    return FilledForm(
        place, said["id"], said["answer"], edited, said["reviewer"], said["note"], said["row"], said["grade"],
        _reasons(row.get("reasons")),
    )  # fmt: skip


def _reasons(value: Any) -> tuple[str, ...]:
    """A list of short words, or words with commas or semicolons between them."""
    words = re.split(r"[,;]", value) if isinstance(value, str) else [] if value is None else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("reasons: is neither a string nor a list of strings")
    return tuple(dict.fromkeys(found for word in words if (found := " ".join(word.split()))))


def _truth(place: str, row: Mapping[str, Any], attribute: str | None) -> FilledForm:
    """A line of a Ground Truth output manifest: the label attribute, and its metadata, which holds the class name."""
    names = [key.removesuffix(_METADATA) for key in row if key.endswith(_METADATA)]
    if attribute is None and len(names) > 1:
        raise ValueError(f"has several label attributes ({', '.join(names)}); name one with --attribute")
    name = attribute or names[0]
    about = row.get(f"{name}{_METADATA}")
    if not isinstance(about, dict):
        raise ValueError(f"{name}{_METADATA}: is missing; the label attributes are {', '.join(names)}")
    if "id" not in row:
        raise ValueError("id: is missing; only manifests written by review export can be taken back")
    job = str(about.get("job-name") or name).rpartition("/")[2]
    identifier, reviewer = str(row["id"]), f"groundtruth:{job}"

    def taken(answer: str, edited: str = "", note: str = "") -> FilledForm:
        return FilledForm(place, identifier, answer, edited, reviewer, note, str(row.get("row", "")))

    if about.get("failure-reason"):
        return taken("", note=str(about["failure-reason"]))
    if str(about.get("human-annotated", "yes")).lower() != "yes":
        return taken("", note="labelled by the service, not by a person")
    value = row.get(name)
    if isinstance(value, dict):  # a task of the user's own making
        inner = _plain(place, {"id": row["id"], "answer": value.get("answer"), "edited": value.get("edited")})
        return taken(inner.answer, inner.edited)
    answer = about.get("class-name", value if isinstance(value, str) else None)
    if answer is None:
        raise ValueError(f"{name}{_METADATA}: has no class-name")
    return taken(str(answer))
