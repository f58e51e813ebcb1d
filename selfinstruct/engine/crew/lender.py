"""The driver's side of lending: who waits is served from what others give back, until nobody can give anything."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.engine.crew.known import KnownWorker, Workers
from selfinstruct.engine.crew.lending import Ledger
from selfinstruct.engine.crew.messages import Borrow, Ended, GiveBack, Lend, Order, Recall


@dataclass(slots=True)
class Lender:
    """Lends from a ledger to workers; `limit` is the one that was reached, "" before.

    `answered` says of a shard how many requests its journal has answers to, and what they cost; it may block.
    """

    ledger: Ledger
    answered: Callable[[int], tuple[int, float]]
    workers: Workers = field(default_factory=Workers)
    send: Callable[[int, Order], None] = lambda number, order: None
    limit: str = ""
    _recalled: set[int] = field(default_factory=set)
    _before: dict[int, tuple[int, float]] = field(default_factory=dict)

    @property
    def limited(self) -> bool:
        """Whether anything must be lent."""
        return self.ledger.requests is not None or self.ledger.cost is not None

    def lend(self, number: int, wish: Borrow) -> None:
        """Answer a wish at once, or once others have given back what they do not need."""
        loan = self.ledger.borrowed(number, wish)
        if loan is not None:
            self.send(number, loan)
        elif self.limit:
            self._refuse()
        else:
            self.recall()
            self._serve()

    def recall(self) -> None:
        """Where somebody waits, have all give back what they do not need at this moment."""
        if self.ledger.waiting:
            for number in self.ledger.holders:
                if self.workers[number].running and number not in self._recalled:
                    self._recalled.add(number)
                    self.send(number, Recall())

    def returned(self, number: int, back: GiveBack) -> None:
        """Something has been given back, perhaps nothing."""
        self._recalled.discard(number)
        self.ledger.returned(number, back)
        self._serve()

    def settled(self, number: int, ended: Ended) -> None:
        """A worker has ended, and said what is left of its loan."""
        self._recalled.discard(number)
        self.ledger.settled(number, GiveBack(ended.requests, ended.cost))
        if ended.error is None and ended.why in ("max_requests", "max_cost"):
            self.limit = self.limit or ended.why
        self._serve()

    async def begun(self, shard: int) -> None:
        """A worker gets a shard: what is there already was not asked with what is lent now."""
        if self.limited:
            self._before[shard] = await asyncio.to_thread(self.answered, shard)

    async def ended(self, worker: KnownWorker, shard: int) -> None:
        """A worker has ended a shard."""
        if self.limited:
            requests, cost = await self._bought(shard)
            worker.bought = (worker.bought[0] + requests, worker.bought[1] + cost)

    async def died(self, number: int, worker: KnownWorker) -> None:
        """A worker is gone, and what it had on its way with it: as much as it could have."""
        self._recalled.discard(number)
        if self.limited:
            found = [worker.bought, *[await self._bought(shard) for shard in worker.shards]]
            requests, cost = sum(one[0] for one in found), sum(one[1] for one in found)
            self.ledger.died(number, requests, cost, worker.share.concurrency * worker.models)
            self._serve()

    async def _bought(self, shard: int) -> tuple[int, float]:
        """What was answered of a shard since it was begun."""
        requests, cost = await asyncio.to_thread(self.answered, shard)
        before = self._before.get(shard, (0, 0.0))
        return max(0, requests - before[0]), max(0.0, cost - before[1])

    def _serve(self) -> None:
        waiting = self.ledger.waiting
        for number, wish in list(waiting.items()):
            loan = self.ledger.borrowed(number, wish)
            if loan is not None:
                self.send(number, loan)
        busy = any(worker.shards and number not in waiting for number, worker in self.workers.running())
        if waiting and not busy and not self._recalled:
            self._refuse()

    def _refuse(self) -> None:
        """Nothing is left and nobody can give anything back: the limit is reached."""
        for number, wish in list(self.ledger.waiting.items()):
            self.limit = self.limit or ("max_requests" if wish.requests else "max_cost")
            self.refuse(number)

    def refuse(self, number: int) -> None:
        """Tell a worker that there will be no more than it has."""
        self.ledger.waiting.pop(number, None)
        self.send(number, Lend(last=True))
