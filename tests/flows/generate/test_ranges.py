"""Ranges of options, as what is outside them is told."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from selfinstruct.flows.generate.ranges import check_least_most, check_range, check_span


@dataclass
class Options:
    tries: float = 3
    rounds: list[int] = field(default_factory=lambda: [1, 3])


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda: check_range(Options(1), 1, 3, "tries"), ""),
        (lambda: check_range(Options(3), 1, 3, "tries"), ""),
        (lambda: check_range(Options(4), 1, 3, "tries"), "tries: must be 1 to 3 (found 4)"),
        (lambda: check_range(Options(0.05), 0.1, 3, "tries"), "tries: must be 0.1 to 3 (found 0.05)"),
        (lambda: check_range(Options(9), 1, None, "tries"), ""),
        (lambda: check_range(Options(0), 1, None, "tries"), "tries: must be at least 1 (found 0)"),
        (lambda: check_range(Options(4), 1, 3, "tries", called="what is left, "),
         "tries: must be 1 to what is left, 3 (found 4)"),
        (lambda: check_span(Options(rounds=[2, 2]), "rounds", 2, 2), ""),
        (lambda: check_span(Options(rounds=[1, 3]), "rounds", 1, 2),
         "rounds: must be [least, most] with 1 ≤ least ≤ most ≤ 2 (found [1, 3])"),
        (lambda: check_span(Options(rounds=[2, 1]), "rounds", 1, 3),
         "rounds: must be [least, most] with 1 ≤ least ≤ most ≤ 3 (found [2, 1])"),
        (lambda: check_span(Options(rounds=[2]), "rounds", 1, 3),
         "rounds: must be [least, most] with 1 ≤ least ≤ most ≤ 3 (found [2])"),
        (lambda: check_least_most(0, 0, 0), ""),
        (lambda: check_least_most(0, 2, 1), "least and most: must be 1 ≤ least ≤ most (found 0 and 2)"),
        (lambda: check_least_most(3, 2, 1), "least and most: must be 1 ≤ least ≤ most (found 3 and 2)"),
    ],
)  # fmt: skip
def test_a_value_outside_its_range_is_told(check: Callable[[], None], told: str) -> None:
    found = ""
    try:
        check()
    except ValueError as error:
        found = str(error)
    assert found == told
