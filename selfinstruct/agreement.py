"""How far raters agree: kappa, confusion, and what a threshold on confidence keeps. Pure functions of labels.

Formulas: Cohen (1960) and, weighted, Cohen (1968); Fleiss (1971). Kappa is 1 where all agree, 0 where they agree as
often as chance would have it, and None where chance alone explains full agreement (only one category was used).
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Category = TypeVar("Category", bound=Hashable)
_DUST = 1e-12


def share(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """The share of items on which two raters say the same; None without items."""
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first) if first else None


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two raters over the same items, in the same order."""
    total = len(first)
    observed = share(first, second)
    if observed is None:
        return None
    ones, others = Counter(first), Counter(second)
    expected = sum(ones[category] * others[category] for category in ones) / total**2
    return _kappa(observed, expected)


def weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Cohen's kappa for numbers: a disagreement weighs with the square of its distance."""
    if len(first) != len(second):
        raise ValueError("the raters have not rated the same items")
    total = len(first)
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) * total
    expected = sum(
        (a - b) ** 2 * times * others
        for a, times in sorted(Counter(first).items())
        for b, others in sorted(Counter(second).items())
    )
    return None if expected <= _DUST else 1 - observed / expected


def fleiss_kappa(items: Sequence[Sequence[Hashable]]) -> float | None:
    """Fleiss' kappa; each item is what its raters said, and has the same number of them, at least two."""
    sizes = {len(item) for item in items}
    if not items:
        return None
    if len(sizes) > 1 or min(sizes) < 2:
        raise ValueError(f"each item needs the same number of ratings, at least two (found {sorted(sizes)})")
    raters = sizes.pop()
    counts = [Counter(item) for item in items]
    observed = sum(
        (sum(number**2 for number in count.values()) - raters) / (raters * (raters - 1)) for count in counts
    ) / len(items)
    totals: Counter[Hashable] = sum(counts, Counter())
    expected = sum((number / (len(items) * raters)) ** 2 for number in totals.values())
    return _kappa(observed, expected)


def _kappa(observed: float, expected: float) -> float | None:
    return None if 1 - expected <= _DUST else (observed - expected) / (1 - expected)


def confusion(first: Sequence[Category], second: Sequence[Category], categories: Sequence[Category]) -> list[list[int]]:
    """A row for each category of the first rater, a column for each of the second."""
    met = Counter(zip(first, second, strict=True))
    return [[met[row, column] for column in categories] for row in categories]


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
