"""One session of any flow: the directory under its lock, the journal open, models under their wrappers, work driven."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from selfinstruct.engine.drive import drive
from selfinstruct.engine.open_files import fitting, raise_limit
from selfinstruct.engine.programs import OpenedRunner, opened_runner
from selfinstruct.engine.stack import OpenedModel, Stack, open_provider
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.progress import Progress
from selfinstruct.runs.directory import locked
from selfinstruct.runs.journal import Journal
from selfinstruct.settings import AT_ONCE, Settings

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Recorder(Protocol):
    """Writes what a session has come to: called with "running" before anything is asked, and once it has ended."""

    def __call__(self, status: str, reason: str) -> None: ...


class Errand(Protocol[T_contra, R_co]):
    """What a flow asks about each of its items, without what it writes; it can be pickled, and so can the items."""

    @property
    def what(self) -> str:
        """Items, as progress names them."""

    def counts(self, purpose: str) -> bool:
        """Whether requests of that purpose count towards the limits."""

    async def ready(self, session: "Session") -> Callable[[Stack], Callable[[T_contra], Awaitable[R_co]]]:
        """Open the models, and return what gives them their wrappers and says how an item is asked about."""


@dataclass(slots=True)
class SpreadWork:
    """What workers did before this session: why they ended ("done"), and what it must know of them.

    `lost` are requests and US dollars of which there is no answer; `left_out` says by place why an item must not be
    asked about; `told` is what run.json says of the workers.
    """

    ended: str = "done"
    lost: tuple[int, float] = (0, 0.0)
    left_out: dict[int, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Session:
    """What every flow works within, once it holds the lock of its directory; all of it is closed at the end."""

    path: Path
    settings: Settings
    _closing: contextlib.AsyncExitStack = field(repr=False)
    spread: SpreadWork = field(default_factory=SpreadWork)
    files: int | None = None  # that may be open
    retried: bool = False  # whether items that ended workers are asked about again
    _opened: list[OpenedModel] = field(default_factory=list)

    async def open(self, name: str, settings: Settings | None = None, *, masked: bool = False) -> OpenedModel:
        """Open a model, with settings of its own if they differ. Raises UsageError or ModelError where that fails.

        `masked` says that personal data in its answers is not to be kept.
        """
        opened = await open_provider(settings or self.settings, name, self._closing)
        self._opened.append(opened)
        return replace(opened, masked=masked)

    async def runner(self) -> OpenedRunner:
        """Open what runs programs, as the settings have it, and try it; raises what `opened_runner` does."""
        return await opened_runner(self.settings.sandbox, self._closing)

    def lock(self) -> None:
        """Hold the directory against a second writer, where that has not been done yet; raises RunLocked."""
        self._closing.enter_context(locked(self.path))

    @cached_property
    def journal(self) -> Journal:
        """The run's journal. Asked for after the models: where one of them cannot be opened nothing has been made."""
        journal = Journal(self.path / "journal.db", shared=self.settings.journal == "shared")
        return self._closing.enter_context(contextlib.closing(journal))

    def stack(self, progress: Progress, counts: Callable[[str], bool] | None = None) -> Stack:
        """Where models get their wrappers; `counts` says of which purposes earlier requests count towards limits.

        Asked for after all models: they share the connections that may be open.
        """
        return Stack(self.journal, self.fitting(), progress, counts)

    def fitting(self) -> Settings:
        """The settings, with no more requests in flight than there may be open connections."""
        connected = {id(it.provider): it.provider for it in self._opened if hasattr(it.provider, "aclose")}
        wanted = self.settings.concurrency
        asked = max((min(wanted, getattr(it, "slots", None) or wanted) for it in connected.values()), default=wanted)
        least = fitting(asked, len(connected), self.files)
        return self.settings if least == asked else replace(self.settings, concurrency=least)

    async def prepared(
        self, stack: Stack, before: Callable[[], Awaitable[None]], finish: Callable[[str, str], None]
    ) -> None:
        """Have workers ask, and take in what they brought; how that fails is written by `finish`, and raised."""
        try:
            await before()
        except BaseException as error:
            finish("failed" if isinstance(error, Exception) else "interrupted", str(error))
            raise
        stack.reload(self.spread.lost)
        stack.progress.crew = self.spread.told
        if self.spread.ended != "done":
            stack.budget.max_requests = stack.budget.requests

    def begin(self) -> None:
        """Tell whoever waits for it that all that was given has been accepted."""
        if self.settings.hooks.started is not None:
            self.settings.hooks.started(self.path)

    async def work(
        self,
        stack: Stack,
        items: Sequence[T],
        ask: Callable[[T], Awaitable[R]],
        record: Recorder,
        advance: Callable[[Sequence[R], int], None],
        before: Callable[[], Awaitable[None]] | None = None,
        left_out: Callable[[T, str], R] | None = None,
    ) -> None:
        """Ask about each item, many at once.

        `advance` is called whenever some have been answered, and every second: with the results of the next items in
        their order, each handed over once, and with how many are answered, those whose turn is still to come too.
        `before` has workers ask, and sets `spread`. Where they were stopped nothing more is asked: only what they
        brought is written. `left_out` says what becomes of an item that ended them.
        """

        async def ask_about(place: int) -> R:
            why = self.spread.left_out.get(place)
            if why is not None and left_out is not None:
                return left_out(items[place], why)
            return await ask(items[place])

        def watch() -> None:
            advance(pool.taken(), pool.answered)
            stack.report()

        def finish(status: str, reason: str) -> None:
            advance(pool.taken(), pool.answered)
            ended = self.spread.ended
            record(ended if status == "max_requests" and ended != "done" else status, reason)

        at_once = AT_ONCE if stack.jobs else self.settings.concurrency
        pool: WorkerPool[int, R] = WorkerPool(range(len(items)), ask_about, stack, watch, at_once)
        record("running", "")
        self.begin()
        if before is not None:
            await self.prepared(stack, before, finish)
        await drive(pool, stack, watch, finish)


@contextlib.asynccontextmanager
async def open_session(path: Path, settings: Settings) -> AsyncIterator[Session]:
    """Hold the directory against a second writer; raises RunLocked, RunError, and UsageError for s3://.

    One of an array of processes holds nothing until `join` returns.
    """
    async with contextlib.AsyncExitStack() as closing:
        files = raise_limit()
        # Where workers ask, each has connections of its own.
        session = Session(path, settings, closing, files=None if settings.engine in ("local", "ray") else files)
        if settings.engine != "array":
            session.lock()
        yield session
