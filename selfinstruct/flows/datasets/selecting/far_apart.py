"""Rows far apart from each other: the greedy k-centre, exact, over vectors that need nothing but the text.

Gonzalez (1985): take a row, then again and again the one whose nearest row among those taken is farthest away. Each new
row is compared with all others by the features they share. Sums are made in a fixed order and without BLAS, so that the
same rows are taken on every machine.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from selfinstruct.novelty.vectors.hashed import SIZE, hashed_vectors
from selfinstruct.watching.steps import stepped

_CHUNK = 1024  # texts whose vectors are made at a time: 8 MB
_NOTHING = np.float32(1e-6)  # a distance that is nothing but rounding


@dataclass(frozen=True, slots=True)
class FarApart:
    """The rows taken, in the order in which they were, and of each row how far its nearest one of them is, and which.

    Distances are cosine distances: 0 for the same words, 1 for nothing in common.
    """

    taken: Sequence[int]
    distances: NDArray[np.float32]
    nearest: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Postings:
    """Vectors that are mostly zeros, by row and by place: about a kilobyte for a row of fifty words."""

    starts: NDArray[np.int64]
    places: NDArray[np.uint16]
    values: NDArray[np.float32]
    begins: NDArray[np.int64]
    rows: NDArray[np.int32]
    shares: NDArray[np.float32]

    def likeness(self, row: int) -> NDArray[np.float32]:
        """The cosine of a row with each row."""
        found = np.zeros(len(self.starts) - 1, np.float32)
        own = slice(self.starts[row], self.starts[row + 1])
        for place, value in zip(self.places[own].tolist(), self.values[own], strict=True):
            listed = slice(self.begins[place], self.begins[place + 1])
            found[self.rows[listed]] += value * self.shares[listed]
        return found


def far_apart(
    texts: Iterable[str], count: int, weights: NDArray[np.float64], room: Callable[[int], Iterable[int]] = lambda _: ()
) -> FarApart:
    """Take `count` of the texts; of two that are equally far away the earlier one.

    A distance counts as much as its text's weight, above 0. `room` is told of each text taken, and says which texts are
    out of the question from then on.
    """
    postings = _postings(texts)
    rows = len(postings.starts) - 1
    distances = np.ones(rows, np.float32)
    nearest = np.full(rows, -1, np.int64)
    free = weights.astype(np.float64)
    taken: list[int] = []
    for _ in stepped(range(count), "rows chosen", count):
        row = int(np.argmax((distances + _NOTHING) * free))
        taken.append(row)
        apart = np.float32(1) - postings.likeness(row)
        np.clip(apart, 0, None, out=apart)
        apart[apart < _NOTHING] = 0
        closer = apart < distances
        closer[row] = True
        distances[closer], nearest[closer] = apart[closer], row
        distances[row] = 0
        free[[row, *room(row)]] = -1
    return FarApart(taken, distances, nearest)


def _postings(texts: Iterable[str]) -> _Postings:
    counts, places, values = [np.zeros(1, np.int64)], [], []
    for chunk in _vectors(texts):
        rows, found = np.nonzero(chunk)
        counts.append(np.bincount(rows, minlength=len(chunk)))
        places.append(found.astype(np.uint16))
        values.append(chunk[rows, found])
    starts = np.cumsum(np.concatenate(counts))
    placed, valued = np.concatenate(places), np.concatenate(values)
    del places, values
    order = np.argsort(placed, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(placed, minlength=SIZE))])
    of_row = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    return _Postings(starts, placed, valued, begins, of_row[order], valued[order])


def _vectors(texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
    coming = iter(texts)
    while chunk := list(islice(coming, _CHUNK)):
        yield hashed_vectors(chunk)
