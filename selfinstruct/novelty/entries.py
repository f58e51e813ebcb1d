"""The entries of a pool: texts and their elements in flat arrays, below a `shortlist` that filters them.

A token is a number here, given when it first appears in the pool; a token that repeats within a text gets one more
number for each repetition, its elements (see `shortlist`). Texts, numbers and where they end lie one after the other in
a few flat arrays, which keeps an entry below 400 bytes. While the pool is small the shortlist scans all signatures.
From SCAN_LIMIT entries on it keeps an inverted index of rare elements; then, and each time the pool has doubled, the
numbers are assigned anew by document frequency, the most frequent elements first. Texts that are long for that have
wide signatures too (see `signatures`).
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from selfinstruct.novelty.bounds import needs
from selfinstruct.novelty.shortlist import Shortlist
from selfinstruct.novelty.signatures import WideSignatures

# Where, on instructions of a dozen words, both forms of the shortlist cost the same.
SCAN_LIMIT = 4_000
# Measuring texts of so many tokens together one by one costs no more than counting first what they share.
_LITTLE = 2048
_CHUNK = 1 << 12
# No element's number.
UNKNOWN = 1 << 32


class Entries:
    """Entries in the order they were added; `threshold` is the F-measure that `near` is asked about.

    `elements` holds those of all entries one after the other, `tokens` for each the number of its token, which is that
    of the token's first occurrence in a text, `ends` where each entry's end.
    """

    def __init__(self, threshold: float, scan_limit: int = SCAN_LIMIT) -> None:
        self.threshold = threshold
        self.elements = array("I")
        self.tokens = array("I")
        self.ends = array("Q")
        self._numbers: dict[str, int] = {}
        self._texts = bytearray()
        self._text_ends = array("Q")
        self._shortlist = Shortlist(threshold)
        self._wide = WideSignatures()
        self._renumber_at = max(1, scan_limit)

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def vocabulary(self) -> int:
        """How many elements there are."""
        return len(self._numbers)

    def add(self, text: str, words: list[str]) -> int:
        """Take the next entry, and give its position."""
        numbers, keys = self._numbers, _keys(words)
        elements = [numbers.setdefault(key, len(numbers)) for key in keys]
        self._texts += text.encode("utf-8", "surrogatepass")
        self._text_ends.append(len(self._texts))
        self.elements.extend(elements)
        self.tokens.extend(elements if keys is words else [numbers[word] for word in words])
        self.ends.append(len(self.elements))
        if len(self.ends) < self._renumber_at:
            self._shortlist.add(elements)
            self._wide.add(elements)
        else:
            self._renumber()
        return len(self.ends) - 1

    def read(self, words: list[str]) -> tuple[list[int], list[int]]:
        """A text's tokens in order, UNKNOWN for those the pool lacks, and those of its elements that it has."""
        get = self._numbers.get
        tokens = [get(word, UNKNOWN) for word in words]
        keys = _keys(words)
        elements = tokens if keys is words else [get(key, UNKNOWN) for key in keys]
        if UNKNOWN in elements:
            return tokens, [element for element in elements if element != UNKNOWN]
        return tokens, elements

    def near(self, elements: Sequence[int], size: int, threshold: float | None = None) -> list[int]:
        """The positions, ascending, of all entries that can score the threshold or more, and of a few that cannot.

        A `threshold` given must not be below the pool's own.
        """
        threshold = self.threshold if threshold is None else threshold
        positions = self._shortlist.near(elements, size, threshold)
        if len(positions) * size <= _LITTLE:
            return positions
        parts = (positions[start : start + _CHUNK] for start in range(0, len(positions), _CHUNK))
        return [near for part in parts for near in self._sharing(part, elements, size, threshold)]

    def promising(self, elements: Sequence[int], size: int) -> Iterable[tuple[float, int]]:
        """`near`, each behind a score that its own is not above: the highest first, unless there are few."""
        found = self._shortlist.promising(elements, size)
        return found if len(found) * size <= _LITTLE else self._by_and_by(found, elements, size)

    def _by_and_by(
        self, found: list[tuple[float, int]], elements: Sequence[int], size: int
    ) -> Iterator[tuple[float, int]]:
        """What they share is counted only if the first of them do not settle it."""
        first = _LITTLE // size
        yield from found[:first]
        for start in range(first, len(found), _CHUNK):
            part = found[start : start + _CHUNK]
            sharing = set(self._sharing([position for _, position in part], elements, size, self.threshold))
            yield from (item for item in part if item[1] in sharing)

    def differing(self, elements: list[int]) -> NDArray[np.uint8]:
        """For each entry a lower bound of the number of these elements and its own that the other side lacks."""
        return self._shortlist.differing(elements)

    def tokens_of(self, position: int) -> list[int]:
        """An entry's tokens in order."""
        return self.tokens[self.ends[position - 1] if position else 0 : self.ends[position]].tolist()

    def elements_of(self, position: int) -> "array[int]":
        """An entry's elements in order."""
        start = self.ends[position - 1] if position else 0
        return self.elements[start : self.ends[position]]

    def part(self, positions: NDArray[np.int64], threshold: float) -> "Entries":
        """Some of the entries, without their texts, as a pool of its own to look in: it knows the same elements."""
        made = Entries(threshold)
        ends = np.frombuffer(self.ends, np.uint64).astype(np.int64)
        starts = np.concatenate(([0], ends))[positions]
        sizes = ends[positions] - starts
        stops = np.cumsum(sizes)
        places = np.repeat(starts - (stops - sizes), sizes) + np.arange(sizes.sum())
        made._numbers = self._numbers
        made.elements = array("I", np.frombuffer(self.elements, np.uint32)[places].tobytes())
        made.tokens = array("I", np.frombuffer(self.tokens, np.uint32)[places].tobytes())
        made.ends = array("Q", stops.astype(np.uint64).tobytes())
        made._restart(listed=self._shortlist.listed)
        made._shortlist.reserve(self.vocabulary)
        return made

    def text(self, position: int) -> str:
        start = self._text_ends[position - 1] if position else 0
        return self._texts[start : self._text_ends[position]].decode("utf-8", "surrogatepass")

    def parts(self) -> tuple[dict[str, Any], list[bytes]]:
        """All that `restore` needs: a header for JSON, and bytes."""
        first = np.empty(self.vocabulary, np.uint32)
        first[np.frombuffer(self.elements, np.uint32)] = np.frombuffer(self.tokens, np.uint32)
        arrays = (array("I", self._numbers.values()), first, self.elements, self.ends, self._text_ends)
        texts = ["\n".join(self._numbers).encode(), bytes(self._texts)]
        header = {"listed": self._shortlist.listed, "deal_at": self._renumber_at}
        return header, texts + [part.tobytes() for part in arrays]

    @classmethod
    def restore(cls, threshold: float, header: dict[str, Any], parts: list[bytes]) -> Self:
        """What `parts` was asked of. Raises ValueError or KeyError where these are something else."""
        made = cls(threshold)
        keys, texts, *arrays = parts
        numbers, first, made.elements, made.ends, made._text_ends = (
            array(code, part) for code, part in zip("IIIQQ", arrays, strict=True)
        )
        made.tokens = array("I", np.frombuffer(first, np.uint32)[np.frombuffer(made.elements, np.uint32)].tobytes())
        made._numbers = dict(zip(keys.decode().split("\n") if numbers else [], numbers, strict=True))
        made._texts = bytearray(texts)
        made._renumber_at = header["deal_at"]
        made._restart(listed=header["listed"])
        return made

    def _sharing(self, positions: list[int], elements: Sequence[int], size: int, threshold: float) -> list[int]:
        """Those of the positions that share enough elements, counted. A signature of a long text says little."""
        where = np.array(positions)
        ends = np.frombuffer(self.ends, np.uint64)
        starts = np.where(where > 0, ends[where - 1], 0).astype(np.int64)
        sizes = ends[where].astype(np.int64) - starts
        # Elements that no entry has are the text's alone.
        most = size + sizes - 2 * needs(threshold, size + sizes) - (size - len(elements))
        left = np.flatnonzero(self._wide.differing(where, elements) <= most)
        if not len(left):
            return []
        where, starts, sizes = where[left], starts[left], sizes[left]
        first = np.cumsum(sizes) - sizes
        mine = np.zeros(self.vocabulary, np.bool_)
        mine[elements] = True
        theirs = np.frombuffer(self.elements, np.uint32)[np.repeat(starts - first, sizes) + np.arange(sizes.sum())]
        shared = np.add.reduceat(mine[theirs], first, dtype=np.int64)
        near: list[int] = where[shared >= needs(threshold, size + sizes)].tolist()
        return near

    def _renumber(self) -> None:
        """Number the elements anew, the most frequent first, and list all entries under their rare ones."""
        elements = np.frombuffer(self.elements, np.uint32)
        counts = np.bincount(elements, minlength=len(self._numbers))
        new = np.empty(len(counts), np.uint32)
        new[np.argsort(-counts, kind="stable")] = np.arange(len(counts), dtype=np.uint32)
        old = np.fromiter(self._numbers.values(), np.int64, len(counts))
        self._numbers = dict(zip(self._numbers, new[old].tolist(), strict=True))
        self.elements = array("I", new[elements].tobytes())
        self.tokens = array("I", new[np.frombuffer(self.tokens, np.uint32)].tobytes())
        self._renumber_at = 2 * len(self)
        self._restart(listed=True)

    def _restart(self, *, listed: bool) -> None:
        elements, ends = np.frombuffer(self.elements, np.uint32), np.frombuffer(self.ends, np.uint64)
        # The old lists go before the new ones come.
        self._shortlist = Shortlist(self.threshold)
        self._shortlist = Shortlist.of(self.threshold, elements, ends, listed=listed)
        self._wide = WideSignatures.of(elements, ends)


def _keys(words: list[str]) -> list[str]:
    """A name for each element: the word, with an ordinal where it repeats. The list itself where none does."""
    if len(set(words)) == len(words):
        return words
    seen: dict[str, int] = {}
    keys = []
    for word in words:
        ordinal = seen[word] = seen.get(word, 0) + 1
        keys.append(word if ordinal == 1 else f"{word} {ordinal}")
    return keys
