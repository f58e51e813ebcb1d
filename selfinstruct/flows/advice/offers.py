"""What each way of spending takes for one of its things, by the estimates that --dry-run makes of every command."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from selfinstruct.engine.estimate import Estimate
from selfinstruct.flows.generate.estimate import LookAhead, estimate, expected_lengths
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.flows.prefer.estimate import preview_preferences
from selfinstruct.prices import Price
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Usage
from selfinstruct.text.tokens import estimated_tokens
from selfinstruct.turns import prompt_text

PAIRING = ("contrast", "rank", "revise", "corrupt")  # own needs the model that is to be tuned, verified asks none
# Methods that keep their attempts with what checks say of them.
KEEPS_ATTEMPTS = frozenset({"code", "dialogue", "gated", "schema", "verified", "vote"})
_PLAIN, _CHECKED = "chat", "vote"  # recipes for what the run's own is not
_ENOUGH = 100  # tasks of which a share of a request is no longer rounded up to one
_ROUNDED = 1e-9  # what floats lose: a hundredth of a budget goes into it a hundred times
_PROMPTS = 10  # for which pairs are looked at


@dataclass(frozen=True, slots=True)
class Offer:
    """One way of spending: what it buys, by which command, and what one of it takes, in US dollars and in tokens."""

    name: str
    buys: str
    command: str
    cost: float
    tokens: float

    def count(self, left: float, free: bool) -> int:
        """How many of them a budget buys; where models are free it is one of tokens."""
        each = self.tokens if free else self.cost
        return int(left / each * (1 + _ROUNDED)) if each > 0 else 0


def offers(ahead: LookAhead, price: Price) -> tuple[Offer, ...]:
    """Tasks as they are asked for, tasks with checked answers, answers to the seeds, and pairs by each method."""
    inputs = ahead.plan.inputs
    method, _ = chosen_method(inputs.recipe)
    checked = method.name in KEEPS_ATTEMPTS
    batch = ahead.plan.settings.batch
    offer = _offering(price, batch)
    settings = replace(ahead.plan.settings, n=max(ahead.plan.settings.n, _ENOUGH))

    def a_task(recipe: str) -> Estimate:
        own = recipe == ""
        given = inputs if own else replace(inputs, recipe=load_recipe(recipe), roles={})
        return estimate(given, settings, price, before=ahead.before if own else None)

    plain, voted = ("" if not checked else _PLAIN), ("" if checked else _CHECKED)
    return (
        offer("tasks", "tasks", _recipe(plain, inputs), a_task(plain), settings.n),
        offer("answers", "tasks with several answers each, checked", _recipe(voted, inputs), a_task(voted), settings.n),
        _to_seeds(inputs, price, batch),
        *(_pairs(name, inputs, offer) for name in PAIRING),
    )


Offering = Callable[[str, str, str, Estimate, int], Offer]


def _offering(price: Price, batch: bool) -> Offering:
    def offer(name: str, buys: str, command: str, found: Estimate, number: int) -> Offer:
        usage = found.usage
        cost = _cost(price, usage, batch) if found.cost is None else found.cost
        return Offer(name, buys, command, cost / number, (usage.prompt + usage.completion) / number)

    return offer


def _recipe(name: str, inputs: Inputs) -> str:
    return f"generate --recipe {name or inputs.recipe.name}"


def _cost(price: Price, usage: Usage, batch: bool) -> float:
    """In US dollars; what a whole budget buys is enough for batches."""
    return price.cost(usage, usage) if batch else price.cost(usage)


def _to_seeds(inputs: Inputs, price: Price, batch: bool) -> Offer:
    """One more answer to a seed task, of the length that answers are expected to have."""
    asked = [
        estimated_tokens(prompt_text(task.instruction, task.instances[0].input if task.instances else ""))
        for task in inputs.seeds
    ]
    usage = Usage(round(sum(asked) / len(asked)), expected_lengths(inputs).instance)
    return Offer("seeds", "answers to the seed tasks", "distill SEEDS", _cost(price, usage, batch),
                 usage.prompt + usage.completion)  # fmt: skip


def _pairs(method: str, inputs: Inputs, offer: Offering) -> Offer:
    """The pair of one prompt, or the try at it; the run's own model plays everybody, at its price."""
    rows = list(_rows(inputs))
    with tempfile.TemporaryDirectory() as folder:  # a look ahead writes nothing, but wants a place
        found = preview_preferences(rows, method, models=[inputs.model], out=Path(folder))
    return offer(f"pairs/{method}", "prompts for pairs", f"prefer RUN --method {method}",
                 replace(found, cost=None), len(rows))  # fmt: skip


def _rows(inputs: Inputs) -> Iterator[dict[str, str]]:
    """Some of the seed tasks as rows; an answer that a seed has not is as long as it is expected to be."""
    missing = "word " * expected_lengths(inputs).instance
    for task in inputs.seeds[:: -(-len(inputs.seeds) // _PROMPTS)]:
        first = task.instances[0] if task.instances else None
        output = first.output if first is not None and first.output.strip() else missing
        yield {"instruction": task.instruction, "input": first.input if first else "", "output": output}
