"""Near-duplicates by Jaccard similarity of words or of shingles (runs of words): an exact set similarity join.

Over sets of m and n elements with c in common, J = c/(m + n - c) and Dice's F = 2c/(m + n) say the same thing:
J ≥ j iff F ≥ 2j/(1 + j). So the prefix filter in `shortlist`, which knows where F can be reached, names the few
entries, and the sets themselves decide. Order and repetition of words do not count, except within a run.
"""

from collections.abc import Sequence

from selfinstruct.errors import UsageError
from selfinstruct.novelty.entries import SCAN_LIMIT, Entries
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import tokenizer


class JaccardIndex:
    """A pool of texts that says which one shares at least `threshold` of its elements with another text.

    `threshold` lies above 0 and up to 1. An element is a run of `size` words; a shorter text is one element. Raises
    UsageError for other values.
    """

    def __init__(
        self, threshold: float = 0.8, size: int = 1, profile: str = "unicode", *, _scan_limit: int = SCAN_LIMIT
    ) -> None:
        if not 0 < threshold <= 1:
            raise UsageError(f"the Jaccard threshold is {threshold}; it must be above 0 and at most 1")
        if size < 1:
            raise UsageError(f"a run of {size} words cannot be compared; size must be at least 1")
        self.threshold = threshold
        self.size = size
        self._tokenize = tokenizer(profile)
        self._entries = Entries(2 * threshold / (1 + threshold), _scan_limit)

    def __len__(self) -> int:
        return len(self._entries)

    def check(self, text: str) -> Match | None:
        """The entry with the highest similarity (the earliest of equals) if it reaches the threshold, else None."""
        runs = self._runs(text)
        tokens, elements = self._entries.read(runs)
        mine = set(elements)
        best, where = 0.0, -1
        for position in self._entries.near(elements, len(tokens)):
            theirs = self._entries.tokens_of(position)
            common = sum(element in mine for element in theirs)
            similarity = common / (len(tokens) + len(theirs) - common)
            if similarity >= self.threshold and similarity > best:
                best, where = similarity, position
        return None if where < 0 else Match(best, self._entries.text(where), where)

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        return self._entries.add(text, self._runs(text))

    def _runs(self, text: str) -> list[str]:
        return list(dict.fromkeys(word_runs(self._tokenize(text), self.size)))


def word_runs(words: Sequence[str], size: int) -> list[str]:
    """All runs of `size` words; one run of all where there are fewer, none where there is no word."""
    if size == 1 or not words:
        return list(words)
    return [" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))]
