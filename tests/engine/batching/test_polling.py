"""Questions about batch jobs: asked again with patience, given up after ten minutes or three refused connections."""

import asyncio
from random import Random

import pytest

from selfinstruct import errors
from selfinstruct.engine.batching.polling import PollBackoff, sought


def ask(failures: list[errors.Retryable], outage: float = 600.0) -> list[float]:
    """The waits between the attempts of an operation that fails so, and then succeeds."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def operation() -> str:
        if failures:
            raise failures.pop(0)
        return "done"

    async def main() -> str:
        return await PollBackoff(sleep, Random(0), outage).ask(operation)

    assert asyncio.run(main()) == "done"
    return waits


def test_it_backs_off_and_honours_retry_after() -> None:
    waits = ask([errors.Retryable("503")] * 12)
    assert 0.25 <= waits[0] <= 0.5
    assert 1.0 <= waits[2] <= 2.0
    assert all(30 <= wait <= 60 for wait in waits[8:])
    assert 7 <= ask([errors.RateLimited("429", 7.0)])[0] <= 8


def test_three_refused_connections_are_enough_at_first() -> None:
    with pytest.raises(errors.Unreachable, match="the batch service: refused; its jobs continue there"):
        ask([errors.NotReachable("refused")] * 3)
    assert len(ask([errors.NotReachable("refused")] * 2)) == 2


def test_an_outage_ends_it() -> None:
    with pytest.raises(errors.Outage, match="the batch service: 503; its jobs continue there, and resume finds them"):
        ask([errors.Retryable("503")], outage=0.0)


@pytest.mark.parametrize(
    ("appears", "seconds", "found", "waited"),
    [(0, 0.0, "job", 0), (0, 120.0, "job", 0), (3, 120.0, "job", 1.75), (1, 0.0, None, 0), (99, 120.0, None, 120)],
)
def test_what_may_show_up_yet_is_looked_for_again(
    appears: int, seconds: float, found: str | None, waited: float
) -> None:  # fmt: skip
    waits: list[float] = []
    looks: list[int] = []

    async def sleep(pause: float) -> None:
        waits.append(pause)

    async def look() -> str | None:
        looks.append(1)
        return "job" if len(looks) > appears else None

    assert asyncio.run(sought(look, sleep, seconds)) == found
    assert sum(waits) == pytest.approx(waited)
    assert len(looks) == len(waits) + 1 <= 15
