"""Pools and tasks that die, together with the process they are in."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from selfinstruct.errors import RunError
from selfinstruct.novelty.join.engines import Outcome
from selfinstruct.novelty.join.pairs import Joiner, Task
from selfinstruct.novelty.rouge import Match, NoveltyIndex


def die(once: Path | None) -> None:
    """Kill this process, with `once` only if that has not happened before."""
    if once is not None:
        if once.exists():
            return
        once.touch()
    os.kill(os.getpid(), signal.SIGKILL)


class MortalIndex(NoveltyIndex):
    """Dies when it is asked about a certain text, once or always."""

    def __init__(self, text: str, once: Path | None) -> None:
        super().__init__()
        self._text, self._once = text, once

    def check(self, text: str) -> Match | None:
        if text == self._text:
            die(self._once)
        return super().check(text)


class MortalJoiner:
    """Carries out tasks, and dies of a certain one, once or always."""

    def __init__(self, make: Callable[[], Joiner], blocks: tuple[int, int], once: Path | None) -> None:
        self._joiner, self._blocks, self._once = make(), blocks, once

    def __call__(self, task: Task) -> Outcome:
        outcome = self._joiner(task)
        if (task.left, task.right) == self._blocks:
            die(self._once)
        return outcome


class Failing:
    """Carries out no task."""

    def __init__(self, make: Callable[[], Joiner]) -> None:
        self._make = make

    def __call__(self, task: Task) -> Outcome:
        raise RunError(f"no room for task {task.left}")
