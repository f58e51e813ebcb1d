"""Overlap of n-grams: runs of words that a text shares with others, as benchmarks are kept out of training data.

GPT-3 (arXiv 2005.14165, appendix C) calls a benchmark item contaminated if it shares a run of 13 words with the
training data. Items with fewer words are taken whole, down to a length below which chance is enough.
"""

from collections import Counter

from selfinstruct.errors import UsageError
from selfinstruct.novelty.exact import hash64
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import tokenizer


class NgramIndex:
    """A pool of texts that says how much of another one is runs of `size` words they have.

    A text matches if such runs cover more than `share` of its words: with 0, if there is one. An entry of fewer words
    counts as one run if it has at least `shortest`.
    """

    def __init__(self, size: int = 13, share: float = 0.0, shortest: int = 8, profile: str = "unicode") -> None:
        if size < 1 or shortest < 1:
            raise UsageError(f"size is {size} and shortest {shortest}; a run has at least 1 word")
        if not 0 <= share < 1:
            raise UsageError(f"the share of overlap is {share}; it must be at least 0 and below 1")
        self.size, self.share, self.shortest = size, share, shortest
        self._tokenize = tokenizer(profile)
        # For each run the first entry with it; runs are of these lengths.
        self._known: dict[int, int] = {}
        self._lengths: set[int] = set()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def check(self, text: str) -> Match | None:
        """The entry that shares most, the share that all entries cover, and the longest stretch in common with that."""
        words = self._tokenize(text)
        owners: dict[int, set[int]] = {}
        for length in sorted(self._lengths):
            for start in range(len(words) - length + 1):
                position = self._known.get(_hash(words[start : start + length]))
                if position is not None:
                    owners.setdefault(position, set()).update(range(start, start + length))
        covered = len(set().union(*owners.values())) if owners else 0
        if not covered or covered <= self.share * len(words):
            return None
        best = min(owners, key=lambda position: (-len(owners[position]), position))
        return Match(covered / len(words), " ".join(_longest(words, owners[best])), best)

    def add(self, text: str) -> int:
        """Put a text into the pool, and give its position."""
        words = self._tokenize(text)
        length = min(self.size, len(words))
        if length >= min(self.size, self.shortest):
            self._lengths.add(length)
            for start in range(len(words) - length + 1):
                self._known.setdefault(_hash(words[start : start + length]), self._size)
        self._size += 1
        return self._size - 1


def _hash(words: list[str]) -> int:
    return hash64(" ".join(words))


def _longest(words: list[str], places: set[int]) -> list[str]:
    """The words of the longest stretch without a gap."""
    ordered = sorted(places)
    stretches = Counter(place - rank for rank, place in enumerate(ordered))
    offset, length = max(stretches.items(), key=lambda item: (item[1], -item[0]))
    start = next(place for rank, place in enumerate(ordered) if place - rank == offset)
    return words[start : start + length]
