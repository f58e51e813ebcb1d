"""Keeps a run within its limits: requests, money, and the wish to stop."""

import asyncio
from dataclasses import dataclass, field

from selfinstruct.errors import RequestFailed, SelfInstructError
from selfinstruct.prices import Price, worst_case
from selfinstruct.records import Completion, Model, Request


class Stopped(SelfInstructError):
    """The run is stopping: nothing further is asked. `why` is a run's status: max_requests, max_cost …"""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Capped:
    """A model that refuses, with Stopped, what would pass a limit.

    `requests` and `spent` (US dollars) are totals over all sessions of a run. Before a request goes out its worst
    case is reserved, so that `max_cost` is never passed; where only what is in flight stands in the way, it waits.
    """

    model: Model
    max_requests: int | None = None
    max_cost: float | None = None
    price: Price | None = None
    requests: int = 0
    spent: float = 0.0
    in_flight: int = 0
    stopping: str = ""
    _reserved: float = 0.0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def name(self) -> str:
        return self.model.name

    def stop(self, why: str) -> None:
        """Ask nothing more; what is in flight may finish."""
        self.stopping = self.stopping or why
        self._changed.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep, unless the run stops: then raise Stopped at once."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not self.stopping and (left := end - loop.time()) > 0:
            try:
                await asyncio.wait_for(self._wait(), left)
            except TimeoutError:
                break
        if self.stopping:
            raise Stopped(self.stopping)

    async def complete(self, request: Request) -> Completion:
        worst = worst_case(request, self.price) if self.price else 0.0
        await self._admit(worst)
        self._reserved += worst
        self.requests += 1
        self.in_flight += 1
        answered = False
        try:
            answer = await self.model.complete(request)
            answered = True
            if self.price:
                self.spent += self.price.cost(answer.usage)
            return answer
        except RequestFailed:
            answered = True  # it was sent, and is journaled as it is
            raise
        finally:
            self._reserved -= worst
            self.in_flight -= 1
            self.requests -= not answered
            self._wake()

    async def _admit(self, worst: float) -> None:
        while True:
            if self.stopping:
                raise Stopped(self.stopping)
            if self.max_requests is not None and self.requests >= self.max_requests:
                raise Stopped("max_requests")
            if self.max_cost is None or self.spent + self._reserved + worst <= self.max_cost:
                return
            if self.in_flight == 0:
                raise Stopped("max_cost")
            await self._wait()

    async def _wait(self) -> None:
        await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        if not self.stopping:
            self._changed = asyncio.Event()
