"""What becomes of a label that cannot be read."""

import asyncio
from pathlib import Path

import pytest

from selfinstruct.flows.generate.classify import classify
from selfinstruct.flows.generate.options import read_options
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Task
from tests.support.models import Answering


@pytest.mark.parametrize(
    ("said", "label", "rejected"),
    [
        (["Classification: yes\nType: mood\nLabels: glad; sad"], True, []),
        (["Hm.", "Classification: no\nType: tale\nLabels: none"], False, []),
        (["Hm.", "Well."], None, [("classify", "Hm."), ("classify_again", "Well.")]),
    ],
)
def test_a_label_that_cannot_be_read_is_asked_for_once_more(
    seeds: Path, said: list[str], label: bool | None, rejected: list[tuple[str, str]]
) -> None:
    inputs = read_options(seeds, {}).inputs
    answers = iter(said)
    model = Answering(lambda _: Completion(next(answers)))
    found, problems = asyncio.run(classify(inputs, Templates(inputs.recipe), model, Task("t", "Name the mood."), 3))
    assert found.is_classification is label
    assert found.labels == (("glad", "sad") if label else ())
    assert [(item.rule, item.value, item.text) for item in problems] == [("unreadable", *item) for item in rejected]
    assert [item.purpose for item in model.requests] == ["classify", "classify_again"][: len(said)]
    assert {item.index for item in model.requests} == {3}
    assert len({item.messages for item in model.requests}) == len(said), "in other words"
