"""What pairs betray of those who judged them, counted by hand."""

from dataclasses import replace

import pytest

from selfinstruct.flows.prefer.asking import JudgeTally
from selfinstruct.flows.prefer.bias import bias, shared_prefix, warning
from tests.support.preferences import pair


def test_bias_figures() -> None:
    found = bias(
        [pair("aaaa", "aa"), pair("bb", "cccc"), pair("dd", "ee", ("b", "a")), pair("ffff", "f", ("a", "a"))],
        JudgeTally(first=6, second=2, ties=1, flips=2, unreadable=3),
    )
    assert found["longer_won"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["length_ratio"] == {"mean": 1.875, "median": 1.5}
    assert (found["comparisons"], found["first_won"], found["flips"], found["unreadable"]) == (9, 0.75, 2, 3)
    assert found["models"] == {"a": {"pairs": 3, "won": 0.6667}, "b": {"pairs": 3, "won": 0.3333}}
    assert found["shared_prefix"] == {"mean": 0.5, "alike": 2}
    assert found["warning"] == ""
    assert found["agreement"] is None
    lengths = [(400, 200), (40, 80), (44, 80)]
    sides = [replace(pair("a" * one, "b" * other), agreement=0.5 * (one > 40)) for one, other in lengths]
    more = bias(sides, JudgeTally())
    assert (more["tokens"], more["agreement"]) == ({"chosen": 11, "rejected": 20, "gap": 10}, 0.3333)
    assert bias([], JudgeTally())["tokens"] is None
    assert bias([], JudgeTally())["longer_won"] is None


@pytest.mark.parametrize(
    ("longer", "shorter", "told"),
    [(0, 0, ""), (10, 0, "longer response is the chosen one in 100% of 10"), (5, 0, ""), (70, 30, "longer"),
     (60, 40, ""), (30, 70, "shorter response is the chosen one in 70% of 100"), (6400, 3600, "")],
)  # fmt: skip
def test_warning_where_length_predicts(longer: int, shorter: int, told: str) -> None:
    assert told in warning(longer, shorter)
    assert bool(told) == bool(warning(longer, shorter))


def test_shared_prefix() -> None:
    assert shared_prefix("abcd", "abxy") == 0.5
    assert shared_prefix("", "x") == 0.0
