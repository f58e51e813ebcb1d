"""Kappa against textbook values, and thresholds on confidence counted out by hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.agreement import (
    Threshold,
    cohen_kappa,
    confusion,
    fleiss_kappa,
    lowest,
    thresholds,
    weighted_kappa,
)


def rated(table: list[list[int]], names: str = "abcdef") -> tuple[list[str], list[str]]:
    """Two raters who give this table."""
    pairs = [
        (names[row], names[column])
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


# Wikipedia, "Cohen's kappa": the grant example and the two with the same share of agreement; scikit-learn's docstring.
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        ([[10, 0], [0, 10]], 1.0),
        ([[0, 10], [10, 0]], -1.0),
        ([[5, 5], [5, 5]], 0.0),
        # By hand: observed 20/25; expected (10*10 + 8*9 + 7*6)/625; (0.8 - 0.3424)/(1 - 0.3424).
        ([[9, 1, 0], [1, 6, 1], [0, 2, 5]], 0.6959),
    ],
)
def test_cohen(table: list[list[int]], expected: float) -> None:
    one, other = rated(table)
    assert cohen_kappa(one, other) == pytest.approx(expected, abs=5e-5)
    assert cohen_kappa(other, one) == pytest.approx(expected, abs=5e-5)
    names = "abcdef"[: len(table)]
    assert confusion(Counter(zip(one, other, strict=True)), names) == table


def test_cohen_of_scikit_learns_docstring() -> None:
    one = ["negative", "positive", "negative", "neutral", "positive"]
    other = ["negative", "positive", "negative", "neutral", "negative"]
    assert cohen_kappa(one, other) == pytest.approx(0.6875)


def test_kappa_is_undefined_where_chance_explains_all() -> None:
    assert cohen_kappa(["a"] * 5, ["a"] * 5) is None
    assert fleiss_kappa([["a", "a"]] * 5) is None
    assert weighted_kappa([(3.0, 3.0)] * 5) is None
    assert cohen_kappa([], []) is None
    assert fleiss_kappa([]) is None


# Wikipedia, "Fleiss' kappa": fourteen raters, ten subjects, five categories.
FOURTEEN = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
# Fleiss (1971), table 1: six psychiatrists, thirty patients, five diagnoses; the paper gives 0.430.
PSYCHIATRISTS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), [(FOURTEEN, 0.210), (PSYCHIATRISTS, 0.430)])
def test_fleiss(table: list[list[int]], expected: float) -> None:
    items = [[name for name, count in zip("abcde", row, strict=True) for _ in range(count)] for row in table]
    assert fleiss_kappa(items) == pytest.approx(expected, abs=5e-4)


def test_fleiss_wants_as_many_ratings_of_each() -> None:
    with pytest.raises(ValueError, match="same number of ratings"):
        fleiss_kappa([["a", "b"], ["a"]])
    with pytest.raises(ValueError, match="at least two"):
        fleiss_kappa([["a"], ["a"]])


def test_weighted() -> None:
    # By hand: squared distances 0, 1, 0, 4 make 5 of four items; by chance (1,2,3,4) against (1,3,3,2) they are
    # 0+4+4+1 + 1+1+1+0 + 4+0+0+1 + 9+1+1+4 = 32 of sixteen pairs. 1 - (5/4)/(32/16) = 0.375.
    assert weighted_kappa(iter([(1, 1), (2, 3), (3, 3), (4, 2)])) == pytest.approx(0.375)
    # Of two categories the square of the distance is the same everywhere: plain kappa.
    one, other = rated([[20, 5], [10, 15]])
    assert weighted_kappa((ord(x), ord(y)) for x, y in zip(one, other, strict=True)) == pytest.approx(0.4)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60))
def test_what_holds_of_any_ratings(pairs: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = cohen_kappa(one, other)
    assert kappa == cohen_kappa(other, one)
    assert kappa is None or -1 - 1e-9 <= kappa <= 1 + 1e-9
    renamed = {"a": "z", "b": "y", "c": "x"}
    again = cohen_kappa([renamed[a] for a in one], [renamed[b] for b in other])
    assert again == pytest.approx(kappa) if kappa is not None else again is None
    assert sum(map(sum, confusion(Counter(pairs), "abc"))) == len(pairs)


def test_thresholds_counted_by_hand() -> None:
    decided = [(0.9, True), (0.9, True), (0.7, True), (0.7, False), (0.5, False), (0.5, True)]
    found = thresholds(decided, 8)
    assert found == [
        Threshold(0.5, 6, 4, 4 / 6, 4 / 8),
        Threshold(0.7, 4, 3, 3 / 4, 3 / 8),
        Threshold(0.9, 2, 2, 1.0, 2 / 8),
    ]
    assert lowest(found, 0.75) == found[1]
    assert lowest(found, 0.6) == found[0]
    assert lowest(found, 0.99) == found[2]
    assert lowest([], 0.5) is None


def test_a_lucky_dip_is_no_calibration() -> None:
    found = thresholds([(0.9, False), (0.8, True), (0.8, True), (0.8, True)], 4)
    assert [it.precision for it in found] == [0.75, 0.0]
    assert lowest(found, 0.7) is None
