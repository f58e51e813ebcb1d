"""Models made safe to drive: each provider under the wrappers, all of them under one journal and one budget."""

from collections.abc import Callable, Container, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from typing import cast

from selfinstruct.engine.batching.collect import Batching, Rejoining, carrying
from selfinstruct.engine.batching.runner import Jobs
from selfinstruct.engine.one_model import OneModel
from selfinstruct.engine.programs import OpenedRunner, Running
from selfinstruct.engine.wrappers.budget import Budget
from selfinstruct.engine.wrappers.capped import Capped
from selfinstruct.engine.wrappers.counted import Counted, Counting
from selfinstruct.engine.wrappers.evidence import Evidence
from selfinstruct.engine.wrappers.limited import Limited
from selfinstruct.engine.wrappers.masked import Masked, MaskedBatches
from selfinstruct.engine.wrappers.owned import Owned
from selfinstruct.engine.wrappers.patience import Patience
from selfinstruct.engine.wrappers.recording import Recording
from selfinstruct.engine.wrappers.replaying import Replaying
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.engine.wrappers.uncut import Doubting, Uncut
from selfinstruct.engine.wrappers.windows import Windows
from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access
from selfinstruct.models import open_model
from selfinstruct.models.batches import Batchable, Batches
from selfinstruct.models.local import LOCAL, survey
from selfinstruct.models.openai import OpenAI
from selfinstruct.prices import Price
from selfinstruct.progress import Progress, Total
from selfinstruct.records import Completion, Model, Request
from selfinstruct.registry import is_own
from selfinstruct.runs.joblog import any_under_way
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.routed import RoutedJournal
from selfinstruct.settings import Settings


@dataclass(slots=True)
class OpenedModel:
    """A model that can be asked: what was opened, what it costs, and its batch service if that is wanted.

    `masked` says that personal data in its answers is not to be kept.
    """

    provider: Model
    price: Price | None
    batches: Batches | None = None
    masked: bool = False


async def open_provider(settings: Settings, name: str, closing: AsyncExitStack) -> OpenedModel:
    """Open the model called `name`, or take the settings' own.

    Raises UsageError where a cost limit is set and no price is known, or batches are wanted and the model has none,
    and what the provider raises (KeyRefused …).
    """
    price = settings.price_of(name)
    if settings.model is not None:
        return OpenedModel(settings.model, price, _batches(settings.model, settings) if settings.batch else None)
    provider = open_model(
        name, base_url=settings.base_url, concurrency=settings.concurrency, region=settings.region,
        profile=settings.profile, endpoint_url=settings.endpoint_url,
    )  # fmt: skip
    if hasattr(provider, "aclose"):
        closing.push_async_callback(provider.aclose)
    if name.partition("/")[0] in LOCAL and isinstance(provider, OpenAI):
        await survey(provider)
    return OpenedModel(provider, price, _batches(provider, settings) if settings.batch else None)


