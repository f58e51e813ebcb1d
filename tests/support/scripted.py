"""One task developed by a method, with answers from a script."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.develop import DevelopedTask, develop
from selfinstruct.flows.generate.methods.choosing import templates_of
from selfinstruct.flows.generate.options import read_options
from selfinstruct.records import Completion, Model, Request, Task
from selfinstruct.sandbox.runner import Runner
from tests.support.models import Answering
from tests.support.runs import SEEDS


def answering(**by_stage: Sequence[str | Completion]) -> Answering:
    """A model that gives to the requests of each stage the answers of its list in order, the last one for the rest."""
    asked: dict[str, int] = {}

    def answer(request: Request) -> Completion:
        stage = request.purpose.rpartition("/")[2]
        answers = by_stage[stage]
        place = asked[stage] = asked.get(stage, -1) + 1
        found = answers[min(place, len(answers) - 1)]
        return found if isinstance(found, Completion) else Completion(found)

    return Answering(answer)


def developed(
    recipe: str | Path, models: Mapping[str, Model], task: Task | None = None, *overrides: str, number: int = 0,
    runner: Runner | None = None,
) -> DevelopedTask:  # fmt: skip
    """What the recipe's method makes of a task; `models` are by role, and that under "" plays who is missing."""
    inputs = read_options(SEEDS, {"recipe": recipe, "overrides": overrides}).inputs
    everyone = dict.fromkeys(("teacher", "vetter", "solver"), models[""]) | dict(models)
    task = task or Task("t", "Take down what Mira wants.", is_classification=False)
    return asyncio.run(develop(inputs, templates_of(inputs.recipe), everyone, FilterSet(), task, number, runner))
