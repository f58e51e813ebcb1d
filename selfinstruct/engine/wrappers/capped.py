"""Keeps a run within its limits: requests, money, and the wish to stop."""

from dataclasses import dataclass

from selfinstruct.engine.wrappers.budget import ALLOWANCE, RESERVED, Budget, Reservation, Stopped
from selfinstruct.errors import PriceUnknown, RequestFailed, UsageError
from selfinstruct.prices import Price, cost_of, unpriced, worst_case
from selfinstruct.records import Completion, Model, Request


@dataclass(frozen=True, slots=True)
class Capped:
    """A model that refuses, with Stopped, what would pass a limit of the budget.

    Once an answer has cost more than its worst case, as thinking does that no token limit bounds, as much more is set
    aside for each of the others. A `careful` one sends few requests before the first answer has shown that.
    """

    model: Model
    budget: Budget
    price: Price | None = None
    careful: bool = False

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        budget, price = self.budget, self.price
        if price and budget.max_cost is not None and (what := unpriced(request, price)):
            raise UsageError(f"--max-cost cannot be kept with {self.name}: {what}")
        worst = 0.0
        if price:
            if self.careful:
                await budget.first_answers(self.name)
            worst = worst_case(request, price) + budget.beyond(self.name)
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
        await budget.count()
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
        if self.price:
            budget.compare(self.name, cost_of(answer, self.price), worst_case(request, self.price))
            if budget.max_cost is not None and not answer.batched and self.price.at(answer.tier) is None:
                raise PriceUnknown(
                    f"{self.name} answered from the service tier {answer.tier!r}, whose price is not known, so that "
                    "--max-cost cannot be kept: give --price IN,OUT"
                )
        return answer
