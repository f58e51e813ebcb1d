"""The driver's side: shards handed out, limits lent, workers that die replaced, and what all of them tell added up."""

import asyncio
import logging
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.engine.crew.known import KnownWorker, Suspicion, Workers
from selfinstruct.engine.crew.lender import Lender
from selfinstruct.engine.crew.messages import (
    At,
    Begin,
    Borrow,
    Died,
    Ended,
    Figures,
    Finished,
    GiveBack,
    Go,
    Halt,
    Hello,
    Message,
    NoMore,
    Pace,
    Share,
    Told,
    Wanting,
)
from selfinstruct.engine.crew.seam import Engine, Package
from selfinstruct.engine.crew.shard_queue import AGAIN, ShardQueue, Work
from selfinstruct.engine.crew.telling import Once
from selfinstruct.engine.crew.totals import Stages, add_up
from selfinstruct.engine.crew.worker import POISONED
from selfinstruct.engine.worker_pool import GRACE
from selfinstruct.errors import RunError
from selfinstruct.progress import Progress

LOG = logging.getLogger("selfinstruct")
RESTARTS = 5  # of one worker in a row without an answer in between
PATIENCE = 2 * GRACE  # seconds in which one who ends, or who is gone, lets go of a shard
SLOW = 120.0  # seconds after which it is said that workers have not begun


