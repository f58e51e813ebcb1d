"""The formula once more, word by word, and what it must not depend on."""

import math
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from selfinstruct.novelty.diversity.novelsum import novel_sum
from tests.support.vectors import unit_vectors


def naive(vectors: NDArray[np.float32]) -> float:
    """Pair by pair, in plain Python, for vectors of which no distance is below a thousandth but that of copies."""
    rows = [[float(value) for value in row] for row in vectors]

    def distance(one: list[float], other: list[float]) -> float:
        return 1 - sum(a * b for a, b in zip(one, other, strict=True))

    distinct = [row for number, row in enumerate(rows) if row not in rows[:number]]

    def density(row: list[float]) -> float:
        near = sorted(distance(row, other) for other in distinct if other != row)[:10]
        return math.sqrt(len(near) / sum(near))

    total = 0.0
    for number, row in enumerate(rows):
        others = sorted(
            (distance(row, other), place, density(other)) for place, other in enumerate(rows) if place != number
        )
        weights = [1 / rank for rank in range(1, len(others) + 1)]
        told = sum(weight * near * dense for weight, (near, _, dense) in zip(weights, others, strict=True))
        total += told / sum(weights)
    return total / len(rows)


@pytest.mark.parametrize(("count", "size"), [(2, 3), (5, 4), (25, 6), (60, 30)])
def test_it_is_the_formula(count: int, size: int) -> None:
    vectors = unit_vectors(count, size, f"n{count}")
    assert novel_sum(vectors) == pytest.approx(naive(vectors), rel=1e-6)
    copied = np.concatenate([vectors, vectors[: count // 2]])
    assert novel_sum(copied) == pytest.approx(naive(copied), rel=1e-6)


def test_it_is_the_formula_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit_vectors(40, 8, "blocks")
    expected = novel_sum(vectors)
    monkeypatch.setattr("selfinstruct.novelty.diversity.novelsum._BLOCK", 7)
    assert novel_sum(vectors) == pytest.approx(expected, rel=1e-12)


def test_few_and_the_same_are_zero() -> None:
    same = np.repeat(unit_vectors(1, 9, "one"), 30, axis=0)
    assert [novel_sum(same[:count]) for count in (0, 1)] == [0, 0]
    assert novel_sum(same) == pytest.approx(0, abs=1e-6)


def test_right_angles_are_one() -> None:
    # Distances and densities are all 1.
    assert novel_sum(np.eye(30, 40, dtype=np.float32)) == pytest.approx(1)


def test_order_changes_nothing() -> None:
    vectors = unit_vectors(50, 12, "order")
    shuffled = vectors[Random(1).sample(range(50), 50)]
    assert novel_sum(shuffled) == pytest.approx(novel_sum(vectors), rel=1e-9)


def test_the_more_copies_the_less() -> None:
    vectors = unit_vectors(64, 40, "copies")
    found = [novel_sum(np.concatenate([vectors[:own], vectors[: 64 - own]])) for own in (64, 56, 48, 40, 32)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.9 * found[0]
