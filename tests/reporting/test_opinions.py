"""What models and people said, as a report counts it."""

from typing import Any

import pytest

from selfinstruct.flows.datasets.figures.opinions import pair_figures, review_figures


@pytest.mark.parametrize(
    ("chosen", "rejected", "name"),
    [
        (6, 6, "equal"),
        (7, 6, "1 to 2"),
        (6, 7, "1/2 to 1"),
        (3, 6, "1/2 to 1"),
        (12, 6, "2 to 4"),
        (24, 6, "4 and more"),
        (1, 90, "less than 1/4"),
        (2, 7, "1/4 to 1/2"),
    ],
)
def test_lengths_that_are_equal_are_neither_longer_nor_shorter(chosen: int, rejected: int, name: str) -> None:
    found = pair_figures([{"chosen": "x" * chosen, "rejected": "y" * rejected}], {})
    assert found is not None
    assert {key: count for key, count in found.ratios.items() if count} == {name: 1}
    assert found.longer == (chosen > rejected)


def test_what_was_edited_and_has_no_reason_is_told_apart() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "1", "status": "accepted"},
        {"id": "2", "status": "accepted", "edited": "so"},
        {"id": "3", "status": "accepted", "answer": "second"},
        {"id": "4", "status": "rejected", "reasons": ["wrong", "unsafe"]},
        {"id": "5", "status": "rejected", "reasons": []},
        {"id": "6", "status": "rejected"},
    ]
    found = review_figures(rows, [], 6)
    assert found is not None
    assert found.statuses == {"accepted": 1, "edited": 1, "turned round": 1, "rejected": 3}
    assert found.reasons == {"no reason given": 2, "unsafe": 1, "wrong": 1}
    assert found.fractions[0].right == found.statuses["accepted"]
