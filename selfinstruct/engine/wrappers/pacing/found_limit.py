"""A limit that nobody states: found by running into it, and told from refusals that come at random.

A limit makes the share of requests that are refused depend on the rate at which they are sent: none below it,
1 - limit/rate above. Refusals at random have the same share at any rate. Time is passed in as seconds of any
monotonic clock.
"""

import math
from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from selfinstruct.engine.wrappers.pace import Bucket
from selfinstruct.engine.wrappers.pacing.base_share import BaseShare
from selfinstruct.engine.wrappers.pacing.tuning import (
    BELOW,
    BOUND,
    DOUBT,
    EMPTY,
    EVENLY,
    FEW,
    FEWEST,
    FIRST_COOL_DOWN,
    IN_A_ROW,
    LOWER,
    MEASURED,
    NEAR,
    PATIENCE,
    PATIENT_SECONDS,
    QUICK,
    RECENT,
    ROOM,
    SHORT,
    SHORTEST,
    SLOW,
    SLOWEST_FOUND,
    SPREAD,
    STAGE,
    STAGE_SECONDS,
    STAGES,
    STEP,
    SURE,
    SURER,
    TELLING,
    TO_VERIFY,
    UNSURE,
)
from selfinstruct.engine.wrappers.pacing.weighing import OFTEN, RateStage, Weighed, weigh


class Sent(NamedTuple):
    """A request that went out: the how manyth, and when."""

    number: int
    at: float


