"""Two datasets beside each other: how much of one is in the other, and in which words they differ."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.flows.datasets.measures import BINS, closeness
from selfinstruct.text.tokens import unicode_tokens

SAMPLED = 10_000  # instructions of each dataset that are compared, as a sample
ASKED = 2_000  # of these are looked for in the other
WORDS = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """`forth` is a histogram of ROUGE-L of the first's instructions with the nearest of the other, `back` the reverse.

    `same` are instructions that stand in both word by word. `words` are those that tell the two apart, the first's
    and the other's: word, and its share of instructions here and there. `compared` instructions of each were looked
    at, of `of` different ones.
    """

    forth: Sequence[int]
    back: Sequence[int]
    same: int
    words: tuple[Sequence[tuple[str, float, float]], Sequence[tuple[str, float, float]]]
    compared: tuple[int, int]
    of: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Instructions:
    """Those of one dataset: `of` different ones, known by their hashes, and a sample of them drawn by hash."""

    sample: Sequence[str]
    hashes: frozenset[int]

    @property
    def of(self) -> int:
        return len(self.hashes)


def difference(first: Instructions, second: Instructions) -> Difference:
    """How two datasets' instructions differ."""
    one, other = first.sample, second.sample
    forth = closeness(one[:ASKED], other) if one and other else None
    back = closeness(other[:ASKED], one) if one and other else None
    return Difference(
        forth.histogram if forth else [0] * BINS,
        back.histogram if back else [0] * BINS,
        len(first.hashes & second.hashes),
        (_telling(one, other), _telling(other, one)),
        (len(one), len(other)),
        (first.of, second.of),
    )


def _telling(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, float, float]]:
    """Words that stand in more instructions here than there, by the log-likelihood ratio (Dunning 1993)."""
    here, there = _counts(one), _counts(other)
    found = []
    for word, number in here.items():
        if number < 3 or number / len(one) <= there[word] / max(1, len(other)):
            continue
        pooled = (number + there[word]) / (len(one) + len(other))
        ratio = number * math.log(number / (pooled * len(one)))
        if there[word]:
            ratio += there[word] * math.log(there[word] / (pooled * len(other)))
        found.append((-ratio, word, number))
    return [(word, number / len(one), there[word] / max(1, len(other))) for _, word, number in sorted(found)[:WORDS]]


def _counts(texts: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word for word in unicode_tokens(text) if len(word) > 2})
    return counts
