"""Signatures bound what two texts can have in common."""

import random

import numpy as np

from selfinstruct.novelty.signatures import WideSignatures


def test_wide_signatures_never_say_too_much() -> None:
    """Long texts, one by one and all at once; and what they say is worth having."""
    rng = random.Random(4)
    texts = [sorted(rng.sample(range(9000), rng.choice((3, 63, 64, 200, 500)))) for _ in range(5000)]
    grown = WideSignatures()
    for text in texts[:300]:
        grown.add(text)
    flat = np.array([element for text in texts for element in text], np.uint32)
    made = WideSignatures.of(flat, np.cumsum([len(text) for text in texts]).astype(np.uint64))
    asked = set(texts[0]) | set(rng.sample(range(9000), 100))
    positions = np.array([*range(300), *range(4500, 5000)])
    told = made.differing(positions, sorted(asked))
    assert grown.differing(positions[:300], sorted(asked)).tolist() == told[:300].tolist()
    truth = [len(asked.symmetric_difference(texts[position])) for position in positions]
    assert all(low <= true for low, true in zip(told.tolist(), truth, strict=True))
    long = [(low, true) for low, true, at in zip(told, truth, positions, strict=True) if len(texts[at]) >= 64]
    assert sum(low for low, _ in long) > 0.6 * sum(true for _, true in long)
    assert not told[[len(texts[position]) < 64 for position in positions]].any()
