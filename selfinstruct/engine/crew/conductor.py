"""The driver's side: shards handed out, limits lent, workers that die replaced, and what all of them tell added up."""

import asyncio
import logging
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.lending import Ledger
from selfinstruct.engine.crew.messages import (
    At,
    Begin,
    Borrow,
    Died,
    Ended,
    Figures,
    Finished,
    GiveBack,
    Halt,
    Hello,
    Lend,
    Message,
    NoMore,
    Pace,
    Recall,
    Share,
    Told,
    Wanting,
)
from selfinstruct.engine.crew.seam import Engine, Package
from selfinstruct.engine.worker_pool import GRACE
from selfinstruct.errors import RunError
from selfinstruct.progress import Progress, Total
from selfinstruct.records import Usage

LOG = logging.getLogger("selfinstruct")
DEATHS = 3  # workers that a shard may end before the item that did it is left out
RESTARTS = 5  # of one worker in a row without an answer in between


@dataclass(slots=True)
class _Worker:
    """What is known of a worker."""

    package: Package
    figures: Figures = field(default_factory=Figures)
    shards: set[int] = field(default_factory=set)
    place: str = ""
    running: bool = True
    told_no_more: bool = False
    deaths: int = 0
    at: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """The shards of a run: how many items each has, what is done, and how an item is read again."""

    sizes: Sequence[int]
    done: set[int]
    items: Callable[[int], Iterable[tuple[int, Any]]]
    answered: Callable[[int], tuple[int, float]]  # of a shard's journal: requests and US dollars


