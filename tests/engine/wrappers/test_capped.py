"""What a request may cost is set aside before it is sent, and counts once it was."""

import asyncio
from contextlib import nullcontext

import pytest

from selfinstruct.engine.wrappers.budget import Budget, Stopped
from selfinstruct.engine.wrappers.capped import Capped
from selfinstruct.errors import KeyRefused, RequestFailed
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Message, Request, Usage
from tests.support.models import Answering

PRICE = Price(2.0, 8.0)


@pytest.mark.parametrize(
    ("end", "counted"), [(None, 1), (RequestFailed("too long"), 1), (KeyRefused("no key"), 0), (Stopped("done"), 0)]
)
def test_a_request_counts_once_it_was_sent(end: Exception | None, counted: int) -> None:
    def answer(request: Request) -> Completion:
        if end is not None:
            raise end
        return Completion("yes", usage=Usage(1_000_000, 0))

    budget = Budget(max_requests=1, max_cost=9.0)
    model = Capped(Answering(answer), budget, PRICE)
    with nullcontext() if end is None else pytest.raises(type(end)):
        asyncio.run(model.complete(Request("p", 0, (Message("user", "Say yes."),))))
    assert (budget.requests, budget.in_flight, budget.spent) == (counted, 0, 0.0 if end else 2.0)
    assert budget.extend(9.0 - budget.spent), "nothing stays set aside"


def test_work_that_is_begun_gets_what_is_left_first() -> None:
    async def main() -> list[str]:
        budget, served = Budget(max_cost=1.0), list[str]()
        await budget.reserve(0.8)

        async def reserve(name: str, worst: float, urgent: bool) -> None:
            await budget.reserve(worst, urgent=urgent)
            served.append(name)

        waiting = asyncio.gather(reserve("begun", 0.5, True), reserve("new", 0.1, False))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not served, "new work waits though it would fit"
        budget.release(0.8)
        await waiting
        return served

    assert asyncio.run(main()) == ["begun", "new"]
