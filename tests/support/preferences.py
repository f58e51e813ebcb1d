"""What the tests of preferences share."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from selfinstruct.errors import KeyRefused
from selfinstruct.flows.prefer.asking import MethodSettings, PreferPrompt
from selfinstruct.flows.prefer.files import FILE, REJECTED
from selfinstruct.flows.prefer.methods import PairOutcome, make_pair
from selfinstruct.models.offline import create
from selfinstruct.preferences import Preference
from selfinstruct.recipes.prefer import VARIABLES, PreferenceRecipe, load_preference_recipe
from selfinstruct.recipes.rubric import Rubric, load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Message, Model, Request
from selfinstruct.runs.request_keys import request_key
from tests.support import runs
from tests.support.models import Answering


@dataclass
class Uneven:
    """The offline model, whose answers arrive in an order that depends on `seed`; counts each question it was asked."""

    seed: int = 0
    name: str = "offline"
    fails_after: int | None = None
    asked: Counter[str] = field(default_factory=Counter)
    _rng: Random = field(init=False)
    _model: Model = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(self.seed)
        self._model = create(self.name)

    async def complete(self, request: Request) -> Completion:
        if self.fails_after is not None and self.asked.total() >= self.fails_after:
            raise KeyRefused("the key is refused")
        self.asked[request_key(self.name, request)] += 1
        for _ in range(self._rng.choice([0, 1, 5, 40])):
            await asyncio.sleep(0)
        return await self._model.complete(request)


def files(path: Path) -> dict[str, bytes]:
    """The pairs and the rejections of a run, byte for byte."""
    return runs.files(path, (FILE, REJECTED))


def judged(rubric_names: list[str], numbers: list[int], better: str) -> str:
    """A judge's answer: two numbers for each criterion, and which response is better."""
    lines = [f"{name}: A {numbers[0]}, B {numbers[1]}" for name in rubric_names]
    return "\n".join(["Reasons: so.", *lines, f"Better: {better}"])


@cache
def prepared(method: str, *overrides: str) -> tuple[PreferenceRecipe, Rubric, Templates]:
    recipe = load_preference_recipe(method, overrides)
    return recipe, load_rubric("concision"), Templates(recipe, VARIABLES)


def asked(method: str, answer: Callable[[Request], str], *overrides: str, output: str = "") -> PairOutcome:
    model = Answering(lambda request: Completion(answer(request)), "test/0")
    setting = MethodSettings(*prepared(method, *overrides), [model], [model])
    return asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),), output)))


CRITERIA = ["economy", "completeness", "directness"]


def pair(chosen: str, rejected: str, models: tuple[str, str] = ("a", "b")) -> Preference:
    return Preference(
        "x", "t", "", "rank", 1, (), chosen, rejected, models={"chosen": models[0], "rejected": models[1]}
    )
