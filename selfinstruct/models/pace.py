"""How fast a service may be asked: limits it states in headers, limits of the user, and limits found by hitting them.

Time is passed in as seconds of any monotonic clock. A cost is 1 for a request, or a number of tokens.
"""

import math
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

# A limit is believed to refill at least once a minute: the worst a misread header can do is a slow run.
SLOWEST = 1 / 60
FIRST_COOL_DOWN = 0.25
GROWTH = 0.005
# Six times in a row fewer than 40 successes between two refusals: a true limit is found in fewer steps.
IN_VAIN, FEW_SUCCESSES, BEAR_FOR = 6, 40, 300
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?")


@dataclass(slots=True)
class Bucket:
    """A token bucket: `level` refills at `rate` a second up to `capacity`, and may be driven below zero."""

    rate: float
    capacity: float
    level: float
    at: float

    def fill(self, now: float) -> None:
        self.level = min(self.capacity, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now

    def wait(self, cost: float, now: float, reserve: float = 0.0) -> float:
        """Seconds until the level is `cost` (or all there can be) above the reserve."""
        self.fill(now)
        return max(0.0, (min(cost + reserve, self.capacity) - self.level) / self.rate)


@dataclass(slots=True)
class Allowance:
    """The service's own bucket, followed from the headers of its answers.

    A header tells the level when the request arrived or when the answer left, services differ: only a level that
    fits neither moment corrects the one kept here. `moved` sums the corrections, so that those already made are
    not made again for requests that went out before.
    """

    bucket: Bucket | None = None
    spent: float = 0.0
    moved: float = 0.0
    remaining: float = math.inf

    def wait(self, cost: float, now: float) -> float:
        if self.bucket is None:
            return 0.0
        # Requests can bunch up on their way: a few hundredths of a second's worth are held back.
        reserve = min(cost + 0.02 * self.bucket.rate, max(0.0, self.bucket.capacity - cost) / 2)
        return self.bucket.wait(cost, now, reserve)

    def send(self, cost: float, now: float) -> tuple[float, float | None]:
        """Take the cost; the mark to give back with the answer's headers."""
        self.spent += cost
        if self.bucket is None:
            return self.spent, None
        self.bucket.fill(now)
        self.bucket.level -= cost
        return self.spent, self.bucket.level - self.moved

    def learn(
        self, limit: float, remaining: float, reset: float | None, mark: tuple[float, float | None], now: float
    ) -> None:
        """Take in `limit`, `remaining` and seconds to `reset`, from the answer to the request with this mark."""
        self.remaining = remaining
        rate = limit / 60
        if reset and remaining < limit:
            # A limit by the day refills more slowly than its number says.
            rate = min(rate, (limit - remaining) / reset)
        rate = max(rate, SLOWEST)
        spent, sent_at_level = mark
        if self.bucket is None:
            self.bucket = Bucket(rate, remaining + 1, remaining - (self.spent - spent), now)
            return
        bucket = self.bucket
        bucket.fill(now)
        bucket.rate = rate
        bucket.capacity = max(bucket.capacity, remaining + 1)
        if sent_at_level is None:
            return
        low, high = sorted((bucket.level, sent_at_level + self.moved))
        correction = min(0.0, remaining + 1 - low) or max(0.0, remaining - 1 - high)
        bucket.level += correction
        self.moved += correction


@dataclass(slots=True)
class Backing:
    """Backs off from a limit nobody states: less by a third on a refusal, then slowly more with each success.

    `rate` is in requests a second, None until the first refusal. All requests wait out one cool-down. Some
    services refuse at random, however slowly they are asked: where backing off again and again changes nothing,
    refusals are put up with for a while, unless they get many.
    """

    rate: Bucket | None = None
    base: float = 0.0
    cool_until: float = 0.0
    strikes: int = 0
    decided: float = -math.inf
    in_vain: int = 0
    since_decided: int = 0
    bearing: int = 0
    borne: int = 0
    successes: deque[float] = field(default_factory=lambda: deque(maxlen=64))

    def wait(self, now: float) -> float:
        return max(self.cool_until - now, self.rate.wait(1, now) if self.rate else 0.0)

    def send(self, now: float) -> None:
        if self.rate:
            self.rate.fill(now)
            self.rate.level -= 1

    def answered(self, now: float) -> None:
        self.strikes = 0
        self.bearing = max(0, self.bearing - 1)
        self.since_decided += 1
        self.successes.append(now)
        if self.rate:
            self._set(self.rate.rate + GROWTH * self.base, now)

    def refused(self, sent: float, now: float, retry_after: float | None, explained: bool) -> None:
        """A request sent at `sent` was refused; `explained` where a stated limit is the reason."""
        if retry_after is not None:
            self.cool_until = max(self.cool_until, now + retry_after)
        if sent < self.decided or self._bear():
            return  # it went out before the last refusal was heard of, or slowing down would not help
        if retry_after is None:
            self.cool_until = max(self.cool_until, now + min(30.0, FIRST_COOL_DOWN * 2.0 ** min(self.strikes, 10)))
        self.strikes += 1
        self.decided = now
        if explained:
            return
        self.in_vain = self.in_vain + 1 if self.since_decided < FEW_SUCCESSES else 0
        self.since_decided = 0
        if self.in_vain >= IN_VAIN and self.successes:
            self.in_vain, self.bearing, self.borne, self.rate = 0, BEAR_FOR, 0, None
            return
        self.base = 0.7 * min(self._measured(now), self.rate.rate if self.rate else math.inf)
        self._set(self.base, now)

    def _bear(self) -> bool:
        if not self.bearing:
            return False
        self.borne += 1
        if self.borne > 20 and self.borne > 0.5 * (BEAR_FOR - self.bearing):
            self.bearing = 0
        return self.bearing > 0

    def _measured(self, now: float) -> float:
        if len(self.successes) < 2 or now <= self.successes[0]:
            return 1.0
        return len(self.successes) / (now - self.successes[0])

    def _set(self, rate: float, now: float) -> None:
        if self.rate is None:
            self.rate = Bucket(rate, 1.0, 0.0, now)
        self.rate.fill(now)
        self.rate.rate = max(rate, SLOWEST)
        self.rate.capacity = max(1.0, 0.02 * rate)


def stated(headers: Mapping[str, str], what: str) -> tuple[float, float, float | None] | None:
    """Limit, remaining and seconds to reset for `requests` or `tokens`, or None where the headers do not say."""
    limit = _number(headers.get(f"x-ratelimit-limit-{what}"))
    remaining = _number(headers.get(f"x-ratelimit-remaining-{what}"))
    if limit is None or remaining is None or limit <= 0 or remaining < 0:
        return None
    return limit, remaining, duration(headers.get(f"x-ratelimit-reset-{what}"))


def duration(text: str | None) -> float | None:
    """Seconds in `6m0s`, `1.5s`, `20ms` or `3`; None for anything else, a date among them."""
    if text is None:
        return None
    seconds = _number(text)
    if seconds is None:
        found = _DURATION.fullmatch(text.strip())
        if found is None or not found[0]:
            return None
        parts = [_number(part) if part else 0.0 for part in found.groups()]
        if None in parts:
            return None
        seconds = sum((part or 0.0) * unit for part, unit in zip(parts, (86400, 3600, 60, 1, 0.001), strict=True))
    return seconds if 0 <= seconds <= 2 * 86_400 else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
