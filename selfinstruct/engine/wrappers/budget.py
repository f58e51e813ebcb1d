"""What a run may still ask: requests, money, and the wish to stop."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field

from selfinstruct.errors import SelfInstructError
from selfinstruct.prices import Price, cost_of
from selfinstruct.records import Completion

FIRST = 8  # requests to a model that may be under way until so many have been answered
HEADROOM = 1.25  # of what answers have cost beyond their worst case: the next may cost more
LIMITS = ("max_requests", "max_cost")


class Stopped(SelfInstructError):
    """The run is stopping: nothing further is asked. `why` is a run's status: max_requests, max_cost …"""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class _Allowance:
    """US dollars set aside for the requests of one piece of work."""

    left: float


ALLOWANCE: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


@dataclass(slots=True)
class Budget:
    """What a run may still do; shared by all its models.

    `requests` and `spent` (US dollars) are totals over all sessions. Before anything is asked its worst case is
    reserved, so that `max_cost` is never passed; what does not fit waits while something in flight may still turn out
    cheaper than feared, work already begun before new work. `refused` is the most, in US dollars, that what no longer
    fitted might have cost.
    """

    max_requests: int | None = None
    max_cost: float | None = None
    requests: int = 0
    spent: float = 0.0
    in_flight: int = 0
    stopping: str = ""
    refused: float = 0.0
    _reserved: float = 0.0
    _urgent: int = 0
    _beyond: dict[str, float] = field(default_factory=dict)
    _compared: Counter[str] = field(default_factory=Counter)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self, why: str) -> None:
        """Ask nothing more; what is in flight may finish."""
        self.stopping = self.stopping or why
        self._changed.set()
        self._stopped.set()

    async def sleep(self, seconds: float) -> None:
        """Sleep, unless the run stops: then raise Stopped at once."""
        if not self.stopping and seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)
        if self.stopping:
            raise Stopped(self.stopping)

    async def sleep_before_sending(self, seconds: float) -> None:
        """`sleep` for a request that has been counted: it goes out though the limit is reached by now."""
        end = asyncio.get_running_loop().time() + seconds
        try:
            if self.stopping not in LIMITS:
                await self.sleep(seconds)
        except Stopped as stop:
            if stop.why not in LIMITS:
                raise
        if self.stopping in LIMITS:  # from the beginning, or since
            await asyncio.sleep(max(0.0, end - asyncio.get_running_loop().time()))

    async def until_stopped(self) -> str:
        """Return why the run stops, once it does."""
        await self._stopped.wait()
        return self.stopping

    def book(self, answer: Completion, price: Price | None) -> None:
        """Count an answer to a request that is counted already, or came without being asked in this session."""
        if price:
            self.spent += cost_of(answer, price)

    def beyond(self, model: str) -> float:
        """US dollars by which the answers of a model pass their worst case."""
        return self._beyond.get(model, 0.0)

    def compare(self, model: str, cost: float, worst: float) -> None:
        """Take in what an answer has cost."""
        over = HEADROOM * (cost - worst)
        self._beyond[model] = max(self._beyond.get(model, 0.0), over if over > 1e-12 else 0.0)
        self._compared[model] += 1
        self._wake()

    async def first_answers(self, model: str) -> None:
        """Return at once for the first few requests to a model, for others once as many are answered, or none will."""
        if self.max_cost is None:
            return
        while self._compared[model] < FIRST and self.in_flight >= FIRST and not self.stopping:
            await self._changed.wait()

    def hold(self, requests: int, worst: float) -> None:
        """Count what an earlier session has asked and is still to be answered; `release` gives back the money."""
        self.requests += requests
        self._reserved += worst

    async def count(self) -> None:
        """Count a request that is about to be sent, or raise Stopped where that would pass the limit."""
        if self.max_requests is not None and self.requests >= self.max_requests:
            raise Stopped("max_requests")
        self.requests += 1

    async def reserve(self, worst: float, *, urgent: bool = False, wait: bool = True) -> None:
        """Set `worst` aside, or raise Stopped; urgent work is served before other work.

        Without `wait` what does not fit at once is refused: who holds a reservation must not wait for another.
        """
        self._urgent += urgent
        try:
            while not self._fits(worst, urgent):
                # What only gives way to urgent work waits for it, even if nothing is in flight at this moment.
                if not wait or (self._reserved <= 0 and (urgent or not self._urgent)):
                    self.refused = max(self.refused, worst)
                    raise Stopped("max_cost")
                await self._changed.wait()
            self._reserved += worst
        finally:
            self._urgent -= urgent

    def release(self, worst: float) -> None:
        """Give back what was set aside."""
        self._reserved -= worst
        if self._reserved < 1e-12:  # the dust of adding and taking away floats
            self._reserved = 0.0
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        if not self.stopping:
            self._changed = asyncio.Event()

    def extend(self, more: float) -> bool:
        """Set more aside for a request that is counted; False where that would pass the limit."""
        if self.max_cost is not None and self.spent + self._reserved + more > self.max_cost:
            return False
        self._reserved += more
        return True

    def _fits(self, worst: float, urgent: bool) -> bool:
        if self.stopping:
            raise Stopped(self.stopping)
        if self.max_cost is None or worst <= 0:
            return True
        return self.spent + self._reserved + worst <= self.max_cost and (urgent or not self._urgent)


@dataclass(slots=True)
class Reservation:
    """US dollars set aside for a request on its way, which a batch job makes less."""

    budget: Budget
    amount: float

    def change(self, amount: float) -> bool:
        """Set aside that much; False, and nothing changes, where it would pass the limit."""
        if amount <= self.amount:
            self.budget.release(self.amount - amount)
        elif not self.budget.extend(amount - self.amount):
            return False
        self.amount = amount
        return True


RESERVED: ContextVar[Reservation | None] = ContextVar("reserved", default=None)


@contextmanager
def allowance(budget: Budget, worst: float) -> Iterator[None]:
    """Let the requests of this context draw on `worst`, which has been reserved for them; what is left is released."""
    own = _Allowance(worst)
    token = ALLOWANCE.set(own)
    try:
        yield
    finally:
        ALLOWANCE.reset(token)
        budget.release(own.left)
