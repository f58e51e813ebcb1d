"""The greedy k-centre against one that compares everything with everything, in the plainest of ways."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from selfinstruct.flows.datasets.selecting import far_apart as module
from selfinstruct.flows.datasets.selecting.far_apart import far_apart
from selfinstruct.novelty.vectors.hashed import hashed_vectors

WORDS = "river bread violin clock glass horse rain star map bridge candle needle orchard kettle".split()


def texts(number: int, seed: int) -> list[str]:
    rng = Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 6))) for _ in range(number)]


def plainly(given: Sequence[str], count: int, weights: Sequence[float]) -> list[int]:
    vectors = hashed_vectors(given).astype(np.float64)
    taken: list[int] = []
    for _ in range(count):
        apart = [
            min([1.0, *(1 - float(vectors[row] @ vectors[other]) for other in taken)]) for row in range(len(given))
        ]
        left = [row for row in range(len(given)) if row not in taken]
        taken.append(max(left, key=lambda row: (round(max(apart[row], 1e-6) * weights[row], 5), -row)))
    return taken


@pytest.mark.parametrize("seed", range(4))
def test_it_takes_the_farthest(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 7)
    given = list(dict.fromkeys(texts(60, seed)))
    rng = Random(seed)
    for weights in ([1.0] * len(given), [0.2 + 0.8 * rng.random() for _ in given]):
        assert far_apart(given, 15, np.array(weights)).taken == plainly(given, 15, weights)


def test_distances_are_to_the_nearest_that_is_taken() -> None:
    given = texts(50, 9)
    found = far_apart(given, 10, np.ones(50))
    vectors = hashed_vectors(given).astype(np.float64)
    for row in range(50):
        apart = {other: 1 - float(vectors[row] @ vectors[other]) for other in found.taken}
        assert float(found.distances[row]) == pytest.approx(min(apart.values()), abs=1e-5)
        assert apart[int(found.nearest[row])] == pytest.approx(min(apart.values()), abs=1e-5)
    assert {int(found.nearest[row]) for row in found.taken} <= set(found.taken)


def test_copies_are_taken_last_and_all_can_be_taken() -> None:
    given = ["bread", "bread", "violin", "bread", ""]
    assert far_apart(given, 3, np.ones(5)).taken == [0, 2, 4]
    assert sorted(far_apart(given, 5, np.ones(5)).taken) == [0, 1, 2, 3, 4]


def test_what_there_is_no_room_for_is_not_taken() -> None:
    given = ["bread", "violin", "clock", "glass"]
    assert far_apart(given, 2, np.ones(4), lambda row: (1, 2) if row == 0 else ()).taken == [0, 3]
