"""Draws without replacement: which element of a list candidate i of request k is given, whatever the list's size.

A list is gone through in an order that the seed fixes, and once it is used up in another one. The order is computed
from the place, not kept: a Feistel network over the smallest power of four that holds the list, walked along its
cycles until it lands within (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002).
"""

import hashlib

_ROUNDS = 4  # with fewer, neighbours stay near each other


def drawn(size: int, place: int, key: str) -> int:
    """The element, below `size`, at a place of the endless order; `key` says which order it is."""
    again, within = divmod(place, size)
    return permuted(within, size, f"{key}:{again}")


def permuted(place: int, size: int, key: str) -> int:
    """Where a permutation of 0 to size - 1 takes a place."""
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = place >> half, place & mask
        for number in range(_ROUNDS):
            left, right = right, left ^ (_mixed(key, number, right) & mask)
        place = left << half | right
        if place < size:
            return place


def _mixed(key: str, number: int, half: int) -> int:
    text = f"{key}:{number}:{half}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
