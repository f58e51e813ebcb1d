"""Keeps a run within its limits: requests, money, and the wish to stop."""

from dataclasses import dataclass

from selfinstruct.engine.wrappers.budget import ALLOWANCE, RESERVED, Budget, Reservation, Stopped
from selfinstruct.errors import RequestFailed
from selfinstruct.prices import Price, worst_case
from selfinstruct.records import Completion, Model, Request


@dataclass(frozen=True, slots=True)
class Capped:
    """A model that refuses, with Stopped, what would pass a limit of the budget."""

    model: Model
    budget: Budget
    price: Price | None = None

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        budget = self.budget
        worst = worst_case(request, self.price) if self.price else 0.0
        own = ALLOWANCE.get()
        drawn = min(worst, own.left) if own else 0.0
        if own:
            own.left -= drawn
        try:
            await budget.reserve(worst - drawn, urgent=own is not None, wait=own is None)
        except Stopped:
            if own:
                own.left += drawn
            raise
        reserved = Reservation(budget, worst)
        token = RESERVED.set(reserved)
        try:
            return await self._ask(request)
        finally:
            RESERVED.reset(token)
            budget.release(reserved.amount)

    async def _ask(self, request: Request) -> Completion:
        budget = self.budget
        if budget.max_requests is not None and budget.requests >= budget.max_requests:
            raise Stopped("max_requests")
        budget.requests += 1
        budget.in_flight += 1
        answered = False
        try:
            answer = await self.model.complete(request)
            answered = True
        except RequestFailed:
            answered = True  # it was sent, and is journaled as it is
            raise
        finally:
            budget.in_flight -= 1
            budget.requests -= not answered
        budget.book(answer, self.price)
        return answer
