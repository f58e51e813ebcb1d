"""How long one attempt may take: more after each time-out. The first is told at once, with what to do about it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from selfinstruct.errors import TimedOut
from selfinstruct.records import Request

LOG = logging.getLogger("selfinstruct")
LONGER = 4  # times the time-out of the first attempt, at most
MUCH_LONGER = 5  # times: what is suggested


@dataclass(slots=True)
class Patience:
    """The time-outs of one model's requests: `seconds` in place of those of all stages, twice that after a time-out.

    `in_flight` says how many requests are on their way, but for the one that has just come to its end.
    """

    seconds: float | None = None
    in_flight: Callable[[], int] = lambda: 0
    _told: bool = False

    def request(self, request: Request, timeouts: int) -> Request:
        """The request as it is asked after so many time-outs."""
        seconds = self._first(request) * min(LONGER, 2**timeouts)
        return request if seconds == request.timeout else replace(request, timeout=seconds)

    def timed_out(self, request: Request, error: TimedOut, attempt: int, attempts: int) -> None:
        """Say it where it is the first time; `attempt` is the next one."""
        if self._told:
            return
        self._told = True
        first, beside = self._first(request), self.in_flight() + 1
        less = f", --concurrency {beside // 2} asks less at once" if beside > 1 else ""
        LOG.warning(
            "%s; attempt %d of %d waits %g s; --timeout %g waits longer from the first%s",
            error, attempt, attempts, self.request(request, 1).timeout, MUCH_LONGER * first, less,
        )  # fmt: skip

    def _first(self, request: Request) -> float:
        return request.timeout if self.seconds is None else self.seconds
