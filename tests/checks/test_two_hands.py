"""Two hands agree on every kind of check; planted violations fail, and sound texts pass."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.checks import SHIPPED, make_check
from tests.checks.kinds import EXAMPLES, Example
from tests.checks.second import COUNTS, HOLDS
from tests.checks.second.counted import within
from tests.checks.texts import SINGLE, random_text

BY_KIND = {kind: [example for example in EXAMPLES if example.kind == kind] for kind in SHIPPED}


def passed(kind: str, given: dict[str, Any], text: str) -> bool:
    return make_check({"check": kind, "version": 1, **given})(text).passed


def held(kind: str, given: dict[str, Any], text: str) -> bool:
    if kind in HOLDS:
        return HOLDS[kind](text, given)
    return within(COUNTS[kind](text, given), given, 1 if kind == "bulleted_list" else 0)


def agree(example: Example, text: str) -> None:
    kind = example.kind
    assert passed(kind, example.given, text) == held(kind, example.given, text), (kind, example.given, text)
    if kind in COUNTS:
        number = COUNTS[kind](text, example.given)
        others = {
            name: value for name, value in example.given.items() if name not in ("exactly", "at_least", "at_most")
        }
        assert passed(kind, {**others, "exactly": number}, text), (kind, number, text)
        assert not passed(kind, {**others, "exactly": number + 1}, text), (kind, number, text)


def test_there_are_forty_kinds_and_each_stands_twice() -> None:
    assert len(SHIPPED) >= 40
    assert {*COUNTS, *HOLDS} == set(SHIPPED) == {example.kind for example in EXAMPLES}
    assert not set(COUNTS) & set(HOLDS)


@pytest.mark.parametrize("kind", SHIPPED)
def test_sound_texts_pass_and_planted_violations_fail_by_both_hands(kind: str) -> None:
    for example in BY_KIND[kind]:
        assert example.sound
        assert example.broken
        for text in example.sound:
            verdict = make_check({"check": kind, **example.given})(text)
            assert verdict.passed, (text, verdict)
            assert held(kind, example.given, text), text
        for text in example.broken:
            verdict = make_check({"check": kind, **example.given})(text)
            assert not verdict.passed, (text, verdict)
            assert not held(kind, example.given, text), text
            assert verdict.asked
            assert verdict.found


def disagreements(seed: int, number: int) -> list[str]:
    """What the two hands do not agree on over so many random texts, each asked of every kind."""
    rng, found = Random(seed), []
    for _ in range(number):
        text = random_text(rng)
        for kind, examples in BY_KIND.items():
            try:
                agree(rng.choice(examples), text)
            except AssertionError as error:
                found.append(f"{kind}: {str(error).splitlines()[0]}")
    return found


def test_two_hands_agree_on_random_texts() -> None:
    assert disagreements(seed=1, number=150) == []


@pytest.mark.slow
def test_two_hands_agree_on_ten_thousand_random_texts() -> None:
    found = disagreements(seed=20, number=10_000)
    # Of these the second hand is another library, which differs on a few texts that nobody writes: {."a":}, <noteſ/>.
    odd = [item for item in found if item.startswith(("yaml:", "xml:"))]
    assert [item for item in found if item not in odd] == []
    assert len(odd) <= 10


@given(st.data())
def test_two_hands_agree_on_texts_that_are_looked_for(data: st.DataObject) -> None:
    example = data.draw(st.sampled_from(EXAMPLES))
    pieces = st.one_of(st.sampled_from(SINGLE), st.sampled_from([*example.sound, *example.broken]), st.text(max_size=4))
    agree(example, "".join(data.draw(st.lists(pieces, max_size=8))))
