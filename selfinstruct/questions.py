"""What is asked about which records: label sets, scores, pairs and free text, and the files they are read from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from selfinstruct.errors import SeedError, UsageError
from selfinstruct.inputs import unique_id
from selfinstruct.records import content_id, to_json
from selfinstruct.seeds import read_rows

Answer = str | float
KINDS = {
    "labels": "Which label fits the record?",
    "accept": "Is the record right, complete and fit to train an assistant on?",
    "score": "How good is the record?",
    "pair": "Which response answers the prompt better?",
    "text": "What is the right answer to this?",
}
ACCEPT, REJECT = "accept", "reject"
SIDES = ("first", "second")
TIE = "tie"


@dataclass(frozen=True, slots=True)
class Question:
    """What judges and people are asked. `kind` is one of KINDS; `labels` are the answers of a closed kind.

    `low` and `high` bound a score; scores no further apart than `tolerance` agree. `meanings` explain labels.
    """

    kind: str
    text: str
    labels: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    low: float = 1.0
    high: float = 5.0
    tolerance: float = 0.0

    def read(self, value: object) -> Answer | None:
        """A written answer in the form it is compared in; None where it is none."""
        if self.kind == "score":
            try:
                number = float(str(value))
            except ValueError:
                return None
            return number if self.low <= number <= self.high else None
        text = str(value).strip()
        if self.kind == "text":
            return text or None
        known = {label.casefold(): label for label in self.labels}
        return known.get(" ".join(text.split()).casefold())

    def same(self, first: Answer, second: Answer) -> bool:
        """Whether two answers say the same, without asking anybody."""
        if isinstance(first, float) and isinstance(second, float):
            return abs(first - second) <= self.tolerance
        return folded(first) == folded(second)

    def choices(self) -> tuple[str, ...]:
        """The answers a person may pick from; none where the answer is free."""
        if self.kind == "score":
            if self.low == int(self.low) and self.high == int(self.high) and self.high - self.low <= 20:
                return tuple(str(number) for number in range(int(self.low), int(self.high) + 1))
            return ()
        return self.labels


@dataclass(frozen=True, slots=True)
class Item:
    """A record to be labelled: named parts of its text and, of a pair, the two responses; `row` is the line it was."""

    id: str
    parts: tuple[tuple[str, str], ...]
    sides: tuple[str, str] = ("", "")
    row: Mapping[str, Any] = field(default_factory=dict)

    def variables(self) -> dict[str, Any]:
        """As templates see it."""
        parts = [{"name": name, "text": text} for name, text in self.parts]
        return {"parts": parts, "first": self.sides[0], "second": self.sides[1]}

    def turned(self) -> "Item":
        """The same pair in the other order."""
        return Item(self.id, self.parts, (self.sides[1], self.sides[0]), self.row)


@dataclass(frozen=True, slots=True)
class Example:
    """A record with its right answer, shown to the judges."""

    item: Item
    answer: Answer


def make_question(
    kind: str, text: str = "", labels: Sequence[str] | str | Path = (), scale: str = "1-5", tolerance: float = 0.0
) -> Question:
    """Raises UsageError for what makes no sense together.

    `labels` are names, or the path of a YAML file: a list of names, or names with what they mean.
    """
    if kind not in KINDS:
        raise UsageError(f"--kind: there is no kind {kind!r}; known: {', '.join(KINDS)}")
    names, meanings = _label_file(Path(labels)) if isinstance(labels, str | Path) else (tuple(labels), {})
    if names and kind != "labels":
        raise UsageError(f"--labels: kind {kind} has answers of its own; leave them out")
    fixed = {"accept": (ACCEPT, REJECT), "pair": (*SIDES, TIE)}
    names = fixed.get(kind, tuple(" ".join(name.split()) for name in names))
    if kind == "labels" and len({name.casefold() for name in names if name}) != len(names):
        raise UsageError(f"--labels: {', '.join(names)}: each must be there once, and none empty")
    if kind == "labels" and len(names) < 2:
        raise UsageError("--labels: give at least two, for example --labels positive,negative")
    low, high = _scale(scale)
    if tolerance < 0 or tolerance > high - low:
        raise UsageError(f"--tolerance: must lie between 0 and {high - low:g} (found {tolerance:g})")
    return Question(kind, text.strip() or KINDS[kind], names, meanings, low, high, float(tolerance))


def _scale(text: str) -> tuple[float, float]:
    match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|\.\.|,)\s*(-?\d+(?:\.\d+)?)\s*", text)
    if match is None or float(match[1]) >= float(match[2]):
        raise UsageError(f"--scale {text!r}: write LOW-HIGH, for example 1-5")
    return float(match[1]), float(match[2])


def _label_file(path: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"--labels {path}: cannot be read: {' '.join(str(error).split())}") from None
    if isinstance(found, list) and all(isinstance(name, str) for name in found):
        return tuple(found), {}
    if isinstance(found, dict) and all(isinstance(text, str) for text in found.values()):
        return tuple(str(name) for name in found), {str(name): text for name, text in found.items() if text}
    raise UsageError(f"--labels {path}: write a list of labels, or each label with what it means")


def read_items(path: Path, kind: str) -> list[Item]:
    """The records of a file, or of a run's dataset.jsonl (of its preferences.jsonl for pairs).

    Raises SeedError with a problem for each record that cannot be labelled so.
    """
    if path.is_dir():
        path = path / ("preferences.jsonl" if kind == "pair" else "dataset.jsonl")
    items: list[Item] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for place, row, problem in read_rows(path):
        problem = problem or _unwritable(row)
        found = None if problem else _item(row, kind)
        if isinstance(found, str) or found is None:
            problems.append(f"{place}: {problem or found}")
        else:
            items.append(Item(unique_id(found.id, seen), found.parts, found.sides, found.row))
    if not items and not problems:
        problems.append(f"{path}: holds no record")
    if problems:
        raise SeedError(problems)
    return items


def item_of(row: Mapping[str, Any], kind: str, identifier: str) -> Item:
    """The item of a row that `read_items` has read before; raises SeedError where it can no longer be read."""
    found = _item(row, kind)
    if isinstance(found, str):
        raise SeedError([f"{identifier}: {found}"])
    return Item(identifier, found.parts, found.sides, row)


def read_examples(path: Path, question: Question) -> list[Example]:
    """Records with their right answer in `label`; raises SeedError with a problem for each bad one."""
    problems: list[str] = []
    examples: list[Example] = []
    for number, item in enumerate(read_items(path, question.kind), 1):
        answer = question.read(item.row["label"]) if "label" in item.row else None
        if answer is None:
            problems.append(f"{path}: record {number}: {_no_answer(item.row, question)}")
        else:
            examples.append(Example(item, answer))
    if problems:
        raise SeedError(problems)
    return examples


def read_sample(path: Path, items: Sequence[Item], question: Question) -> dict[str, Answer]:
    """What people said, by id: rows of `id` and `label`, or a reviewed.jsonl, of which what they decided counts.

    Raises SeedError with a problem for each bad row.
    """
    known = {item.id for item in items}
    problems: list[str] = []
    sample: dict[str, Answer] = {}
    for place, row, problem in read_rows(path):
        if problem or not isinstance(row, dict):
            problems.append(f"{place}: {problem or 'is not a JSON object'}")
            continue
        reviewed = "opinions" in row
        said = _reviewed(row, question) if reviewed else row.get("label")
        answer = None if said is None else question.read(said)
        identifier = str(row.get("id", ""))
        if reviewed and answer is None:
            continue
        if identifier not in known:
            problems.append(f"{place}: id: {identifier!r} is none of the records to be labelled")
        elif answer is None:
            problems.append(f"{place}: {_no_answer(row, question)}")
        elif sample.setdefault(identifier, answer) != answer:
            problems.append(f"{place}: id: {identifier!r} was given another label before")
    if not sample and not problems:
        problems.append(f"{path}: holds no label")
    if problems:
        raise SeedError(problems)
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


def _unwritable(row: Any) -> str:
    if not isinstance(row, dict):
        return "is not a JSON object"
    try:
        to_json(row)
    except ValueError:
        return "holds a number that JSON does not know (NaN or Infinity)"
    return ""


def _item(row: Mapping[str, Any], kind: str) -> Item | str:
    identifier = str(row["id"]) if isinstance(row.get("id"), str | int) and row["id"] != "" else ""
    parts = _prompt(row) if kind in ("pair", "text") else _parts(row)
    if isinstance(parts, str):
        return parts
    sides = _sides(row) if kind == "pair" else ("", "")
    if isinstance(sides, str):
        return sides
    identifier = identifier or content_id(to_json(parts), *sides)
    return Item(identifier, parts, sides, row)


def _parts(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | str:
    """A text, an instruction with input and output, or the turns of a chat."""
    prompt = _prompt(row)
    if isinstance(prompt, str) or "messages" in row:
        return prompt
    output = row.get("output")
    if output is not None and not isinstance(output, str):
        return "output: is not a text"
    return (*prompt, ("Output", output)) if isinstance(output, str) and "instruction" in row else prompt


def _prompt(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...] | str:
    for key in ("messages", "prompt"):
        turns = row.get(key)
        if isinstance(turns, list):
            if turns and all(isinstance(turn, dict) and isinstance(turn.get("content"), str) for turn in turns):
                return tuple((str(turn.get("role", "user")).capitalize(), turn["content"]) for turn in turns)
            return f"{key}: {'is not a list of turns with role and content' if turns else 'is empty'}"
    if "instances" in row and "instruction" in row:
        return "instances: a task may have several; give the file with one instance a line (dataset.jsonl)"
    named = {"text": "Text", "source": "Text", "prompt": "Prompt", "instruction": "Instruction", "input": "Input"}
    found = [(name, row[key]) for key, name in named.items() if row.get(key) not in (None, "")]
    if not any(str(value).strip() for _, value in found):
        if empty := next((key for key in named if key in row), ""):
            return f"{empty}: is empty"
        return f"has no text (found: {', '.join(list(row)[:6])}); write text, instruction, messages or prompt"
    if wrong := next((key for key in named if not isinstance(row.get(key, ""), str | None)), ""):
        return f"{wrong}: is not a text"
    return tuple(found)


def _sides(row: Mapping[str, Any]) -> tuple[str, str] | str:
    for keys in (("first", "second"), ("chosen", "rejected")):
        if all(key in row for key in keys):
            sides = tuple(_side(row[key]) for key in keys)
            if not all(isinstance(side, str) and side.strip() for side in sides):
                return f"{' and '.join(keys)}: must be texts that are not empty, or a chat's last turn"
            return str(sides[0]), str(sides[1])
    return "is no pair: it has neither first and second nor chosen and rejected"


def _side(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[-1], dict):
        return value[-1].get("content")
    return value


def folded(answer: Answer) -> str:
    """An answer without what does not matter: case, white space, a closing full stop."""
    return " ".join(str(answer).split()).rstrip(".").casefold()
