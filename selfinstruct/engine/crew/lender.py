"""The driver's side of lending: who waits is served from what others give back, until nobody can give anything."""

from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.engine.crew.known import Workers
from selfinstruct.engine.crew.lending import Ledger
from selfinstruct.engine.crew.messages import Borrow, Ended, GiveBack, Lend, Order, Recall


@dataclass(slots=True)
class Lender:
    """Lends from a ledger to workers; `limit` is the one that was reached, "" before."""

    ledger: Ledger
    workers: Workers = field(default_factory=Workers)
    send: Callable[[int, Order], None] = lambda number, order: None
    limit: str = ""
    _recalled: set[int] = field(default_factory=set)

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

    def died(self, number: int, answered: int, cost: float, on_their_way: int) -> None:
        """A worker is gone: its journals have so many answers, and so many requests may have been on their way."""
        self._recalled.discard(number)
        self.ledger.died(number, answered, cost, on_their_way)
        self._serve()

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
            del self.ledger.waiting[number]
            self.send(number, Lend(last=True))
