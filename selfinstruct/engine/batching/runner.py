"""Batch jobs from the intent to the answers in the journal, whatever happens to the process in between."""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from selfinstruct.engine.batching.polling import PollBackoff, sought
from selfinstruct.engine.batching.results import Outcome, Parked, Taken, Unanswered, take, take_whole
from selfinstruct.engine.wrappers.budget import LIMITS, Budget, Stopped
from selfinstruct.engine.wrappers.counted import Counting
from selfinstruct.errors import (
    BatchRefused,
    ModelError,
    ModelStopped,
    NotReachable,
    RateLimited,
    RequestFailed,
    Retryable,
)
from selfinstruct.models.batches import Batches, State
from selfinstruct.prices import BATCH_RATE, Price
from selfinstruct.records import INTENDED, SUBMITTING, Completion, Job, Request
from selfinstruct.runs.joblog import JobLog
from selfinstruct.runs.journal import Journal

LOG = logging.getLogger("selfinstruct")
PATIENCE = 120.0  # seconds for which the results of a job that is over may be late
GRACE = 30.0  # seconds that a submit under way is given once the run stops


@dataclass(slots=True)
class Jobs:
    """The jobs of one model in one session.

    `outcomes` has a future for each request of a job under way that is not answered yet, `awaited` the keys of those
    that somebody waits for. `booked` is told of answers that nobody waits for. After a service found itself crowded
    jobs are submitted one at a time (`alone`), of `most_requests` at most.
    """

    name: str
    batches: Batches
    journal: Journal
    budget: Budget
    price: Price | None
    booked: Callable[[str, Request, Completion, bool], None]
    poll: float = 60.0
    patience: float = PATIENCE
    rng: Random = field(default_factory=Random)
    under_way: dict[str, Job] = field(default_factory=dict)
    outcomes: dict[str, asyncio.Future[Outcome]] = field(default_factory=dict)
    awaited: set[str] = field(default_factory=set)
    alone: bool = False
    most_requests: int = field(init=False)
    changed: Callable[[], None] = lambda: None
    _log: JobLog = field(init=False)
    _following: set[asyncio.Task[None]] = field(default_factory=set)
    _submitting: int = 0
    _steady: PollBackoff = field(init=False)
    _count: Counting = field(init=False)

    def __post_init__(self) -> None:
        self.most_requests = self.batches.most_requests
        self._steady = PollBackoff(self._sleep, self.rng)
        self._log = JobLog(self.journal)
        self._count = Counting(self.name, self.price, self.budget.max_cost is not None)

    def open(self) -> None:
        """Go on with the jobs of earlier sessions."""
        for job in self._log.under_way(self.name):
            requests = self._log.requests(job)
            # Others were answered before the end came: they are counted already.
            waiting = [key for key in requests if self.journal.get(key) is None]
            self.outcomes.update({key: asyncio.get_running_loop().create_future() for key in waiting})
            self.budget.hold(len(waiting), job.worst)
            self._start(job, requests, None)

    async def join(self, key: str) -> Outcome:
        """The outcome of a request if a job under way has it, else UNASKED."""
        if key not in self.outcomes:
            return Unanswered.UNASKED
        self.awaited.add(key)
        return await asyncio.shield(self.outcomes[key])

    def submit(self, parked: Mapping[str, Parked]) -> set[str]:
        """Ask these in as many jobs as it takes, or in one if it has to be alone; the keys of those taken."""
        taken: set[str] = set()
        for api in sorted({item.request.api for item in parked.values()}):
            part: dict[str, Parked] = {}
            lines: list[bytes] = []
            size = 0
            for key, item in parked.items():
                if item.request.api != api or (self.alone and taken):
                    continue
                line = self.batches.line(key, item.request)
                if lines and (len(lines) >= self.most_requests or size + len(line) > self.batches.most_bytes):
                    taken |= self._submit(part, lines)
                    part, lines, size = {}, [], 0
                    if self.alone:
                        continue
                part[key] = item
                lines.append(line)
                size += len(line)
            if lines:
                taken |= self._submit(part, lines)
        return taken

    def stop(self, why: str) -> None:
        """Let nobody wait any longer; the jobs go on at the service."""
        self._fail(self.outcomes, Stopped(why))

    def abandon(self) -> None:
        """Do not even wait for a submit under way: the next session finds out what became of it."""
        for task in self._following:
            task.cancel()

    async def aclose(self) -> None:
        """Leave the jobs to the service, once a submit under way has been answered."""
        end = time.monotonic() + GRACE
        while self._submitting and (left := end - time.monotonic()) > 0:
            await asyncio.wait(self._following, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        self.abandon()
        if self._following:
            await asyncio.wait(self._following)
        await self.batches.aclose()

    def _submit(self, parked: Mapping[str, Parked], lines: Sequence[bytes]) -> set[str]:
        worst = sum(item.reserved.amount * BATCH_RATE for item in parked.values() if item.reserved)
        job = Job(uuid.uuid4().hex, self.name, requests=len(parked), created=time.time(), worst=worst)
        requests = {key: item.request for key, item in parked.items()}
        self._log.intend(job, requests)
        self.outcomes.update({key: item.outcome for key, item in parked.items()})
        self.awaited.update(parked)
        self._start(job, requests, lines)
        return set(parked)

    def _start(self, job: Job, requests: Mapping[str, Request], lines: Sequence[bytes] | None) -> None:
        self.under_way[job.token] = job
        task = asyncio.ensure_future(self._follow(job, requests, lines))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow(self, job: Job, requests: Mapping[str, Request], lines: Sequence[bytes] | None) -> None:
        try:
            outcomes = await self._carry_out(job, requests, lines)
        except Exception as error:  # whatever it is, whoever waits must hear of it
            self._fail(requests, error)
        else:
            self._resolve(requests, outcomes, held=lines is None)
        if lines is None:
            self.budget.release(job.worst)
        self.changed()

    async def _carry_out(
        self, job: Job, requests: Mapping[str, Request], lines: Sequence[bytes] | None
    ) -> dict[str, Outcome]:
        if not job.identifier:
            job, identifier = await self._submitted(job, requests, lines)
            if identifier is None:
                return dict.fromkeys(requests, Unanswered.UNASKED)
            job = self._heard(replace(job, identifier=identifier, state="submitted"))
        job, state = await self._over(job)
        outcomes: dict[str, Outcome] = dict.fromkeys(requests, Unanswered.UNASKED)
        hopeless: ModelStopped | None = None
        if not state.refused:

            async def take_once() -> Taken:
                return await self._steady.ask(lambda: take(self.batches, self.journal, job, requests, self._count))

            taken = await take_whole(take_once, job, state, self._sleep, self.patience)
            outcomes, hopeless = taken.outcomes, taken.hopeless
        answered = sum(isinstance(item, Completion) for item in outcomes.values())
        self._log.update(replace(job, answered=answered, failed=len(outcomes) - answered, ended=time.time()))
        del self.under_way[job.token]
        if state.crowded:
            await self._make_room(len(requests), state)
        elif state.refused:
            raise BatchRefused(f"{self.name}: the batch job {job.identifier} was refused: {state.refused}")
        if hopeless is not None and not answered:
            raise hopeless  # another job would fare no better
        return outcomes

    async def _submitted(
        self, job: Job, requests: Mapping[str, Request], lines: Sequence[bytes] | None
    ) -> tuple[Job, str | None]:
        """The service's name of the job; None for one of an earlier session that was never submitted.

        Without `lines` nothing is submitted. A job that may have been submitted is looked for first, as long as the
        service's list may not show it yet.
        """
        self._submitting += 1
        doubtful = job.state != INTENDED
        try:
            if lines is not None:
                file = await self._steady.ask(lambda: self.batches.upload(job.token, lines))
                job = self._heard(replace(job, state=SUBMITTING, created=time.time()))

            async def submit() -> str | None:
                nonlocal job, doubtful
                found = await self._found(job) if doubtful else None
                if found is not None or lines is None:
                    return found
                try:
                    return await self.batches.submit(job.token, next(iter(requests.values())).api, file)
                except Retryable as error:
                    if not isinstance(error, NotReachable | RateLimited):  # its answer may have been lost on its way
                        doubtful = True
                        job = self._heard(replace(job, created=time.time()))
                    raise

            found = await self._steady.ask(submit)
        except ModelError as error:
            if not doubtful:
                self._forget(job)
            if isinstance(error, RequestFailed | BatchRefused):
                raise BatchRefused(f"the batch job was refused: {error}") from error
            raise
        finally:
            self._submitting -= 1
        if found is None:
            self._forget(job)
        return job, found

    async def _found(self, job: Job) -> str | None:
        """The service's name of a job that may have been submitted; None where there is none."""
        lag = self.batches.lag
        unsure = min(lag, max(0.0, job.created + lag - time.time()))  # a clock set back makes it no longer
        LOG.info("batch job %s may have been submitted; looking for it for up to %.0f s", job.token, unsure)
        return await sought(lambda: self.batches.find(job.token, job.created), self._sleep, unsure)

    async def _over(self, job: Job) -> tuple[Job, State]:
        """Wait until a job is over."""
        identifier = job.identifier
        while True:
            state = await self._steady.ask(lambda: self.batches.state(identifier))
            job = self._heard(replace(job, state=state.status, answered=state.answered, failed=state.failed))
            if state.over:
                return job, state
            await self._sleep(self.poll * self.rng.uniform(0.9, 1.1))

    async def _make_room(self, size: int, state: State) -> None:
        """Submit less at a time from now on, as the service's queue wants it."""
        if self.alone and not self.under_way:
            if size <= 1:
                raise BatchRefused(f"{self.name}: the batch queue is full: {state.refused}")
            self.most_requests = (size + 1) // 2
        self.alone = True
        LOG.warning("%s: the batch queue is full: %s; smaller jobs follow", self.name, state.refused)
        await self._sleep(self.poll)

    def _heard(self, job: Job) -> Job:
        before = self.under_way[job.token]
        if (job.state, job.created) != (before.state, before.created):
            self._log.update(job)
            LOG.info("batch job %s of %d requests: %s", job.identifier or job.token, job.requests, job.state)
        self.under_way[job.token] = job
        return job

    def _forget(self, job: Job) -> None:
        self._log.forget(job)
        del self.under_way[job.token]

    def _resolve(self, requests: Mapping[str, Request], outcomes: Mapping[str, Outcome], held: bool) -> None:
        """Tell who waits what became of their requests, and count what nobody waits for.

        Those of an earlier session are counted (`held`), but for their cost; failures nobody awaits are asked again.
        """
        for key, outcome in outcomes.items():
            future = self.outcomes.pop(key, None)
            if future is None:
                continue
            awaited = not future.done() and key in self.awaited
            kept = outcome if isinstance(outcome, Completion) and (awaited or outcome.finish_reason) else None
            if kept and (held or not awaited):
                self.budget.book(kept, self.price)
            if kept and not awaited:
                self.booked(self.name, requests[key], kept, False)
            self.budget.requests += (kept is not None and not awaited and not held) - (held and kept is None)
            self.awaited.discard(key)
            if not future.done():
                future.set_result(outcome)

    def _fail(self, keys: Mapping[str, object], error: Exception) -> None:
        for future in filter(None, map(self.outcomes.get, keys)):
            if not future.done():
                future.set_exception(error)
                future.exception()  # it may be that nobody waits

    async def _sleep(self, seconds: float) -> None:
        """Sleep, unless the run is interrupted: then raise Stopped. A run at its limits waits for what it has asked."""
        end = time.monotonic() + seconds
        try:
            await self.budget.sleep(seconds)
        except Stopped as stop:
            if stop.why not in LIMITS:
                raise
            await asyncio.sleep(max(0.0, end - time.monotonic()))
