"""Prefix filtering (AllPairs, PPJoin) with bitmap signatures: which entries can score above a threshold at all.

It is the filter half of an exact set similarity join, filter and verify; whoever asks verifies. AllPairs is Bayardo et
al., WWW 2007; PPJoin is Xiao et al., WWW 2008; the bitmap filter is arXiv 1711.07295.

Two texts of m and n tokens whose longest common subsequence has l tokens score F = 2l/(m + n). Look at a text as the
set of its tokens, its elements, where the second "the" is an element of its own, so that the size of an intersection
counts repeats. A common subsequence lies in the intersection, so F > t needs an intersection of at least
need = ⌈t(m + n)/2⌉ elements. Two tests follow from that. Neither loses an entry; what they let through by chance is
sorted out by measuring l.

Bitmap signatures. An element sets one bit of 120. Where two signatures differ an element is in one text only, and there
are m + n - 2·(size of the intersection) of those, so an entry with more than m + n - 2·need differing bits is out. That
is one pass of numpy over 15 bytes an entry, fast enough for some ten thousand entries.

Prefix filtering. For larger pools put all elements in one order, the rarest first. If x and y share `need` elements,
the first one they share stands at most at place m - need of x and n - need of y, counted from 0: behind it too few are
left. So it is enough to list each entry under its few rarest elements and to look up the candidate's few rarest.
Towards partners of any length these are the first m - ⌈tm/(2 - t)⌉ + 1 (the probing prefix); towards a partner at least
as long, the first m - ⌈tm⌉ + 1 (the indexing prefix), its core here. One of x and y is the shorter. If it is the entry,
the element is in the entry's core; if it is the candidate, in the candidate's. So an element has one list for entries
with it in their core and one for the rest, and the rest is read for the candidate's core only, which spares the longest
lists. Lists are sorted by length, since need also says how long an entry can be that first shares the candidate's
element at a given place (the positional filter), and hold the signatures, so that what is read is sorted out before
memory is touched all over.

Elements are numbers, and the order is theirs: the higher the rarer. Whoever assigns the numbers gives the commonest
elements the lowest, so that a new element, with the next number, counts as the rarest. Any order is correct.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from selfinstruct.novelty.bounds import BITS, LONG, bits_allowed, bits_of_lines, length_bounds, prefixes

# Bits of the lower part of a signature, which shares a word with the length.
_LOWER = 56
_LOW = (1 << _LOWER) - 1
# To order so many by what they promise costs more than to measure them.
_FEW = 16
_CHUNK = 1 << 12
# Shorter lists are read whole: to look for a length in one costs as much as to sort out a thousand lines.
_SHORT_LIST = 3000  # words
# The bytes of lines that hold the length, however this machine orders the bytes of a number.
_LENGTHS = slice(7 if sys.byteorder == "little" else 0, None, 24)

_Slice: TypeAlias = "array[int] | memoryview"


class _List:
    """The entries listed under an element: first the `core` ones that have it in their core, then the rest.

    Both parts are sorted by length. An entry's line is three words: 8 bits of length before the lower 56 of its
    signature, the other 64, its position.
    """

    __slots__ = ("core", "words")

    def __init__(self) -> None:
        self.core = 0
        self.words = array("Q")

    def __len__(self) -> int:
        return len(self.words) // 3

    def add(self, line: Sequence[int], *, core: bool) -> None:
        start, stop = (0, self.core) if core else (self.core, len(self))
        place = 3 * bisect_left(memoryview(self.words)[::3], line[0], start, stop)
        self.words[place:place] = array("Q", line)
        self.core += core

    def sort(self) -> None:
        lines = np.frombuffer(self.words, np.uint64).reshape(-1, 3)
        lines[:] = lines[np.argsort(lines[:, 0], kind="stable")]

    def read(self, shortest: int, longest: int, *, core: bool) -> memoryview:
        """What one part lists for entries of `shortest` to `longest` tokens."""
        start, stop = (0, self.core) if core else (self.core, len(self))
        lengths = memoryview(self.words)[::3]
        if longest < LONG:
            stop = bisect_left(lengths, longest + 1 << _LOWER, start, stop)
        start = bisect_left(lengths, shortest << _LOWER, start, stop)
        return memoryview(self.words)[3 * start : 3 * stop]


# Shared by all elements that nothing is listed under.
_NOTHING = _List()


class Shortlist:
    """The signatures of a pool's entries and, if `listed`, the lists of rare elements.

    Entries are sets of elements (numbers from 0), known by their position in the order of adding. `size` is always
    a text's number of tokens; a text asked about may have more tokens than `elements`, those that the pool has.
    """

    def __init__(self, threshold: float, *, listed: bool = False) -> None:
        self.threshold = threshold
        self.listed = listed
        self._low = array("Q")
        self._high = array("Q")
        self._sizes = bytearray()
        self._lists: list[_List] = []

    @classmethod
    def of(cls, threshold: float, elements: NDArray[np.uint32], ends: NDArray[np.uint64], *, listed: bool) -> Self:
        """A shortlist of many entries: `elements` holds theirs one after the other, `ends` where each ends."""
        made = cls(threshold, listed=listed)
        rest: dict[int, _List] = {}
        for first in range(0, len(ends), _CHUNK):
            stops = ends[first : first + _CHUNK].astype(np.int64)
            start = int(ends[first - 1]) if first else 0
            made._extend(elements[start : int(stops[-1])].astype(np.int64), np.diff(stops, prepend=start), rest)
        for entries in made._lists:
            if entries is not _NOTHING:
                entries.sort()
                entries.core = len(entries)
        for element in list(rest):
            others = rest.pop(element)
            others.sort()
            made._at(element).words += others.words
        return made

    def add(self, elements: Sequence[int]) -> None:
        """Take the next entry."""
        position = len(self._sizes)
        low, high = _signature(elements)
        self._low.append(low)
        self._high.append(high)
        self._sizes.append(min(len(elements), LONG))
        if not self.listed or not elements:
            return
        rare = sorted(elements, reverse=True)
        self.reserve(rare[0] + 1)
        core, whole = prefixes(self.threshold, len(rare))
        line = (self._sizes[-1] << _LOWER | low, high, position)
        for place, element in enumerate(rare[:whole]):
            self._at(element).add(line, core=place < core)

    def near(self, elements: Sequence[int], size: int, threshold: float | None = None) -> list[int]:
        """The positions, ascending, of all entries that can score above the threshold, and of a few that cannot.

        `threshold` may be given if it is not below the pool's own: its entries are then listed under more elements than
        are looked up, which loses none.
        """
        threshold = self.threshold if threshold is None else threshold
        positions = self._passing(elements, size, threshold)[0].tolist()
        return sorted(set(positions)) if self.listed else positions

    def promising(self, elements: Sequence[int], size: int) -> list[tuple[float, int]]:
        """`near`, each behind a score that its own is not above: the highest first, of equals the earliest."""
        positions, passed, differing, lengths = self._passing(elements, size, self.threshold)
        if len(positions) <= _FEW:
            return [(1.0, position) for position in sorted(set(positions.tolist()))]
        sizes = np.frombuffer(lengths, np.uint8)[passed]
        # Elements that one of the two lacks: together they have m + n, less 2 · intersection.
        alone = differing[passed] + np.float64(size - len(elements))
        if self.listed:
            alone -= np.bitwise_count(sizes)
        bounds = np.where(sizes == LONG, 1.0, 1 - alone / (size + sizes.astype(np.float64)))
        return sorted(set(zip(bounds.tolist(), positions.tolist(), strict=True)), key=_by_promise)

    def _passing(
        self, elements: Sequence[int], size: int, threshold: float
    ) -> tuple[NDArray[Any], NDArray[np.bool_], NDArray[np.uint8], bytes | bytearray]:
        """The positions of what passes the signature test, some perhaps more than once.

        Then, for each that was tested: whether it passed, the bits that differ, its length. The bits of the length
        count among those that differ from a line of a list.
        """
        strange = size - len(elements)
        if not self.listed:
            differing = self.differing(elements)
            bound = bits_allowed(threshold, size, strange)
            passed = differing < np.frombuffer(self._sizes.translate(bound), np.uint8)
            return np.flatnonzero(passed), passed, differing, self._sizes
        low, high = _signature(elements)
        read = self._found(elements, size, threshold)
        lengths = read[_LENGTHS]
        words = np.frombuffer(read, np.uint64)
        differing = np.bitwise_count(words[::3] ^ low)
        differing += np.bitwise_count(words[1::3] ^ high)
        bound = bits_of_lines(threshold, size, strange)
        passed = differing < np.frombuffer(lengths.translate(bound), np.uint8)
        return words[2::3][passed], passed, differing, lengths

    def differing(self, elements: Sequence[int]) -> NDArray[np.uint8]:
        """For each entry a lower bound of the number of these elements and its own that the other side lacks."""
        low, high = _signature(elements)
        differing: NDArray[np.uint8] = np.bitwise_count(np.frombuffer(self._low, np.uint64) ^ np.uint64(low))
        differing += np.bitwise_count(np.frombuffer(self._high, np.uint64) ^ np.uint64(high))
        return differing

    def _found(self, elements: Sequence[int], size: int, threshold: float) -> bytes:
        """What is listed under the rare elements for entries of a fitting length, some of it more than once."""
        core, whole, shortest, longer, longest = length_bounds(threshold, size)
        # Elements that no entry has come before all others.
        strange = size - len(elements)
        rare = sorted(elements, reverse=True)[: max(0, whole - strange)]
        found: list[_Slice] = []
        lists = self._lists
        for place, element in enumerate(rare, strange):
            entries = lists[element]
            words = entries.words
            if len(words) >= _SHORT_LIST:
                found.append(entries.read(shortest, longest[place], core=True))
                if place < core:
                    found.append(entries.read(longer, longest[place], core=False))
            else:
                found.append(words if place < core else words[: 3 * entries.core])
        return b"".join(found)

    def reserve(self, elements: int) -> None:
        """Make room for elements up to this number, whether or not an entry has them."""
        missing = elements - len(self._lists)
        if missing > 0:
            self._lists += [_NOTHING] * missing

    def _at(self, element: int) -> _List:
        if self._lists[element] is _NOTHING:
            self._lists[element] = _List()
        return self._lists[element]

    def _extend(self, elements: NDArray[np.int64], sizes: NDArray[np.int64], rest: dict[int, _List]) -> None:
        """What `add` does, for entries one after the other; `rest` takes what is to follow the cores, by element."""
        first = len(self._sizes)
        entries = np.repeat(np.arange(len(sizes)), sizes)
        halves = np.zeros((2, len(sizes)), np.uint64)
        bits = elements % BITS
        upper = (bits >= _LOWER).astype(np.int64)
        np.bitwise_or.at(halves, (upper, entries), np.uint64(1) << (bits - _LOWER * upper).astype(np.uint64))
        self._low.frombytes(halves[0].tobytes())
        self._high.frombytes(halves[1].tobytes())
        self._sizes += np.minimum(sizes, LONG).astype(np.uint8).tobytes()
        if not self.listed or not len(elements):
            return
        self.reserve(int(elements.max()) + 1)
        # Within each entry the rarest first.
        elements = elements[np.lexsort((-elements, entries))]
        places = np.arange(len(elements)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        known, which = np.unique(sizes, return_inverse=True)
        core, whole = np.array([prefixes(self.threshold, size) for size in known.tolist()]).T[:, which[entries]]
        halves[0] |= np.minimum(sizes, LONG).astype(np.uint64) << np.uint64(_LOWER)
        lines = np.column_stack((*halves, np.arange(first, first + len(sizes), dtype=np.uint64)))
        for element, chosen in _by_element(elements, entries, places < core):
            self._at(element).words.frombytes(lines[chosen].tobytes())
        for element, chosen in _by_element(elements, entries, (core <= places) & (places < whole)):
            rest.setdefault(element, _List()).words.frombytes(lines[chosen].tobytes())


def _by_element(
    elements: NDArray[np.int64], entries: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The chosen entries of each element."""
    elements, entries = elements[chosen], entries[chosen]
    order = np.argsort(elements, kind="stable")
    keys, starts = np.unique(elements[order], return_index=True)
    return zip(keys.tolist(), np.split(entries[order], starts[1:]), strict=False)


def _by_promise(item: tuple[float, int]) -> tuple[float, int]:
    return -item[0], item[1]


def _signature(elements: Sequence[int]) -> tuple[int, int]:
    bits = 0
    for element in elements:
        bits |= 1 << element % BITS
    return bits & _LOW, bits >> _LOWER
