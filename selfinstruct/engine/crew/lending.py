"""Limits over several workers: the driver lends from them, and nothing is asked that was not lent."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selfinstruct.engine.crew.messages import Borrow, GiveBack, Lend
from selfinstruct.engine.crew.seam import Package
from selfinstruct.engine.open_files import raise_limit
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.wrappers.budget import Budget, Stopped
from selfinstruct.progress import Progress
from selfinstruct.runs.shards.routed import RoutedJournal

PART = 4  # a worker is lent at most this part of its even share of what is left
ROOM = 1.25  # what a request may cost at most is told with some room, so that it is not told for each


@dataclass(slots=True)
class LentBudget(Budget):
    """The budget of one worker: `max_requests` and `max_cost` are what it was lent; `borrow` sends for more."""

    borrow: Callable[[Borrow], None] = lambda message: None
    _refused: bool = False
    _told: float = 0.0  # US dollars that one request costs at most, as the driver knows
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: Borrow | None = None

    def lend(self, loan: Lend) -> None:
        """More was lent, or it is said that no more will be."""
        if self.max_requests is not None:
            self.max_requests += loan.requests
        if self.max_cost is not None:
            self.max_cost += loan.cost
        self._refused = self._refused or loan.last
        if self._sent is not None:
            self._told = max(self._told, self._sent.worst)
        self._sent = None
        self._answered.set()
        self._wake()

    def give_back(self, *, all_of_it: bool = False) -> GiveBack:
        """What is lent and not needed now; nothing is kept for later."""
        requests, cost = 0, 0.0
        if self.max_requests is not None:
            requests = max(0, self.max_requests - self.requests)
            self.max_requests -= requests
        if self.max_cost is not None:
            reserved = 0.0 if all_of_it else self._reserved
            cost = max(0.0, self.max_cost - self.spent - reserved)
            self.max_cost -= cost
        return GiveBack(requests, cost)

    async def count(self) -> None:
        while self.max_requests is not None and self.requests >= self.max_requests:
            if self._refused:
                raise Stopped("max_requests")
            await self._more(Borrow(requests=1))
        self.requests += 1

    async def reserve(self, worst: float, *, urgent: bool = False, wait: bool = True) -> None:
        while self.max_cost is not None and worst > self._told:
            await self._more(Borrow(worst=ROOM * worst))
        while self.max_cost is not None and worst > 0 and self.spent + self._reserved + worst > self.max_cost:
            if self._refused:
                break
            await self._more(Borrow(cost=worst))
        await Budget.reserve(self, worst, urgent=urgent, wait=wait)  # super() is lost with slots

    async def _more(self, wish: Borrow) -> None:
        """Send for more unless that is done already; return once something has changed. Raises Stopped."""
        if self.stopping:
            raise Stopped(self.stopping)
        if self._sent is None:
            self._sent = wish
            self._answered.clear()
            self.borrow(wish)
        # An answer that cost less than was set aside for it helps as well as a loan.
        awaited = [asyncio.ensure_future(it.wait()) for it in (self._answered, self._stopped, self._changed)]
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in awaited:
                one.cancel()


class WorkerSession(Session):
    """A session whose journal is that of the shards, and whose limits are lent."""

    def __init__(self, package: Package, journal: RoutedJournal, closing: contextlib.AsyncExitStack) -> None:
        super().__init__(package.store.place, package.settings, closing, files=raise_limit())
        self._routed = journal
        requests, cost = package.lending
        self.budget = LentBudget(0 if requests else None, 0.0 if cost else None)

    def stack(self, progress: Progress, counts: Callable[[str], bool] | None = None) -> Stack:
        return Stack(self._routed, self.fitting(), progress, counts, self.budget)


@dataclass(slots=True)
class _Loan:
    """What a worker holds, and of what it spoke last."""

    requests: int = 0
    cost: float = 0.0
    worst: float = 0.0


@dataclass(slots=True)
class Ledger:
    """What is left of the limits, and who holds how much of what is not.

    `requests` and `cost` (US dollars) are what is left to be lent, None where there is no limit. `lost` is what was
    sent by workers that died before the answers were there: it counts as spent.
    """

    requests: int | None
    cost: float | None
    workers: int
    lost_requests: int = 0
    lost_cost: float = 0.0
    loans: dict[int, _Loan] = field(default_factory=dict)
    waiting: dict[int, Borrow] = field(default_factory=dict)

    def borrowed(self, worker: int, wish: Borrow) -> Lend | None:
        """What is lent at a wish; None where nothing is left but others may still give back, and the wish waits."""
        loan = self.loans.setdefault(worker, _Loan())
        loan.worst = max(loan.worst, wish.cost, wish.worst)
        requests, cost = self._requests(wish), self._cost(wish)
        if requests is None or cost is None:
            self.waiting[worker] = wish
            return None
        self.waiting.pop(worker, None)
        loan.requests += requests
        loan.cost += cost
        if self.requests is not None:
            self.requests -= requests
        if self.cost is not None:
            self.cost -= cost
        return Lend(requests, cost)

    def _requests(self, wish: Borrow) -> int | None:
        if not wish.requests or self.requests is None:
            return 0
        if self.requests < wish.requests:
            return None
        return max(wish.requests, self.requests // (PART * self.workers))

    def _cost(self, wish: Borrow) -> float | None:
        if not wish.cost or self.cost is None:
            return 0.0
        if self.cost < wish.cost:
            return None
        return max(wish.cost, self.cost / (PART * self.workers))

    def returned(self, worker: int, back: GiveBack) -> None:
        """A worker has given something back."""
        loan = self.loans.setdefault(worker, _Loan())
        loan.requests -= back.requests
        loan.cost -= back.cost
        if self.requests is not None:
            self.requests += back.requests
        if self.cost is not None:
            self.cost += back.cost

    def settled(self, worker: int, back: GiveBack) -> None:
        """A worker has ended, and all but what it gives back is spent."""
        self.returned(worker, back)
        self.loans.pop(worker, None)
        self.waiting.pop(worker, None)

    def died(self, worker: int, answered: int, cost: float, in_flight: int) -> None:
        """A worker is gone: its journals show so many requests at that cost, and so many may have been on their way.

        What was on its way counts as sent and paid for at the worst.
        """
        loan = self.loans.pop(worker, _Loan())
        self.waiting.pop(worker, None)
        rest = max(0, loan.requests - answered)
        lost = min(rest, in_flight)
        left = max(0.0, loan.cost - cost)
        gone = min(left, in_flight * loan.worst)
        self.lost_requests += lost
        self.lost_cost += gone
        if self.requests is not None:
            self.requests += rest - lost
        if self.cost is not None:
            self.cost += left - gone

    @property
    def holders(self) -> list[int]:
        """Workers that hold something they may give back."""
        return [number for number, loan in self.loans.items() if loan.requests > 0 or loan.cost > 1e-12]

    def lent(self) -> Mapping[int, tuple[int, float]]:
        """What each worker holds: requests, US dollars."""
        return {number: (loan.requests, loan.cost) for number, loan in self.loans.items()}
