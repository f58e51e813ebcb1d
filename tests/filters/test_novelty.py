"""What is too close to what there is, or to what was just shown."""

from dataclasses import replace

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.filters.apply import FilterSet
from selfinstruct.filters.novelty import RepeatsDemonstration, RepeatsInstance, novelty
from selfinstruct.records import Reason
from tests.support.filters import GOOD, made, reasons, task


def test_seen_looks_across_tasks() -> None:
    found = RepeatsInstance()
    first = task("Summarize the text.", ("A long text.", "Short."), ("", "Forty-two."))
    assert reasons(found, first) == [None, None]
    for instance in first.instances:
        found.add(first, instance)
    other = replace(first, id="t2", instruction="Shorten what you read.")
    assert found(other, other.instances[0]) == Reason("repeats_instance", "t1")
    assert found(other, other.instances[1]) is None, "without an input the instruction counts"
    again = replace(first, id="t3")
    assert reasons(found, again) == ["repeats_instance", "repeats_instance"]
    changed = task("Summarize the text.", ("A long text.", "Shorter."))
    assert reasons(found, changed) == [None]


def test_novelty_inspects_and_adds_when_told() -> None:
    found = novelty()
    found.seed(["List five ways to save water at home"])
    near = task("List six ways to save water at home")
    reason = found(near)
    assert reason == Reason("novelty", score=0.875, neighbour="List five ways to save water at home")
    fresh = task("Explain why the sky is blue at noon")
    assert found(fresh) is None
    assert found(fresh) is None, "asking adds nothing"
    found.add(fresh)
    again = found(fresh)
    assert again is not None
    assert again.score == 1.0
    assert novelty(threshold=0.9)(near) is None
    strict = novelty(threshold=0.9)
    strict.seed(["List five ways to save water at home"])
    assert strict(near) is None
    japanese = task("東京の天気について短い詩を書いてください")
    for profile, rejected in (("unicode", True), ("rouge", False)):
        by_profile = novelty(profile=profile)
        by_profile.add(japanese)
        assert (by_profile(japanese) is not None) is rejected


def test_echo_knows_the_prompt_that_was_just_shown() -> None:
    found = RepeatsDemonstration()
    assert found(task()) is None
    found.show([GOOD, "Sort the words"])
    assert found(task("name  three uses\nof a PAPER clip")) == Reason("repeats_demonstration", neighbour=GOOD)
    assert found(task("Sort the words:")) == Reason("repeats_demonstration", neighbour="Sort the words")
    assert found(task("Sort the words by length")) is None
    found.show(["Something else"])
    assert found(task()) is None


KYOTO = "Plan two days in Kyoto for a couple who travel by train."
CUPS = "用一句话说明为什么天空在傍晚时会变成红色。"
MORE = [
    (f"{KYOTO[:-1]}, with a budget of 300 euros and a child.", "with a budget of 300 euros and a child", KYOTO),
    (f"{KYOTO.upper()} Answer in verse.", "answer in verse", KYOTO),
    (f"{CUPS}再举三个例子。", "再 举 三 个 例 子", CUPS),
]
OTHERS = [KYOTO, KYOTO.upper(), f"First: {KYOTO} Then rest.", "Plan two days in Kyoto for a couple who like trains.",
          "Name a tree. Then name a bush.", f"{CUPS[:-1]}？", "今天天气很好，说一说。"]  # fmt: skip


@pytest.mark.parametrize(("instruction", "value", "neighbour"), MORE)
def test_what_begins_with_a_seed(instruction: str, value: str, neighbour: str) -> None:
    seeded, shown = FilterSet([made("begins_with_seed")]), FilterSet([made("begins_with_seed")])
    seeded.seed([KYOTO, CUPS])
    shown.show([KYOTO, CUPS])
    for filters in (seeded, shown):
        found = filters.reason(task(instruction))
        assert found == Reason("begins_with_seed", value, neighbour=neighbour)
    shown.show([])
    assert shown.reason(task(instruction)) is None, "another prompt showed it"


@pytest.mark.parametrize("instruction", OTHERS)
def test_what_is_a_seed_or_begins_otherwise(instruction: str) -> None:
    filters = FilterSet([made("begins_with_seed")])
    filters.seed([KYOTO, CUPS, "Name a tree.", "今天天气很好。"])
    assert filters.reason(task(instruction)) is None


def test_how_long_a_seed_must_be() -> None:
    filters = FilterSet([made("begins_with_seed", words=3)])
    filters.seed(["Name a tree."])
    found = filters.reason(task("Name a tree. Then name a bush."))
    assert found == Reason("begins_with_seed", "then name a bush", neighbour="Name a tree.")
    with pytest.raises(RecipeError, match="words must be at least 1"):
        made("begins_with_seed", words=0)
