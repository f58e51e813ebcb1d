"""MinHash misses no more than it says."""

import random

import pytest

from selfinstruct.novelty.jaccard import JaccardIndex
from selfinstruct.novelty.minhash import bands
from selfinstruct.records import Reason, Task
from selfinstruct.registry import load


def test_minhash_misses_no_more_than_it_says() -> None:
    pytest.importorskip("rensa")
    make = load("filters", "minhash")
    rng = random.Random(3)
    decided = missed = 0
    for _ in range(15):
        found, exact = make(threshold=0.6, size=1, text="instruction"), JaccardIndex(0.6)
        for _ in range(60):
            words = [f"w{rng.randrange(400)}" for _ in range(60)]
            near = [word if rng.random() < 0.85 else f"w{rng.randrange(400)}" for word in words]
            for text in (" ".join(words), " ".join(near)):
                reason, match = found(Task("t", text)), exact.check(text)
                if match is None:
                    assert reason is None, "nothing is called a duplicate that is not one"
                    found.add(Task("t", text))
                    exact.add(text)
                else:
                    decided += 1
                    missed += reason is None
                    assert reason is None or reason == Reason("minhash", score=match.score, neighbour=match.neighbour)
    assert decided > 400
    assert missed <= 2


@pytest.mark.parametrize(("threshold", "hashes"), [(0.8, 128), (0.5, 128), (0.9, 256)])
def test_hardly_a_pair_at_the_threshold_escapes_minhash(threshold: float, hashes: int) -> None:
    number = bands(threshold, hashes)
    assert hashes % number == 0
    assert (1 - threshold ** (hashes // number)) ** number <= 0.001, "pairs that agree in no whole band"
