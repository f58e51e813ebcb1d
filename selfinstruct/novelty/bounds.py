"""The bounds of the length, prefix, positional and bitmap filters: what two texts must share to pass a threshold.

Pure functions of the threshold and of numbers of tokens, cached; `shortlist` says why they lose no entry.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Bits of a signature.
BITS = 120
# Lengths are kept in a byte for the signature test; this one stands for itself and all above.
LONG = 255


@lru_cache(maxsize=256)
def length_bounds(threshold: float, size: int) -> tuple[int, int, int, int, list[int]]:
    """`prefixes`, the lengths from which on to read cores and the rest, and for each place the longest to read.

    That is the length of the longest entry that can share enough if the first shared element stands there.
    """
    core, whole = prefixes(threshold, size)
    step = max(threshold / 2 - 2e-9, 1e-9)
    longest = [min(LONG, int((size - place) / step) - size) for place in range(size)]
    return core, whole, min(size - whole + 1, LONG), min(size + 1, LONG), longest


def need(threshold: float, tokens: int) -> int:
    """The least intersection with which two texts of so many tokens together can score above the threshold.

    The slack is far above what rounding does to the score, so a tie that rounds upward is not lost.
    """
    return max(1, math.ceil(threshold * tokens / 2 - 1e-9 * tokens))


def needs(threshold: float, tokens: NDArray[np.int64]) -> NDArray[np.float64]:
    """`need` for an array."""
    return np.maximum(1, np.ceil(threshold * tokens / 2 - 1e-9 * tokens))


@lru_cache(maxsize=4096)
def prefixes(threshold: float, size: int) -> tuple[int, int]:
    """The lengths of a text's indexing prefix (its core) and of its probing prefix, in elements, the rarest first."""
    core = size - need(threshold, 2 * size) + 1
    shortest = max(1, math.ceil(size * threshold / (2 - threshold) - 1e-8 * size))
    return max(0, core), max(0, size - shortest + 1)


@lru_cache(maxsize=4096)
def bits_allowed(threshold: float, size: int, strange: int) -> bytes:
    """For each length of an entry one more than the bits that may differ; 0 where no score is high enough.

    `strange` elements of the text asked about are in no entry: they differ, and set no bit.
    """
    bound = bytearray(LONG + 1)
    for other in range(LONG):
        least = need(threshold, size + other)
        if least <= min(size, other):
            bound[other] = min(BITS + 1, max(0, size + other - 2 * least - strange + 1))
    bound[LONG] = BITS + 1 if need(threshold, size + LONG) <= size else 0
    return bytes(bound)


@lru_cache(maxsize=4096)
def bits_of_lines(threshold: float, size: int, strange: int) -> bytes:
    """`bits_allowed` where the bits of the length are counted too."""
    return bytes(
        bound and bound + other.bit_count() for other, bound in enumerate(bits_allowed(threshold, size, strange))
    )
