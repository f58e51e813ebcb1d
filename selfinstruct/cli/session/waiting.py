"""What is shown while a command works on files: nothing for a second, then how many rows there have been."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from selfinstruct.cli.render.text import say, width
from selfinstruct.cli.shape.loudness import quiet
from selfinstruct.watching.steps import Steps, watching_steps

_PATIENCE = 1.0  # seconds before anything is shown
_REFRESH = 0.2  # seconds between two pictures on a terminal
_PLAIN_EVERY = 10.0  # seconds between two lines where there is no terminal


@dataclass(slots=True)
class StepsLine:
    """One line of a terminal, written over again and again; elsewhere a line now and then."""

    moving: bool = field(default_factory=lambda: sys.stderr.isatty() and os.environ.get("TERM") != "dumb")
    _next: float = 0.0
    _shown: bool = False

    def __post_init__(self) -> None:
        self._next = time.monotonic() + (_PATIENCE if self.moving else _PLAIN_EVERY)

    def __call__(self, steps: Steps) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (_REFRESH if self.moving else _PLAIN_EVERY)
        line = told(steps)
        if self.moving:
            self._shown = True
            print(f"\r{line[: width() - 1]}\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            say(line)

    def stop(self) -> None:
        """Show nothing more: something else tells how far it is."""
        self.clear()
        self._next = float("inf")

    def clear(self) -> None:
        """Take the line away, before anything else is said."""
        if self._shown:
            self._shown = False
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def told(steps: Steps) -> str:
    """How far it is: "rows compared: 1,200 of 60,000 (2 %)"."""
    if not steps.total:
        return f"{steps.what}: {steps.done:,}"
    return f"{steps.what}: {steps.done:,} of {steps.total:,} ({steps.done / steps.total:.0%})"


@contextmanager
def waiting() -> Iterator[StepsLine]:
    """Show how far the work within is; nothing with --quiet."""
    line = StepsLine()
    if quiet():
        yield line
        return
    with watching_steps(line):
        try:
            yield line
        finally:
            line.clear()
