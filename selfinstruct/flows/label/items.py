"""The records that are labelled, and the files they are read from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json, unique_id
from selfinstruct.errors import SeedError
from selfinstruct.files.dataset_rows import read_side, row_citation, side_text
from selfinstruct.files.reading import read_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.flows.label.questions import REJECT, Answer, Question
from selfinstruct.turns import said_in

# The columns of a record in the order they are shown in, and what they are called there.
_NAMES = {"text": "Text", "source": "Text", "prompt": "Prompt", "instruction": "Instruction", "input": "Input"}


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
    if path.is_dir():
        path = path / ("preferences.jsonl" if kind == "pair" else "dataset.jsonl")
    seen: dict[str, int] = {}

    def read(place: str, row: Any) -> Iterator[LabelRecord]:
        found = read_item(row, kind)
        yield replace(found, id=unique_id(found.id, seen))

    return read_each(read_rows(path), read, f"{path}: contains no records")


def read_item(row: Any, kind: str) -> LabelRecord:
    """One row as `read_items` reads it, with the id it has by itself; ValueError for one that is no record."""
    _check_writable(row)
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
    known = {item.id for item in items}
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

    read_each(read_rows(path), read, f"{path}: contains no labels")
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


def _check_writable(row: Any) -> None:
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    try:
        to_json(row)
    except ValueError:
        raise ValueError("contains a number that JSON does not allow (NaN or Infinity)") from None


def _item(row: Mapping[str, Any], kind: str) -> LabelRecord:
    """A row as a record; raises ValueError for one that cannot be labelled so."""
    identifier = str(row["id"]) if isinstance(row.get("id"), str | int) and row["id"] != "" else ""
    sides = _sides(row) if kind == "pair" else ("", "")
    parts = _parts(row, answered=kind not in ("pair", "text"))
    return LabelRecord(identifier or content_id(to_json(parts), *sides), parts, sides, row)


def _parts(row: Mapping[str, Any], *, answered: bool) -> tuple[tuple[str, str], ...]:
    """A text, an instruction with input and output, or the turns of a conversation; `answered` with their answer."""
    if "instances" in row and "instruction" in row:
        raise ValueError("instances: a task may have several; give the file with one instance a line (dataset.jsonl)")
    unfolded = unfold(row)
    turns = unfolded.turns
    if unfolded.kind == "preference":
        turns = read_side(row["chosen"], "chosen")[:-1] or turns
    elif not answered:
        turns = unfolded.prompt
    if turns and (len(turns) > 1 or "turns" in unfolded.named or unfolded.kind == "chat"):
        return tuple((turn.role.capitalize(), said_in(turn)) for turn in turns)
    if "turns" in unfolded.named and unfolded.kind == "task":
        said = (("User", unfolded.row["instruction"]), ("Assistant", unfolded.row.get("output", "")))
        return tuple((name, text) for name, text in said[: 1 + answered] if text)
    return _columns(row, unfolded, answered)


def _columns(row: Mapping[str, Any], unfolded: UnfoldedRow, answered: bool) -> tuple[tuple[str, str], ...]:
    """The columns of a row that is no conversation; what is asked about a document has its passage for an input."""
    cited = row_citation(unfolded)
    if cited is not None:
        row = {key: value for key, value in row.items() if key != "source"}
    if wrong := next((key for key in _NAMES if not isinstance(row.get(key, ""), str | None)), ""):
        raise ValueError(f"{wrong}: is not a string")
    found = [(name, row[key]) for key, name in _NAMES.items() if row.get(key) not in (None, "")]
    for meaning, name in (("instruction", "Instruction"), ("input", "Input"), ("output", "Output")):
        value, key = unfolded.row.get(meaning), unfolded.named.get(meaning, meaning)
        if unfolded.kind == "preference" or value in (None, "") or key in _NAMES or (name == "Output" and not answered):
            continue
        if not isinstance(value, str):
            raise ValueError(f"{key}: is not a string")
        if name != "Output" or "text" not in row:
            found.append((name, value))
    if cited is not None:
        found = [("Passage" if name == "Input" else name, text) for name, text in found]
    if not found and unfolded.kind == "preference":
        asked = read_side(row["chosen"], "chosen")[:-1] or unfolded.turns
        found = [(turn.role.capitalize(), said_in(turn)) for turn in asked]
    if not any(text.strip() for name, text in found if name != "Output"):
        if empty := next((key for key in _NAMES if key in row), ""):
            raise ValueError(f"{empty}: is empty")
        there = ", ".join(list(row)[:6])
        raise ValueError(f"has no text (found: {there}); write text, instruction, messages or prompt")
    return tuple(found)


def _sides(row: Mapping[str, Any]) -> tuple[str, str]:
    for keys in (("first", "second"), ("chosen", "rejected")):
        if all(key in row for key in keys):
            sides = tuple(_side(row[key]) for key in keys)
            if not all(isinstance(side, str) and side.strip() for side in sides):
                raise ValueError(f"{' and '.join(keys)}: must be non-empty strings, or a chat's last turn")
            return str(sides[0]), str(sides[1])
    raise ValueError("is not a pair: it has neither first and second nor chosen and rejected")


def _side(value: Any) -> Any:
    return side_text(read_side(value, "side")[-1]) if isinstance(value, list | dict | str) and value else value
