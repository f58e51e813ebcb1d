"""Which instances are kept of more than are wanted."""

import asyncio
from pathlib import Path

from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.develop import develop
from selfinstruct.flows.generate.options import read_options
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Task
from tests.support.models import Answering


def test_instances_beyond_those_wanted_are_drawn_and_not_the_last(seeds: Path) -> None:
    inputs = read_options(seeds, {"recipe": "alpaca", "overrides": ("instances=2",)}).inputs
    task = Task("t", "Name a number.", instances=tuple(Instance("", str(number)) for number in range(5)))
    prompts, model = Templates(inputs.recipe), Answering(lambda _: Completion(""))
    drawn = set()
    for index in range(20):
        found = asyncio.run(develop(inputs, prompts, {"": model}, FilterSet(), task, index))
        kept = tuple(int(item.output) for item in found.task.instances)
        assert [(item.rule, item.value) for item in found.rejections] == [
            ("too_many", number + 1) for number in range(5) if number not in kept
        ]
        drawn.add(kept)
    assert all(one < other for one, other in drawn)
    assert len(drawn) > 5
