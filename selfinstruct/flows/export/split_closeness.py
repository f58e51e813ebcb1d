"""How close splits come to each other: the most similar pair of rows across each two of them, exactly.

The rows of the larger split become a pool, and each row of the smaller one asks it for those that can score above the
best pair so far. So the first asks for much, and soon there is little left to measure. The search begins a little
below the threshold that the splits were made with, where the worst pair of most data is found. Where none is, it goes
lower as long as that costs little: of large splits it may only be said that no pair is above a score.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfinstruct.novelty.entries import Entries
from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.watching.steps import stepped

# Parts of the threshold.
_STEPS = (0.9, 0.7, 0.4, 0.0)
# Words that may be looked at for two splits in a step after the first: a few seconds.
_WORK = 30_000_000
# What it costs, in words, to pass over a row.
_PASSED = 0.1


@dataclass(frozen=True, slots=True)
class Leak:
    """The most similar rows of two splits: their positions, and the ROUGE-L of the two.

    Where `below`, they are not known, and no two rows score above `score`.
    """

    score: float
    first: int = -1
    second: int = -1
    below: bool = False


def worst(
    entries: Entries, labels: bytes | bytearray, count: int, *, work: float = _WORK
) -> dict[tuple[int, int], Leak]:
    """For each two of the `count` splits the closest pair, the earliest of equals; none where no two share a word.

    `labels` has the split of each entry. `work` limits how far the search goes below the threshold.
    """
    split = np.frombuffer(bytes(labels), np.uint8)
    sizes = np.diff(np.frombuffer(entries.ends, np.uint64).astype(np.int64), prepend=0)
    members = [np.flatnonzero((split == label) & (sizes > 0)) for label in range(count)]
    # The largest first: each is a pool for those after it.
    order = sorted(range(count), key=lambda label: -len(members[label]))
    left = list(itertools.combinations(order, 2))
    found: dict[tuple[int, int], Leak] = {}
    above = 1.0
    for step in _STEPS:
        floor = entries.threshold * step
        for label in order:
            asking = [pair for pair in left if pair[0] == label]
            pool = _Pool(entries.part(members[label], floor), members[label]) if asking else None
            for pair in asking:
                assert pool is not None
                leak = _closest(entries, pool, members[pair[1]], math.inf if step == _STEPS[0] else work)
                if leak is not None:
                    left.remove(pair)
                    in_order = leak if pair[0] < pair[1] else Leak(leak.score, leak.second, leak.first)
                    found[min(pair), max(pair)] = Leak(above, below=True) if leak.below else in_order
        above = floor
    return found


@dataclass(frozen=True, slots=True)
class _Pool:
    """A split's rows, where pairs that score above `entries.threshold` can be looked up, and their positions in all."""

    entries: Entries
    positions: NDArray[np.int64]


def _closest(entries: Entries, pool: _Pool, asking: NDArray[np.int64], work: float) -> Leak | None:
    """The closest pair of a row of the pool and one that asks, None if none is above its floor.

    One that is `below` says that the work was not enough.
    """
    best, where = pool.entries.threshold, None
    for position in stepped(asking.tolist(), "rows held against another split", len(asking)):
        tokens = entries.tokens_of(position)
        near = pool.entries.near(entries.elements_of(position), len(tokens), best)
        for other in near:
            score = rouge_l(tokens, pool.entries.tokens_of(other))
            if score > best:
                best, where = score, (int(pool.positions[other]), position)
        work -= 2 * len(near) * len(tokens) + _PASSED * len(pool.positions)
        if work < 0:
            return Leak(best, below=True)
    return None if where is None else Leak(best, *where)