@dataclass(slots=True)
class AdaptiveLimit:
    """Finds the highest rate at which no more is refused than at any other.

    `base` follows the share refused at random, and raises an alarm at significantly more. An alarm halves the rate,
    and each rate is held for a stage. What was sent and refused in the last stages shows whether a limit is the
    cause. If chance is, nothing holds the rate back any longer; a refusal without alarm never does. A limit is closed
    in on between rates that were allowed and those that hurt (`hurt`, the lowest last), and passed seldom. All that
    went through between two alarms measures it, too, since its bucket is empty at both.

    `rate` is in requests a second, None as long as `slots`, the requests in flight at most, are all that limits them.
    `first` is the first request of this stage: what went out before tells nothing of it.
    """

    slots: int = 0
    rate: Bucket | None = None
    even: Bucket | None = None
    base: BaseShare = field(default_factory=BaseShare)
    cool_until: float = 0.0
    strikes: int = 0
    sent: int = 0
    times: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    answers: int = 0
    latency: float = 0.0
    refused_in_all: int = 0
    heard_after: float = 0.0
    unheard: list[int] = field(default_factory=list)
    row: int = 0
    last_refused: int = -1
    first: int = 0
    began: float = 0.0
    stages: deque[RateStage] = field(default_factory=lambda: deque(maxlen=STAGES))
    hurt: list[float] = field(default_factory=list)
    allowed: float = 0.0
    measured: float = 0.0
    refusals: int = 0
    alarms: deque[tuple[Sent, int]] = field(default_factory=lambda: deque(maxlen=STAGES))
    patience: int = PATIENCE
    step: float = STEP
    verify_at: int = TO_VERIFY

    def wait(self, now: float) -> float:
        rate = self.rate or self.even
        return max(self.cool_until - now, rate.wait(1, now) if rate else 0.0)

    def send(self, now: float) -> Sent:
        """Take note of a request that goes out; what is returned identifies it."""
        self.times.append(now)
        self.sent += 1
        if rate := self.rate or self.even:
            rate.fill(now)
            rate.level -= 1
        return Sent(self.sent, now)

    def answered(self, sent: Sent, now: float) -> None:
        """A request was answered."""
        self.strikes = 0
        self.answers += 1
        self.latency += ((now - sent.at) - self.latency) / min(self.answers, FEW)
        if self.slots and self.answers >= EVENLY and self.latency > SHORT:
            even = ROOM * self.slots / self.latency
            self.even = self.even or Bucket(even, 1.0, 0.0, now)
            self.even.fill(now)
            self.even.rate, self.even.capacity = even, max(1.5, 0.01 * even)
        self._advance(now, sent.number)
        if sent.number >= self.first:
            self._settle(now)

    def refused(self, sent: Sent, now: float, retry_after: float | None) -> None:
        """A request was refused for the pace."""
        self.refused_in_all += 1
        self.row = self.row + 1 if sent.number == self.last_refused + 1 else 1
        self.last_refused = sent.number
        if retry_after is not None and (self.row >= IN_A_ROW or not self.answers):
            self.cool_until = max(self.cool_until, now + retry_after)
        self.heard_after += (now - sent.at - self.heard_after) / min(self.refused_in_all, FEW)
        if sent.number < self.first:
            return  # it went out before the last alarm
        self.refusals += 1
        self._advance(now, sent.number)
        if sent.number <= self.base.position:
            self.base.refused()
        else:
            insort(self.unheard, sent.number)
        if self.base.alarm:
            self._alarm(sent, now, cool_down=retry_after is None)
        else:
            self._settle(now)

    def _advance(self, now: float, number: int) -> None:
        """Take all that went out long enough ago for what was not refused.

        Where refusals come at once that is what went out before one that was heard of.
        """
        if self.heard_after < QUICK * self.latency or not self.heard_after:
            position = number
        else:
            age = now - SLOW * self.heard_after
            position = self.sent - (len(self.times) - bisect_right(self.times, age))
        while self.unheard and self.unheard[0] <= position:
            self.base.passed(self.unheard.pop(0))
            self.base.refused()
        self.base.passed(position)

    def _alarm(self, sent: Sent, now: float, *, cool_down: bool) -> None:
        rate = self._rate(now)
        # A bucket that is full at first lets the first requests through at any rate.
        seen = self.base.whole if self.stages or self.rate else self.base.suspicious
        self.stages.append(RateStage(rate, *seen))
        weighed = weigh(self.stages, self.base.share)
        self.step = STEP
        fit = self._let_through(sent)
        sent_now, refused_now = self.base.whole
        believable = refused_now <= OFTEN * sent_now or sent_now < FEWEST
        if believable and (self._is_chance(weighed) or (self.rate and rate < LOWER * self.measured)):
            self._free(now)
            return
        if cool_down and self.strikes:
            self.cool_until = max(self.cool_until, now + min(30.0, FIRST_COOL_DOWN * 2.0 ** min(self.strikes, 10)))
        self.strikes += 1
        self.measured = max(self.measured, fit)
        if rate <= STEP * self.allowed:
            self.allowed = 0.0
        lower = max(rate / 2, BELOW * self.allowed, (BELOW if weighed.ratio > self._sure else UNSURE) * fit)
        while self.hurt and self.hurt[-1] <= STEP * rate:
            self.hurt.pop()
        self.hurt.append(rate if self.rate else DOUBT * rate)
        self.alarms.append((Sent(self.sent, now), self.refusals))
        self._stage(min(rate / STEP, lower), now)
        if self.rate:
            self.rate.level = min(self.rate.level, EMPTY)

    def _let_through(self, sent: Sent) -> float:
        """What was answered a second since the last alarm: a bucket is empty at both."""
        for alarm, refusals in reversed(self.alarms):
            answered = sent.number - alarm.number - (self.refusals - refusals)
            if answered >= MEASURED:
                return (answered - 2) / (sent.at - alarm.at + 0.02) / (1 - self.base.share)
        return 0.0

    def _is_chance(self, weighed: Weighed) -> bool:
        told = self.stages if self.base.is_noisy else [stage for stage in self.stages if stage.refused]
        rates = [stage.rate for stage in told]
        sent, refused = (sum(column) for column in list(zip(*told, strict=True))[1:])
        enough = sent >= STAGE if self.base.is_noisy else refused >= TELLING
        return enough and weighed.ratio < self._sure / 2 and max(rates) > SPREAD * min(rates)

    @property
    def _sure(self) -> float:
        return SURE + SURER * self.base.share

    def _settle(self, now: float) -> None:
        """Go on to the next stage where this one has told enough."""
        if self.rate is None:
            if self.base.is_noisy and self.base.known >= self.verify_at:
                self.verify_at = 10 * self.base.known
                rate = self._rate(now)
                self.stages.append(RateStage(rate, *self.base.whole))
                self.hurt = [DOUBT * rate]
                self._stage(rate / 2, now)
            return
        told, rate, ceiling = self.base.seen, self.rate.rate, self.hurt[-1] if self.hurt else math.inf
        near = rate * (NEAR + self.base.share) >= ceiling
        enough, seconds = (self.patience, self.patience * PATIENT_SECONDS) if near else (STAGE, STAGE_SECONDS)
        if (told < enough and (told < FEWEST or now - self.began < seconds)) or self.base.is_alarming:
            return
        self.stages.append(RateStage(self._rate(now), *self.base.whole))
        self.allowed = rate
        if self._looks_even() or (not self.hurt and rate > self._most):
            self._free(now)
        elif near:
            self.hurt.pop()
            self.patience *= 2
            self._stage(rate * self.step, now)
        elif self.hurt:
            self._stage(math.sqrt(rate * ceiling), now)
        else:
            self.patience = PATIENCE
            self.step *= self.step
            self._stage(self.step * rate, now)

    def _looks_even(self) -> bool:
        few = self.base.hits_seen <= 1  # they tell too little
        return not few and weigh(self.stages, self.base.share).ratio < self._sure

    def _rate(self, now: float) -> float:
        return min(self._most, self.rate.rate) if self.rate else self._pace(now)

    @property
    def _most(self) -> float:
        """Requests a second that the slots leave room for."""
        return BOUND * self.slots / self.latency if self.slots and self.latency else math.inf

    def _pace(self, now: float) -> float:
        """Requests sent a second, of late."""
        since = now - max(SHORTEST, 1.5 * self.latency)
        return max(1, len(self.times) - bisect_right(self.times, since)) / max(now - max(since, self.times[0]), 0.1)

    def _free(self, now: float) -> None:
        """What was refused was refused at random."""
        self.base.take(self.stages)
        self.stages.clear()
        self.hurt.clear()
        self.alarms.clear()
        self.measured = self.allowed = 0.0
        self.rate = None
        self._begin(now)

    def _stage(self, rate: float, now: float) -> None:
        if self.rate is None:
            self.rate = Bucket(rate, 1.0, 0.0, now)
        self.rate.fill(now)
        self.rate.rate = max(rate, SLOWEST_FOUND)
        self.rate.capacity = max(1.5, 0.02 * rate)
        self._begin(now)

    def _begin(self, now: float) -> None:
        self.first, self.began = self.sent + 1, now
        self.unheard.clear()
        self.base.start(self.sent)