@dataclass(slots=True)
class Conductor:
    """Drives workers over the shards that are not done; `run` returns "done" or why it ended, or raises.

    `records` is what workers told of shards they finished, `deaths` how many went without a word.
    """

    engine: Engine
    work: Work
    packages: Sequence[Package]
    shares: Callable[[int], list[Share]]
    lender: Lender
    progress: Progress
    watch: Callable[[], None]
    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    deaths: int = 0
    suspicion: Suspicion = field(default_factory=Suspicion)
    _workers: Workers = field(default_factory=Workers)
    queue: ShardQueue = field(init=False)
    _base: Stages = field(default_factory=dict)
    _gone: list[Figures] = field(default_factory=list)
    _say: Once = field(default_factory=Once)
    _stopping: str = ""
    _failure: BaseException | None = None

    def __post_init__(self) -> None:
        self.queue = ShardQueue(self.work, PATIENCE)

    def stop(self, why: str) -> None:
        """Have nothing more asked; what is in flight may arrive."""
        self._stopping = self._stopping or why
        self.progress.ending = 0.0 if why == "interrupted" else self.progress.ending
        for number, _ in self._workers.running():
            self.engine.send(number, Halt(why))

    def abandon(self) -> None:
        """Do not even wait for what is in flight."""
        self._stopping = self._stopping or "interrupted"
        for number, _ in self._workers.running():
            self.engine.send(number, Halt(self._stopping, now=True))

    async def run(self) -> str:
        self._base = dict(self.progress.stages)
        self.lender.workers, self.lender.send = self._workers, self.engine.send
        try:
            for number, package in enumerate(self.packages[: len(self.queue)]):
                if not self._stopping:
                    await self._start(number, package)
            await self._conduct()
        finally:
            await self.engine.close()
        if self._failure is not None:
            raise self._failure
        return self._over or "done"

    @property
    def _over(self) -> str:
        return self._stopping or self.lender.limit

    async def _start(self, number: int, package: Package, share: Share | None = None, deaths: int = 0) -> None:
        began = asyncio.get_running_loop().time()
        self._workers[number] = KnownWorker(package, share or package.share, began, deaths=deaths)
        await self.engine.start(number, pickle.dumps(package, pickle.HIGHEST_PROTOCOL))
        if share is not None and share != package.share:
            self.engine.send(number, Pace(share))

    async def _conduct(self) -> None:
        loop, end = asyncio.get_running_loop(), float("inf")
        look = loop.time()
        while any(self._workers.running()):
            if self._stopping:
                end = min(end, loop.time() + PATIENCE)
            try:
                number, message = await asyncio.wait_for(self.engine.receive(), AGAIN)
                await self._take(number, message)
            except TimeoutError:
                pass
            if loop.time() >= look:
                look = loop.time() + AGAIN
                await self._look(loop.time(), end)
            self._add_up()
            self.watch()

    async def _look(self, now: float, end: float) -> None:
        """What is done from time to time: shards of others asked for again, loans recalled, and stragglers ended."""
        if now > end:
            await self._end(self._workers.running())
        self.lender.recall()
        held = {shard for _, worker in self._workers.running() for shard in worker.shards}
        for shard in self.queue.look(now, held):
            self._say(logging.WARNING, f"shard {shard}: somebody else works on it, and it is left to them")
        await self._serve()
        self._dismiss()
        late = [number for number, worker in self._workers.running() if not worker.begun]
        if self._over or not (self.queue.open or self._workers.busy()):
            await self._end((number, self._workers[number]) for number in late)
        elif late and now - min(self._workers[number].started for number in late) > SLOW:
            named = ", ".join(map(str, late))
            self._say(
                logging.WARNING, f"worker {named}: not begun after {SLOW:.0f} s; is there a free processor for it?"
            )

    async def _take(self, number: int, message: Message) -> None:
        worker = self._workers[number]
        match message:
            case Hello(host, pid, models):
                worker.begun, worker.models = True, models
                worker.place = f"worker {number} ({host}, {pid})"
            case Wanting():
                await self._hand_out(number)
            case Borrow():
                self.lender.lend(number, message)
            case GiveBack():
                self.lender.returned(number, message)
            case At(shard, item):
                worker.at = (shard, item)
                self.engine.send(number, Go())
            case Figures():
                worker.figures = message
                worker.deaths = 0 if message.asked else worker.deaths
            case Finished():
                await self._finished(number, message)
            case Told(level, text):
                self._say(level, text)
            case Ended(error=MemoryError()):
                await self._died(number, "ran out of memory", message)
            case Ended():
                await self._ended(number, message)
            case Died(how):
                await self._died(number, how)

    async def _hand_out(self, number: int) -> None:
        worker = self._workers[number]
        if self._stopping:
            self.engine.send(number, Halt(self._stopping))
        elif self.lender.limit:  # it uses up what it has, and what waits to be tried again is not given up
            self.lender.refuse(number)
            self.engine.send(number, NoMore())
        elif not self.queue:
            worker.waiting = True
            self._share_out()
            self._dismiss()
        else:
            worker.waiting = False
            shard = self.queue.take()
            worker.shards.add(shard)
            self._share_out()
            await self.lender.begun(shard)
            data = pickle.dumps(list(self.work.items(shard)), pickle.HIGHEST_PROTOCOL)
            left_out = self.suspicion.left_out.get(shard, {})
            self.engine.send(number, Begin(shard, data, self.suspicion.careful(shard), dict(left_out)))

    def _dismiss(self) -> None:
        """Workers that wait for a shard end once there will be none; until then one may come back."""
        if not (self.queue.open or self._workers.busy()):
            for number, _ in self._workers.running():
                self.engine.send(number, NoMore())

    async def _finished(self, number: int, message: Finished) -> None:
        worker, shard = self._workers[number], message.shard
        worker.shards.discard(shard)
        if message.done:
            self.records[shard] = dict(message.record) | {"worker": worker.place}
        if message.record:
            worker.items += self.work.sizes[shard]
            await self.lender.ended(worker, shard)
        if message.done or await asyncio.to_thread(self.work.finished, shard):
            self.queue.done(shard)
        else:
            self.queue.elsewhere(shard, asyncio.get_running_loop().time())
        self._share_out()
        self._dismiss()

    async def _serve(self) -> None:
        """Give shards to those who wait for one."""
        for number, worker in list(self._workers.running()):
            if self.queue and worker.waiting:
                await self._hand_out(number)

    async def _ended(self, number: int, message: Ended) -> None:
        worker = self._gone_for_good(number)
        if message.error is not None:
            self._failed(message.error)
        self.lender.settled(number, message)
        self._share_out()
        await self._return(worker)

    def _gone_for_good(self, number: int) -> KnownWorker:
        worker = self._workers[number]
        worker.running = False
        self._gone.append(worker.figures)
        return worker

    def _failed(self, error: BaseException, alone: bool = False) -> None:
        """A disk that is full ends all; a model that cannot be asked from there ends one worker, and the last all."""
        if (isinstance(error, RunError) and not alone) or not any(self._workers.running()):
            self._failure = self._failure or error
            self.stop("failed")
        else:
            self._say(logging.WARNING, f"a worker has ended, and the others go on: {error}")

    async def _died(self, number: int, how: str, told: Ended | None = None) -> None:
        worker = self._gone_for_good(number)
        self.deaths += 1
        worker.deaths += 1
        if told is not None:
            self.lender.settled(number, told)
        else:
            await self.lender.died(number, worker)
        held = sorted(worker.shards)
        named = f"shard {', '.join(map(str, held))}" if held else "no shard"
        again = "it ends with the run" if self._over else "what it was told is kept, and the rest is asked again"
        LOG.warning("worker %d %s, with %s; %s", number, how, named, again)
        if (left_out := self.suspicion.died(worker, how)) is not None:
            worker.deaths = 0
            LOG.warning("shard %d, item %d: each worker that began it %s; it is left out", *left_out, how)
            if len(self.suspicion.left_out[left_out[0]]) > POISONED:
                text = (
                    f"worker {number} {how}, whatever item of shard {left_out[0]} it begins; what was answered is kept"
                )
                self._failed(RunError(text))
        await self._return(worker)
        if self._over or not self.queue:
            self._share_out()
        elif worker.deaths > RESTARTS:
            self._share_out()
            error = RunError(f"worker {number} {how}, {worker.deaths} times in a row; what was answered is kept")
            self._failed(error, alone=True)
        else:
            await self._start(number, worker.package, worker.share, worker.deaths)
        self._dismiss()

    async def _return(self, worker: KnownWorker) -> None:
        """Others take its shards."""
        self.queue.back(worker.shards)
        worker.shards.clear()
        if not self._over:
            await self._serve()
        self._dismiss()

    def _share_out(self) -> None:
        self._workers.share_out(self.shares, self.engine.send)

    async def _end(self, workers: Iterable[tuple[int, KnownWorker]]) -> None:
        """End them at once; what they were lent is spent, for all that is known."""
        for number, worker in list(workers):
            await self.engine.kill(number)
            worker.running = False
            self._gone.append(worker.figures)

    def _add_up(self) -> None:
        progress, running = self.progress, [worker for _, worker in self._workers.running()]
        add_up(progress, self._base, (worker.figures for worker in running), self._gone)
        whole = sum(self.work.sizes[shard] for shard in self.work.done)
        progress.settled = min(progress.target, whole + sum(worker.under_way for worker in running))
