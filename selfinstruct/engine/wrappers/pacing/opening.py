"""How many requests are in flight: a hosted service takes them as it answers, a server of one's own as it is measured.

A server on the same machine may work on one or two at a time. What it cannot work on it queues, and a request that
waits there may run out of time. So few are in flight at first, and more as long as more get done for it.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

FIRST_WINDOW = 8  # until the first answers have shown whether a hosted service states limits
OPENING = 3  # more of them with each success, so that the window grows fourfold in the time of an answer

FIRST_NEAR = 2
QUICK = 8  # more with each answer of a server that is quick
PART = 8  # of its time-out: so soon an answer has to come, though the server were to work on one after another
BEARABLE = 0.5  # of its time-out: no size is tried at which an answer would take longer, one after another
ENOUGH, MOST_NEEDED = 6, 32  # answers that tell the speed of a size, at least and at most
TRIED = 16  # answers, at least, before a size near the one that was found is judged
AGAIN = 3  # times as many before it is believed that a larger size is no gain
FILLED = 0.7  # of a size: with fewer in flight nothing is said of it
LIKE, SAME = 0.3, 0.08  # sizes nearer than that (logarithm) are not compared; are the same
GAIN, STEADY = 0.3, 0.7  # of what more requests in flight can get done: worth it, and far from full
STEP = 4  # a part of so many is tried once the size is found
LONGEST = 1 << 12  # answers between two trials
FEW = 10  # answers since the last time-out: one among more may be one request's own


class Place(NamedTuple):
    """A request that went out: the how manyth, and how many were in flight with it."""

    number: int
    in_flight: int


class Window(Protocol):
    """How many requests may be in flight: `size`, and `most` ever. It is told what went out and what became of it."""

    most: int
    size: int

    def answered(self, place: Place, last: int, purpose: str, seconds: float, timeout: float) -> None:
        """A request was answered after so long; `last` is the number of the one that went out last."""

    def timed_out(self, place: Place, last: int) -> None:
        """A request had no answer in time."""

    def yield_to_pace(self) -> None:
        """From now on a rate rules."""


@dataclass(slots=True)
class ByAnswers:
    """Opens with each answer: a hosted service works on many at a time, and says where it does not."""

    most: int
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = min(FIRST_WINDOW, self.most)

    def answered(self, place: Place, last: int, purpose: str, seconds: float, timeout: float) -> None:
        self.size = min(self.most, self.size + OPENING)

    def timed_out(self, place: Place, last: int) -> None:
        pass

    def yield_to_pace(self) -> None:
        self.size = self.most


class _Speed(NamedTuple):
    """What `level` requests in flight get done, in requests that one alone would have taken as long for."""

    level: float
    done: float


@dataclass(slots=True)
class _Times:
    """Answers of one purpose at the present size, and the seconds they took in all."""

    answers: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class BySpeed:
    """Opens as long as more requests in flight get more done, and closes by a place where fewer get done as much.

    Requests of one purpose take about as long; by how much longer than at first says what a size costs them. Where
    even one after another would be answered soon, nothing needs to be measured first. Once a size is found, a little
    less and a little more are tried now and then. Time-outs halve it.
    """

    most: int
    size: int = FIRST_NEAR
    _since: int = 0  # what went out up to this one was sent at another size
    _last: int = 0
    _share: dict[str, float] = field(default_factory=dict)
    _usual: dict[str, float] = field(default_factory=dict)
    _times: dict[str, _Times] = field(default_factory=dict)
    _count: int = 0
    _beside: int = 0
    _slower: float = 1.0
    _before: _Speed | None = None
    _size_before: int = 0
    _found: bool = False
    _trying: int = 0
    _direction: int = -1
    _patience: int = 0
    _more: int = 1
    _since_time_out: int = 0

    def __post_init__(self) -> None:
        self.size = max(1, min(self.size, self.most))

    def answered(self, place: Place, last: int, purpose: str, seconds: float, timeout: float) -> None:
        self._last = last
        self._since_time_out += 1
        # Of its time-out, what each of those in flight would take if they were worked on one after another.
        share = seconds / place.in_flight / timeout
        self._share[purpose] = share if purpose not in self._share else (3 * self._share[purpose] + share) / 4
        if self.size == self.most and not self._found:
            return
        if not self._found and (quick := self._quick()) > self.size:
            self._resize(min(quick, self.size + QUICK))
        elif place.number > self._since:
            times = self._times.setdefault(purpose, _Times())
            times.answers += 1
            times.seconds += seconds
            self._count += 1
            self._beside += place.in_flight
            if self._count >= self._needed():
                self._weigh()

    def timed_out(self, place: Place, last: int) -> None:
        self._last = last
        lone, self._since_time_out = self._since_time_out >= FEW, 0
        if lone or (place.number <= self._since and self._found):
            return  # or it went out before the size was cut
        self._found, self._trying, self._direction = True, 0, 1
        self._resize(self.size // 2)
        self._patience = 4 * self._least()

    def yield_to_pace(self) -> None:
        self.size, self._found, self._trying = self.most, False, 0

    def _quick(self) -> int:
        """So many may be in flight, for all that is known of the slowest purpose."""
        return int(min(self.most, 1 / PART / max(*self._share.values(), 1e-9)))

    def _least(self) -> int:
        return max(4 * self.size, TRIED)

    def _needed(self) -> int:
        if not self._found:
            return self._more * max(ENOUGH, min(self.size, MOST_NEEDED))
        return self._least() if self._trying else max(self._least(), self._patience)

    def _resize(self, size: int) -> None:
        self.size = max(1, min(size, self.most))
        self._restart()

    def _restart(self) -> None:
        self._since = self._last
        self._times.clear()
        self._count = self._beside = 0
        self._more = 1

    def _weigh(self) -> None:
        level = self._beside / self._count
        known, slower = self._slowness()
        speed = _Speed(level, level / slower)
        before, opening = self._before, not self._found
        if opening and before and known and self._more < AGAIN and _gain(before, speed) < GAIN:
            self._more += 1  # few answers tell little
            return
        self._learn(slower)
        if level < FILLED * self.size:  # there is less to ask: the size holds nothing back
            if self._trying:
                self._back()
            else:
                self._restart()
        elif self._found:
            self._tried(speed) if self._trying else self._try(speed)
        elif not known or before is None:
            self._grow(speed, 2)
        elif abs(math.log(level / before.level)) < LIKE:
            self._open(2)
        else:
            self._opened(speed, _gain(before, speed))

    def _slowness(self) -> tuple[bool, float]:
        """Whether enough answers at this size are of known purposes, and how much slower than at first they came."""
        known = {name: times for name, times in self._times.items() if name in self._usual}
        answers = sum(times.answers for times in known.values())
        if 2 * answers < self._count:
            return False, self._slower
        return True, sum(times.seconds / self._usual[name] for name, times in known.items()) / answers

    def _learn(self, slower: float) -> None:
        self._slower = slower
        for name, times in self._times.items():
            usual = max(times.seconds / times.answers / slower, 1e-9)
            self._usual[name] = (9 * self._usual[name] + usual) / 10 if name in self._usual else usual

    def _grow(self, speed: _Speed, times: int) -> None:
        self._before, self._size_before = speed, self.size
        self._open(times)

    def _open(self, times: int) -> None:
        bearable = int(BEARABLE / max(*self._share.values(), 1e-9))
        self._resize(min(times * self.size, max(bearable, self.size + max(1, self.size // 2))))

    def _opened(self, speed: _Speed, gain: float) -> None:
        if gain >= GAIN:
            self._grow(speed, 4 if gain >= STEADY else 2)
            return
        self._found, self._trying, self._direction = True, 0, -1
        self._resize(self._size_before)
        self._patience = self._least()

    def _try(self, speed: _Speed) -> None:
        """Try a size near the one that was found."""
        step = max(1, self.size // STEP)
        if not 1 <= self.size + self._direction * step <= self.most:
            self._direction = -self._direction
            self._wait_longer()
            self._restart()
            return
        self._before, self._size_before, self._trying = speed, self.size, self._direction
        self._resize(self.size + self._direction * step)

    def _tried(self, speed: _Speed) -> None:
        assert self._before is not None
        worth = _gain(self._before, speed) >= GAIN
        if self._trying < 0 and not worth:  # fewer get as much done
            self._trying = 0
            self._restart()
        elif self._trying > 0 and worth:
            self._found, self._trying = False, 0
            self._grow(speed, 2)
        else:
            self._back()

    def _back(self) -> None:
        self._direction, self._trying = -self._trying, 0
        self._wait_longer()
        self._resize(self._size_before)

    def _wait_longer(self) -> None:
        self._patience = min(LONGEST, 2 * self._patience)


def _gain(one: _Speed, other: _Speed) -> float:
    """What part of the requests that are more in flight also gets done: 0 where the server is full, 1 far from it."""
    if (more := abs(math.log(other.level / one.level))) < SAME:
        return 0.0
    return math.log(other.done / one.done) / math.copysign(more, other.level - one.level)
