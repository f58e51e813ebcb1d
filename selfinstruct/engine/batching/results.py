"""Brings the results of a batch job into the journal."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from enum import Enum

from selfinstruct.engine.wrappers.counted import Counting
from selfinstruct.errors import ModelStopped, RequestFailed
from selfinstruct.models.batches import Batches
from selfinstruct.records import Completion, Job, Request
from selfinstruct.runs.journal import Journal

LOG = logging.getLogger("selfinstruct")
TOGETHER = 500  # answers handed to the journal at once


class Unanswered(Enum):
    """What is to become of a request that has no answer yet: a job failed on it, none had it, or no job is worth it."""

    AGAIN = "again"
    UNASKED = "unasked"
    DIRECT = "direct"


Outcome = Completion | Unanswered


async def take(
    batches: Batches, journal: Journal, job: Job, requests: Mapping[str, Request], count: Counting
) -> tuple[dict[str, Outcome], ModelStopped | None]:
    """What became of the requests of a job that is over, and what was said of a line that can be said of any.

    Answers are in the journal when this returns, failures for good among them.
    """
    hopeless: ModelStopped | None = None
    outcomes: dict[str, Outcome] = dict.fromkeys(requests, Unanswered.AGAIN)
    writes: list[Awaitable[None]] = []
    troubles: list[str] = []
    try:
        async for key, result in batches.results(job.identifier, requests):
            if isinstance(outcomes[key], Completion):  # twice: the journal keeps the first
                continue
            if isinstance(result, Completion):
                answer = count(requests[key], replace(result, batched=True))
            elif isinstance(result, RequestFailed):
                answer = Completion("", None, error=str(result), batched=True)
            else:
                hopeless = result if isinstance(result, ModelStopped) else hopeless
                troubles.append(str(result))
                continue
            outcomes[key] = answer
            writes.append(journal.put(key, job.model, requests[key], answer))
            if len(writes) >= TOGETHER:
                written, writes = writes, []
                await asyncio.gather(*written)
    finally:
        await asyncio.gather(*writes)
    missing = sum(item is Unanswered.AGAIN for item in outcomes.values())
    if missing:
        first = f", for example: {troubles[0]}" if troubles else ""
        LOG.warning(
            "batch job %s (%s): %d of %d requests have no answer and are asked again%s",
            job.identifier, job.state, missing, len(outcomes), first,
        )  # fmt: skip
    return outcomes, hopeless
