"""What a budget holds and gives back."""

import asyncio
from pathlib import Path

import pytest

from selfinstruct.engine.wrappers.budget import RESERVED, Budget
from selfinstruct.engine.wrappers.capped import Capped
from selfinstruct.prices import worst_case
from selfinstruct.records import Completion, Request, Usage
from tests.support.batches import ASKED, PRICE


def test_what_an_earlier_session_submitted_is_set_aside(tmp_path: Path) -> None:
    budget = Budget(max_requests=3, max_cost=1.0)
    budget.hold(2, 0.75)
    assert not budget.extend(0.5), "it may all be needed"
    budget.release(0.75)
    assert budget.extend(0.5)
    assert budget.requests == 2


class Halving:
    """A model that gives half of what is set aside for a request back, as a job does, and then wants all of it."""

    name = "test/halving"

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.told: list[bool] = []

    async def complete(self, request: Request) -> Completion:
        reserved = RESERVED.get()
        assert reserved is not None
        whole = reserved.amount
        assert not self.budget.extend(whole / 2), "all there is has been set aside"
        reserved.change(whole / 2)
        assert self.budget.extend(whole / 2), "another request may have it"
        self.told.append(reserved.change(whole))
        self.budget.release(whole / 2)
        self.told.append(reserved.change(whole))
        return Completion("done", "stop", Usage(1, 1), batched=True)


def test_a_reservation_shrinks_with_a_job_and_grows_again() -> None:
    budget = Budget(max_cost=worst_case(ASKED, PRICE))
    halving = Halving(budget)
    asyncio.run(Capped(halving, budget, PRICE).complete(ASKED))
    assert halving.told == [False, True]
    assert budget.spent == pytest.approx(PRICE.cost(Usage(1, 1)) / 2)
    assert budget.extend(worst_case(ASKED, PRICE) - budget.spent), "all of it is free again"
