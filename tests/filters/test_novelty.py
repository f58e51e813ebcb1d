"""What is too close to what there is, or to what was just shown."""

from dataclasses import replace

from selfinstruct.filters.novelty import RepeatsDemonstration, RepeatsInstance, novelty
from selfinstruct.records import Reason
from tests.support.filters import GOOD, reasons, task


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
