"""A pool of texts whose pairs are known beforehand: it answers as an index does, and measures nothing."""

from array import array
from collections.abc import Iterator

from selfinstruct.files.spool import Spool
from selfinstruct.novelty.join.pairs import Pairs
from selfinstruct.novelty.join.texts import Classes
from selfinstruct.novelty.rouge import Match, NoveltyIndex


class JoinedIndex:
    """What NoveltyIndex says, to the bit, of the texts of a join in the order in which they came to it.

    A text that the join has not seen it measures, and from then on all: that is slow, and as right.
    """

    def __init__(self, classes: Classes, pairs: Pairs, threshold: float, profile: str) -> None:
        self.threshold, self._profile = threshold, profile
        self._classes, self._pairs = classes, pairs
        self._spool: Spool[str] = Spool()
        # For each class the first entry of it, and of the few that have more the others.
        self._first = array("q", [-1]) * len(classes)
        self._further: dict[int, list[int]] = {}
        self._last: tuple[str, int | None] | None = None
        self._measured: NoveltyIndex | None = None

    def __len__(self) -> int:
        return len(self._spool if self._measured is None else self._measured)

    def check(self, text: str) -> Match | None:
        """The closest entry if its score is above the threshold (the earliest of equals), else None."""
        if (measured := self._measuring(text)) is not None:
            return measured.check(text)
        best, where = 0.0, -1
        for score, position in self._near(text):
            if where >= 0 and score < best:
                break
            if where < 0 or position < where:
                best, where = score, position
        return None if where < 0 else self._match(best, where)

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        if (measured := self._measuring(text)) is not None:
            return measured.add(text)
        position, number = len(self._spool), self._number(text)
        self._spool.append(text)
        if number is not None and self._first[number] < 0:
            self._first[number] = position
        elif number is not None:
            self._further.setdefault(number, []).append(position)
        return position

    def nearest(self, text: str, k: int = 10) -> list[Match]:
        """The k closest entries of those above the threshold, closest first and the earliest of equals first."""
        if (measured := self._measuring(text)) is not None:
            return [match for match in measured.nearest(text, k) if match.score > self.threshold]
        found = sorted(self._near(text), key=lambda item: (-item[0], item[1]))
        return [self._match(*item) for item in found[: max(0, k)]]

    def _near(self, text: str) -> Iterator[tuple[float, int]]:
        """Score and position of the entries above the threshold, the highest scores first."""
        number = self._number(text)
        if number is None:
            return
        if self.threshold < 1:
            yield from ((1.0, position) for position in self._entries(number))
        for other, score in self._pairs.of(number):
            yield from ((score, position) for position in self._entries(other))

    def _entries(self, number: int) -> Iterator[int]:
        if self._first[number] >= 0:
            yield self._first[number]
            yield from self._further.get(number, ())

    def _number(self, text: str) -> int | None:
        # A text is checked and then added.
        if self._last is None or self._last[0] != text:
            self._last = (text, self._classes.number(text))
        return self._last[1]

    def _measuring(self, text: str) -> NoveltyIndex | None:
        if self._measured is None:
            try:
                self._number(text)
            except KeyError:
                self._measured = NoveltyIndex(self.threshold, self._profile)
                for entry in self._spool:
                    self._measured.add(entry)
        return self._measured

    def _match(self, score: float, position: int) -> Match:
        return Match(score, self._spool[position], position)
