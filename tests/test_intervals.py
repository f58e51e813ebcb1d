"""Intervals of fractions, held against published figures and against their definition."""

from math import sqrt

import pytest

from selfinstruct.intervals import Z, newcombe, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)


def test_ends_of_wilson_solve_its_equation() -> None:
    for of in (1, 2, 7, 200):
        for right in range(of + 1):
            for end in wilson(right, of):
                assert abs(right / of - end) == pytest.approx(Z * sqrt(end * (1 - end) / of), abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),  # Newcombe (1998), Interval estimation for the difference, table II
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_as_published(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    assert newcombe(*counts) == pytest.approx((low, high), abs=5e-5)


def test_exchanged_sides_give_the_mirrored_interval() -> None:
    low, high = newcombe(180, 200, 164, 200)
    assert newcombe(164, 200, 180, 200) == pytest.approx((-high, -low))


@pytest.mark.parametrize(("right", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_fraction_is_refused(right: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no fraction"):
        wilson(right, of)
