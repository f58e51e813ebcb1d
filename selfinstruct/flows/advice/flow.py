"""Advice on what to buy: what is left of a budget in each way of spending it, and which of them is the better one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Unpack

from selfinstruct.engine.estimate import Estimate
from selfinstruct.files.given import Given
from selfinstruct.files.task_fields import type_of
from selfinstruct.flows.advice.evidence import Evidence
from selfinstruct.flows.advice.offers import KEEPS_ATTEMPTS, Offer, offers
from selfinstruct.flows.advice.rules import ENOUGH, Figures, Verdict, decide
from selfinstruct.flows.generate.estimate import LookAhead, look_ahead
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.flows.generate.options import GenerateOptions, read_options
from selfinstruct.flows.generate.spreading import is_asked_for
from selfinstruct.prices import Price
from selfinstruct.records import Task, Usage

FREE = Price(0.0, 0.0)
COVERS = (
    "most of it is of mathematics and of students below 10 billion parameters, and none of it has seen your data: "
    "selfinstruct prove says more"
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to buy, beside the estimate of the run as it was asked for.

    `left` is what is left of the budget of which `spent` is gone, in US dollars, or in tokens where the model is
    `free`: as many as `what` would take. Where something is `missing` it says what, and nothing is offered.
    """

    estimate: Estimate
    missing: str = ""
    free: bool = False
    left: float = 0.0
    spent: float = 0.0
    offers: tuple[Offer, ...] = ()
    seeds: int = 0
    kinds: int = 0
    what: str = "the run"
    verdict: Verdict | None = None
    covers_not: str = COVERS

    def count(self, offer: Offer) -> int:
        """How many of an offer what is left buys."""
        return offer.count(self.left, self.free)

    def as_dict(self) -> dict[str, Any]:
        """As --json has it."""
        if self.verdict is None:
            return {"missing": self.missing}
        return {
            "unit": "tokens" if self.free else "usd",
            "left": round(self.left, 6),
            "spent": round(self.spent, 6),
            "seeds": self.seeds,
            "kinds": self.kinds,
            "offers": [
                {"name": item.name, "command": item.command, "count": self.count(item), "cost": round(item.cost, 9),
                 "tokens": round(item.tokens, 2)}
                for item in self.offers
            ],
            "better": self.verdict.better,
            "reasons": list(self.verdict.reasons),
            "evidence": [_told(item) for item in self.verdict.evidence],
            "covers_not": self.covers_not,
        }  # fmt: skip


def _told(item: Evidence) -> dict[str, str]:
    return {"arxiv": item.arxiv, "title": item.title, "found": item.found, "scope": item.scope}


def advise(seeds: Given | list[Task], **options: Unpack[GenerateOptions]) -> Advice:
    """What `preview` says, and what the budget (`max_cost`) is best spent on; asks nothing and writes nothing.

    Where the model is free the tokens that the run would take are the budget. Without a price or a budget the advice
    says which of them is missing.
    """
    ahead = look_ahead(read_options(seeds, options))
    return advised(ahead, partial(_spent, ahead), "the run")


def advised(ahead: LookAhead, spent_at: Callable[[Price], float], what: str) -> Advice:
    """What a budget is best spent on, beside the estimate that `ahead` has.

    `spent_at` gives what of the budget is gone, and `what` says on what.
    """
    settings, model = ahead.plan.settings, ahead.plan.inputs.model
    price = ahead.price or (FREE if model.partition("/")[0] == "offline" else None)
    if price is None:
        return Advice(ahead.found, f"the price of {model} is not known: give --price IN,OUT (0,0 for a model that is "
                                   "free) and --max-cost USD")  # fmt: skip
    free = price.prompt == price.completion == 0
    if settings.max_cost is None and not free:
        return Advice(ahead.found, "there is no budget: give --max-cost USD")
    usage = ahead.found.usage
    if free and not ahead.found.requests:
        return Advice(ahead.found, f"{what} has nothing left to ask, so that there is no number of tokens to go by")
    spent = 0.0 if free else spent_at(price)
    left = float(usage.prompt + usage.completion) if free else (settings.max_cost or 0.0) - spent
    if left <= 0:
        gone = f"{what} took ${spent:,.2f}; raise --max-cost"
        return Advice(ahead.found, f"nothing is left of ${settings.max_cost or 0:,.2f}: {gone}", spent=spent)
    return _advised(ahead, price, Advice(ahead.found, free=free, left=left, spent=spent, what=what))


def _advised(ahead: LookAhead, price: Price, found: Advice) -> Advice:
    inputs = ahead.plan.inputs
    method, _ = chosen_method(inputs.recipe)
    checked = method.name in KEEPS_ATTEMPTS
    offered = {item.name: item for item in offers(ahead, price)}
    name = "answers" if checked else "tasks"
    if found.free and ahead.tasks:  # the tokens are those of so many tasks, a request begun counted as a whole one
        offered[name] = replace(offered[name], tokens=found.left / ahead.tasks)
    kinds = len({task.type or type_of(task.instruction) for task in inputs.seeds})
    own = offered[name]
    there = int((ahead.before or {}).get("counts", {}).get("tasks", 0))
    first = max(0, ENOUGH - there) * (own.tokens if found.free else own.cost)
    figures = Figures(
        kinds=kinds,
        shown=inputs.recipe.demonstrations,
        there=there,
        bought=found.count(own),
        answers=found.count(offered["seeds"]) / len(inputs.seeds),
        checked=checked,
        narrow=bool(inputs.topic) or inputs.own_kinds() is not None,
        first=f"about {first:,.0f} tokens" if found.free else f"about ${first:,.2f}",
    )
    found = replace(found, offers=tuple(offered.values()), seeds=len(inputs.seeds), kinds=kinds)
    return replace(found, verdict=decide(figures))


def _spent(ahead: LookAhead, price: Price) -> float:
    """What the run's own requests have cost so far."""
    own = [item for item in (ahead.before or {}).get("usage", ()) if is_asked_for(item["stage"], ahead.plan.inputs)]
    return price.cost(_sum(own), _sum([item.get("batched", {}) for item in own]))


def _sum(items: Sequence[Mapping[str, Any]]) -> Usage:
    return sum((Usage(*(item.get(name, 0) for name in ("prompt", "completion", "cached"))) for item in items), Usage())
