"""One task, developed by the method of a shipped recipe with models of the test."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.asking import Ask
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.flows.generate.methods.method import Developed
from selfinstruct.flows.generate.options import read_options
from selfinstruct.records import Completion, Request, Task
from tests.support.models import Answering

Answers = Callable[[Request], str | Completion]


def model(answers: Answers) -> Answering:
    """A model that says what a function of the request gives."""

    def complete(request: Request) -> Completion:
        said = answers(request)
        return said if isinstance(said, Completion) else Completion(said)

    return Answering(complete)


class Late(Answering):
    """The same, each answer after another while."""

    async def complete(self, request: Request) -> Completion:
        for _ in range(Random(f"{request.index}").choice([0, 1, 7, 30])):
            await asyncio.sleep(0)
        return await super().complete(request)


def developed(
    recipe: str, task: Task, models: Mapping[str, Answering], seeds: Path, *overrides: str, number: int = 3
) -> Developed:
    """What the recipe's method makes of a task; roles that are not named are played by the model under ""."""
    inputs = _inputs(recipe, seeds, overrides)
    method, options = chosen_method(inputs.recipe)
    everyone = dict.fromkeys(("", *method.roles), models[""]) | dict(models)
    ask = Ask(inputs, templates_of(inputs.recipe), everyone, method, options, task, number)
    return asyncio.run(_awaited(method.develop(task, ask)))


@cache
def _inputs(recipe: str, seeds: Path, overrides: tuple[str, ...]) -> Inputs:
    return read_options(seeds, {"recipe": recipe, "overrides": overrides}).inputs


async def _awaited(work: object) -> Developed:
    found = await work  # type: ignore[misc]
    assert isinstance(found, Developed)
    return found


def by_number(stage: str, *answers: str | Completion, most: int = 5, number: int = 3) -> Answers:
    """The answers of a stage by the number of the attempt, in whatever order they are asked for."""
    return lambda request: answers[request.index - number * most] if request.purpose == stage else ""
