"""How far raters agree: kappa, confusion, and what a threshold on confidence keeps. Pure functions of labels.

Formulas: Cohen (1960) and, weighted, Cohen (1968); Fleiss (1971). Kappa is 1 where all agree, 0 where they agree as
often as chance would have it, and None where chance alone explains full agreement (only one category was used).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Category = TypeVar("Category", bound=Hashable)
_DUST = 1e-12


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two raters over the same items, in the same order."""
    return counted_kappa(Counter(zip(first, second, strict=True)))


def counted_kappa(met: Mapping[tuple[Category, Category], int]) -> float | None:
    """Cohen's kappa of two raters by how often the one said this where the other said that."""
    total = sum(met.values())
    if not total:
        return None
    ones: Counter[Category] = Counter()
    others: Counter[Category] = Counter()
    for (one, other), times in met.items():
        ones[one] += times
        others[other] += times
    observed = sum(times for (one, other), times in met.items() if one == other) / total
    expected = sum(ones[category] * others[category] for category in ones) / total**2
    return _kappa(observed, expected)


def weighted_kappa(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Cohen's kappa for what two raters say in numbers: a disagreement weighs with the square of its distance."""
    ones: Counter[float] = Counter()
    others: Counter[float] = Counter()

    def squares() -> Iterator[float]:
        for one, other in pairs:
            ones[one] += 1
            others[other] += 1
            yield (one - other) ** 2

    observed = sum(squares()) * ones.total()
    expected = sum(
        (a - b) ** 2 * times * more for a, times in sorted(ones.items()) for b, more in sorted(others.items())
    )
    return None if expected <= _DUST else 1 - observed / expected


def fleiss_kappa(items: Iterable[Sequence[Hashable]]) -> float | None:
    """Fleiss' kappa; each item is what its raters said, and has the same number of them, at least two."""
    totals: Counter[Hashable] = Counter()
    number = raters = 0

    def observations() -> Iterator[float]:
        nonlocal number, raters
        for item in items:
            raters = raters or len(item)
            if len(item) != raters or raters < 2:
                found = sorted({raters, len(item)})
                raise ValueError(f"each item needs the same number of ratings, at least two (found {found})")
            number += 1
            totals.update(item)
            yield (sum(count**2 for count in Counter(item).values()) - raters) / (raters * (raters - 1))

    observed = sum(observations())
    if not number:
        return None
    expected = sum((count / (number * raters)) ** 2 for count in totals.values())
    return _kappa(observed / number, expected)


def _kappa(observed: float, expected: float) -> float | None:
    return None if 1 - expected <= _DUST else (observed - expected) / (1 - expected)


def confusion(met: Mapping[tuple[Category, Category], int], categories: Sequence[Category]) -> list[list[int]]:
    """A row for each category of the first rater, a column for each of the second; `met` as in `counted_kappa`."""
    return [[met.get((row, column), 0) for column in categories] for row in categories]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What would be accepted at a confidence of `at` or more: how many, how many of them right.

    `precision` is the share of right ones among the accepted, `recall` the share of all items that are accepted and
    right.
    """

    at: float
    accepted: int
    right: int
    precision: float
    recall: float


def thresholds(decided: Sequence[tuple[float, bool]], total: int) -> list[Threshold]:
    """One for each confidence met, from the lowest. `decided` are confidence and whether the decision is right.

    `total` counts the undecided ones too.
    """
    found: list[Threshold] = []
    for at in sorted({confidence for confidence, _ in decided}):
        kept = [right for confidence, right in decided if confidence >= at]
        found.append(Threshold(at, len(kept), sum(kept), sum(kept) / len(kept), sum(kept) / total))
    return found


def lowest(found: Sequence[Threshold], precision: float) -> Threshold | None:
    """The lowest threshold from which on the precision is reached, None where there is none.

    A threshold counts only if every higher one reaches the precision too: a lucky dip is no calibration.
    """
    best = None
    for threshold in reversed(found):
        if threshold.precision < precision:
            break
        best = threshold
    return best
