"""Works through items concurrently and gives their results in order, as far as all before them are there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from selfinstruct.engine.stack import Stack
from selfinstruct.engine.wrappers.budget import Stopped

GRACE = 30.0  # seconds that answers in flight are given to arrive once a run stops
AHEAD = 10_000  # items at least that may be begun beyond the first that is not answered

T = TypeVar("T")
R = TypeVar("R")
TICK = 1.0  # seconds after which a wish to stop is noticed at the latest


@dataclass(slots=True)
class WorkerPool(Generic[T, R]):
    """Workers over the items: `run` returns why they ended, "done" or a run's status, or raises what ended them.

    Items whose request is in backoff hold no worker. A result is held until all before it are there and `taken` has
    handed it over; so that one slow item does not have the others pile up, not too many are begun beyond it.
    """

    items: Sequence[T]
    work: Callable[[T], Awaitable[R]]
    stack: Stack
    watch: Callable[[], None]
    concurrency: int
    grace: float = GRACE
    more: Callable[[], bool] = lambda: False  # whether items may still be added
    answered: int = 0
    _results: dict[int, R] = field(default_factory=dict)
    _taken: int = 0
    _active: dict[asyncio.Future[R], int] = field(default_factory=dict)
    _failure: BaseException | None = None
    _limit: str = ""

    def taken(self) -> list[R]:
        """The results of the next items, up to the first that has none; each is handed over once."""
        found: list[R] = []
        while self._taken in self._results:
            found.append(self._results.pop(self._taken))
            self._taken += 1
        return found

    async def run(self) -> str:
        following = 0
        try:
            while not self.stack.budget.stopping:
                while following < len(self.items) and not self._limit and self._room(following):
                    self._active[asyncio.ensure_future(self.work(self.items[following]))] = following
                    following += 1
                if not self._active and (self._limit or not self.more()):
                    break
                await self._take(TICK)
        finally:
            await self._drain()
        if self.answered == len(self.items):
            return "done"
        if self._failure is not None:
            raise self._failure
        return self._limit or self.stack.budget.stopping

    def _room(self, following: int) -> bool:
        if following - self._taken >= max(AHEAD, 20 * self.concurrency):
            return False
        return len(self._active) - self.stack.aside < self.concurrency

    def stop(self, why: str) -> None:
        """Ask nothing more; `run` ends when what is in flight has arrived."""
        self.stack.budget.stop(why)

    def abandon(self) -> None:
        """Do not even wait for what is in flight."""
        self.grace = 0.0
        for task in self._active:
            task.cancel()

    async def _take(self, timeout: float) -> None:
        room: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.stack.evidence.wake = lambda: None if room.done() else room.set_result(None)
        done, _ = await asyncio.wait({*self._active, room}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {room}:
            number = self._active.pop(task)
            if task.cancelled():
                self.stack.budget.stop("interrupted")
                continue
            failure = task.exception()
            if failure is None:
                self._results[number] = task.result()
                self.answered += 1
            elif isinstance(failure, Stopped):
                # What the limit still allows waits for its turn in other items: they end by themselves.
                self._limit = self._limit or failure.why
            else:
                self._failure = self._failure or failure
                self.stack.budget.stop("failed")
        self.watch()

    async def _drain(self) -> None:
        """Let what is in flight reach the journal: it is paid for."""
        if self._active:
            self.stack.budget.stop("interrupted")
        end = asyncio.get_running_loop().time() + self.grace
        while self._active:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                for task in self._active:
                    task.cancel()
                await asyncio.wait(self._active)
            await self._take(max(0.0, left))
