"""The engine `local`: processes on this machine."""

import contextlib
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Any

from selfinstruct.novelty.join.engines import DEATHS, Outcome, Waiting, died
from selfinstruct.novelty.join.pairs import Task
from selfinstruct.novelty.workers.process import Worker


class LocalEngine:
    """At most `workers` processes, each with what `make` makes; a task whose process dies is done again by another."""

    def __init__(self, make: Callable[[], Callable[[Task], Outcome]], workers: int) -> None:
        self._make, self._most = make, workers
        self._idle: list[tuple[Worker, Task | None]] = []
        self._busy: dict[Any, tuple[Worker, Task]] = {}

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
        """See `Engine`."""
        waiting, deaths = Waiting(tasks), Counter[Task]()
        while waiting or self._busy:
            while waiting and len(self._busy) < self._most:
                self._give(waiting)
            for connection in wait(list(self._busy)):
                worker, task = self._busy[connection]
                try:
                    outcome = worker.answer()
                except ConnectionError:
                    del self._busy[connection]
                    deaths[task] += 1
                    how = worker.close()
                    if deaths[task] == DEATHS:
                        raise died(task, how) from None
                    waiting.put_back(task)
                    continue
                del self._busy[connection]
                self._idle.append((worker, task))
                yield task, outcome

    def close(self) -> None:
        """End all processes."""
        for worker, _ in (*self._idle, *self._busy.values()):
            worker.close()
        self._idle, self._busy = [], {}

    def _give(self, waiting: Waiting) -> None:
        worker, last = self._idle.pop() if self._idle else (Worker(self._make), None)
        task = waiting.take(last)
        self._busy[worker.connection] = (worker, task)
        with contextlib.suppress(ConnectionError):  # of one that has died `wait` tells
            worker.ask(pickle.dumps(task))
