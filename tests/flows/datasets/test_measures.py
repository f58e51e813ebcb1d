"""Measures of a dataset's variety, by hand."""

import math

import pytest

from selfinstruct.flows.datasets.measures import distinct_n, evenness, spread, verb_noun_pairs


def test_coverage_is_of_the_most_frequent() -> None:
    texts = [f"v{number} n{noun}" for number in range(25) for noun in range(6) for _ in range(30 - number)]
    found = verb_noun_pairs(texts, lambda text: (text.split()[0], text.split()[1]))
    assert found.found == len(texts)
    assert found.covered == sum(4 * (30 - number) for number in range(20))
    assert found.top[0] == ("v0", "n0", 30)


def test_measures() -> None:
    assert distinct_n(["a b a b"], 1) == 0.5
    assert distinct_n(["a b a b"], 2) == pytest.approx(2 / 3)
    assert distinct_n([], 2) == 0.0
    assert evenness({1: 5, 2: 5}) == pytest.approx(1.0)
    assert evenness({1: 5}) == 0.0
    assert evenness({1: 3, 2: 1}) == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)) / math.log(2))
    assert spread({}) is None
    ten = spread(dict.fromkeys(range(1, 101), 1))
    assert ten is not None
    assert (ten.p5, ten.p25, ten.median, ten.p75, ten.p95, ten.mean) == (5, 25, 50, 75, 95, 50.5)
