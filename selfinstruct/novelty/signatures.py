"""Wide bitmap signatures of long texts: a lower bound of the elements that two texts do not share.

An element sets one bit of 2048. Where two signatures differ an element is in one text only (see `shortlist`, whose 120
bits say nothing any more of a text with hundreds of words). Texts short enough for those have no wide one.
"""

import struct
from array import array
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

_BITS = 2048
_WORDS = _BITS // 64
# From so many elements on a text has a wide signature.
_LONG = 64
_NONE = -1
_CHUNK = 1 << 12


class WideSignatures:
    """The signatures of a pool's long entries, by the position of all its entries."""

    def __init__(self) -> None:
        self._rows = array("i")
        self._words = array("Q")

    @classmethod
    def of(cls, elements: NDArray[np.uint32], ends: NDArray[np.uint64]) -> Self:
        """The signatures of many entries: `elements` holds theirs one after the other, `ends` where each ends."""
        made = cls()
        for first in range(0, len(ends), _CHUNK):
            stops = ends[first : first + _CHUNK].astype(np.int64)
            start = int(ends[first - 1]) if first else 0
            made._extend(elements[start : int(stops[-1])], np.diff(stops, prepend=start))
        return made

    def add(self, elements: Sequence[int]) -> None:
        """Take the next entry."""
        if len(elements) < _LONG:
            self._rows.append(_NONE)
            return
        self._rows.append(len(self._words) // _WORDS)
        self._words.extend(_signature(elements))

    def _extend(self, elements: NDArray[np.uint32], sizes: NDArray[np.int64]) -> None:
        """What `add` does, for entries one after the other."""
        long = sizes >= _LONG
        rows = np.cumsum(long) - 1
        mine = np.repeat(long, sizes)
        chosen, owners = elements[mine], np.repeat(rows, sizes)[mine]
        words = np.zeros(int(long.sum()) * _WORDS, np.uint64)
        places = owners * _WORDS + (chosen >> 6 & (_WORDS - 1))
        np.bitwise_or.at(words, places, np.uint64(1) << (chosen & 63).astype(np.uint64))
        self._rows.frombytes(np.where(long, rows + len(self._words) // _WORDS, _NONE).astype(np.int32).tobytes())
        self._words.frombytes(words.tobytes())

    def differing(self, positions: NDArray[np.int64], elements: Sequence[int]) -> NDArray[np.int64]:
        """For each position a lower bound of the elements that only one side has; 0 for a short entry."""
        found = np.zeros(len(positions), np.int64)
        if not self._words:
            return found
        rows = np.frombuffer(self._rows, np.int32)[positions]
        long = np.flatnonzero(rows >= 0)
        if len(long):
            theirs = np.frombuffer(self._words, np.uint64).reshape(-1, _WORDS)[rows[long]]
            mine = np.array(_signature(elements), np.uint64)
            found[long] = np.bitwise_count(theirs ^ mine).sum(axis=1, dtype=np.int64)
        return found


def _signature(elements: Sequence[int]) -> tuple[int, ...]:
    bits = bytearray(_BITS // 8)
    for element in elements:
        bits[element >> 3 & (_BITS // 8 - 1)] |= 1 << (element & 7)
    return struct.unpack(f"<{_WORDS}Q", bits)
