"""Texts for pools that must agree."""

import random

from hypothesis import strategies as st

from tests.support.texts import edited

# Few words, so that texts come close and tie; marks that are no tokens; scripts without spaces between words.
_WORDS = ["a", "b", "c", "d", "e", "A", "b!", "…", "’", "é", "中文", "水水", "ไทย", "ＷＩＤＥ", "\ud800"]
TEXTS = st.lists(st.lists(st.sampled_from(_WORDS), max_size=10).map(" ".join), max_size=40)


def crowd(number: int, seed: int = 0) -> list[str]:
    """That many texts, many of them close to an earlier one, equal to one but for case, or without a token."""
    rng = random.Random(seed)
    vocabulary = [f"w{word}" for word in range(60)] + _WORDS
    texts: list[str] = []
    while len(texts) < number:
        if texts and rng.random() < 0.6:
            words = edited(rng, rng.choice(texts).split(" "), vocabulary)
            texts.append(" ".join(words) if rng.random() < 0.8 else rng.choice(texts).upper())
        else:
            texts.append(" ".join(rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 7, 10, 13, 14, 20]))))
    return texts
