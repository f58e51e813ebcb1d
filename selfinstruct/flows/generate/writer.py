"""Writes a run's files in the order of admission, and decides where they end.

Answers arrive in any order; a line is written when everything before it is. What is decided here looks across tasks: an
instance already in the dataset, saturation, the target.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from selfinstruct.filters.apply import FilterSet, sift
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.flows.generate.falling import Diversity
from selfinstruct.recipes.generate import Saturation, Watched
from selfinstruct.records import Rejection, Task
from selfinstruct.runs.dataset_files import Counts, DatasetFiles


class _Mark(Enum):
    """What stands between candidates: a bootstrap answer begins, or too few were accepted and the files end."""

    REQUEST = "request"
    SATURATED = "saturated"


@dataclass(slots=True)
class RunWriter:
    """The files of a run, up to `target` tasks with an instance.

    `done` is "" until the files have their end, then "done" or "saturated"; `closed` is true once no further bootstrap
    answer can matter.
    """

    path: Path
    target: int
    saturation: Saturation
    filters: FilterSet
    written: Callable[[Task], None] | None
    diversity: Diversity = field(default_factory=lambda: Diversity(Watched()))
    done: str = ""
    closed: bool = False
    accepted: int = 0
    without_instance: int = 0
    _order: deque[Rejection | int | _Mark] = field(default_factory=deque)  # a number is that of an accepted task
    _developed: dict[int, DevelopedTask] = field(default_factory=dict)
    _recent_candidates: deque[bool] = field(init=False)
    _recent_tasks: deque[bool] = field(init=False)
    _files: DatasetFiles = field(init=False)

    def __post_init__(self) -> None:
        self._recent_candidates = deque(maxlen=self.saturation.candidates)
        self._recent_tasks = deque(maxlen=self.saturation.tasks)
        self._files = DatasetFiles(self.path, self.filters.accept)

    @property
    def counts(self) -> Counts:
        """What the files hold so far."""
        return self._files.counts

    @property
    def behind(self) -> bool:
        """Whether the files hold more than this session has come to."""
        return self._files.behind

    def check_whole(self) -> None:
        """Raise RunDamaged where a file holds more than the run has written, once it has written all."""
        self._files.check_whole()

    def admit(self, events: Sequence[Task | Rejection]) -> list[tuple[int, Task]]:
        """Take one bootstrap answer's candidates, in request order; the accepted tasks with their numbers."""
        tasks: list[tuple[int, Task]] = []
        self._order.append(_Mark.REQUEST)
        for event in events:
            if isinstance(event, Task):
                tasks.append((self.accepted, event))
                self._order.append(self.accepted)
                self.accepted += 1
            else:
                self._order.append(event)
            self._recent_candidates.append(isinstance(event, Task))
        if self._too_few(self._recent_candidates, self.saturation.accepted):
            self._order.append(_Mark.SATURATED)
            self.closed = True
        return tasks

    def settle(self, number: int, developed: DevelopedTask) -> None:
        """Take what was found for a task."""
        self._developed[number] = developed
        self.without_instance += not developed.task.instances

    def advance(self) -> None:
        """Write all that is settled, in order, until the end is reached."""
        while self._order and not self.done:
            event = self._order[0]
            if isinstance(event, int):
                developed = self._developed.pop(event, None)
                if developed is None:
                    break
                self._write_task(developed)
            elif isinstance(event, Rejection):
                self.counts.candidates += 1
                self._files.reject(event)
            elif event is _Mark.REQUEST:
                self.counts.requests += 1
            else:
                self.done = "saturated"
            self._order.popleft()
        self._files.flush()

    def close(self) -> None:
        self._files.close()

    def _write_task(self, developed: DevelopedTask) -> None:
        task = developed.task
        kept, rejections = sift(self.filters.across, task, task.instances)
        self.without_instance += bool(task.instances) and not kept
        task = replace(task, instances=tuple(kept))
        for rejection in (*developed.rejections, *(replace(item, request=task.request) for item in rejections)):
            self._files.reject(rejection)
        self._files.add(task, attempts=developed.attempts)
        self._recent_tasks.append(bool(task.instances))
        if task.instances:
            self.diversity.take(task.instruction)
        if self.counts.tasks >= self.target:
            self.done = "done"
        elif self._too_few(self._recent_tasks, self.saturation.yielding):
            self.done = "saturated"
        if self.written is not None:
            self.written(task)

    def _too_few(self, recent: deque[bool], share: float) -> bool:
        size = recent.maxlen or 0
        return 0 < size == len(recent) and sum(recent) < share * size
