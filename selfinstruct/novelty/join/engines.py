"""Engines that carry out tasks, each on another machinery, and what they have in common."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from selfinstruct.errors import RunError
from selfinstruct.novelty.join.pairs import Task

Outcome = tuple[int, int] | None
# So often a worker may die over one task.
DEATHS = 3


class Engine(Protocol):
    """Carries out tasks in any order, several at a time, and tells each with what it gave; to be closed."""

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]: ...

    def close(self) -> None: ...


class Waiting:
    """Tasks that wait: a worker gets one with the left block of its last, for which it has the index already."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._tasks = list(tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def take(self, last: Task | None) -> Task:
        known = (place for place, task in enumerate(self._tasks) if last is not None and task.left == last.left)
        return self._tasks.pop(next(known, 0))

    def put_back(self, task: Task) -> None:
        self._tasks.insert(0, task)


def died(task: Task, how: str) -> RunError:
    """What is said where workers die over a task, one after the other."""
    return RunError(
        f"a worker died {DEATHS} times over the texts of blocks {task.left} and {task.right} ({how}); nothing has been "
        "written; where memory is short, use fewer --workers"
    )
