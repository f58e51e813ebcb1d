"""Money over methods that loop and ask several models: no limit is ever passed, whatever is retried."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.errors import Retryable
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.models import open_model
from selfinstruct.prices import Price, cost_of
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Completion, Model, Request
from tests.support.runs import SEEDS

RECIPES = [name for name in shipped_recipes() if load_recipe(name).develop != "instances"]
RUNS = 200


@dataclass
class Priced:
    """A self of the offline model that answers in any order and fails now and then; adds up what its answers cost."""

    name: str
    rng: Random
    price: Price
    paid: Counter[str]
    model: Model = field(init=False)

    def __post_init__(self) -> None:
        self.model = open_model(self.name)

    async def complete(self, request: Request) -> Completion:
        for _ in range(self.rng.choice([0, 1, 3, 20])):
            await asyncio.sleep(0)
        if self.rng.random() < 0.05:
            raise Retryable("a fault, as asked for", retry_after=0.0)
        answer = await self.model.complete(request)
        self.paid["requests"] += 1
        self.paid["micro"] += round(1e6 * cost_of(answer, self.price))
        return answer


@pytest.mark.parametrize("number", [*range(4), *(pytest.param(n, marks=pytest.mark.slow) for n in range(4, RUNS))])
def test_no_limit_is_passed(tmp_path: Path, number: int) -> None:
    rng = Random(f"money:{number}")
    recipe = RECIPES[number % len(RECIPES)]
    price = Price(rng.choice([0.5, 2.0, 15.0]), rng.choice([1.0, 8.0, 60.0]))
    paid: Counter[str] = Counter()
    apart = chosen_method(load_recipe(recipe))[0].apart
    models = {role: Priced(f"offline/{role}" if role else "offline", rng, price, paid) for role in ("", *apart)}
    main = models.pop("")
    cost, requests = 0.0, 0
    for _ in range(rng.randint(1, 3)):
        cost += price.completion / 1e6 * rng.choice([2_000, 20_000, 60_000, 200_000])
        requests += rng.choice([7, 40, 10_000])
        run = selfinstruct.generate(
            SEEDS, n=30, out=tmp_path / "run", recipe=recipe, model=main, roles=models, price=price, max_cost=cost,
            max_requests=requests, concurrency=rng.choice([1, 5, 64]), max_failures=0,
        )  # fmt: skip
        assert run.info["cost"] <= cost
        assert paid["micro"] / 1e6 <= cost + 1e-6 * paid["requests"]
        assert run.info["requests"] <= requests
        assert paid["requests"] <= requests
        assert run.info["cost"] == pytest.approx(paid["micro"] / 1e6, abs=1e-6 * paid["requests"] + 1e-9)
