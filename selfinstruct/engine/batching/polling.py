"""Asks a service about a job again and again while another attempt may help, or the job may show up yet."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from selfinstruct.errors import ModelStopped, NotReachable, Outage, Retryable, Unreachable

T = TypeVar("T")
OUTAGE = 600.0  # seconds for which a service may say nothing of a job
UNREACHABLE_TRIES = 3
LONGEST_BACKOFF = 60.0
FIRST_LOOK, LONGEST_LOOK = 0.25, 15.0  # seconds between two looks


@dataclass(slots=True)
class PollBackoff:
    """Backs off, with jitter and honouring Retry-After, until an operation succeeds or a time is up.

    Before the first success three refused connections are enough.
    """

    sleep: Callable[[float], Awaitable[None]]
    rng: Random = field(default_factory=Random)
    outage: float = OUTAGE
    _reached: bool = False

    async def ask(self, operation: Callable[[], Awaitable[T]]) -> T:
        """What the operation returns; raises Outage or Unreachable where it goes on failing."""
        began = time.monotonic()

        async def attempt() -> T:
            return await operation()

        def hopeless(state: RetryCallState) -> bool:
            refused = isinstance(_error(state), NotReachable) and not self._reached
            return time.monotonic() - began >= self.outage or (refused and state.attempt_number >= UNREACHABLE_TRIES)

        asking = AsyncRetrying(
            retry=retry_if_exception_type(Retryable), stop=hopeless, wait=self._seconds, sleep=self.sleep, reraise=True
        )
        try:
            found: T = await asking(attempt)
        except Retryable as error:
            kind: type[ModelStopped] = Unreachable if isinstance(error, NotReachable) else Outage
            raise kind(f"the batch service: {error}; its jobs continue there, and resume finds them") from error
        self._reached = True
        return found

    def _seconds(self, state: RetryCallState) -> float:
        error = _error(state)
        if isinstance(error, Retryable) and error.retry_after is not None:
            return error.retry_after + self.rng.random()
        return min(LONGEST_BACKOFF, 0.25 * 2.0 ** min(state.attempt_number, 10)) * self.rng.uniform(0.5, 1.0)


async def sought(
    look: Callable[[], Awaitable[T | None]], sleep: Callable[[float], Awaitable[None]], seconds: float
) -> T | None:
    """What is found by a look, or by another one within so many seconds; None where it does not come."""
    pause = FIRST_LOOK
    while (found := await look()) is None and seconds > 0:
        pause = min(pause, seconds)
        await sleep(pause)
        seconds -= pause
        pause = min(LONGEST_LOOK, 2 * pause)
    return found


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
