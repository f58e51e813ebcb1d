"""What models and people said, as a report counts it."""

import pytest

from selfinstruct.flows.datasets.figures.opinions import pair_figures


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
