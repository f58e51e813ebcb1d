"""The ways to choose rows: by lot, by grades, by length, far apart, the same number of each type."""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import filterfalse

import numpy as np
from numpy.typing import NDArray

from selfinstruct.errors import UsageError
from selfinstruct.flows.datasets.selecting.far_apart import far_apart
from selfinstruct.flows.datasets.selecting.knowledge import Known
from selfinstruct.registry import suggestion

RANDOM, QUALITY, DIFFICULTY, LENGTH = "random", "quality", "difficulty", "length"
DIVERSITY, BALANCED = "diversity", "balanced"
WAYS = (RANDOM, QUALITY, DIFFICULTY, LENGTH, DIVERSITY, BALANCED)
_RANKED = (QUALITY, DIFFICULTY, LENGTH)
_GET = {
    QUALITY: (
        "no row has a score; `selfinstruct filter FILE --judge RUBRIC` and `selfinstruct label FILE --kind score` make "
        "some, and --scores names a file of them"
    ),
    DIFFICULTY: (
        "nothing says how difficult a row is: no column difficulty, no tries of solvers, no votes; --attempts names a "
        "run or a file of attempts, and --scores a file with votes"
    ),
    BALANCED: "no row names its type; runs have one, and `selfinstruct label FILE --labels …` gives one",
}

