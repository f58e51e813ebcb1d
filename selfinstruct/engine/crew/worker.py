"""One worker: one process, one loop, one stack of models, whatever shards it is given one after another.

It begins the next shard while the last answers of the one before are awaited, so that its window never drains.
"""

import asyncio
import contextlib
import logging
import os
import pickle
import platform
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from selfinstruct.engine.crew.lending import LentBudget
from selfinstruct.engine.crew.messages import (
    At,
    Begin,
    Ended,
    Figures,
    Finished,
    Halt,
    Hello,
    Lend,
    Message,
    NoMore,
    Order,
    Pace,
    Recall,
    Wanting,
)
from selfinstruct.engine.crew.seam import Package
from selfinstruct.engine.drive import ticking
from selfinstruct.engine.open_files import raise_limit
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.errors import ClaimLost, RunError, SelfInstructError
from selfinstruct.progress import Progress
from selfinstruct.runs.shards.routed import SHARD, RoutedJournal, earlier_journals
from selfinstruct.runs.shards.store import Claim, ShardJournal

LOG = logging.getLogger("selfinstruct")
POISONED = 10  # items of one shard that may fail in our own code before that is the code's failure, not theirs


class Channel(Protocol):
    """A worker's end of what the engine carries."""

    def send(self, message: Message) -> None: ...

    async def receive(self) -> Order:
        """The next order; `Halt` once the driver is gone."""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """What came of an item that our own code, or the user's, cannot deal with."""

    why: str


