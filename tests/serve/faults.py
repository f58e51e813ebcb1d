"""What goes wrong, how long answers take and how many are let through, as functions of the request.

Draws come from a hash of (seed, request, attempt), so a run with faults can be repeated.
"""

import math
import statistics
import time
from dataclasses import dataclass, field
from hashlib import blake2b

KINDS = ("reset", "truncated", "hang", "empty", "length")
_NORMAL = statistics.NormalDist()


def draw(*parts: object) -> float:
    """A number in (0, 1) that depends on the parts and nothing else."""
    digest = blake2b(repr(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") + 0.5) / 2**64


@dataclass(frozen=True, slots=True)
class Latency:
    """`fixed` or `lognormal` (sigma 0.5) with this median, in seconds."""

    shape: str
    median: float

    @classmethod
    def parse(cls, text: str) -> "Latency":
        """`fixed:200` or `lognormal:200`, in milliseconds."""
        shape, _, milliseconds = text.partition(":")
        if shape not in ("fixed", "lognormal"):
            raise ValueError(f"latency {text!r}: fixed:MS or lognormal:MS")
        return cls(shape, float(milliseconds) / 1000)

    def seconds(self, chance: float) -> float:
        """The latency at this quantile."""
        if self.shape == "fixed" or not self.median:
            return self.median
        return self.median * math.exp(0.5 * _NORMAL.inv_cdf(chance))


def parse_faults(text: str) -> dict[str, float]:
    """`500=0.05,reset=0.02` as shares; a kind is an HTTP status or one of KINDS."""
    faults: dict[str, float] = {}
    for item in filter(None, text.split(",")):
        kind, _, share = item.partition("=")
        if kind not in KINDS and not (kind.isdigit() and 400 <= int(kind) < 600):
            raise ValueError(f"fault {kind!r}: an HTTP status or one of {', '.join(KINDS)}")
        faults[kind] = float(share)
    if sum(faults.values()) > 1:
        raise ValueError("the shares of faults add up to more than 1")
    return faults


def fault(faults: dict[str, float], chance: float) -> str | None:
    """The kind that stands at this point of the shares laid end to end, or None."""
    for kind, share in faults.items():
        if chance < share:
            return kind
        chance -= share
    return None


@dataclass(slots=True)
class Bucket:
    """A limit of `per_minute`, of which `burst` seconds' worth may come at once."""

    per_minute: float
    burst: float = 1.0
    level: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.level = self.capacity

    @property
    def rate(self) -> float:
        return self.per_minute / 60

    @property
    def capacity(self) -> float:
        return max(1.0, self.rate * self.burst)

    def take(self, now: float) -> float:
        """Let one through and return 0, or the seconds until one would be."""
        self.fill(now)
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate

    def fill(self, now: float) -> None:
        self.level = min(self.capacity, self.level + (now - self.at) * self.rate)
        self.at = now

    def headers(self, now: float) -> dict[str, str]:
        """The three headers as OpenAI writes them."""
        self.fill(now)
        seconds = (self.capacity - self.level) / self.rate
        reset = f"{seconds * 1000:.0f}ms" if seconds < 1 else f"{seconds:.3f}s"
        return {
            "x-ratelimit-limit-requests": f"{self.per_minute:.0f}",
            "x-ratelimit-remaining-requests": str(int(self.level)),
            "x-ratelimit-reset-requests": reset,
        }
