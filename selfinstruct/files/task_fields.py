"""The fields of a row that is read as a task, and all that is wrong with them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from selfinstruct.files.unfold import UnfoldedRow
from selfinstruct.files.unfold.cells import parted
from selfinstruct.files.unfold.columns import without_instruction
from selfinstruct.records import Instance, Task

STOP_WORDS = frozenset(
    "a an and any are as at be by can could do does following for from give given have how i if in into is it its "
    "make me my of on or our please provide should so some that the their them there these they this those to two us "
    "use using was we what when where which who why will with would you your".split()
)
_TYPE_WORDS = 3
_TYPE_LENGTH = 40


def type_of(instruction: str) -> str:
    """A short snake_case name for the kind of task: the instruction's first content words, "" if none is ASCII."""
    plain = unicodedata.normalize("NFKD", instruction.replace("'", "").replace("\u2019", "")).encode("ascii", "ignore")
    words = re.findall("[a-z0-9]+", plain.decode().lower())
    content = [word for word in words if word not in STOP_WORDS] or words
    return "_".join(content[:_TYPE_WORDS])[:_TYPE_LENGTH].strip("_")


class TaskFields:
    """A row's fields, read one by one; `problems` collects what is wrong with them."""

    def __init__(self, unfolded: UnfoldedRow) -> None:
        self.unfolded = unfolded
        self.row = unfolded.row
        self.problems: list[str] = []

    def task(self) -> Task | None:
        if self.unfolded.turns:
            instruction, instances = self._chat()
        else:
            instruction = self._instruction()
            instances = (
                self._instances() if "instances" in self.row else self._pair(parted(self.row), "", required=False)
            )
        labels = self._labels()
        is_classification = self._is_classification(labels)
        kind = self._text(self.row, "type", "", required=False)
        attributes = self._attributes()
        self._check_labels(labels, instances)
        if self.problems:
            return None
        kind = kind or type_of(instruction)
        return Task("", instruction, kind, is_classification, labels, instances, attributes=attributes)

    def identifier(self, key: str) -> str:
        value = self.row.get(key)
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.problems.append(f"{key}: is {kind_of(value)}; write a string or a whole number")
            return ""
        return str(value)

    def _instruction(self) -> str:
        if "instruction" not in self.row and self.unfolded.given:
            self.problems.append(without_instruction(self.unfolded.given))
            return ""
        return self._text(self.row, "instruction", "")

    def _instances(self) -> tuple[Instance, ...]:
        rows = self.row["instances"]
        if not isinstance(rows, list):
            self.problems.append(f"instances: is {kind_of(rows)}; write a list of objects with input and output")
            return ()
        instances: list[Instance] = []
        for number, row in enumerate(rows):
            name = f"instances[{number}]"
            if isinstance(row, dict):
                instances += self._pair(parted(row), f"{name}.", required=True)
            else:
                self.problems.append(f"{name}: is {kind_of(row)}; write an object with input and output")
        return tuple(instances)

    def _pair(self, row: Mapping[str, Any], prefix: str, *, required: bool) -> tuple[Instance, ...]:
        given = self._text(row, "input", prefix, required=False)
        required = required or bool(given.strip())
        output = self._text(row, "output", prefix, required=required)
        reasoning = self._text(row, "reasoning", prefix, required=False)
        return (Instance(given, output, reasoning),) if output.strip() else ()

    def _chat(self) -> tuple[str, tuple[Instance, ...]]:
        """What the user says first, and the whole conversation where it has an answer."""
        for turn in self.unfolded.turns:
            self._check_text(turn.role, turn.content)
        question = self.unfolded.first_question()
        if not question.strip() and not self.problems:
            self.problems.append("messages: has no user turn with text; the first one is the instruction")
        return question, (self.unfolded.instance(),) if self.unfolded.answer else ()

    def _labels(self) -> tuple[str, ...]:
        labels = self.unfolded.labels
        if not isinstance(labels, list) or not all(isinstance(label, str) and label.strip() for label in labels):
            self.problems.append(f"labels: is {labels!r}; write a list of non-empty strings")
            return ()
        if len({_folded(label) for label in labels}) < len(labels):
            self.problems.append(f"labels: {labels!r} contains a label twice; write each once")
        return tuple(labels)

    def _is_classification(self, labels: tuple[str, ...]) -> bool | None:
        value = self.row.get("is_classification")
        if value is not None and not isinstance(value, bool):
            self.problems.append(f"is_classification: is {value!r}; write true or false")
            return None
        if labels and value is False:
            self.problems.append("labels: given although is_classification is false; remove them or set it to true")
        return True if labels else value

    def _attributes(self) -> Mapping[str, str]:
        value = self.row.get("attributes") or {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self.problems.append(f"attributes: is {value!r}; write an object of strings")
            return {}
        return value

    def _check_labels(self, labels: tuple[str, ...], instances: tuple[Instance, ...]) -> None:
        known = {_folded(label) for label in labels}
        for number, instance in enumerate(instances):
            if known and _folded(instance.output) not in known:
                where = f"instances[{number}].output" if "instances" in self.row else "output"
                self.problems.append(f"{where}: {instance.output!r} is not one of the labels ({', '.join(labels)})")

    def _text(self, row: Mapping[str, Any], key: str, prefix: str, *, required: bool = True) -> str:
        value = row.get(key)
        name = f"{prefix}{key}" if prefix else self.unfolded.named.get(key, key)
        if value is None and not required:
            return ""
        if not isinstance(value, str):
            wrong = "is missing" if key not in row else f"is {kind_of(value)}"
            self.problems.append(f"{name}: {wrong}; write a string")
            return ""
        if required and not value.strip():
            self.problems.append(f"{name}: is empty; write some text")
        self._check_text(name, value)
        return value

    def _check_text(self, name: str, value: str) -> None:
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            self.problems.append(f"{name}: contains a lone surrogate; write the character itself")


def _folded(label: str) -> str:
    return label.strip().casefold()


def kind_of(value: Any) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
