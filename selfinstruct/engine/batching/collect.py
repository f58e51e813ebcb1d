"""Collects requests and asks them in batches: half the price, an answer within a day."""

import asyncio
from collections.abc import AsyncIterator, Container
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from selfinstruct.engine.batching.results import Outcome, Parked, Unanswered
from selfinstruct.engine.batching.runner import Jobs
from selfinstruct.engine.wrappers.budget import LIMITS, RESERVED, Budget, Reservation, Stopped
from selfinstruct.prices import BATCH_RATE
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.request_keys import request_key

MOST_JOBS = 2  # that fail to answer a request before it is asked directly
QUIET = 20  # turns of the event loop without a new request: whatever can be asked now has been


@dataclass(slots=True)
class Batching:
    """A model that parks requests until nothing else happens, and then asks them all in a job.

    Fewer than `minimum` are not worth a job. While one is under way they wait for its answers, which bring more;
    otherwise those whose purpose is `leading` are asked directly, since others follow from their answers, and all of
    them where there are no such. What a job has asked needs no more than half the money set aside for it. `in_flight`
    counts the requests that have been sent on by themselves, `parked` are those that wait for a job to be made.
    """

    direct: Model
    jobs: Jobs
    budget: Budget
    minimum: int
    leading: Container[str] = ()
    in_flight: int = 0
    parked: dict[str, Parked] = field(default_factory=dict)
    _moves: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.jobs.changed = self._move

    @property
    def name(self) -> str:
        return self.direct.name

    async def complete(self, request: Request) -> Completion:
        key = request_key(self.name, request)
        reserved = RESERVED.get()
        whole = reserved.amount if reserved else 0.0
        failed = 0
        while failed < MOST_JOBS:
            outcome = await self._collected(key, request, reserved)
            if isinstance(outcome, Completion):
                return outcome
            if outcome is Unanswered.DIRECT:
                break
            failed += outcome is Unanswered.AGAIN
        while reserved is not None and not reserved.change(whole):
            if not self.in_flight:
                raise Stopped("max_cost")
            await self._ended.wait()
        return await self._directly(request)

    async def drive(self) -> None:
        """Make jobs of what is parked, for as long as the run lasts."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            await self._quiet()
            try:
                self._flush()
            except Exception as error:  # whoever waits must hear of it
                self.fail(error)

    def fail(self, error: Exception) -> None:
        """Let nobody wait any longer."""
        for item in self.parked.values():
            if not item.outcome.done():
                item.outcome.set_exception(error)
        self.parked.clear()

    async def _collected(self, key: str, request: Request, reserved: Reservation | None) -> Outcome:
        if self.budget.stopping and self.budget.stopping not in LIMITS:
            raise Stopped(self.budget.stopping)
        if key in self.parked:
            return await asyncio.shield(self.parked[key].outcome)
        item = Parked(request, asyncio.get_running_loop().create_future(), reserved)
        self.parked[key] = item
        self._move()
        try:
            return await item.outcome
        finally:
            if self.parked.get(key) is item:
                del self.parked[key]

    async def _directly(self, request: Request) -> Completion:
        self.in_flight += 1
        try:
            return await self.direct.complete(request)
        finally:
            self.in_flight -= 1
            self._ended.set()  # wakes those who wait now
            self._ended.clear()
            self._move()

    def _move(self) -> None:
        self._moves += 1
        self._moved.set()

    async def _quiet(self) -> None:
        """Return once all that can be asked now is parked: nothing is in flight, and turn after turn nothing comes."""
        turns = 0
        while turns < QUIET:
            while self.in_flight:
                await self._ended.wait()
                turns = 0
            before = self._moves
            await asyncio.sleep(0)
            turns = turns + 1 if self._moves == before else 0

    def _flush(self) -> None:
        jobs, parked = self.jobs, self.parked
        if not parked:
            return
        if len(parked) >= self.minimum and not (jobs.alone and jobs.under_way):
            for key in jobs.submit(parked):
                if reserved := parked.pop(key).reserved:
                    reserved.change(reserved.amount * BATCH_RATE)
        elif not jobs.under_way:
            first = {key: item for key, item in parked.items() if item.request.purpose in self.leading} or dict(parked)
            for key, item in first.items():
                del parked[key]
                if not item.outcome.done():
                    item.outcome.set_result(Unanswered.DIRECT)


@dataclass(frozen=True, slots=True)
class Rejoining:
    """A model whose requests wait for the job that has them, where an earlier session submitted one.

    They are bought already: no limit holds them up.
    """

    model: Model
    jobs: Jobs

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        outcome = await self.jobs.join(request_key(self.name, request))
        return outcome if isinstance(outcome, Completion) else await self.model.complete(request)


@asynccontextmanager
async def carrying(jobs: Jobs, batching: Batching | None) -> AsyncIterator[None]:
    """Carry out jobs, those of earlier sessions first, until the run stops; they go on at the service."""

    async def heed() -> None:
        why = await jobs.budget.until_stopped()
        if why in LIMITS:
            return  # what has been counted goes out
        if batching is not None:
            batching.fail(Stopped(why))
        jobs.stop(why)

    jobs.open()
    tasks = [asyncio.ensure_future(heed())]
    if batching is not None:
        tasks.append(asyncio.ensure_future(batching.drive()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await jobs.aclose()
