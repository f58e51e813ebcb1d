"""A pool of texts that says which one asks for the same as another text, in other words.

Two texts are duplicates if they are equal once folded, or if the cosine of their vectors is at least the threshold and
their wordings meet (`wording` has what vectors do not see). All pairs of which that is true are found, without
comparing all: where wordings meet, each telling word of the one has a counterpart in the other, so the entries that
have none for one of them are out, beginning with the rarest. Nothing is approximate, and scores are made of whole
numbers (see `vectors.static`): the decisions are the same in any process, on any machine.
"""

from array import array

import numpy as np
from numpy.typing import NDArray

from selfinstruct.errors import UsageError
from selfinstruct.files.spool import Spool
from selfinstruct.novelty.exact import hash64, normal_form
from selfinstruct.novelty.rouge import Match
from selfinstruct.novelty.semantic.meeting import meet, roots
from selfinstruct.novelty.semantic.wording import Wording, read
from selfinstruct.novelty.vectors.static import SIZE, StaticWords, Whole, cosines, load

# The wording decides; below it lies what has other words in common than those that say something.
THRESHOLD = 0.6
# Cosines of words: other words for the same reach it, opposites and neighbours of a kind do not.
WORDS_NEAR = 0.55
_DIGITS = 4
_FEW = 32
_BLOCK = 4096


class SemanticIndex:
    """A pool of texts; `threshold` is the cosine from which on a text whose wording meets an entry's is its duplicate.

    Raises UsageError for a value out of range, MissingExtra where the vectors are not installed.
    """

    def __init__(self, threshold: float = THRESHOLD, words: StaticWords | None = None) -> None:
        if not 0 < threshold <= 1:
            raise UsageError(f"the semantic threshold is {threshold}; it must be above 0 and at most 1")
        self.threshold = threshold
        self._static = load() if words is None else words
        self._texts: Spool[str] = Spool()
        self._equal: dict[int, int] = {}
        self._vectors: Whole = np.empty((_BLOCK, SIZE), np.int16)
        self._by_key: dict[str, array[int]] = {}
        self._postings: dict[str, array[int]] = {}
        self._by_root: dict[str, list[str]] = {}
        self._last: tuple[str, Wording, Whole] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def check(self, text: str) -> Match | None:
        """The first entry that is equal, else the closest that is a duplicate (the earliest of equals), else None.

        A blank text has none.
        """
        if not text.strip():
            return None
        equal = self._equal.get(_folded(text))
        if equal is not None:
            return Match(1.0, self._texts[equal], equal)
        wording, vector = self._read(text)
        places = self._likely(wording)
        if not len(places):
            return None
        scores = np.round(cosines(vector, self._vectors[places]), _DIGITS)
        close = np.flatnonzero(scores >= self.threshold)
        for place in close[np.lexsort((places[close], -scores[close]))].tolist():
            position = int(places[place])
            found = self._texts[position]
            if meet(wording, read(found), self._near):
                return Match(float(scores[place]), found, position)
        return None

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        wording, vector = self._read(text)
        position = len(self._texts)
        if position == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
        self._vectors[position] = vector
        self._texts.append(text)
        self._equal.setdefault(_folded(text), position)
        self._by_key.setdefault(wording.key, array("I")).append(position)
        # One without a telling word is met by others like it alone.
        for word in wording.telling or ("",):
            if word not in self._postings:
                self._postings[word] = array("I")
                for form in roots(word):
                    self._by_root.setdefault(form, []).append(word)
            self._postings[word].append(position)
        return position

    def _read(self, text: str) -> tuple[Wording, Whole]:
        # A text is checked and then added.
        if self._last is None or self._last[0] != text:
            wording = read(text)
            self._last = (text, wording, self._static.vector(wording.words))
        return self._last[1:]

    def _near(self, word: str) -> tuple[str, ...]:
        return self._static.near(word, WORDS_NEAR)

    def _likely(self, wording: Wording) -> NDArray[np.int64]:
        """The positions, ascending, of all entries that have a counterpart for each telling word, and of some more."""
        if not wording.words:
            return np.empty(0, np.int64)
        lists = [self._listed(word, word in wording.exact) for word in wording.telling or ("",)]
        lists = sorted([[self._by_key.get(wording.key, array("I"))], *lists], key=_size)
        places = _joined(lists[0])
        for others in lists[1:]:
            if len(places) <= _FEW:
                break
            places = places[_among(places, others)]
        return places

    def _listed(self, word: str, exact: bool) -> "list[array[int]]":
        """The entries of a word and of all that may be its counterpart."""
        words = {word}
        if word and not exact:
            forms = roots(word)
            near = forms.union(*map(self._near, forms))
            words.update(*(self._by_root.get(form, ()) for form in near))
        return [self._postings[other] for other in words if other in self._postings]


def _folded(text: str) -> int:
    return hash64(normal_form(text, "plain") or text.strip())


def _size(lists: "list[array[int]]") -> int:
    return sum(map(len, lists))


def _joined(lists: "list[array[int]]") -> NDArray[np.int64]:
    parts = [np.frombuffer(part, np.uint32) for part in lists if part]
    if not parts:
        return np.empty(0, np.int64)
    return (np.unique(np.concatenate(parts)) if len(parts) > 1 else parts[0]).astype(np.int64)


def _among(places: NDArray[np.int64], lists: "list[array[int]]") -> NDArray[np.bool_]:
    """Which of the positions stand in one of the lists, which ascend."""
    found = np.zeros(len(places), np.bool_)
    for part in filter(None, lists):
        there = np.frombuffer(part, np.uint32)
        where = np.searchsorted(there, places)
        found |= there[np.minimum(where, len(there) - 1)] == places
    return found
