"""The records that are labelled, and the files they are read from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.errors import SeedError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.reading import read_each, spool_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.shown_rows import check_writable, shown_row
from selfinstruct.files.spool import Spool
from selfinstruct.flows.label.questions import REJECT, Answer, Question


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """A record to be labelled: named parts of its text and, of a pair, the two responses; `row` is the line it was."""

    id: str
    parts: tuple[tuple[str, str], ...]
    sides: tuple[str, str] = ("", "")
    row: Mapping[str, Any] = field(default_factory=dict)

    def variables(self) -> dict[str, Any]:
        """As templates see it."""
        parts = [{"name": name, "text": text} for name, text in self.parts]
        return {"parts": parts, "first": self.sides[0], "second": self.sides[1]}

    def turned(self) -> "LabelRecord":
        """The same pair in the other order."""
        return LabelRecord(self.id, self.parts, (self.sides[1], self.sides[0]), self.row)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A record with its right answer, shown to the judges."""

    item: LabelRecord
    answer: Answer


def read_items(path: Path, kind: str) -> list[LabelRecord]:
    """The records of a file, or of a run's dataset.jsonl (of its preferences.jsonl for pairs).

    Raises SeedError with a problem for each record that cannot be labelled so.
    """
    return read_each(read_rows(_file(path, kind)), _reader(kind), _empty(_file(path, kind)))


def spool_items(path: Path, kind: str) -> Spool[LabelRecord]:
    """As `read_items`, on disk."""
    return spool_each(read_rows(_file(path, kind)), _reader(kind), _empty(_file(path, kind)))


def _file(path: Path, kind: str) -> Path:
    return path / ("preferences.jsonl" if kind == "pair" else "dataset.jsonl") if is_run_folder(path) else path


def _empty(path: Path) -> str:
    return f"{path}: contains no records"


def _reader(kind: str) -> Callable[[str, Any], Iterator[LabelRecord]]:
    seen = Ordinals()

    def read(place: str, row: Any) -> Iterator[LabelRecord]:
        found = read_item(row, kind)
        yield replace(found, id=seen.unique_id(found.id))

    return read


def read_item(row: Any, kind: str) -> LabelRecord:
    """One row as `read_items` reads it, with the id it has by itself; ValueError for one that is no record."""
    check_writable(row)
    return _item(row, kind)


def item_of(row: Mapping[str, Any], kind: str, identifier: str) -> LabelRecord:
    """The item of a row that `read_items` has read before; raises SeedError where it can no longer be read."""
    try:
        return replace(_item(row, kind), id=identifier)
    except ValueError as error:
        raise SeedError([f"{identifier}: {error}"]) from error


def read_demonstrations(path: Path, question: Question) -> list[Demonstration]:
    """Records with their right answer in `label`; raises SeedError with a problem for each bad one."""
    problems: list[str] = []
    examples: list[Demonstration] = []
    for number, item in enumerate(read_items(path, question.kind), 1):
        answer = question.read(item.row["label"]) if "label" in item.row else None
        if answer is None:
            problems.append(f"{path}: record {number}: {_no_answer(item.row, question)}")
        else:
            examples.append(Demonstration(item, answer))
    if problems:
        raise SeedError(problems)
    return examples


def read_sample(path: Path, items: Sequence[LabelRecord], question: Question) -> dict[str, Answer]:
    """What people said, by id: rows of `id` and `label`, or a reviewed.jsonl, of which what they decided counts.

    Raises SeedError with a problem for each bad row.
    """
    rows = list(read_rows(path))  # people have labelled them: they are few beside the records
    wanted = {str(row.get("id", "")) for _, row, _ in rows if isinstance(row, dict)}
    known = {item.id for item in items if item.id in wanted}
    sample: dict[str, Answer] = {}

    def read(place: str, row: Any) -> Iterator[str]:
        if not isinstance(row, dict):
            raise ValueError("is not a JSON object")
        reviewed = "opinions" in row
        said = _reviewed(row, question) if reviewed else row.get("label")
        answer = None if said is None else question.read(said)
        identifier = str(row.get("id", ""))
        if reviewed and answer is None:
            return
        if identifier not in known:
            raise ValueError(f"id: {identifier!r} is not one of the records to be labelled")
        if answer is None:
            raise ValueError(_no_answer(row, question))
        if sample.setdefault(identifier, answer) != answer:
            raise ValueError(f"id: {identifier!r} already has a different label")
        yield identifier

    read_each(rows, read, f"{path}: contains no labels")
    return sample


def _reviewed(row: Mapping[str, Any], question: Question) -> Any:
    """What people made of a record; None where they have not decided. What had to be edited was not right."""
    if question.kind == "text":
        result = row.get("result")
        return result.get("label") if isinstance(result, dict) else None
    return REJECT if row.get("answer") == "edit" else row.get("answer")


def _no_answer(row: Mapping[str, Any], question: Question) -> str:
    if "label" not in row:
        return "label: is missing"
    known = ", ".join(question.labels) or f"a number from {question.low:g} to {question.high:g}"
    return f"label: {row['label']!r:.60} is not one of {known}"


def _item(row: Mapping[str, Any], kind: str) -> LabelRecord:
    """A row as a record; raises ValueError for one that cannot be labelled so."""
    shown = shown_row(row, kind)
    return LabelRecord(shown.id, shown.parts, shown.sides, row)
