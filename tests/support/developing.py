"""One task through the method of a shipped recipe, with models that answer as a test says."""

import asyncio
from collections.abc import Callable, Sequence

from selfinstruct.canonical import content_id
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.develop import DevelopedTask, develop
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Model, Request, Task
from tests.support.models import Answering, said, scripted

ASKED = "Plan a small party for my neighbours."


def a_task(instruction: str = ASKED, classification: bool = False) -> Task:
    return Task(content_id(instruction), instruction, is_classification=classification, request=0)


def developed(
    recipe: str, answer: Callable[[Request], str], *overrides: str, task: Task | None = None, seed: int = 0
) -> tuple[DevelopedTask, Answering]:
    """What the recipe's method makes of a task, and the model that was asked for every role."""
    loaded = load_recipe(recipe, overrides)
    model = scripted("test/all", answer)
    roles: dict[str, Model] = dict.fromkeys(("", *_roles(recipe)), model)
    inputs = Inputs((a_task(),), loaded, model.name, seed)
    made = asyncio.run(develop(inputs, templates_of(loaded), roles, FilterSet(), task or a_task(), 0))
    return made, model


def stages(model: Answering) -> list[str]:
    """The stages that a model was asked in, in their order."""
    return [request.purpose.rpartition("/")[2] for request in model.requests]


def rules(made: DevelopedTask) -> list[str]:
    return [rejection.rule for rejection in made.rejections]


def _roles(recipe: str) -> Sequence[str]:
    return chosen_method(load_recipe(recipe))[0].roles


def said_by(model: Answering, stage: str) -> list[str]:
    """What was said to the model in a stage."""
    return [said(request) for request in model.requests if request.purpose.endswith(f"/{stage}")]
