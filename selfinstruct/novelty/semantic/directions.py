"""Where a text says that something goes from and to: what stands behind "from" and "to", and which belong together."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from selfinstruct.text.tokens import unicode_tokens

_WAY = re.compile(
    r"\b(?:(?P<to>(?:in)?to)|from|than|minus|by|off) "
    r"(?=(?:(?:an?|the|this|that|these|those|my|your|our|its|his|her|their) )?(?P<word>[^\W_]+))"
)
_SENTENCE_END = re.compile(r"[.!?;\n]")

Move = tuple[str, str]  # source and target, "" for one that is not named


@dataclass(frozen=True, slots=True)
class Directions:
    """What a text names behind "to" and behind "from", and its `moves`, in the groups that have no order of their own.

    `are_clear` is false where a move goes from a word to the same one: "from the very end to the very start".
    """

    targets: frozenset[str]
    sources: frozenset[str]
    moves: tuple[frozenset[tuple[Move, int]], ...]
    are_clear: bool

    @property
    def places(self) -> frozenset[str]:
        return self.targets | self.sources


def directions(lowered: str, tells: Callable[[str], bool]) -> Directions:
    """The directions in a lower-cased text; `tells` says of a word whether it says something."""
    ways = list(_WAY.finditer(lowered))
    targets = frozenset(way["word"] for way in ways if way["to"])
    sources = frozenset(way["word"] for way in ways if not way["to"])
    together = list(_together(lowered, ways))
    moves = [_move(ways[first : last + 1]) for first, last in together]
    groups: list[Counter[Move]] = []
    behind = 0
    for (first, last), move in zip(together, moves, strict=True):
        between = unicode_tokens(lowered[behind : ways[first].start()])
        if not groups or any(word == "then" or tells(word) for word in between):
            groups.append(Counter())
        groups[-1][move] += 1
        behind = ways[last].end("word")
    are_clear = all(source != target for source, target in moves)
    return Directions(targets, sources, tuple(frozenset(group.items()) for group in groups), are_clear)


def _together(lowered: str, ways: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """The first and the last place of each move: a source and a target side by side, those that are closest first."""
    gaps = {
        place: len(gap)
        for place, (one, other) in enumerate(pairwise(ways))
        if bool(one["to"]) != bool(other["to"])
        and not _SENTENCE_END.search(gap := lowered[one.end("word") : other.start()])
    }
    taken: dict[int, int] = {}
    for place in sorted(gaps, key=lambda place: (gaps[place], place)):
        if place not in taken and place + 1 not in taken:
            taken |= {place: place + 1, place + 1: place}
    for place in range(len(ways)):
        if taken.get(place, place) >= place:
            yield place, taken.get(place, place)


def _move(ways: Sequence[re.Match[str]]) -> Move:
    words = {bool(way["to"]): way["word"] for way in ways}
    return words.get(False, ""), words.get(True, "")