@dataclass(slots=True)
class _Shard:
    """A shard that is worked on; `left` items have no result yet."""

    number: int
    claim: Claim
    journal: ShardJournal
    items: int
    left: int
    before: int
    started: float
    poisoned: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An item with its place in its shard."""

    shard: _Shard
    place: int
    item: Any


class _Feed(Sequence[_Piece]):
    """Items as shards bring them; each is given away once."""

    def __init__(self) -> None:
        self._items: dict[int, _Piece] = {}
        self._length = 0
        self.given = 0

    def add(self, piece: _Piece) -> None:
        self._items[self._length] = piece
        self._length += 1

    @property
    def left(self) -> int:
        """Items that nobody has begun."""
        return len(self._items)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: Any) -> Any:
        return self._items.pop(place)


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
class Worker:
    """Works on the shards it is ordered to, until it is told that there are no more; `run` is its whole life."""

    number: int
    package: Package
    channel: Channel
    _feed: _Feed = field(default_factory=_Feed)
    _settled: int = 0
    _no_more: bool = False
    _wanting: bool = False
    _careful: bool = False
    _ask: Callable[[Any], Awaitable[Any]] | None = None

    @property
    def who(self) -> str:
        return f"worker {self.number} ({platform.node()}, {os.getpid()})"

    async def run(self) -> None:
        """Begin, work and end; the last word is `Ended`, whatever happens."""
        ended = Ended("failed")
        try:
            async with contextlib.AsyncExitStack() as closing:
                earlier = closing.enter_context(earlier_journals(self.package.earlier))
                session = WorkerSession(self.package, RoutedJournal(earlier), closing)
                session.budget.borrow = self.channel.send
                errand = self.package.errand
                asking = await errand.ready(session)
                stack = session.stack(Progress(target=0), errand.counts)
                self._ask = asking(stack)
                self._check_place()
                self.channel.send(Hello(platform.node(), os.getpid()))
                why = await self._work(stack)
                back = session.budget.give_back(all_of_it=True)
                ended = Ended(why, back.requests, back.cost)
        except Exception as error:
            if not isinstance(error, SelfInstructError):
                error.add_note("".join(traceback.format_exception(error)))
            ended = replace(ended, error=error)
        self.channel.send(ended)

    def _check_place(self) -> None:
        kept = self.package.store.plan()
        if kept is None or kept.get("id") != self.package.plan:
            raise RunError(
                f"{self.who}: does not see the run's shards in {self.package.store.place}; workers on several machines "
                "need --journal shared on a file system that all of them have, or --journal s3://BUCKET/PREFIX"
            )

    async def _work(self, stack: Stack) -> str:
        shards: dict[int, _Shard] = {}

        def watch() -> None:
            for result in pool.taken():
                self._take(shards, result)
            if not self._wanting and not self._no_more and self._feed.left < self._enough(pool):
                self._wanting = True
                self.channel.send(Wanting())
            self.channel.send(self._figures(stack))

        pool: WorkerPool[_Piece, Any] = WorkerPool(
            self._feed, self._asked, stack, watch, self.package.share.concurrency,
            more=lambda: not self._no_more or bool(self._feed.left),
        )  # fmt: skip
        async with self._listening(stack, pool, shards), _renewing(shards, stack):
            watch()
            with ticking(watch):
                try:
                    why = await pool.run()
                finally:
                    watch()
                    await self._close(shards)
        return why

    def _enough(self, pool: WorkerPool[_Piece, Any]) -> int:
        return 1 if self._careful else pool.concurrency

    async def _asked(self, piece: _Piece) -> Any:
        """Ask about an item in the journal of its shard; what the code cannot deal with does not stop the others."""
        assert self._ask is not None
        SHARD.set(piece.shard.journal)
        if piece.shard.claim.lost:
            raise ClaimLost(f"shard {piece.shard.number}: was taken over by another worker")
        if self._careful:
            self.channel.send(At(piece.shard.number, piece.place))
        try:
            return piece, await self._ask(piece.item)
        except SelfInstructError:
            raise
        except Exception as error:
            piece.shard.poisoned[piece.place] = f"{type(error).__name__}: {error}"
            if len(piece.shard.poisoned) > POISONED:
                raise
            LOG.warning("shard %d, item %d: %s", piece.shard.number, piece.place, piece.shard.poisoned[piece.place])
            return piece, Poisoned(piece.shard.poisoned[piece.place])

    def _take(self, shards: dict[int, _Shard], result: tuple[_Piece, Any]) -> None:
        shard = result[0].shard
        self._settled += 1
        shard.left -= 1
        if not shard.left:
            self._finish(shards, shard)

    def _finish(self, shards: dict[int, _Shard], shard: _Shard) -> None:
        del shards[shard.number]
        loop = asyncio.get_running_loop()
        totals = shard.journal.totals()
        shard.journal.close()
        record = {
            "items": shard.items,
            "answers": sum(total.requests for total in totals.values()),
            "seconds": round(loop.time() - shard.started, 3),
            **({"poisoned": {str(place): why for place, why in shard.poisoned.items()}} if shard.poisoned else {}),
        }
        done = self.package.store.finish(shard.claim, record)
        shard.claim.release()
        self.channel.send(Finished(shard.number, done, record))

    async def _begin(self, order: Begin, shards: dict[int, _Shard], stack: Stack) -> None:
        claim = self.package.store.claim(order.shard, self.who)
        self._wanting = False
        if claim is None:
            self.channel.send(Finished(order.shard, False))
            return
        journal = self.package.store.open(claim)
        items = pickle.loads(order.items)  # the driver's own
        before = sum(total.requests for total in journal.totals().values())
        now = asyncio.get_running_loop().time()
        shard = _Shard(order.shard, claim, journal, len(items), len(items), before, now)
        shards[order.shard] = shard
        self._careful = order.careful
        for place, item in items:
            self._feed.add(_Piece(shard, place, item))
        if not items:
            self._finish(shards, shard)
        stack.evidence.wake()

    @contextlib.asynccontextmanager
    async def _listening(
        self, stack: Stack, pool: WorkerPool[_Piece, Any], shards: dict[int, _Shard]
    ) -> AsyncIterator[None]:
        budget = stack.budget
        assert isinstance(budget, LentBudget)

        async def listen() -> None:
            while True:
                match await self.channel.receive():
                    case Begin() as order:
                        pool.concurrency = 1 if order.careful else self.package.share.concurrency
                        await self._begin(order, shards, stack)
                    case NoMore():
                        self._no_more = True
                        stack.evidence.wake()
                    case Lend() as loan:
                        budget.lend(loan)
                    case Recall():
                        self.channel.send(budget.give_back())
                    case Pace(share):
                        self.package = replace(self.package, share=share)
                        pool.concurrency = 1 if self._careful else share.concurrency
                        stack.share(share.concurrency, share.rpm, share.tpm)
                        stack.evidence.wake()
                    case Halt(why, now):
                        pool.stop(why)
                        if now:
                            pool.abandon()
                        stack.evidence.wake()

        listener = asyncio.ensure_future(listen())
        failed = asyncio.ensure_future(_failure_of(listener, pool))
        try:
            yield
        finally:
            listener.cancel()
            failed.cancel()
            if listener.done() and not listener.cancelled() and (error := listener.exception()):
                raise error

    async def _close(self, shards: dict[int, _Shard]) -> None:
        """Shards that are not finished stay as they are, for whoever takes them next."""
        for shard in list(shards.values()):
            shard.journal.close()
            shard.claim.release()
        shards.clear()

    def _figures(self, stack: Stack) -> Figures:
        progress = stack.progress
        return Figures(
            self._settled, progress.asked, progress.replayed, progress.failed, stack.in_flight, stack.waiting,
            stack.trouble, dict(progress.stages),
        )  # fmt: skip


async def _failure_of(listener: "asyncio.Future[None]", pool: WorkerPool[Any, Any]) -> None:
    """A listener that fails ends the work: its error is raised where that is waited for."""
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await asyncio.shield(listener)
    pool.stop("failed")


@contextlib.asynccontextmanager
async def _renewing(shards: dict[int, _Shard], stack: Stack) -> AsyncIterator[None]:
    """Renew the claims as long as this lasts, each three times in its lease."""

    async def renew() -> None:
        while True:
            leases = [shard.claim.lease for shard in shards.values() if shard.claim.lease]
            await asyncio.sleep(min(leases, default=3.0) / 3)
            for shard in list(shards.values()):
                if shard.claim.lease and not shard.claim.lost:
                    await asyncio.to_thread(shard.claim.renew)

    renewing = asyncio.ensure_future(renew())
    try:
        yield
    finally:
        renewing.cancel()
