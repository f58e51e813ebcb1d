"""Texts that come close to each other, and how close they are by another hand."""

import random
from collections.abc import Sequence

import pytest
from rapidfuzz.distance import LCSseq

SCAN, LISTS = 10**9, 1
FORMS = pytest.mark.parametrize("limit", [SCAN, LISTS, 60], ids=["scan", "lists", "both"])


def score(a: Sequence[str], b: Sequence[str]) -> float:
    """rouge-score's F-measure, written here once more so that the module is not its own witness."""
    common = LCSseq.similarity(a, b)
    if not common:
        return 0.0
    precision, recall = common / len(a), common / len(b)
    return 2 * precision * recall / (precision + recall)


def edited(rng: random.Random, words: list[str], vocabulary: list[str]) -> list[str]:
    words = list(words)
    for _ in range(rng.randint(0, 6)):
        place = rng.randrange(len(words) + 1)
        kind = rng.random()
        if kind < 0.4:
            words.insert(place, rng.choice(vocabulary))
        elif place < len(words):
            words[place : place + 1] = [] if kind < 0.7 else [rng.choice(vocabulary)]
    return words
