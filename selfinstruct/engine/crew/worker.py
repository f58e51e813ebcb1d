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
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from selfinstruct.engine.crew.held import Feed, HeldShard, Piece, claimed, renewing
from selfinstruct.engine.crew.lending import LentBudget, WorkerSession
from selfinstruct.engine.crew.messages import (
    At,
    Begin,
    Ended,
    Figures,
    Finished,
    Go,
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
from selfinstruct.engine.crew.telling import sendable
from selfinstruct.engine.drive import ticking
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.worker_pool import WorkerPool
from selfinstruct.engine.wrappers.budget import Stopped
from selfinstruct.errors import ClaimLost, RunError, SelfInstructError
from selfinstruct.progress import Progress
from selfinstruct.runs.shards.routed import SHARD, RoutedJournal, earlier_journals

LOG = logging.getLogger("selfinstruct")
POISONED = 10  # items of one shard that may fail in our own code before that is the code's failure, not theirs
EVERY = 0.2  # seconds between two reports


class Channel(Protocol):
    """A worker's end of what the engine carries."""

    def send(self, message: Message) -> None: ...

    async def receive(self) -> Order:
        """The next order; `Halt` once the driver is gone."""


@dataclass(slots=True)
class Worker:
    """Works on the shards it is ordered to, until it is told that there are no more; `run` is its whole life."""

    number: int
    package: Package
    channel: Channel
    _feed: Feed = field(default_factory=Feed)
    _shards: dict[int, HeldShard] = field(default_factory=dict)
    _ending: "set[asyncio.Task[None]]" = field(default_factory=set)
    _settled: int = 0
    _no_more: bool = False
    _wanting: bool = False
    _heard: "asyncio.Queue[None]" = field(default_factory=asyncio.Queue)
    _reported: float = float("-inf")
    _ask: Callable[[Any], Awaitable[Any]] = field(init=False)

    @property
    def who(self) -> str:
        return f"worker {self.number} ({platform.node()}, {os.getpid()})"

    async def run(self) -> None:
        """Begin, work and end; the last word is `Ended`, whatever happens."""
        why, error, budget = "failed", None, LentBudget()
        try:
            async with contextlib.AsyncExitStack() as closing:
                earlier = closing.enter_context(earlier_journals(self.package.earlier))
                session = WorkerSession(self.package, RoutedJournal(earlier), closing)
                budget = session.budget
                budget.borrow = self.channel.send
                asking = await self.package.errand.ready(session)
                stack = session.stack(Progress(target=0), self.package.errand.counts)
                self._ask = asking(stack)
                self._check_place()
                self.channel.send(Hello(platform.node(), os.getpid(), max(1, stack.models)))
                why = await self._work(stack)
        except Exception as caught:
            error = sendable(caught)
            if not isinstance(caught, SelfInstructError):
                error.add_note("".join(traceback.format_exception(caught)))
        back = budget.give_back(all_of_it=True)
        self.channel.send(Ended(why, back.requests, back.cost, error))

    def _check_place(self) -> None:
        kept = self.package.store.plan()
        if kept is None or kept.get("id") != self.package.plan:
            raise RunError(
                f"{self.who}: does not see the run's shards in {self.package.store.place}; workers on several machines "
                "need --journal shared on a file system that all of them have, or --journal s3://BUCKET/PREFIX"
            )

    async def _work(self, stack: Stack) -> str:
        def watch() -> None:
            for result in pool.taken():
                self._take(result, pool)
            if not self._wanting and not self._no_more and self._feed.left < self._enough(pool):
                self._wanting = True
                self.channel.send(Wanting())
            self._report(stack)

        pool: WorkerPool[Piece, Any] = WorkerPool(
            self._feed, lambda piece: self._asked(piece, stack), stack, watch, self.package.share.concurrency,
            more=lambda: not self._no_more or bool(self._feed.left),
        )  # fmt: skip
        async with self._listening(stack, pool), renewing(self._shards):
            watch()
            with ticking(watch):
                try:
                    why = await pool.run()
                finally:
                    watch()
                    await self._close()
                    self._reported = float("-inf")
                    self._report(stack)
        return why

    def _enough(self, pool: WorkerPool[Piece, Any]) -> int:
        return 1 if self._careful else pool.concurrency

    @property
    def _careful(self) -> bool:
        return any(shard.careful for shard in self._shards.values())

    async def _asked(self, piece: Piece, stack: Stack) -> Any:
        """Ask about an item in the journal of its shard; what the code cannot deal with does not stop the others."""
        shard, place = piece.shard, piece.place
        if shard.claim.lost or place in shard.poisoned:
            return piece
        SHARD.set(shard.journal)
        asked = stack.progress.asked
        if shard.careful:
            # Only what has been heard is known once this process is gone.
            self.channel.send(At(shard.number, place))
            await self._heard.get()
            if stack.budget.stopping:
                raise Stopped(stack.budget.stopping)
        try:
            await self._ask(piece.item)
        except ClaimLost:
            return piece
        except (SelfInstructError, MemoryError):
            raise
        except Exception as error:
            shard.poisoned[place] = f"{type(error).__name__}: {error}"
            if len(shard.poisoned) > POISONED:
                raise
            LOG.warning("shard %d, item %d: %s", shard.number, place, shard.poisoned[place])
        if shard.careful and stack.progress.asked > asked:
            shard.careful -= 1
        return piece

    def _take(self, piece: Piece, pool: WorkerPool[Piece, Any]) -> None:
        shard = piece.shard
        self._settled += 1
        shard.left -= 1
        if not shard.left:
            self._end(shard, pool)
        pool.concurrency = 1 if self._careful else self.package.share.concurrency

    def _end(self, shard: HeldShard, pool: WorkerPool[Piece, Any]) -> None:
        """Finish a shard beside what goes on; a failure is raised where the work ends."""
        del self._shards[shard.number]
        task = asyncio.ensure_future(self._finish(shard))
        self._ending.add(task)

        def ended(task: "asyncio.Task[None]") -> None:
            if task.cancelled() or task.exception() is not None:
                self._stop(pool, "failed")
            else:
                self._ending.discard(task)

        task.add_done_callback(ended)

    async def _finish(self, shard: HeldShard) -> None:
        try:
            record = shard.record(asyncio.get_running_loop().time())
        finally:
            shard.journal.close()  # by the thread that opened it
        done = await asyncio.to_thread(self.package.store.finish, shard.claim, record)
        await asyncio.to_thread(shard.claim.release)
        self.channel.send(Finished(shard.number, done, record))

    async def _begin(self, order: Begin, stack: Stack, pool: WorkerPool[Piece, Any]) -> None:
        claim, self._wanting = await claimed(self.package.store, order.shard, self.who), False
        if claim is None:
            self.channel.send(Finished(order.shard, False))
            stack.evidence.wake()
            return
        try:
            journal = self.package.store.open(claim)
        except ClaimLost:
            self.channel.send(Finished(order.shard, False))
            return
        except BaseException:
            claim.release()
            raise
        items = pickle.loads(order.items)  # the driver's own
        now = asyncio.get_running_loop().time()
        careful = self.package.share.concurrency if order.careful else 0
        shard = HeldShard(order.shard, claim, journal, len(items), len(items), now, careful, dict(order.left_out))
        self._shards[order.shard] = shard
        if shard.careful:
            pool.concurrency = 1
        for place, item in items:
            self._feed.add(Piece(shard, place, item))
        if not items:
            self._end(shard, pool)
        stack.evidence.wake()

    @contextlib.asynccontextmanager
    async def _listening(self, stack: Stack, pool: WorkerPool[Piece, Any]) -> AsyncIterator[None]:
        """Follow orders as long as this lasts; a failure to do so ends the work, and is raised at its end."""

        async def listen() -> None:
            try:
                while True:
                    await self._follow(await self.channel.receive(), stack, pool)
            except Exception:
                self._stop(pool, "failed")
                raise

        listener = asyncio.ensure_future(listen())
        try:
            yield
        finally:
            listener.cancel()
            await asyncio.wait({listener})
            if not listener.cancelled() and (error := listener.exception()):
                raise error

    async def _follow(self, order: Order, stack: Stack, pool: WorkerPool[Piece, Any]) -> None:
        budget = stack.budget
        assert isinstance(budget, LentBudget)
        match order:
            case Begin():
                await self._begin(order, stack, pool)
            case Go():
                self._heard.put_nowait(None)
            case NoMore():
                self._no_more = True
            case Lend():
                budget.lend(order)
            case Recall():
                self.channel.send(budget.give_back())
            case Pace(share):
                self.package = replace(self.package, share=share)
                pool.concurrency = 1 if self._careful else share.concurrency
                stack.share(share.concurrency, share.rpm, share.tpm)
            case Halt(why, now):
                self._stop(pool, why)
                if now:
                    pool.abandon()
        stack.evidence.wake()

    def _stop(self, pool: WorkerPool[Piece, Any], why: str) -> None:
        self._no_more = True
        pool.stop(why)
        self._heard.put_nowait(None)

    async def _close(self) -> None:
        """Shards that are not finished stay as they are, for whoever takes them next."""
        for shard in list(self._shards.values()):
            with contextlib.suppress(SelfInstructError):  # what ends this session is told already
                shard.journal.close()
                await asyncio.to_thread(shard.claim.release)
        self._shards.clear()
        for error in await asyncio.gather(*self._ending, return_exceptions=True):
            if isinstance(error, BaseException):
                raise error

    def _report(self, stack: Stack) -> None:
        """Say how far it is, not more often than anybody looks."""
        now = asyncio.get_running_loop().time()
        if now - self._reported < EVERY:
            return
        self._reported, progress = now, stack.progress
        told = Figures(
            self._settled, progress.asked, progress.replayed, progress.failed, stack.in_flight, stack.waiting,
            stack.trouble, dict(progress.stages),
        )  # fmt: skip
        self.channel.send(told)
