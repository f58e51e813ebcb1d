"""How fast a service may be asked: limits it states in headers, and limits of the user.

Time is passed in as seconds of any monotonic clock. A cost is 1 for a request, or a number of tokens.
"""

import math
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

# A limit is believed to refill at least once a minute: the worst a misread header can do is a slow run.
SLOWEST = 1 / 60
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
    fits neither moment corrects the one kept here. Upwards several in a row must agree, since requests can
    overtake each other. `moved` sums the corrections, so that those already made are not made again for requests
    that went out before.
    """

    bucket: Bucket | None = None
    spent: float = 0.0
    moved: float = 0.0
    above: deque[float] = field(default_factory=lambda: deque(maxlen=8))

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
        self.above.append(remaining - 1 - high)
        correction = min(0.0, remaining + 1 - low)
        if min(self.above) > 0 and len(self.above) == self.above.maxlen:
            correction = min(self.above)
        if correction:
            bucket.level += correction
            self.moved += correction
            self.above.clear()


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
