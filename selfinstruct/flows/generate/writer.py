"""Writes a run's files in the order of admission, and decides where they end.

Answers arrive in any order; a line is written when everything before it is. What is decided here looks across tasks: an
instance already in the dataset, saturation, the target.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, unique_id
from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.generate.instances import DevelopedTask
from selfinstruct.recipes.generate import Saturation
from selfinstruct.records import Rejection, Task
from selfinstruct.runs.lines import RunFile
from selfinstruct.runs.run import instance_row, rejection_row, task_row


@dataclass(slots=True)
class Counts:
    """What the files hold so far: `settled` tasks have an instance, `classification` among them; `barren` have none."""

    requests: int = 0
    candidates: int = 0
    accepted: int = 0
    settled: int = 0
    barren: int = 0
    instances: int = 0
    classification: int = 0
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, task: Task) -> None:
        """Count a line of tasks.jsonl."""
        self.candidates += 1
        self.accepted += 1
        self.instances += len(task.instances)
        if task.instances:
            self.settled += 1
            self.classification += bool(task.is_classification)
        else:
            self.barren += 1

    def as_dict(self) -> dict[str, Any]:
        stages: dict[str, dict[str, int]] = {}
        for (stage, rule), number in sorted(self.rejected.items()):
            stages.setdefault(stage, {})[rule] = number
        names = ("requests", "candidates", "accepted", "settled", "barren", "instances", "classification")
        return {name: getattr(self, name) for name in names} | {"rejected": stages}


@dataclass(frozen=True, slots=True)
class _Slot:
    """The place of a task in the order."""

    number: int


@dataclass(frozen=True, slots=True)
class _Request:
    """The beginning of a bootstrap answer's candidates."""


@dataclass(frozen=True, slots=True)
class _Saturated:
    """Too few of the last candidates were accepted: the files end here."""


@dataclass(slots=True)
class RunWriter:
    """The three files of a run, up to `target` tasks with an instance.

    `done` is "" until the files have their end, then
    "done" or "saturated"; `closed` is true once no further bootstrap answer can matter.
    """

    path: Path
    target: int
    saturation: Saturation
    filters: FilterSet
    written: Callable[[Task], None]
    counts: Counts = field(default_factory=Counts)
    done: str = ""
    closed: bool = False
    accepted: int = 0
    barren: int = 0
    _order: deque[Rejection | _Slot | _Request | _Saturated] = field(default_factory=deque)
    _developed: dict[int, DevelopedTask] = field(default_factory=dict)
    _recent_candidates: deque[bool] = field(init=False)
    _recent_tasks: deque[bool] = field(init=False)
    _ids: dict[str, int] = field(default_factory=dict)
    _files: dict[str, RunFile] = field(init=False)

    def __post_init__(self) -> None:
        self._recent_candidates = deque(maxlen=self.saturation.candidates)
        self._recent_tasks = deque(maxlen=self.saturation.tasks)
        self._files = {}
        with ExitStack() as opened:
            for name in ("tasks", "rejected", "dataset"):
                self._files[name] = RunFile(self.path / f"{name}.jsonl")
                opened.callback(self._files[name].close)
            opened.pop_all()

    def admit(self, events: Sequence[Task | Rejection]) -> list[tuple[int, Task]]:
        """Take one bootstrap answer's candidates, in request order; the accepted tasks with their numbers."""
        tasks: list[tuple[int, Task]] = []
        self._order.append(_Request())
        for event in events:
            if isinstance(event, Task):
                tasks.append((self.accepted, event))
                self._order.append(_Slot(self.accepted))
                self.accepted += 1
            else:
                self._order.append(event)
            self._recent_candidates.append(isinstance(event, Task))
        if self._too_few(self._recent_candidates, self.saturation.accepted):
            self._order.append(_Saturated())
            self.closed = True
        return tasks

    def settle(self, number: int, developed: DevelopedTask) -> None:
        """Take what was found for a task."""
        self._developed[number] = developed
        self.barren += not developed.task.instances

    def advance(self) -> None:
        """Write all that is settled, in order, until the end is reached."""
        while self._order and not self.done:
            event = self._order[0]
            if isinstance(event, _Slot):
                developed = self._developed.pop(event.number, None)
                if developed is None:
                    break
                self._write_task(developed)
            elif isinstance(event, Rejection):
                self.counts.candidates += 1
                self._reject(event)
            elif isinstance(event, _Request):
                self.counts.requests += 1
            else:
                self.done = "saturated"
            self._order.popleft()
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _write_task(self, developed: DevelopedTask) -> None:
        task = developed.task
        kept, rejections = sift(self.filters.across, task, task.instances)
        self.barren += bool(task.instances) and not kept
        task = replace(task, instances=tuple(kept))
        for rejection in (*developed.rejections, *(replace(item, request=task.request) for item in rejections)):
            self._reject(rejection)
        self._files["tasks"].write(task_row(task))
        for instance in kept:
            self.filters.accept(task, instance)
            identifier = unique_id(content_id(task.id, instance.input, instance.output), self._ids)
            self._files["dataset"].write(instance_row(task, instance, identifier))
        self._count(task)
        self.written(task)

    def _count(self, task: Task) -> None:
        self.counts.take(task)
        self._recent_tasks.append(bool(task.instances))
        if self.counts.settled >= self.target:
            self.done = "done"
        elif self._too_few(self._recent_tasks, self.saturation.yielding):
            self.done = "saturated"

    def _reject(self, rejection: Rejection) -> None:
        self.counts.rejected[rejection.stage, rejection.rule] += 1
        self._files["rejected"].write(rejection_row(rejection))

    def _too_few(self, recent: deque[bool], share: float) -> bool:
        size = recent.maxlen or 0
        return 0 < size == len(recent) and sum(recent) < share * size
