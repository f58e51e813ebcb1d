"""Reads tasks from files in the forms people have them in, and says all that is wrong with a file at once.

A row is what `unfold` makes of it, or a row of a production log (see `logs`), read as a chat; personal data in that is
masked. Of a conversation what the user says first is the instruction.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.logs import Entry, fetching, is_log, read_log, warn_of_unread
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.cells import parted
from selfinstruct.files.unfold.columns import UnreadColumns
from selfinstruct.records import Instance, Task
from selfinstruct.text.masking import Masking, WithheldText

STOP_WORDS = frozenset(
    "a an and any are as at be by can could do does following for from give given have how i if in into is it its "
    "make me my of on or our please provide should so some that the their them there these they this those to two us "
    "use using was we what when where which who why will with would you your".split()
)
_TYPE_WORDS = 3
_TYPE_LENGTH = 40


def load_seeds(path: str | Path, masking: Masking | None = None, access: Access = DEFAULT) -> list[Task]:
    """The tasks of a file of rows, in the file's order.

    Rows of a dataset.jsonl that name the same task become one task. A missing id becomes a hash of the instruction,
    a missing type is made of its first words. Rows of a log that hold no text are left out with a warning each.
    Raises SeedError with a problem for each bad row; nothing is read by halves.
    """
    path = Path(path)
    reading = _Reading()
    masking = Masking.chosen(None) if masking is None else masking
    unread: list[str] = []
    columns = UnreadColumns()
    for place, row, problem in read_rows(path, access):
        if problem:
            reading.problems.append(f"{place}: {problem}")
            continue
        logged = is_log(row)
        if logged:
            try:
                entry = read_log(row, fetching(path, place, access))
            except ValueError as error:
                unread.append(f"{place}: {error}; left out")
                continue
            if entry.problem:
                unread.append(f"{place}: {entry.problem}; taken without it")
            row = _as_chat(entry)
        if logged or masking.everything:
            try:
                row = masking.apply(row)
            except RecursionError:
                reading.problems.append(f"{place}: is nested too deeply")
                continue
            if isinstance(row, WithheldText):
                continue
        reading.take(place, row, columns)
    if reading.problems:
        raise SeedError(reading.problems)
    columns.warn()
    warn_of_unread(unread)
    if not reading.tasks:
        raise SeedError([f"{storage.name(path)}: contains no tasks; write one JSON object per line"])
    return reading.named()


def _as_chat(entry: Entry) -> dict[str, Any]:
    turns = [{"role": turn.role, "content": turn.content} for turn in entry.messages]
    return {"messages": turns + ([{"role": "assistant", "content": entry.completion}] if entry.completion else [])}


def type_of(instruction: str) -> str:
    """A short snake_case name for the kind of task: the instruction's first content words, "" if none is ASCII."""
    plain = unicodedata.normalize("NFKD", instruction.replace("'", "").replace("\u2019", "")).encode("ascii", "ignore")
    words = re.findall("[a-z0-9]+", plain.decode().lower())
    content = [word for word in words if word not in STOP_WORDS] or words
    return "_".join(content[:_TYPE_WORDS])[:_TYPE_LENGTH].strip("_")


@dataclass
class _Reading:
    """What has been read so far. A task without an id of its own has "" until all are known."""

    tasks: list[Task] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _places: dict[str, str] = field(default_factory=dict)
    _grouped: dict[str, int] = field(default_factory=dict)
    _inputs: dict[str, set[str]] = field(default_factory=dict)

    def take(self, place: str, row: Any, columns: UnreadColumns) -> None:
        """Read a row into a task, or into one more instance of a task that has been met."""
        if not isinstance(row, dict):
            self.problems.append(f"{place}: is {_kind(row)}; write a JSON object")
            return
        try:
            unfolded = unfold(row)
        except ValueError as error:
            self.problems.append(f"{place}: {error}")
            return
        columns.add(place, unfolded.unread)
        fields = _Fields(unfolded)
        task = fields.task()
        identifier = fields.identifier("id")
        if identifier and identifier in self._places:
            where = self._places[identifier]
            fields.problems.append(f"id: {identifier!r} is also used at {where}; give each task its own")
        elif identifier:
            self._places[identifier] = place
        named = fields.identifier("task_id")
        group = named or ("" if task is None or "instances" in unfolded.row else self._same(task))
        if task is not None and group in self._grouped and self._grouped_task(group).instruction != task.instruction:
            fields.problems.append(
                f"task_id: another row of {group!r} has a different instruction; give it its own task_id"
            )
        self.problems += [f"{place}: {problem}" for problem in fields.problems]
        if task is None or fields.problems:
            return
        if group in self._grouped:
            met = self._grouped_task(group)
            self.tasks[self._grouped[group]] = replace(met, instances=met.instances + task.instances)
            return
        if group:
            self._grouped[group] = len(self.tasks)
        self.tasks.append(replace(task, id=named or identifier))

    def _same(self, task: Task) -> str:
        """The name of a task whose rows name none: rows of one instruction with different inputs are one task."""
        given = next((item.input for item in task.instances if not item.turns), "")
        inputs = self._inputs.setdefault(task.instruction, set())
        if not given.strip() or given in inputs:
            return ""
        inputs.add(given)
        return f"instruction {content_id(task.instruction)}"

    def named(self) -> list[Task]:
        """The tasks, each with an id of its own."""
        taken = {task.id for task in self.tasks}
        named = []
        for task in self.tasks:
            if not task.id:
                task = replace(task, id=_free(content_id(task.instruction), taken))
                taken.add(task.id)
            named.append(task)
        return named

    def _grouped_task(self, group: str) -> Task:
        return self.tasks[self._grouped[group]]


class _Fields:
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
            self.problems.append(f"{key}: is {_kind(value)}; write a string or a whole number")
            return ""
        return str(value)

    def _instruction(self) -> str:
        if "instruction" not in self.row and self.unfolded.given:
            found = ", ".join(list(self.unfolded.given)[:6])
            self.problems.append(f"instruction: is missing (found: {found}); add it, or messages for a chat")
            return ""
        return self._text(self.row, "instruction", "")

    def _instances(self) -> tuple[Instance, ...]:
        rows = self.row["instances"]
        if not isinstance(rows, list):
            self.problems.append(f"instances: is {_kind(rows)}; write a list of objects with input and output")
            return ()
        instances: list[Instance] = []
        for number, row in enumerate(rows):
            name = f"instances[{number}]"
            if isinstance(row, dict):
                instances += self._pair(parted(row), f"{name}.", required=True)
            else:
                self.problems.append(f"{name}: is {_kind(row)}; write an object with input and output")
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
            wrong = "is missing" if key not in row else f"is {_kind(value)}"
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


def _free(wanted: str, taken: set[str]) -> str:
    ordinal = 1
    name = wanted
    while name in taken:
        ordinal += 1
        name = f"{wanted}-{ordinal}"
    return name


def _kind(value: Any) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
