"""Filters for what a document says again: lines, paragraphs and runs of words, by their characters' share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from selfinstruct.filters.documents.measured import MeasuredDocument, share, shown
from selfinstruct.records import Reason

_LINES, _PARAGRAPHS = re.compile(r"\n+"), re.compile(r"\n{2,}")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class RepeatedLines:
    """Documents of which more than `most` of the lines, or `characters` of the text in them, stood there before.

    With `filled` only lines that hold more than white space count, and no line ends.
    """

    most: float = 0.3
    characters: float = 0.2
    filled: bool = False
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        lines = document.filled_lines if self.filled else _LINES.split(document.text)
        size = len(document.text) - (document.text.count("\n") if self.filled else 0)
        return _repeated("repeated_lines", lines, size, self.most, self.characters)


@dataclass(frozen=True)
class RepeatedParagraphs:
    """Documents of which more than `most` of the paragraphs, or `characters` of the text in them, came before."""

    most: float = 0.3
    characters: float = 0.2
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        parts = _PARAGRAPHS.split(document.text.strip())
        return _repeated("repeated_paragraphs", parts, len(document.text), self.most, self.characters)


def _repeated(rule: str, parts: Sequence[str], size: int, most: float, characters: float) -> Reason | None:
    met: set[str] = set()
    number = repeated = 0
    for part in parts:
        if part in met:
            number, repeated = number + 1, repeated + len(part)
        met.add(part)
    if (found := share(number, len(parts))) > most:
        return Reason(rule, {"share": shown(found)})
    if (found := share(repeated, size)) > characters:
        return Reason(rule, {"characters": shown(found)})
    return None


@dataclass(frozen=True)
class RepeatedNgrams:
    """Documents in which runs of words make up too much of the text: the commonest run, or all that come again.

    `top` and `duplicate` have for the length of a run the greatest share of the text's characters.
    """

    top: dict[str, float] = field(default_factory=lambda: {"2": 0.2, "3": 0.18, "4": 0.16})
    duplicate: dict[str, float] = field(
        default_factory=lambda: {"5": 0.15, "6": 0.14, "7": 0.13, "8": 0.12, "9": 0.11, "10": 0.1}
    )
    scope: ClassVar[str] = "document"

    def __post_init__(self) -> None:
        for name, lengths in (("top", self.top), ("duplicate", self.duplicate)):
            if wrong := [length for length in lengths if not length.isdecimal() or int(length) < 1]:
                raise ValueError(f"{name}: {wrong[0]!r} is no number of words")

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        runs, size = _Runs(document.words), len(document.text)
        for length, most in self.top.items():
            if (found := share(runs.commonest(int(length)), size)) > most:
                return Reason("repeated_ngrams", {"top": int(length), "characters": shown(found)})
        if not self.duplicate:
            return None
        shortest, least = min(map(int, self.duplicate)), min(self.duplicate.values())
        if share(runs.at_most(shortest), size) <= least:
            return None
        for length, most in self.duplicate.items():
            if (found := share(runs.repeated(int(length)), size)) > most:
                return Reason("repeated_ngrams", {"duplicate": int(length), "characters": shown(found)})
        return None


class _Runs:
    """The runs of words of a text, each known by a 64-bit hash of its words' numbers."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        self._mixed = _mix(np.fromiter(map(numbers.__getitem__, words), np.uint64, len(words)))

    @cached_property
    def _ends(self) -> list[int]:
        """Characters of all words up to each."""
        return list(accumulate(map(len, self._words), initial=0))

    def _hashes(self, length: int) -> NDArray[np.uint64]:
        number = len(self._words) - length + 1
        found = np.zeros(max(0, number), dtype=np.uint64)
        for place in range(length if number > 0 else 0):
            found = found * _FACTOR + self._mixed[place : place + number]
        return found

    def commonest(self, length: int) -> int:
        """Characters, spaces between words included, that the commonest run takes up; 0 where none comes again."""
        hashes = self._hashes(length)
        if not len(hashes):
            return 0
        _, firsts, counts = np.unique(hashes, return_index=True, return_counts=True)
        most = int(counts.max())
        if most < 2:
            return 0
        first = int(firsts[counts == most].min())
        return most * (self._ends[first + length] - self._ends[first] + length - 1)

    def at_most(self, length: int) -> int:
        """No more characters than these are in runs of that length, or of a greater one, that come again."""
        return sum(self._ends[end] - self._ends[start] for start, end in self._covered(length))

    def _covered(self, length: int) -> Iterator[tuple[int, int]]:
        """Stretches of words that runs cover which stood there before."""
        hashes = self._hashes(length)
        first = np.ones(len(hashes), dtype=bool)
        if len(hashes):
            first[np.unique(hashes, return_index=True)[1]] = False
        start = end = -1
        for place in np.flatnonzero(first).tolist():
            if place > end and end >= 0:
                yield start, end
            start = place if place > end else start
            end = place + length
        if end >= 0:
            yield start, end

    def repeated(self, length: int) -> int:
        """Characters in runs that stood there before; of runs that overlap the first counts."""
        met: set[int] = set()
        place = found = 0
        hashes = self._hashes(length).tolist()
        while place < len(hashes):
            if hashes[place] in met:
                found += self._ends[place + length] - self._ends[place]
                place += length
            else:
                met.add(hashes[place])
                place += 1
        return found


def _mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = (numbers + np.uint64(1)) * _FACTOR
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))