@dataclass(slots=True)
class Conductor:
    """Drives workers over the shards that are not done; `run` returns "done" or why it ended, or raises."""

    engine: Engine
    work: Work
    packages: Sequence[Package]
    shares: Callable[[int], list[Share]]
    ledger: Ledger
    progress: Progress
    watch: Callable[[], None]
    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    attempts: dict[int, int] = field(default_factory=dict)
    skipped: dict[int, set[int]] = field(default_factory=dict)
    _workers: dict[int, _Worker] = field(default_factory=dict)
    _queue: deque[int] = field(default_factory=deque)
    _careful: set[int] = field(default_factory=set)
    _deaths: dict[int, int] = field(default_factory=dict)
    _before: dict[int, tuple[int, float]] = field(default_factory=dict)
    _elsewhere: set[int] = field(default_factory=set)
    _base: dict[tuple[str, str], Total] = field(default_factory=dict)
    _gone: list[Figures] = field(default_factory=list)
    _stopping: str = ""
    _limit: str = ""
    _failure: BaseException | None = None

    def stop(self, why: str) -> None:
        """Have nothing more asked; what is in flight may arrive."""
        self._stopping = self._stopping or why
        for number, worker in self._workers.items():
            if worker.running:
                self.engine.send(number, Halt(why))

    def abandon(self) -> None:
        """Do not even wait for what is in flight."""
        self._stopping = self._stopping or "interrupted"
        for number, worker in self._workers.items():
            if worker.running:
                self.engine.send(number, Halt(self._stopping, now=True))

    @property
    def stopping(self) -> str:
        return self._stopping

    async def run(self) -> str:
        self._base = dict(self.progress.stages)
        self._queue.extend(n for n in range(len(self.work.sizes)) if n not in self.work.done)
        wanted = min(len(self.packages), len(self._queue))
        try:
            for number in range(wanted):
                await self._start(number, self.packages[number])
            if wanted and wanted < len(self.packages):
                self._share_out()
            await self._conduct()
        finally:
            await self.engine.close()
        if self._failure is not None:
            raise self._failure
        return self._stopping or self._limit or "done"

    async def _start(self, number: int, package: Package) -> None:
        known = self._workers.get(number)
        self._workers[number] = _Worker(package, deaths=known.deaths if known else 0)
        await self.engine.start(number, pickle.dumps(package, pickle.HIGHEST_PROTOCOL))

    async def _conduct(self) -> None:
        end: float | None = None
        loop = asyncio.get_running_loop()
        while any(worker.running for worker in self._workers.values()):
            if self._stopping and end is None:
                end = loop.time() + 2 * GRACE
            try:
                number, message = await asyncio.wait_for(self.engine.receive(), 1.0)
            except TimeoutError:
                if end is not None and loop.time() > end:
                    await self._end_all()
                continue
            await self._take(number, message)
            self._add_up()
            self.watch()

    async def _take(self, number: int, message: Message) -> None:
        worker = self._workers[number]
        match message:
            case Hello(host, pid):
                worker.place = f"worker {number} ({host}, {pid})"
            case Wanting():
                self._hand_out(number)
            case Borrow():
                self._lend(number, message)
            case GiveBack():
                self.ledger.returned(number, message)
                self._serve()
            case At(shard, item):
                worker.at = {shard: item}
            case Figures():
                worker.figures = message
                worker.deaths = 0 if message.asked else worker.deaths
            case Finished():
                self._finished(number, message)
            case Told(level, text):
                LOG.log(level, "%s", text)
            case Ended():
                self._ended(number, message)
            case Died(how):
                await self._died(number, how)

    def _hand_out(self, number: int) -> None:
        worker = self._workers[number]
        if self._stopping or self._limit:
            self.engine.send(number, Halt(self._stopping or self._limit))
        elif not self._queue:
            worker.told_no_more = True
            if not self._shards_left(number):
                self._dismiss()
        elif self._queue:
            shard = self._queue.popleft()
            worker.shards.add(shard)
            self._before[shard] = self.work.answered(shard)
            self.attempts[shard] = self.attempts.get(shard, 0) + 1
            left_out = self.skipped.get(shard, set())
            items = [pair for pair in self.work.items(shard) if pair[0] not in left_out]
            data = pickle.dumps(items, pickle.HIGHEST_PROTOCOL)
            self.engine.send(number, Begin(shard, data, shard in self._careful))

    def _shards_left(self, but: int) -> bool:
        """Whether another worker has a shard that may still come back."""
        return any(worker.shards for number, worker in self._workers.items() if number != but and worker.running)

    def _dismiss(self) -> None:
        """Workers that wait for a shard end: there will be none."""
        for number, worker in self._workers.items():
            if worker.running and worker.told_no_more:
                self.engine.send(number, NoMore())

    def _finished(self, number: int, message: Finished) -> None:
        worker = self._workers[number]
        worker.shards.discard(message.shard)
        if message.done:
            self.records[message.shard] = dict(message.record) | {"worker": worker.place}
            self.work.done.add(message.shard)
        else:
            self._elsewhere.add(message.shard)
        if worker.told_no_more or not self._queue:
            worker.told_no_more = True
            self._wake_waiting()

    def _wake_waiting(self) -> None:
        """With the last shard done everywhere, those that wait may end; one with shards of its own ends after them."""
        if not self._queue and not any(worker.shards for worker in self._workers.values() if worker.running):
            for number, worker in self._workers.items():
                if worker.running:
                    self.engine.send(number, NoMore())

    def _lend(self, number: int, wish: Borrow) -> None:
        loan = self.ledger.borrowed(number, wish)
        if loan is not None:
            self.engine.send(number, loan)
            return
        others = [other for other in self.ledger.holders if other != number]
        asked = [other for other in others if self._workers[other].running and other not in self.ledger.waiting]
        for other in asked:
            self.engine.send(other, Recall())
        if not asked:
            self._refuse()

    def _serve(self) -> None:
        """Lend to those who wait what has come back."""
        for number, wish in list(self.ledger.waiting.items()):
            loan = self.ledger.borrowed(number, wish)
            if loan is not None:
                self.engine.send(number, loan)
        busy = [n for n, worker in self._workers.items() if worker.running and n not in self.ledger.waiting]
        if self.ledger.waiting and not busy:
            self._refuse()

    def _refuse(self) -> None:
        """Nothing is left and nobody can give anything back: the limit is reached."""
        waiting = list(self.ledger.waiting.items())
        if waiting:
            self._limit = self._limit or ("max_requests" if waiting[0][1].requests else "max_cost")
        for number, _ in waiting:
            self.ledger.waiting.pop(number, None)
            self.engine.send(number, Lend(last=True))

    def _ended(self, number: int, message: Ended) -> None:
        worker = self._workers[number]
        worker.running = False
        self.ledger.settled(number, GiveBack(message.requests, message.cost))
        self._gone.append(worker.figures)
        self._return(worker)
        if message.error is not None:
            self._failed(number, message.error)
        elif message.why in ("max_requests", "max_cost"):
            self._limit = self._limit or message.why
        self._share_out()
        self._serve()
        self._wake_waiting()

    def _failed(self, number: int, error: BaseException) -> None:
        """A disk that is full ends all; a model that cannot be asked from there ends one worker, and the last all."""
        others = [worker for worker in self._workers.values() if worker.running]
        if isinstance(error, RunError) or not others or not isinstance(error, Exception):
            self._failure = self._failure or error
            self.stop("failed")
        else:
            LOG.warning("worker %d has ended: %s; the others go on", number, error)

    async def _died(self, number: int, how: str) -> None:
        worker = self._workers[number]
        worker.running = False
        worker.deaths += 1
        answered = [self._answers_since(shard) for shard in worker.shards]
        done = [self._answers_since(shard) for shard, told in self.records.items() if told["worker"] == worker.place]
        found = [*answered, *done]
        self.ledger.died(
            number, sum(count for count, _ in found), sum(cost for _, cost in found), worker.package.share.concurrency
        )
        held = sorted(worker.shards)
        for shard in held:
            self._deaths[shard] = self._deaths.get(shard, 0) + 1
            if self._deaths[shard] >= 2:
                self._careful.add(shard)
            if self._deaths[shard] >= DEATHS and shard in worker.at:
                self._leave_out(shard, worker.at[shard], how)
        named = f"shard{'s' if len(held) > 1 else ''} {', '.join(map(str, held))}" if held else "no shard"
        LOG.warning(
            "worker %d %s, with %s; what it was told is kept, and the rest is asked by another", number, how, named
        )
        self._return(worker)
        if self._stopping:
            return
        if worker.deaths > RESTARTS:
            self._failed(number, RunError(f"worker {number} {how}, {worker.deaths} times in a row; nothing is lost"))
            return
        if self._queue:
            await self._start(number, worker.package)
        self._serve()

    def _leave_out(self, shard: int, item: int, how: str) -> None:
        self.skipped.setdefault(shard, set()).add(item)
        self._deaths[shard] = 0
        LOG.warning("shard %d, item %d: every worker that began it %s; it is left out", shard, item, how)

    def _answers_since(self, shard: int) -> tuple[int, float]:
        requests, cost = self.work.answered(shard)
        before = self._before.get(shard, (0, 0.0))
        return max(0, requests - before[0]), max(0.0, cost - before[1])

    def _return(self, worker: _Worker) -> None:
        """Shards that were not finished go to the front again."""
        for shard in sorted(worker.shards, reverse=True):
            self._queue.appendleft(shard)
        worker.shards.clear()
        if self._queue and not self._stopping and not self._limit:
            for number, other in self._workers.items():
                if other.running and other.told_no_more:
                    other.told_no_more = False
                    self._hand_out(number)

    def _share_out(self) -> None:
        """The limits of the session are divided among those that are left."""
        running = [number for number, worker in self._workers.items() if worker.running]
        for number, share in zip(running, self.shares(len(running)) if running else [], strict=True):
            self.engine.send(number, Pace(share))

    async def _end_all(self) -> None:
        for number, worker in self._workers.items():
            if worker.running:
                await self.engine.kill(number)
                worker.running = False

    def _add_up(self) -> None:
        """What all workers have told, as one progress."""
        told = [*(worker.figures for worker in self._workers.values() if worker.running), *self._gone]
        progress = self.progress
        progress.settled = min(progress.target, sum(self.work.sizes[shard] for shard in self.work.done))
        stages = dict(self._base)
        for figures in told:
            for key, total in figures.stages.items():
                stages[key] = _sum(stages.get(key, Total()), total)
        progress.stages = stages
        progress.asked = sum(item.asked for item in told)
        progress.replayed = sum(item.replayed for item in told)
        progress.failed = sum(item.failed for item in told)
        live = [worker.figures for worker in self._workers.values() if worker.running]
        progress.in_flight = sum(item.in_flight for item in live)
        progress.waiting = sum(item.waiting for item in live)
        progress.trouble = next((item.trouble for item in live if item.trouble), "")


def _sum(one: Total, other: Total) -> Total:
    tiers = {
        tier: one.tiers.get(tier, Usage()) + other.tiers.get(tier, Usage()) for tier in {**one.tiers, **other.tiers}
    }
    names = {name: one.names.get(name, 0) + other.names.get(name, 0) for name in {**one.names, **other.names}}
    return Total(
        one.requests + other.requests, one.failed + other.failed, one.usage + other.usage, one.batched + other.batched,
        one.batched_usage + other.batched_usage, one.assumed + other.assumed, tiers, names,
    )  # fmt: skip
