"""Sees to it that every answer is paid for, whatever its service says of its tokens."""

import logging
from dataclasses import dataclass, field

from selfinstruct.models.usage import with_usage
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Model, Request

LOG = logging.getLogger("selfinstruct")


@dataclass(slots=True)
class Counting:
    """Counts the answers of one model; what it has to say of its service is said once.

    With `doubting`, where a limit of cost must hold, counts that are far too small are not believed either.
    """

    name: str
    price: Price | None = None
    doubting: bool = False
    _said: set[str] = field(default_factory=set)

    def __call__(self, request: Request, answer: Completion) -> Completion:
        """The answer, with the most that its tokens can be where the service does not say how many, or nonsense."""
        answer = with_usage(answer, request, doubting=self.doubting)
        if answer.assumed:
            self._say(
                "",
                "%s: the service does not report the usage of its answers, or not in full: "
                "tokens and cost are counted at the most they can be",
                self.name,
            )
        price = self.price
        if price and not answer.batched and price.at(answer.tier) is None:
            self._say(
                answer.tier,
                "%s: answers come from the service tier %r, whose price is not known: give --price IN,OUT",
                self.name,
                answer.tier,
            )
        return answer

    def _say(self, what: str, text: str, *values: str) -> None:
        if what not in self._said:
            self._said.add(what)
            LOG.warning(text, *values)


@dataclass(frozen=True, slots=True)
class Counted:
    """A model whose answers all have a usage."""

    model: Model
    count: Counting

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        return self.count(request, await self.model.complete(request))
