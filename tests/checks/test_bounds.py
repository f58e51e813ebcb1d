"""Bounds of counts: what may be asked, what lies within, and how it is said."""

import re

import pytest

from selfinstruct.checks import make_check
from selfinstruct.checks.bounds import Bounds
from selfinstruct.errors import UsageError

Given = tuple[int | None, int | None, int | None]


@pytest.mark.parametrize(
    ("given", "default", "within", "outside", "said"),
    [
        ((3, None, None), 0, [3], [0, 2, 4], "exactly 3 words"),
        ((1, None, None), 0, [1], [0, 2], "exactly 1 word"),
        ((0, None, None), 0, [0], [1], "exactly 0 words"),
        ((None, 2, None), 0, [2, 3, 10_000], [0, 1], "at least 2 words"),
        ((None, None, 2), 0, [0, 1, 2], [3], "at most 2 words"),
        ((None, 2, 4), 0, [2, 3, 4], [1, 5], "2 to 4 words"),
        ((None, 1_000, 4_000), 0, [1_000, 4_000], [999, 4_001], "1,000 to 4,000 words"),
        ((None, 4, 4), 0, [4], [3, 5], "exactly 4 words"),
        ((None, 0, 4), 0, [0, 4], [5], "at most 4 words"),
        ((None, None, None), 1, [1, 2], [0], "at least 1 word"),
        ((None, None, 2), 1, [0, 2], [3], "at most 2 words"),
    ],
)
def test_what_lies_within(given: Given, default: int, within: list[int], outside: list[int], said: str) -> None:
    bounds = Bounds(*given, default)
    assert [count for count in (*within, *outside) if bounds.hold(count)] == within
    assert bounds.said("word") == said


def test_many_may_have_a_word_of_their_own() -> None:
    assert Bounds(None, 2, None).said("entry", "entries") == "at least 2 entries"
    assert Bounds(1, None, None).said("entry", "entries") == "exactly 1 entry"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"exactly": 3, "at_least": 1}, "exactly: stands alone; leave out at_least and at_most"),
        ({"exactly": 3, "at_most": 5}, "exactly: stands alone; leave out at_least and at_most"),
        ({}, "exactly, at_least or at_most: is missing; say how many"),
        ({"at_least": 5, "at_most": 4}, "at_least: 5 is more than at_most, 4"),
    ],
)
def test_what_nothing_can_be_is_refused(given: dict[str, int], told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        make_check({"check": "words", **given})
    with pytest.raises(ValueError, match=re.escape(told)):
        Bounds(given.get("exactly"), given.get("at_least"), given.get("at_most"))
