"""How much of each item of a benchmark a text has: the runs of words of every item, with their places in it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from selfinstruct.novelty.exact import hash64
from selfinstruct.novelty.rouge import Match

_GAP = " … "


class ItemRuns:
    """Items by their runs of words; a text matches one if it has more than `share` of the item's words in such runs.

    A run that more than `common` items have is a generic phrase ("which of the following is true"): the words that
    stand in no other run count neither as found nor as missing. With 0 every run counts.
    """

    def __init__(self, share: float, common: int) -> None:
        self.share, self.common = share, common
        # For each run the places where it begins: item and number of the word.
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._items: dict[int, tuple[list[str], int]] = {}
        self._lengths: set[int] = set()

    def add(self, words: list[str], length: int, position: int) -> None:
        """Take an item by its runs of `length` words."""
        self._items[position] = (words, length)
        self._lengths.add(length)
        for start, run in runs_of(words, length):
            self._places.setdefault(run, []).append((position, start))

    def check(self, words: list[str]) -> Match | None:
        """The item of which the text has the largest share, the first of equals, with what it has of it."""
        found: dict[int, set[int]] = {}
        for length in sorted(self._lengths):
            for run in {run for _, run in runs_of(words, length)}:
                places = self._places.get(run, ())
                if not self._is_common(places):
                    for position, start in places:
                        found.setdefault(position, set()).update(range(start, start + length))
        scores = {position: len(places) / self._counted(position) for position, places in found.items()}
        best = min(scores, key=lambda position: (-scores[position], position), default=None)
        if best is None or scores[best] <= self.share:
            return None
        return Match(scores[best], _shown(self._items[best][0], sorted(found[best])), best)

    def _counted(self, position: int) -> int:
        """How many words of an item count."""
        words, length = self._items[position]
        if not self.common:
            return len(words)
        runs = (start for start, run in runs_of(words, length) if not self._is_common(self._places[run]))
        return len({place for start in runs for place in range(start, start + length)})

    def _is_common(self, places: Sequence[tuple[int, int]]) -> bool:
        if not self.common or len(places) <= self.common:
            return False
        return len(Counter(position for position, _ in places)) > self.common


def runs_of(words: list[str], length: int) -> Iterator[tuple[int, int]]:
    """Where each run of `length` words begins, and its hash."""
    for start in range(len(words) - length + 1):
        yield start, hash_of(words[start : start + length])


def hash_of(words: list[str]) -> int:
    """The name that a run is known by."""
    return hash64(" ".join(words))


def _shown(words: list[str], places: list[int]) -> str:
    """The words at these places, with a mark for each gap between them."""
    text = ""
    for number, place in enumerate(places):
        if number:
            text += " " if place == places[number - 1] + 1 else _GAP
        text += words[place]
    return text
