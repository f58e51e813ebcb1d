"""Models made safe to drive: each provider under the wrappers, all of them under one journal and one budget."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from selfinstruct.errors import UsageError
from selfinstruct.journal import Journal
from selfinstruct.models import open_model
from selfinstruct.models.capped import Budget, Capped
from selfinstruct.models.limited import Limited
from selfinstruct.models.recording import Recording
from selfinstruct.models.replaying import Replaying
from selfinstruct.models.retrying import Retrying
from selfinstruct.options import Session
from selfinstruct.prices import Price, find_price
from selfinstruct.progress import Progress
from selfinstruct.records import Model


@dataclass(slots=True)
class Opened:
    """A model that can be asked: what was opened, and what it costs."""

    provider: Model
    price: Price | None


async def open_provider(session: Session, name: str, closing: AsyncExitStack) -> Opened:
    """Open the model called `name`, or take the session's own.

    Raises UsageError where a cost limit is set and no price is known, and what the provider raises (KeyRefused …).
    """
    price = session.price or find_price(name)
    if session.max_cost is not None and price is None:
        raise UsageError(f"--max-cost needs a price, and none is known for {name}: give --price IN,OUT")
    if session.model is not None:
        return Opened(session.model, price)
    provider = open_model(name, base_url=session.base_url, concurrency=session.concurrency)
    if hasattr(provider, "aclose"):
        closing.push_async_callback(provider.aclose)
    return Opened(provider, price)


@dataclass(slots=True)
class Stack:
    """The models of one session: a journal, a budget and a progress that all of them share.

    `counts` says of which purposes earlier requests count towards limits and cost; of all of them if it is None.
    """

    journal: Journal
    session: Session
    progress: Progress
    counts: Callable[[str], bool] | None = None
    budget: Budget = field(init=False)
    _retrying: list[Retrying] = field(default_factory=list)

    def __post_init__(self) -> None:
        totals = self.journal.totals()
        self.progress.recall({key: total for key, total in totals.items() if not self.counts or self.counts(key[0])})
        self.budget = Budget(self.session.max_requests, self.session.max_cost, self.progress.requests)

    @property
    def waiting(self) -> int:
        """Requests in backoff: they hold no slot."""
        return sum(model.waiting for model in self._retrying)

    @property
    def trouble(self) -> str:
        """Why requests are in backoff, "" where none is."""
        return next((model.trouble for model in self._retrying if model.waiting), "")

    def add(self, opened: Opened) -> Replaying:
        """The model under all wrappers: replayed, capped, retried, limited and recorded."""
        session, provider = self.session, opened.provider
        self.progress.prices[provider.name] = opened.price
        self.budget.spent = self.progress.cost or 0.0
        limited = Limited(
            Recording(provider, self.journal),
            concurrency=session.concurrency,
            rpm=session.rpm,
            tpm=session.tpm,
            sleep=self.budget.sleep_before_sending,
        )
        if hasattr(provider, "pace"):
            provider.pace = limited.pace
        retrying = Retrying(limited, sleep=self.budget.sleep)
        self._retrying.append(retrying)
        return Replaying(Capped(retrying, self.budget, opened.price), self.journal, self.progress.answered)
