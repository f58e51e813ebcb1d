"""Brings the results of a batch job into the journal."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from selfinstruct.engine.batching.polling import sought
from selfinstruct.engine.wrappers.budget import Reservation
from selfinstruct.engine.wrappers.counted import Counting
from selfinstruct.errors import BatchRefused, ModelStopped, RequestFailed
from selfinstruct.models.batches import Batches, State
from selfinstruct.records import Completion, Job, Request
from selfinstruct.runs.journal import Journal

LOG = logging.getLogger("selfinstruct")
COMPLETED = "completed"
FAILURES = 0.1  # of the patience for answers: nothing is bought twice where a failure is asked again
Sleep = Callable[[float], Awaitable[None]]
TOGETHER = 500  # answers handed to the journal at once


class Unanswered(Enum):
    """What is to become of a request that has no answer yet: a job failed on it, none had it, or no job is worth it."""

    AGAIN = "again"
    UNASKED = "unasked"
    DIRECT = "direct"


Outcome = Completion | Unanswered


@dataclass(frozen=True, slots=True)
class Parked:
    """A request that waits for its outcome, and the money set aside for it."""

    request: Request
    outcome: asyncio.Future[Outcome]
    reserved: Reservation | None = None


@dataclass(slots=True)
class Taken:
    """What became of the requests of a job, and what was said of a line that can be said of any (`hopeless`).

    `lines` are the requests of which the results say something, `troubles` what they say of those without an answer.
    """

    outcomes: dict[str, Outcome]
    lines: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    hopeless: ModelStopped | None = None

    def lacks(self, state: State) -> bool:
        """Whether there must be more results than these: answers that the service counts, but does not show yet."""
        counted = min(state.answered + state.failed, len(self.outcomes))
        return len(self.lines) < (counted or (state.status.lower() == COMPLETED))


async def take(batches: Batches, journal: Journal, job: Job, requests: Mapping[str, Request], count: Counting) -> Taken:
    """The results of a job that is over: answers are in the journal when this returns.

    Failures are not, for they may be those of all.
    """
    outcomes: dict[str, Outcome] = dict.fromkeys(requests, Unanswered.AGAIN)
    taken = Taken(outcomes)
    writes: list[Awaitable[None]] = []
    try:
        async for key, result in batches.results(job.identifier, requests):
            taken.lines.add(key)
            if isinstance(outcomes[key], Completion):  # twice: the journal keeps the first
                continue
            if isinstance(result, Completion):
                answer = count(requests[key], replace(result, batched=True))
            elif isinstance(result, RequestFailed):
                outcomes[key] = Completion("", None, error=str(result), batched=True)
                continue
            else:
                taken.hopeless = result if isinstance(result, ModelStopped) else taken.hopeless
                taken.troubles.append(str(result))
                continue
            outcomes[key] = answer
            writes.append(journal.put(key, job.model, requests[key], answer))
            if len(writes) >= TOGETHER:
                written, writes = writes, []
                await asyncio.gather(*written)
    finally:
        await asyncio.gather(*writes)
    return taken


async def take_whole(
    take_once: Callable[[], Awaitable[Taken]], job: Job, state: State, sleep: Sleep, patience: float
) -> Taken:
    """The results of a job once the service shows all that it counts, which can be a while after the job is over.

    They are bought: where none is to be seen within `patience` seconds BatchRefused is raised, and the job stays under
    way. What a file of results leaves out for so long does not come any more, failures for less.
    """
    taken = await take_once()

    async def look() -> Taken | None:
        nonlocal taken
        taken = await take_once()
        return None if taken.lacks(state) else taken

    if taken.lacks(state):
        LOG.info("batch job %s (%s): waiting for its results", job.identifier, job.state)
        answered = sum(isinstance(item, Completion) for item in taken.outcomes.values())
        bought = state.answered > answered or not taken.lines
        await sought(look, sleep, patience if bought else patience * FAILURES)
    if not taken.lines and taken.lacks(state) and (state.answered or not state.failed):
        raise BatchRefused(
            f"batch job {job.identifier} is {job.state}, with {state.answered} of {job.requests} requests answered, "
            "and the service shows no results of it: resume the run later, which asks for them again"
        )
    _warn(job, taken)
    return taken


def _warn(job: Job, taken: Taken) -> None:
    missing = sum(item is Unanswered.AGAIN for item in taken.outcomes.values())
    if missing:
        first = f", for example: {taken.troubles[0]}" if taken.troubles else ""
        LOG.warning(
            "batch job %s (%s): %d of %d requests have no answer and are asked again%s",
            job.identifier, job.state, missing, len(taken.outcomes), first,
        )  # fmt: skip