Texts = Callable[[Sequence[int]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The rows chosen, ascending, and where rows were compared: how far each is from its nearest chosen one, which."""

    rows: Sequence[int]
    distances: NDArray[np.float32] | None = None
    nearest: NDArray[np.int64] | None = None


def check_ways(by: Sequence[str], band: tuple[float, float] | None) -> tuple[str, ...]:
    """The names, each once. Raises UsageError for one that is none, and for two that make no sense together."""
    for name in by:
        if name not in WAYS:
            raise UsageError(f"--by {name!r:.40}: there is no such way to select; {suggestion(name, WAYS)}")
    named = tuple(dict.fromkeys(by)) or (RANDOM,)
    if RANDOM in named and set(named) - {RANDOM, BALANCED}:
        others = ", ".join(name for name in named if name != RANDOM)
        raise UsageError(f"--by random: is reported beside every selection; give --by {others} alone")
    if band is not None and DIFFICULTY not in named:
        raise UsageError("--band: is a part of --by difficulty; add it")
    if band is not None and not 0 <= band[0] <= band[1] <= 1:
        raise UsageError(f"--band {band[0]:g},{band[1]:g}: must be two shares from 0 to 1, the lower one first")
    return named


def check_known(known: Known, by: Sequence[str], named: str = "") -> None:
    """Raise UsageError where nothing is known by which rows are to be chosen.

    `named` is the file of scores that a user has named, "" for none.
    """
    having = {
        QUALITY: bool(known.quality_from), DIFFICULTY: bool(known.difficulty_from), BALANCED: bool(known.types)
    }  # fmt: skip
    for name in by:
        if not having.get(name, True):
            lacking = named and name == QUALITY
            raise UsageError(f"--by {name}: {f'neither a row nor {named} has a score' if lacking else _GET[name]}")


def by_lot(known: Known, count: int) -> Choice:
    """So many rows by lot: the same ones in whatever order the file has them."""
    return Choice(sorted(_drawn(known)[:count]))


def choose(
    known: Known, count: int, by: Sequence[str], texts: Texts, band: tuple[float, float] | None = None
) -> Choice:
    """So many rows by these ways together; of rows that are equal the lot decides, and never their place.

    Grades and length are made ranks, and their mean ranks the rows. Raises UsageError where too few are in the band.
    """
    lot = _drawn(known)
    if band is not None:
        low, high = band
        lot = [row for row in lot if low <= known.difficulty[row] <= high]
        if len(lot) < count:
            raise UsageError(
                f"--band {low:g},{high:g}: {len(lot):,} rows are that difficult, and -n asks for {count:,}"
            )
    ranked = [name for name in by if name in _RANKED and not (name == DIFFICULTY and band is not None)]
    ranks = _mean_ranks(known, lot, ranked)
    quotas = _Quotas.of(known, lot, count) if BALANCED in by else None
    if DIVERSITY in by:
        return _apart(known, lot, count, ranks, quotas, texts)
    order = [lot[place] for place in np.argsort(ranks, kind="stable").tolist()]
    if quotas is not None:
        order = [row for row in order if quotas.take(row)]
    return Choice(sorted(order[:count]))


def _drawn(known: Known) -> list[int]:
    """All rows in the order of the lot; rows of one content are as good as each other."""
    keys = np.frombuffer(known.keys, np.uint64)
    found: list[int] = np.argsort(keys, kind="stable").tolist()
    return found


def alike(known: Known, by: Sequence[str]) -> tuple[str, ...]:
    """The ways among these by which all rows that have a grade are equal, so that they decide nothing between those."""
    return tuple(
        name for name in by if name in _RANKED and len(set(filterfalse(math.isnan, _grades(known, name)))) == 1
    )


def _grades(known: Known, name: str) -> Sequence[float]:
    grades: dict[str, Sequence[float]] = {
        QUALITY: known.quality, DIFFICULTY: known.difficulty, LENGTH: known.lengths
    }  # fmt: skip
    return grades[name]


def _mean_ranks(known: Known, lot: Sequence[int], ranked: Sequence[str]) -> NDArray[np.float64]:
    """Of each row of the lot how many are better, by the mean of these ways; a row without a grade is the worst."""
    total = np.zeros(len(lot))
    for name in ranked:
        wanted = np.asarray(_grades(known, name), np.float64)[np.asarray(lot, np.int64)]
        unknown = np.isnan(wanted)
        better = np.sort(-wanted[~unknown])
        total += np.where(unknown, len(lot), np.searchsorted(better, -np.where(unknown, 0, wanted), side="left"))
    return total / max(1, len(ranked))


@dataclass(slots=True)
class _Quotas:
    """How many rows of each type are to be taken yet: the same number of each, as far as there are so many."""

    known: Known
    left: dict[int, int]

    @classmethod
    def of(cls, known: Known, lot: Sequence[int], count: int) -> "_Quotas":
        sizes: dict[int, int] = {}
        for row in lot:
            sizes[known.kinds[row]] = sizes.get(known.kinds[row], 0) + 1
        return cls(known, _even(sizes, count, lambda kind: known.types[kind] if kind >= 0 else ""))

    def take(self, row: int) -> bool:
        """Whether there is room for the row, which it takes."""
        kind = self.known.kinds[row]
        self.left[kind] -= 1
        return self.left[kind] >= 0


def _even(sizes: dict[int, int], count: int, name: Callable[[int], str]) -> dict[int, int]:
    """How many of each: of the smallest types all, of the others the same number; one more by the hash of the name."""
    quotas: dict[int, int] = {}
    left = count
    ordered = sorted(
        sizes, key=lambda kind: (sizes[kind], hashlib.sha256(name(kind).encode("utf-8", "surrogatepass")).digest())
    )
    for place, kind in enumerate(ordered):
        quotas[kind] = min(sizes[kind], math.ceil(left / (len(ordered) - place)))
        left -= quotas[kind]
    return quotas


def _apart(
    known: Known, lot: Sequence[int], count: int, ranks: NDArray[np.float64], quotas: _Quotas | None, texts: Texts
) -> Choice:
    """Rows far apart; the better a row is ranked, the more its distance counts."""
    members: dict[int, list[int]] = {}
    if quotas is not None:
        for place, row in enumerate(lot):
            members.setdefault(known.kinds[row], []).append(place)

    def room(place: int) -> Sequence[int]:
        if quotas is None:
            return ()
        quotas.take(lot[place])
        kind = known.kinds[lot[place]]
        return () if quotas.left[kind] else members[kind]

    weights = 1 - ranks / (len(lot) + 1)
    if quotas is not None:
        for kind, places in members.items():
            if not quotas.left[kind]:
                weights[places] = -1
    found = far_apart(texts(lot), count, weights, room)
    rows = np.asarray(lot, np.int64)
    distances, nearest = np.full(len(known), np.nan, np.float32), np.full(len(known), -1, np.int64)
    distances[rows], nearest[rows] = found.distances, rows[found.nearest]
    return Choice(sorted(lot[place] for place in found.taken), distances, nearest)
