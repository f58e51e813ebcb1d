"""A limit that nobody states: found by running into it, and told from refusals that come at random.

Time is passed in as seconds of any monotonic clock.
"""

import math
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field

from selfinstruct.engine.wrappers.pace import Bucket

SLOWEST_FOUND = 0.2  # requests a second; below it the cool-downs, which grow, do the rest
FIRST_COOL_DOWN = 0.1
BACK_OFF, GROWTH = 0.7, 0.007
LOWER = 0.9  # of the rate that was refused before: what is refused below it was not refused for its rate
STEPS_IN_VAIN = 4
PATIENT = 8  # more answers between two refusals that come with a Retry-After
FIRST_FEW = 4  # refusals before the first step down, unless they are most of the answers
OFTEN = 0.3  # refusals among answers; more than that, and a lower rate may yet help
WINDOW = 60  # answers in which refusals are counted
DEVIATIONS = 3.0
MEMORY = 60  # answers over which the share of refusals at random is followed
RARE = 0.004  # a share of refusals at random that is as good as none


@dataclass(slots=True)
class AdaptiveLimit:
    """Backs off from a limit nobody states, or that others use up too: by a third on a refusal, then up again slowly.

    `rate` is in requests a second, None until the first refusal; it grows with each success, faster once past the
    rate that was refused last. All requests wait out one cool-down. A true limit refuses at the rate that it refused
    before, and nothing below it. Where step after step down ends in another single refusal, refusals come at random:
    `noise` is then their share among the answers, they delay nobody else, and only what is significantly more than
    that share makes for a lower rate.
    """

    rate: Bucket | None = None
    base: float = 0.0
    cool_until: float = 0.0
    strikes: int = 0
    decided: float = -math.inf
    noise: float = 0.0
    refused_at: float = math.inf
    before: float = 0.0
    in_vain: int = 0
    unexplained: deque[int] = field(default_factory=lambda: deque(maxlen=STEPS_IN_VAIN))
    sends: list[float] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)

    def wait(self, now: float) -> float:
        return max(self.cool_until - now, self.rate.wait(1, now) if self.rate else 0.0)

    def send(self, now: float) -> None:
        self.sends.append(now)
        if self.rate:
            self.rate.fill(now)
            self.rate.level -= 1

    def answered(self, sent: float, now: float) -> None:
        """A request sent at `sent` was answered."""
        self.strikes = 0
        if sent >= self.decided:
            self._follow_noise(refused=False)
        if self.rate:
            rate = self.rate.rate
            self._set(rate + GROWTH * self.base if rate < 1.1 * self.base / BACK_OFF else 1.02 * rate, now)

    def refused(self, sent: float, now: float, retry_after: float | None) -> None:
        """A request sent at `sent` was refused."""
        if retry_after is not None and not self.noise:
            self.cool_until = max(self.cool_until, now + retry_after)
        if sent < self.decided:
            return  # it went out before the last refusal was heard of
        self._follow_noise(refused=True)
        # Refusals come faster than answers: what tells their share is how many requests went out before.
        self.refusals.append(bisect_right(self.sends, sent))
        if not self._is_more_than(self.noise):
            return
        few = len(self.refusals) < FIRST_FEW if self.rate is None else self.in_vain and len(self.refusals) == 1
        if few and not self.noise and not self._is_more_than(OFTEN / 2):
            return  # a pause fills a true limit up: only what comes between two refusals tells how often it refuses
        if retry_after is None:
            self.cool_until = max(self.cool_until, now + min(30.0, FIRST_COOL_DOWN * 2.0 ** min(self.strikes, 10)))
        self.strikes += 1
        self._back_off(now, explained=bool(retry_after))
        self.decided = now
        self.sends.clear()
        self.refusals.clear()

    def _follow_noise(self, *, refused: bool) -> None:
        if self.noise and self.rate and self.rate.rate < LOWER * self.refused_at:
            # What is refused below a limit is refused at random.
            self.noise = min(OFTEN, self.noise + (refused - self.noise) / MEMORY)
            if self.noise < RARE:
                self.noise = 0.0

    def _is_more_than(self, noise: float) -> bool:
        """Whether the refusals among the last requests are more than so great a share of them explains."""
        last = self.refusals[-1]
        refusals = sum(at > last - WINDOW for at in self.refusals)
        expected = noise * min(last, WINDOW)
        return not noise or refusals > expected + DEVIATIONS * math.sqrt(expected * (1 - noise)) + 1

    def _back_off(self, now: float, *, explained: bool) -> None:
        """Go on more slowly, or bear with refusals; `explained` ones say themselves when there is room again."""
        at = min(self._pace(now), self.rate.rate if self.rate else math.inf)
        between = self.refusals[-1] - (self.refusals[-2] if len(self.refusals) > 1 else 0) - 1
        if at < LOWER * self.refused_at < math.inf and between >= 2 + explained * PATIENT:
            self.before = self.before if self.in_vain else self.refused_at
            self.in_vain += 1
            self.unexplained.append(between)
        else:
            self.in_vain = max(0, self.in_vain - 1)
        self.refused_at, self.base = at, BACK_OFF * at
        if self.in_vain >= STEPS_IN_VAIN:
            share = len(self.unexplained) / (len(self.unexplained) + sum(self.unexplained))
            self.in_vain = 0
            if share <= OFTEN:
                self.noise = max(self.noise, share)
                self.refused_at, self.base = self.before, BACK_OFF * self.before
                self.cool_until = now
                self._set(self.before, now)
                return
        self._set(self.base, now)

    def _pace(self, now: float) -> float:
        """Requests sent a second, of late."""
        last = self.sends[-WINDOW:]
        if self.rate and len(last) < WINDOW:
            return math.inf  # a pause is no pace
        return len(last) / max(now - last[0], 0.1) if last else math.inf

    def _set(self, rate: float, now: float) -> None:
        if self.rate is None:
            self.rate = Bucket(rate, 1.0, 0.0, now)
        self.rate.fill(now)
        self.rate.rate = max(rate, SLOWEST_FOUND)
        self.rate.capacity = max(1.0, 0.02 * rate)
