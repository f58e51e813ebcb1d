"""Reads tasks from files in the forms people have them in, and says all that is wrong with a file at once.

A row is what `unfold` makes of it, or a row of a production log (see `logs`), read as a chat; personal data in that is
masked. Of a conversation what the user says first is the instruction.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.logs import Entry, fetching, is_log, read_log, warn_of_unread
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.task_fields import TaskFields, kind_of
from selfinstruct.files.unfold import unfold
from selfinstruct.files.unfold.columns import UnreadColumns
from selfinstruct.records import Task
from selfinstruct.text.masking import Masking, WithheldText

LOG = logging.getLogger("selfinstruct")


def load_seeds(
    path: str | Path | Sequence[str | Path], masking: Masking | None = None, access: Access = DEFAULT
) -> list[Task]:
    """The tasks of a file of rows, or of several one after the other, in their order.

    Rows of a dataset.jsonl that name the same task become one task, and so do rows that repeat an instruction, which is
    told. A missing id becomes a hash of the instruction, a missing type is made of its first words; an id that another
    file has too gets an ordinal. Rows of a log that hold no text are left out with a warning each.
    Raises SeedError with a problem for each bad row; nothing is read by halves.
    """
    files = [Path(path)] if isinstance(path, str | Path) else [Path(file) for file in path]
    reading = _Reading()
    masking = Masking.chosen(None) if masking is None else masking
    unread: list[str] = []
    columns = UnreadColumns()
    for file in files:
        reading.begin()
        before = len(reading.tasks) + len(reading.repeats) + len(reading.problems)
        for place, row, problem in read_rows(file, access):
            if problem:
                reading.problems.append(f"{place}: {problem}")
                continue
            for taken in _unlogged(file, place, row, masking, access, reading, unread):
                reading.take(place, taken, columns)
        if len(files) > 1 and before == len(reading.tasks) + len(reading.repeats) + len(reading.problems):
            reading.problems.append(_empty(file))
    if reading.problems:
        raise SeedError(reading.problems)
    columns.warn()
    warn_of_unread(unread)
    if not reading.tasks:
        raise SeedError([", ".join(map(_empty, files)) or "seeds: name a file"])
    reading.warn()
    return reading.named()


def _empty(file: Path) -> str:
    return f"{storage.name(file)}: contains no tasks; write one JSON object per line"


def _unlogged(
    file: Path, place: str, row: Any, masking: Masking, access: Access, reading: "_Reading", unread: list[str]
) -> Iterator[Any]:
    """The row, of a log as a chat, without personal data where that is masked; none where nothing is to be read."""
    logged = is_log(row)
    if logged:
        try:
            entry = read_log(row, fetching(file, place, access))
        except ValueError as error:
            unread.append(f"{place}: {error}; left out")
            return
        if entry.problem:
            unread.append(f"{place}: {entry.problem}; taken without it")
        row = _as_chat(entry)
    if logged or masking.everything:
        try:
            row = masking.apply(row)
        except RecursionError:
            reading.problems.append(f"{place}: is nested too deeply")
            return
    if not isinstance(row, WithheldText):
        yield row


def _as_chat(entry: Entry) -> dict[str, Any]:
    turns = [{"role": turn.role, "content": turn.content} for turn in entry.messages]
    return {"messages": turns + ([{"role": "assistant", "content": entry.completion}] if entry.completion else [])}


@dataclass
class _Reading:
    """What has been read so far. A task without an id of its own has "" until all are known.

    `repeats` are the places of rows whose instruction another has, each with that row's.
    """

    tasks: list[Task] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    repeats: list[tuple[str, str]] = field(default_factory=list)
    _places: dict[str, str] = field(default_factory=dict)
    _grouped: dict[tuple[str, str], int] = field(default_factory=dict)
    _inputs: dict[str, set[str]] = field(default_factory=dict)
    _said: dict[str, tuple[int, str]] = field(default_factory=dict)

    def begin(self) -> None:
        """Another file follows: its ids are its own."""
        self._places.clear()
        self._grouped = {group: place for group, place in self._grouped.items() if group[0] == "instruction"}

    def take(self, place: str, row: Any, columns: UnreadColumns) -> None:
        """Read a row into a task, or into one more instance of a task that has been met."""
        if not isinstance(row, dict):
            self.problems.append(f"{place}: is {kind_of(row)}; write a JSON object")
            return
        try:
            unfolded = unfold(row)
        except ValueError as error:
            self.problems.append(f"{place}: {error}")
            return
        columns.add(place, unfolded.unread)
        fields = TaskFields(unfolded)
        task = fields.task()
        identifier = fields.identifier("id")
        if identifier and identifier in self._places:
            where = self._places[identifier]
            fields.problems.append(f"id: {identifier!r} is also used at {where}; give each task its own")
        elif identifier:
            self._places[identifier] = place
        named = fields.identifier("task_id")
        same = "" if named or task is None or "instances" in unfolded.row else self._same(task)
        group = ("task", named) if named else ("instruction", same)
        known = self._grouped.get(group) if group[1] else None
        if task is not None and known is not None and self.tasks[known].instruction != task.instruction:
            fields.problems.append(
                f"task_id: another row of {named!r} has a different instruction; give it its own task_id"
            )
        self.problems += [f"{place}: {problem}" for problem in fields.problems]
        if task is None or fields.problems:
            return
        if known is None:
            known = self._repeated(place, task)
        if known is not None:
            met = self.tasks[known]
            more = tuple(item for item in task.instances if item not in met.instances)
            self.tasks[known] = replace(met, instances=met.instances + more)
        else:
            known = len(self.tasks)
            self.tasks.append(replace(task, id=named or identifier))
        if group[1]:
            self._grouped[group] = known

    def _same(self, task: Task) -> str:
        """The name of a task whose rows name none: rows of one instruction with different inputs are one task."""
        given = next((item.input for item in task.instances if not item.turns), "")
        inputs = self._inputs.setdefault(task.instruction, set())
        if not given.strip() or given in inputs:
            return ""
        inputs.add(given)
        return content_id(task.instruction)

    def _repeated(self, place: str, task: Task) -> int | None:
        """The task that has this instruction already, which prompts would show once more; None for the first."""
        said = " ".join(task.instruction.split()).casefold()
        if said not in self._said:
            self._said[said] = len(self.tasks), place
            return None
        known, first = self._said[said]
        self.repeats.append((place, first))
        return known

    def warn(self) -> None:
        """Tell of instructions that are given again."""
        if self.repeats:
            place, first = self.repeats[0]
            others = len(self.repeats) - 1
            more = f"; {others:,} more {'row repeats' if others == 1 else 'rows repeat'} one" if others else ""
            LOG.warning("%s: has the instruction of %s once more, and is one task with it%s", place, first, more)

    def named(self) -> list[Task]:
        """The tasks, each with an id of its own."""
        taken = {task.id for task in self.tasks if task.id}
        met: set[str] = set()
        named = []
        for task in self.tasks:
            if not task.id or task.id in met:
                task = replace(task, id=_free(task.id or content_id(task.instruction), taken))
                taken.add(task.id)
            met.add(task.id)
            named.append(task)
        return named


def _free(wanted: str, taken: set[str]) -> str:
    ordinal = 1
    name = wanted
    while name in taken:
        ordinal += 1
        name = f"{wanted}-{ordinal}"
    return name
