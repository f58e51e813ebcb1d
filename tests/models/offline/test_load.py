"""Endless word salad: new each time, and cheap."""

import asyncio
import time

import pytest

from selfinstruct import parse
from selfinstruct.models.offline import create
from selfinstruct.records import Request
from selfinstruct.text.published_rules import instruction
from tests.support.offline import about, bootstrap, complete, settings


def test_load_answers_every_prompt_without_repeating_itself() -> None:
    seen: set[str] = set()
    for turn in range(300):
        answer = complete(bootstrap("chat", turn), "offline/load", **settings("chat", "bootstrap"))
        found = parse.read_instructions(answer.text, answer.finish_reason, "chat").kept
        assert len(found) == 8
        assert not [task for task in found if instruction(task.instruction)]
        seen |= {" ".join(task.instruction.split()[:3]) for task in found}
    assert len(seen) == 2400
    for recipe in ("chat", "paper"):
        for stage, labels in (("input_first", ()), ("output_first", ("a", "b"))):
            text = complete(about(recipe, stage, "Bako dilu.", labels), "offline/load").text
            assert parse.read_instances(text, stage == "output_first", "stop", recipe).kept
        answer = complete(about(recipe, "classify", "Bako dilu."), "offline/load")
        assert parse.read_label(answer.text, recipe).is_classification in (True, False)
    assert parse.read_instructions(complete(bootstrap("paper"), "offline/load").text, "stop", "paper").kept
    assert parse.read_instructions(complete(bootstrap("alpaca"), "offline/load").text, "stop", "alpaca").kept


@pytest.mark.parametrize(("name", "milliseconds"), [("offline", 4.0), ("offline/load", 1.0)])
def test_a_completion_is_cheap(name: str, milliseconds: float) -> None:
    """Twice and more what is measured on a slow core, so that only a change of kind fails."""
    model, turns = create(name), [bootstrap("chat", turn) for turn in range(100)]

    async def all_of_them() -> float:
        start = time.process_time()
        for turn in turns:
            await model.complete(Request("bootstrap", 0, turn))
        return (time.process_time() - start) * 1000 / len(turns)

    assert min(asyncio.run(all_of_them()) for _ in range(3)) < milliseconds
