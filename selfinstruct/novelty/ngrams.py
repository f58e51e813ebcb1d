"""Overlap of n-grams: runs of words that a text shares with others, as benchmarks are kept out of training data.

GPT-3 (arXiv 2005.14165, appendix C) calls a benchmark item contaminated if it shares a run of 13 words with the
training data. Items with fewer words are taken whole, down to a length below which chance is enough. Later sets take
runs of 8 words and count the share of the item that stands in the training data (OLMo 3, arXiv 2512.13961: half of it).
"""

from collections import Counter

from selfinstruct.errors import UsageError
from selfinstruct.novelty.item_runs import ItemRuns, hash_of
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import is_unspaced, tokenizer

SHARES = ("row", "item")  # what a share is one of: the text asked about, or the entry of the pool


class NgramIndex:
    """A pool of texts that says how much of another one is runs of `size` words they have.

    A text matches if such runs cover more than `share` of its words: with 0, if there is one. An entry of fewer words
    counts as one run if it has at least `shortest`. With `share_of` "item" the share is that of the entry's words
    which the text has, as the items of a benchmark are counted; see `ItemRuns` for `common`. Without `letters` words
    of one letter are passed over on both sides, as the names of variables are.
    """

    def __init__(
        self, size: int = 13, share: float = 0.0, shortest: int = 8, profile: str = "unicode", share_of: str = "row",
        common: int = 0, letters: bool = True,
    ) -> None:  # fmt: skip
        if size < 1 or shortest < 1:
            raise UsageError(f"size is {size} and shortest {shortest}; a run has at least 1 word")
        if not 0 <= share < 1:
            raise UsageError(f"the share of overlap is {share}; it must be at least 0 and below 1")
        if share_of not in SHARES:
            raise UsageError(f"there is no share of {share_of!r}; known: {', '.join(SHARES)}")
        if common < 0 or (common and share_of == "row"):
            raise UsageError(f"common is {common}; it must be at least 0, and needs share_of: item")
        self.size, self.share, self.shortest, self.letters = size, share, shortest, letters
        self._split = tokenizer(profile)
        self._items = ItemRuns(share, common) if share_of == "item" else None
        # For each run the first entry with it; runs are of these lengths.
        self._known: dict[int, int] = {}
        self._lengths: set[int] = set()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def check(self, text: str) -> Match | None:
        """The entry that shares most, the share, and what it has in common with that.

        The share is what all entries cover of the text, and in common is the longest stretch; of entries that are
        counted by themselves it is the share of the one, and in common is all that was found of it.
        """
        words = self._tokenize(text)
        if self._items is not None:
            return self._items.check(words)
        owners: dict[int, set[int]] = {}
        for length in sorted(self._lengths):
            for start in range(len(words) - length + 1):
                position = self._known.get(hash_of(words[start : start + length]))
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
            if self._items is not None:
                self._items.add(words, length, self._size)
            else:
                for start in range(len(words) - length + 1):
                    self._known.setdefault(hash_of(words[start : start + length]), self._size)
        self._size += 1
        return self._size - 1

    def _tokenize(self, text: str) -> list[str]:
        words = self._split(text)
        if self.letters:
            return words
        return [word for word in words if len(word) > 1 or not word.isalpha() or is_unspaced(word)]


def _longest(words: list[str], places: set[int]) -> list[str]:
    """The words of the longest stretch without a gap."""
    ordered = sorted(places)
    stretches = Counter(place - rank for rank, place in enumerate(ordered))
    offset, length = max(stretches.items(), key=lambda item: (item[1], -item[0]))
    start = next(place for rank, place in enumerate(ordered) if place - rank == offset)
    return words[start : start + length]
