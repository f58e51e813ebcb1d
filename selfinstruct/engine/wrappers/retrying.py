"""Asks again where another attempt may help, and tells a bad request from a service that is down."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_never

from selfinstruct.engine.wrappers.alike import folded
from selfinstruct.engine.wrappers.patience import Patience
from selfinstruct.errors import (
    Misfit,
    NotReachable,
    Outage,
    RateLimited,
    RequestFailed,
    Retryable,
    TimedOut,
    Unreachable,
    Unreadable,
)
from selfinstruct.records import Completion, Model, Request

LOG = logging.getLogger("selfinstruct")
ATTEMPTS = 6
VOUCHED = 3
FEW = 4
REFUSALS = 3  # attempts that meet the same words about the form of a request, before any other outcome
UNREACHABLE_TRIES = 3
LONGEST_BACKOFF = 60.0
FIRST_REFUSED = 0.2
FIRST_FAILED = 1.0  # half of it where others succeed: the service is up
SHORTEST_SLEEP = 0.001  # rounding must not turn the end of a wait into a busy loop


@dataclass(slots=True)
class _Tries:
    """What one request has been through.

    `successes` is the count of all requests' at its last failure, or its start; `vouched` its failures with a
    success of another since the one before: the service was up. `limited` counts refusals for a rate limit without
    any such success, `seen` is the count of successes at the last of them.
    """

    successes: int
    began: float = 0.0
    failed: int = 0
    vouched: int = 0
    limited: int = 0
    seen: int = 0
    refused: int = 0
    unread: int = 0
    timeouts: int = 0


@dataclass(slots=True)
class Retrying:
    """A model that backs off, with jitter, and asks again: at most six attempts, honouring Retry-After.

    Rate limits and refused connections never use up attempts. Answers that nobody can read may be paid for: six of
    them to one request, without a success of another, raise Outage. A request that has used up its own fails for good
    (RequestFailed) only if others kept succeeding meanwhile, or if nothing but a few such requests is left and
    something has succeeded before. Otherwise the service may be down: it goes on until one succeeds, or raises
    Outage when nothing has for `outage` seconds. Before the first success of the process, three connections refused
    to one request raise Unreachable, and attempts that have all met the same Misfit fail for good. An attempt after a
    time-out is given longer. `waiting` counts the requests in backoff, and `trouble` is what the last attempt that
    failed ran into.
    """

    model: Model
    outage: float = 600.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    rng: Random = field(default_factory=Random)
    patience: Patience = field(default_factory=Patience)
    waiting: int = 0
    trouble: str = ""
    _successes: int = 0
    _quiet_since: float = 0.0
    _active: int = 0
    _used_up: int = 0
    _met: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        """Answer; raise RequestFailed, or the ModelStopped that ends the run."""
        if self._active == 0:
            self._quiet_since = self.clock()  # an idle time is not an outage
        self._active += 1
        tries = _Tries(self._successes)
        try:
            try:
                answer = await self._attempt(tries, request)
            except Retryable as error:
                answer = await self._again(tries, request, error)
        finally:
            self._active -= 1
            self._used_up -= tries.failed >= ATTEMPTS
        self._successes += 1
        self._quiet_since = self.clock()
        return answer

    async def _again(self, tries: _Tries, request: Request, error: Retryable) -> Completion:
        """Go on after a first attempt that failed; most requests need none of this, and it has its price."""
        first = [error]

        async def attempt() -> Completion:
            if first:
                raise first.pop()
            return await self._attempt(tries, request)

        asking = AsyncRetrying(
            retry=retry_if_exception_type(Retryable),
            stop=stop_never,
            wait=lambda state: self._backoff(tries, request, state),
            sleep=self._pause,
            before_sleep=lambda state: _log(request, state),
            reraise=True,
        )
        answer: Completion = await asking(attempt)
        return answer

    async def _attempt(self, tries: _Tries, request: Request) -> Completion:
        tries.began = self.clock()
        return await self.model.complete(self.patience.request(request, tries.timeouts))

    def _backoff(self, tries: _Tries, request: Request, state: RetryCallState) -> float:
        """Seconds to wait before the next attempt; raises where there is to be none."""
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, Retryable)
        self.trouble = str(error)
        if self._refused(error):
            raise RequestFailed(f"{error} (as all attempts before it)") from error
        if tries.began - self._quiet_since >= self.outage:
            minutes = self.outage / 60
            raise Outage(f"nothing has succeeded for {minutes:g} minutes; last: {error}") from error
        if isinstance(error, RateLimited):
            # Where others succeed meanwhile it is the pace that has to change, not this request's patience.
            tries.limited = 1 if self._successes > tries.seen else tries.limited + 1
            tries.seen = self._successes
            return self._seconds(tries.limited, error.retry_after, FIRST_REFUSED)
        if isinstance(error, NotReachable):
            tries.refused += 1
            if self._successes:
                return self._seconds(tries.refused, error.retry_after)
            if tries.refused >= UNREACHABLE_TRIES:
                raise Unreachable(f"{error} (tried {tries.refused} times)") from error
            return 1 + self.rng.random()
        tries.failed += 1
        tries.unread += isinstance(error, Unreadable)
        up = self._successes > tries.successes
        tries.vouched += up
        tries.successes = self._successes
        if isinstance(error, TimedOut):
            tries.timeouts += 1
            self.patience.timed_out(request, error, tries.failed + 1, ATTEMPTS)
        if tries.failed == ATTEMPTS:
            self._used_up += 1
        if tries.failed >= ATTEMPTS and (tries.vouched >= VOUCHED or self._only_few_are_left()):
            raise RequestFailed(f"{error} (after {tries.failed} attempts)") from error
        if tries.unread >= ATTEMPTS and not tries.vouched:
            # Each of them may be paid for: what has been answered so for all this time is not waited for.
            raise Outage(f"{error} ({tries.failed} times, and nothing else succeeded meanwhile)") from error
        return self._seconds(tries.failed, error.retry_after, FIRST_FAILED / 2 if up else FIRST_FAILED)

    def _refused(self, error: Retryable) -> bool:
        """Whether this is what every attempt has met so far: the words of a server that fails over a request's form."""
        if self._successes or len(self._met) > 1 or isinstance(error, RateLimited | NotReachable):
            return False
        words = folded(str(error)) if isinstance(error, Misfit) else ""
        self._met[words] += 1
        return bool(words) and len(self._met) == 1 and self._met[words] >= REFUSALS

    def _only_few_are_left(self) -> bool:
        return self._successes > 0 and self._active == self._used_up <= FEW

    def _seconds(self, failures: int, retry_after: float | None, least: float = 1.0) -> float:
        """The wait after so many failures, at first `least` or half of it; none asked for makes it shorter."""
        if retry_after is not None and retry_after >= least:
            return retry_after + self.rng.random() * min(1.0, retry_after)
        return min(LONGEST_BACKOFF, least / 2 * 2.0 ** min(failures, 10)) * (0.5 + self.rng.random() / 2)

    async def _pause(self, seconds: float) -> None:
        end = self.clock() + seconds
        self.waiting += 1
        try:
            while (left := end - self.clock()) > 0:
                # One last attempt when the time is up: the process itself may have been asleep.
                if (quiet := self.outage + self._quiet_since - self.clock()) <= 0:
                    return
                await self.sleep(max(SHORTEST_SLEEP, min(left, quiet)))
        finally:
            self.waiting -= 1


def _log(request: Request, state: RetryCallState) -> None:
    """What went wrong and when it is asked again."""
    if LOG.isEnabledFor(logging.INFO):
        error = state.outcome.exception() if state.outcome else None
        LOG.info(
            "%s %d: attempt %d: %s; retrying in %.1f s",
            request.purpose, request.index, state.attempt_number, error, state.upcoming_sleep,
        )  # fmt: skip
