"""Known values, and a second way to each figure: the eigenvalues of the whole kernel, by powers of it."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from selfinstruct.novelty.diversity.vendi import vendi_score
from tests.support.vectors import unit_vectors


def by_singular_values(vectors: NDArray[np.float32]) -> float:
    values = np.linalg.svd(vectors.astype(np.float64), compute_uv=False) ** 2 / len(vectors)
    return math.exp(-sum(value * math.log(value) for value in values if value > 1e-15))


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_the_same_is_one_and_right_angles_are_all(count: int) -> None:
    same = np.repeat(unit_vectors(1, 20, "same"), count, axis=0)
    assert vendi_score(same) == pytest.approx(1)
    assert vendi_score(np.eye(count, 50, dtype=np.float32)) == pytest.approx(count)


def test_none_at_all_is_zero() -> None:
    assert vendi_score(np.zeros((0, 8), np.float32)) == 0


def test_groups_of_the_same_are_as_diverse_as_their_sizes_are_even() -> None:
    # Copies of directions at right angles: the exponential of the entropy of their shares.
    groups = np.repeat(np.eye(3, 9, dtype=np.float32), [5, 3, 2], axis=0)
    assert vendi_score(groups) == pytest.approx(math.exp(-sum(p * math.log(p) for p in (0.5, 0.3, 0.2))))


@pytest.mark.parametrize(("count", "size"), [(3, 2), (10, 30), (30, 10), (64, 64), (5000, 12)])
def test_two_ways_lead_to_it_for_few_vectors_and_for_many(count: int, size: int) -> None:
    vectors = unit_vectors(count, size, f"{count}:{size}")
    assert vendi_score(vectors) == pytest.approx(by_singular_values(vectors), rel=1e-5)
    assert vendi_score(vectors) <= min(count, size) * (1 + 1e-9)


def test_two_vectors_by_hand() -> None:
    # Eigenvalues of [[1, c], [c, 1]] / 2 are (1 ± c) / 2.
    cosine = 0.6
    vectors = np.array([[1, 0], [cosine, math.sqrt(1 - cosine**2)]], np.float32)
    expected = math.exp(-sum(p * math.log(p) for p in ((1 + cosine) / 2, (1 - cosine) / 2)))
    assert vendi_score(vectors) == pytest.approx(expected, rel=1e-6)


def test_order_and_turning_and_doubling_change_nothing() -> None:
    vectors = unit_vectors(20, 15, "x")
    turned = (vectors @ np.linalg.qr(unit_vectors(15, 15, "turn"))[0]).astype(np.float32)
    for other in (vectors[::-1], turned, np.repeat(vectors, 2, axis=0)):
        assert vendi_score(other) == pytest.approx(vendi_score(vectors), rel=1e-5)


def test_a_new_direction_adds_to_it() -> None:
    vectors = np.eye(6, 10, dtype=np.float32)
    found = [vendi_score(vectors[:count]) for count in range(1, 7)]
    assert found == sorted(found)
    assert vendi_score(np.concatenate([vectors, vectors[:1]])) < found[-1] + 1e-9
