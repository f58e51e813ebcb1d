"""A run while it goes on: a picture that moves on a terminal, a line now and then elsewhere."""

import logging
import math
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.text import plain, say, short
from selfinstruct.cli.shape.loudness import quiet

if TYPE_CHECKING:
    from selfinstruct.progress import Progress


_REFRESH = 0.1  # seconds between two pictures on a terminal
_PLAIN_EVERY = 10.0  # seconds between two lines where there is no terminal
_LONGEST_REASON = 161  # characters


@contextmanager
def watching() -> Iterator["LiveProgress | ProgressLines | Unseen"]:
    """Something to pass as `watch`: a picture that moves on a terminal, a line now and then elsewhere.

    Where log lines are wanted a picture would be torn to pieces by them.
    """
    if quiet():
        yield Unseen()
        return
    if not sys.stderr.isatty() or logging.getLogger("selfinstruct").isEnabledFor(logging.INFO):
        yield ProgressLines()
        return
    from rich.console import Console
    from rich.live import Live

    picture = LiveProgress()
    with Live(console=Console(stderr=True, highlight=False), auto_refresh=False, transient=True) as live:
        picture.live = live
        yield picture


@dataclass(slots=True)
class LiveProgress:
    """Two lines of a terminal, drawn again at most ten times a second."""

    live: Any = None
    _next: float = 0.0
    _ending: bool = False

    def __call__(self, progress: "Progress") -> None:
        now = time.monotonic()
        if now < self._next and self._ending == (progress.ending is not None):
            return
        self._ending = progress.ending is not None
        self._next = now + _REFRESH
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        bar = Table.grid(padding=(0, 1), expand=True)
        bar.add_column(ratio=1)
        bar.add_column(no_wrap=True)
        bar.add_row(
            ProgressBar(progress.target, progress.settled),
            Text(f"{progress.settled:,}/{progress.target:,} {progress.what}"),
        )
        whole = Table.grid(expand=True)
        whole.add_row(bar)
        whole.add_row(Text("\n".join(packed(_facts(progress), self.live.console.width)), overflow="fold"))
        self.live.update(whole, refresh=True)


class Unseen:
    """Progress that nobody wants to see."""

    def __call__(self, progress: "Progress") -> None:
        pass


@dataclass(slots=True)
class ProgressLines:
    """A line every ten seconds, for logs."""

    _next: float = field(default_factory=lambda: time.monotonic() + _PLAIN_EVERY)
    _ending: bool = False

    def __call__(self, progress: "Progress") -> None:
        now = time.monotonic()
        if progress.ending is not None and not self._ending:
            self._ending = True
            say(_ending(progress))
        if now < self._next:
            return
        self._next = now + _PLAIN_EVERY
        say(f"{progress.settled:,}/{progress.target:,} {progress.what} · " + " · ".join(_facts(progress)))


def packed(facts: Iterable[str], room: int) -> list[str]:
    """Facts side by side, as many as fit on a line; none is parted."""
    lines: list[str] = []
    for fact in facts:
        if lines and len(lines[-1]) + len(fact) + 3 <= room:
            lines[-1] += f" · {fact}"
        else:
            lines.append(fact)
    return lines


def _ending(progress: "Progress") -> str:
    """What is waited for after a first Ctrl-C, and for how long."""
    jobs = "; batch jobs go on at the service" if progress.collected else ""
    if not progress.in_flight:
        return f"Stopping{jobs}."
    answers = "one answer" if progress.in_flight == 1 else f"{progress.in_flight:,} answers"
    longest = f", at most {math.ceil(progress.ending)} s" if progress.ending else ""
    return f"Stopping: waiting for {answers} already paid for{longest}{jobs}. Ctrl-C again leaves at once."


def _facts(progress: "Progress") -> Iterator[str]:
    if progress.ending is not None:
        yield _ending(progress)
    # Answers that are taken up again have not been judged yet; of tasks it matters that none is accepted.
    if progress.accepted or (progress.candidates and progress.what == "tasks"):
        yield f"{progress.accepted / progress.candidates:.0%} accepted"
    if progress.developed:
        yield f"{progress.settled / progress.developed:.0%} with an instance"
    yield f"{progress.in_flight} in flight"
    if progress.collected:
        states = Counter(plain(job.state) for job in progress.jobs.values())
        jobs = ", ".join(f"{number} {state}" for state, number in states.items())
        yield f"{progress.collected:,} queued for a batch job ({f'batch jobs: {jobs}' if jobs else 'no batch job yet'})"
    if progress.waiting:
        yield f"{progress.waiting} waiting to retry ({_ends(plain(progress.trouble))})"
    usage, expected = progress.usage, progress.expected
    tokens = usage.prompt + usage.completion
    if expected is not None:
        yield f"{progress.requests:,} of about {expected.requests:,} requests"
    of_all = f" of about {short(expected.tokens)}" if expected is not None and expected.tokens > tokens else ""
    yield f"{short(tokens)}{of_all} tokens"
    if progress.cost is not None:
        most = "at most " if progress.at_most else ""
        yield most + (f"${progress.cost:.4f}" if progress.cost < 1 else f"${progress.cost:,.2f}")
    if progress.failed:
        yield f"{progress.failed} failed"
    if progress.replayed:
        yield f"{progress.replayed:,} replayed"
    if progress.seconds > 1 and progress.settled:
        rate = progress.settled / progress.seconds
        yield f"{rate:.1f}/s"
        yield f"{_clock(_left(progress, rate))} left"


def _left(progress: "Progress", rate: float) -> float:
    """Seconds to the end: by the requests still to come where they are known, else by what is settled a second."""
    if progress.expected is not None and progress.asked:
        return (progress.expected.requests - progress.requests) * progress.seconds / progress.asked
    return max(0.0, (progress.target - progress.settled) / rate)


def _ends(text: str) -> str:
    """The beginning and the end of what a service says: the one says where, the other what to mend."""
    if len(text) <= _LONGEST_REASON:
        return text
    half = (_LONGEST_REASON - 3) // 2
    return f"{text[:half].rstrip()} … {text[-half:].lstrip()}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