@dataclass(slots=True)
class Stack:
    """The models of one session: a journal, a budget and a progress that all of them share.

    `counts` says of which purposes earlier requests count towards limits and cost; of all of them if it is None.
    `lent` is the budget of a worker, which others lend to.
    """

    journal: Journal | RoutedJournal
    settings: Settings
    progress: Progress
    counts: Callable[[str], bool] | None = None
    lent: Budget | None = None
    batching: Batching | None = field(init=False, default=None)
    jobs: Jobs | None = field(init=False, default=None)
    budget: Budget = field(init=False)
    evidence: Evidence = field(init=False)
    one_model: OneModel = field(default_factory=OneModel)
    _retrying: list[Retrying] = field(default_factory=list)
    _windows: list[Windows] = field(default_factory=list)
    _limited: list[Limited] = field(default_factory=list)

    def __post_init__(self) -> None:
        totals = self._read()
        self.budget = self.lent or Budget(self.settings.max_requests, self.settings.max_cost, self.progress.requests)
        before = {key for key, total in totals.items() if total.requests > total.failed}
        self.evidence = Evidence(self.settings.max_failures, self.budget, before, self._asking)

    def _read(self) -> Mapping[tuple[str, str], Total]:
        """What the journal holds; what is ours of it is what earlier sessions did."""
        totals = self.journal.totals()
        mine = {key: total for key, total in totals.items() if not self.counts or self.counts(key[0])}
        self.progress.stages = mine
        return totals

    def reload(self, lost: tuple[int, float]) -> None:
        """Take in that others have added to the journal, before anything is asked here.

        `lost` are requests and US dollars that were spent though no answer came of them.
        """
        self._read()
        self.budget.requests = self.progress.requests + lost[0]
        self.budget.spent = (self.progress.cost or 0.0) + lost[1]

    def _asking(self) -> int:
        """Requests that may still bring an answer, each by itself or in a job."""
        return self.budget.in_flight + (len(self.jobs.awaited) if self.jobs else 0)

    @property
    def models(self) -> int:
        """How many models are asked, each with its own requests in flight."""
        return len(self._limited)

    @property
    def waiting(self) -> int:
        """Requests in backoff: they hold no slot."""
        return sum(model.waiting for model in self._retrying)

    @property
    def aside(self) -> int:
        """Requests that take no place of others: in backoff, or failed or answered in a way that is not judged yet."""
        return self.waiting + self.evidence.held + sum(windows.held for windows in self._windows)

    @property
    def trouble(self) -> str:
        """Why requests are in backoff, "" where none is."""
        return next((model.trouble for model in self._retrying if model.waiting), "")

    @property
    def in_flight(self) -> int:
        """Requests on their way, each by itself."""
        return sum(model.in_flight for model in self._limited)

    @property
    def collected(self) -> int:
        """Requests that wait for a batch job or in one: they hold no slot either."""
        return (len(self.jobs.awaited) if self.jobs else 0) + (len(self.batching.parked) if self.batching else 0)

    def share(self, concurrency: int, rpm: float | None, tpm: float | None) -> None:
        """Other limits for each model from now on: this process has another part of those of the session."""
        for model in self._limited:
            model.share(concurrency, rpm, tpm)

    def end(self) -> None:
        """Say that the session has been told to end, and how long that takes at most."""
        self.progress.ending = max((model.longest for model in self._limited), default=0.0)
        self.report()

    def report(self) -> None:
        """Tell whoever watches how far the session is."""
        progress = self.progress
        progress.waiting, progress.trouble = self.waiting, self.trouble
        progress.in_flight, progress.collected = self.in_flight, self.collected
        if self.settings.hooks.watch is not None:
            self.settings.hooks.watch(progress)

    def add(self, opened: OpenedModel) -> Replaying:
        """The model under all wrappers: replayed, capped, retried, limited and recorded."""
        return self._replaying(Capped(self._direct(opened), self.budget, opened.price, careful=True))

    def add_runner(self, opened: OpenedRunner | None) -> Running | None:
        """What runs programs, under the journal; None where nothing does."""
        return None if opened is None else Running(opened, self.journal)

    def add_batched(self, opened: OpenedModel, leading: Container[str]) -> Replaying:
        """`add` for a model that is asked in batch jobs, where the session wants that; then `carrying` is needed.

        Jobs of earlier sessions are waited for in any case. From the answers to `leading` purposes others follow.
        """
        settings, provider, price = self.settings, opened.provider, opened.price
        batches = opened.batches
        if isinstance(self.journal, RoutedJournal):
            return self.add(opened)
        if batches is None and any_under_way(self.journal, provider.name):
            batches = _batches(provider, settings)
        if batches is None:
            return self.add(opened)
        model: Model = self._direct(opened)
        self.jobs = Jobs(
            provider.name,
            cast(Batches, MaskedBatches(batches)) if opened.masked else batches,
            self.journal,
            self.budget,
            price,
            self.progress.answered,
            poll=settings.poll,
        )
        self.progress.jobs = self.jobs.under_way
        if not settings.batch:
            return self._replaying(Rejoining(Capped(model, self.budget, price, careful=True), self.jobs))
        self.batching = Batching(model, self.jobs, self.budget, settings.batch_minimum, leading)
        return self._replaying(Rejoining(Capped(self.batching, self.budget, price), self.jobs))

    def carrying(self) -> AbstractAsyncContextManager[None]:
        """Carry out batch jobs, those of earlier sessions too, as long as this lasts."""
        return carrying(self.jobs, self.batching) if self.jobs else nullcontext()

    def abandon(self) -> None:
        """Wait for nothing more of batch jobs, not even for a submit under way."""
        if self.jobs:
            self.jobs.abandon()

    def _replaying(self, model: Model) -> Replaying:
        return Replaying(model, self.journal, self.evidence, self._answered)

    def _answered(self, model: str, request: Request, answer: Completion, replayed: bool) -> None:
        self.progress.answered(model, request, answer, replayed)
        self.one_model.take(model, request, answer)

    def _direct(self, opened: OpenedModel) -> Retrying:
        settings, provider = self.settings, opened.provider
        self.progress.prices[provider.name] = opened.price
        self.one_model.place(provider.name, provider)
        self.budget.spent = self.progress.cost or 0.0
        counting = Counting(provider.name, opened.price, settings.max_cost is not None)
        asked: Model = Owned(provider) if is_own(provider) else provider
        windows = Windows(provider.name, settings.max_failures, lambda: self.evidence.wake())
        counted = Counted(Masked(asked) if opened.masked else asked, counting)
        limited = Limited(
            Recording(Doubting(counted, windows), self.journal),
            concurrency=min(settings.concurrency, getattr(provider, "slots", None) or settings.concurrency),
            rpm=settings.rpm,
            tpm=settings.tpm,
            near=getattr(provider, "near", False) is True,
            sleep=self.budget.sleep_before_sending,
        )
        if hasattr(provider, "pace"):
            provider.pace = limited.pace
        patience = Patience(settings.timeout, lambda: limited.in_flight)
        retrying = Retrying(Uncut(limited, windows, self.journal), sleep=self.budget.sleep, patience=patience)
        self._limited.append(limited)
        self._retrying.append(retrying)
        self._windows.append(windows)
        return retrying


def _batches(provider: Model, settings: Settings) -> Batches:
    if not isinstance(provider, Batchable):
        raise UsageError(f"--batch: {provider.name} has no batch service; openai/… and bedrock/… have one")
    access = Access(settings.region, settings.profile, sse=settings.sse, sse_kms_key_id=settings.sse_kms_key_id)
    return provider.batches(s3=settings.batch_s3, role=settings.batch_role, access=access)
