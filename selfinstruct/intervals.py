"""Intervals of fractions: what a sample says about the whole. Pure functions of counts.

Formulas: Wilson (1927) for one fraction, Newcombe (1998, method 10) for the difference of two independent ones. Both
hold near 0 and 1 and for few items, where the textbook interval does not.
"""

from math import sqrt

Z = 1.959963984540054  # of a normal distribution lies within this many standard deviations: 95 %


def wilson(right: int, of: int, z: float = Z) -> tuple[float, float]:
    """The interval of `right` of `of`, both ends within 0 and 1. Raises ValueError for no fraction."""
    if not 0 <= right <= of or of == 0:
        raise ValueError(f"{right} of {of} is no fraction")
    share, weight = right / of, z * z / of
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    return (0.0 if right == 0 else max(0.0, centre - half)), (1.0 if right == of else min(1.0, centre + half))


def newcombe(right: int, of: int, other_right: int, other_of: int, z: float = Z) -> tuple[float, float]:
    """The interval of the difference of two fractions, the first less the other; both ends within -1 and 1."""
    one, other = right / of, other_right / other_of
    low, high = wilson(right, of, z)
    other_low, other_high = wilson(other_right, other_of, z)
    below = sqrt((one - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return one - other - below, one - other + above
