"""A third hand: for every kind of check, texts that hold it and texts that do not, by the way they were built.

Nothing here asks a checker, or either of the two hands, what a text has: a text has seven sentences because seven were
joined.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.checks.planted import counts, forms, wordings

KINDS = counts.KINDS | wordings.KINDS | forms.KINDS


def planted(seed: int, number: int) -> Iterator[tuple[dict[str, Any], str, str]]:
    """So many checks, of all kinds in turn, each with a text that holds it and one that does not."""
    names = sorted(KINDS)
    for place in range(number):
        kind = names[place % len(names)]
        given, sound, broken = KINDS[kind](Random(f"{seed}:{kind}:{place}"))
        yield {"check": kind, **given}, sound, broken
