"""The engine `ray`: actors, on this machine where no cluster has been joined before."""

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from selfinstruct.errors import MissingExtra, RunError
from selfinstruct.extras import installing
from selfinstruct.novelty.join.engines import DEATHS, Outcome, Waiting, died
from selfinstruct.novelty.join.pairs import Task

# Read when ray is imported. Without the first it listens on all interfaces, without the second it reports usage; the
# third is what it does by itself, after a warning.
_LOCAL = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token"}


class RayEngine:
    """A fixed pool of `workers` actors, each with what `make` makes; Ray starts one that dies again, and its task."""

    def __init__(self, make: Callable[[], Callable[[Task], Outcome]], workers: int) -> None:
        self._ray = import_ray()
        self._started = not self._ray.is_initialized()
        if self._started:
            try:
                self._ray.init(
                    num_cpus=workers, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR,
                    configure_logging=False,
                )  # fmt: skip
            except Exception as error:
                said = (str(error).strip().splitlines() or [type(error).__name__])[0]
                raise RunError(f"--engine ray: Ray cannot be started: {said}") from error
        actor = self._ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=DEATHS - 1)(_Actor)
        self._idle: list[tuple[Any, Task | None]] = [(actor.remote(make), None) for _ in range(workers)]
        self._busy: dict[Any, tuple[Any, Task]] = {}

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
        """See `Engine`."""
        waiting = Waiting(tasks)
        while waiting or self._busy:
            while waiting and self._idle:
                actor, last = self._idle.pop()
                task = waiting.take(last)
                self._busy[actor.carry_out.remote(task)] = (actor, task)
            (ready,), _ = self._ray.wait(list(self._busy))
            actor, task = self._busy[ready]
            try:
                outcome = self._ray.get(ready)
            except self._ray.exceptions.RayTaskError as error:
                raise getattr(error, "cause", error) from error
            except self._ray.exceptions.RayError as error:
                raise died(task, type(error).__name__) from error
            del self._busy[ready]
            self._idle.append((actor, task))
            yield task, outcome

    def close(self) -> None:
        """End the actors, and Ray where it has been started here."""
        for actor, _ in (*self._idle, *self._busy.values()):
            self._ray.kill(actor)
        self._idle, self._busy = [], {}
        if self._started:
            self._ray.shutdown()


class _Actor:
    def __init__(self, make: Callable[[], Callable[[Task], Outcome]]) -> None:
        self._work = make()

    def carry_out(self, task: Task) -> Outcome:
        return self._work(task)


def import_ray() -> Any:
    """Ray, bound to this machine and without reports of usage. Raises MissingExtra where it is not installed."""
    if "ray" not in sys.modules:  # who has it already has chosen
        for name, value in _LOCAL.items():
            os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise MissingExtra(f"--engine ray needs Ray: {installing('ray')}") from error
    return ray
