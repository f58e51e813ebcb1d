"""Keeps a model within what its service and the user allow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from selfinstruct.engine.wrappers.pace import Allowance, Bucket, stated
from selfinstruct.engine.wrappers.pacing.found_limit import AdaptiveLimit, Sent
from selfinstruct.engine.wrappers.pacing.opening import ByAnswers, BySpeed, Place, Window
from selfinstruct.errors import RateLimited, TimedOut
from selfinstruct.records import Completion, Model, Request

LONGEST_SLEEP = 1.0
NO_WAIT = 1e-6  # less is rounding


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request on its way: its number and time, its place, its cost in tokens, and the marks of both allowances."""

    out: Sent
    place: Place
    tokens: float
    requests_mark: tuple[float, float | None]
    tokens_mark: tuple[float, float | None]


_SENT: ContextVar[_Sent | None] = ContextVar("sent", default=None)


class Limited:
    """A model of which at most `concurrency` requests are in flight, first come, first served.

    It paces itself by the x-ratelimit headers given to `pace`, else by what RateLimited shows, and stays within
    `rpm` requests and `tpm` tokens a minute where they are given. Wire it up with `provider.pace = limited.pace`.
    A server of one's own (`near`), and one that answers nothing in time, gets as many as it is measured to be good for.
    `in_flight` counts the requests that hold a slot.
    """

    def __init__(
        self,
        model: Model,
        *,
        concurrency: int = 32,
        rpm: float | None = None,
        tpm: float | None = None,
        near: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._concurrency = concurrency
        self._sleep = sleep
        self._clock = clock
        self._turn = asyncio.Lock()
        self._room: asyncio.Future[None] | None = None
        self.in_flight = 0
        self._window: Window = BySpeed(concurrency) if near else ByAnswers(concurrency)
        self._ends: dict[int, float] = {}  # when what is in flight is given up, by number
        self._late = 0  # more time-outs than answers
        self._requests, self._tokens = Allowance(), Allowance()
        self._backing = AdaptiveLimit(concurrency)
        now = clock()
        # A tenth of a second's worth may come at once, so that a late wake-up costs nothing.
        self._rpm = Bucket(rpm / 60, max(1.0, rpm / 600), 1.0, now) if rpm else None
        self._tpm = Bucket(tpm / 60, max(1.0, tpm / 10), tpm / 10, now) if tpm else None

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def longest(self) -> float:
        """Seconds until everything that is in flight has been answered or given up."""
        return max(0.0, max(self._ends.values(), default=0.0) - self._clock())

    def share(self, concurrency: int, rpm: float | None, tpm: float | None) -> None:
        """Other limits from now on: this process has another part of those of the session."""
        self._concurrency = concurrency
        self._window.most = concurrency
        self._window.size = min(self._window.size, concurrency)
        for bucket, rate in ((self._rpm, rpm), (self._tpm, tpm)):
            if bucket is not None and rate is not None:
                bucket.rate = rate / 60

    async def complete(self, request: Request) -> Completion:
        """Answer, once there is a slot and the pace allows; errors are the model's own."""
        sent = await self._send(tokens_of(request))
        token = _SENT.set(sent)
        self._ends[sent.out.number] = sent.out.at + request.timeout
        try:
            answer = await self.model.complete(request)
        except RateLimited as error:
            self._backing.refused(sent.out, self._clock(), error.retry_after)
            if self._backing.rate:
                self._window.yield_to_pace()
            raise
        except TimedOut:
            self._timed_out(sent.place)
            raise
        finally:
            _SENT.reset(token)
            del self._ends[sent.out.number]
            self.in_flight -= 1
            if self._room is not None and not self._room.done():
                self._room.set_result(None)
        now = self._clock()
        self._backing.answered(sent.out, now)
        self._late -= 1
        self._window.answered(sent.place, self._backing.sent, request.purpose, now - sent.out.at, request.timeout)
        if self._tpm is not None and not answer.assumed and (used := answer.usage.prompt + answer.usage.completion):
            self._tpm.level += sent.tokens - used
        return answer

    def pace(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer or a refusal, from within `complete`."""
        sent = _SENT.get()
        if sent is None:
            return
        now = self._clock()
        if found := stated(headers, "requests"):
            self._requests.learn(*found, sent.requests_mark, now)
            self._window.yield_to_pace()
        if found := stated(headers, "tokens"):
            self._tokens.learn(*found, sent.tokens_mark, now)
            self._window.yield_to_pace()

    def _timed_out(self, place: Place) -> None:
        self._late += 1
        if self._late > 0 and isinstance(self._window, ByAnswers) and not self._stated:
            self._window = BySpeed(self._concurrency, size=self.in_flight)
        self._window.timed_out(place, self._backing.sent)

    @property
    def _stated(self) -> bool:
        return bool(self._requests.bucket or self._tokens.bucket)

    async def _send(self, tokens: float) -> _Sent:
        async with self._turn:
            while True:
                while self.in_flight >= self._window.size:
                    self._room = asyncio.get_running_loop().create_future()
                    await self._room
                now = self._clock()
                wait = max(
                    self._backing.wait(now),
                    self._requests.wait(1, now),
                    self._tokens.wait(tokens, now),
                    self._rpm.wait(1, now) if self._rpm else 0.0,
                    self._tpm.wait(tokens, now) if self._tpm else 0.0,
                )
                if wait < NO_WAIT:
                    break
                # What is heard meanwhile can shorten the wait.
                await self._sleep(min(wait, LONGEST_SLEEP))
            await self._sleep(0)  # raises where the run has stopped while this request waited for its turn
            self.in_flight += 1
            out = self._backing.send(now)
            for bucket, cost in ((self._rpm, 1.0), (self._tpm, tokens)):
                if bucket is not None:
                    bucket.level -= cost
            place = Place(out.number, self.in_flight)
            return _Sent(out, place, tokens, self._requests.send(1, now), self._tokens.send(tokens, now))


def tokens_of(request: Request) -> float:
    """An estimate of what a request will use at most: four characters a token, and its token limit."""
    return sum(len(turn.content) for turn in request.messages) / 4 + (request.sampling.max_tokens or 0)
