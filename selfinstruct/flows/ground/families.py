"""Documents that are near-duplicates of each other, so that a split can keep them on one side."""

import hashlib
from collections.abc import Sequence

from selfinstruct.documents.corpus import CorpusDocument

_LEAST = 40  # characters of a line that can tell documents apart; shorter ones recur anywhere
_SHARE = 0.3  # of the lines of the shorter document that the other one has too
_COMMON = 50  # documents that have a line, from which on it is a boilerplate


def families(documents: Sequence[CorpusDocument]) -> list[str]:
    """For each document the id of the first one of its family: itself, unless an earlier one is nearly the same.

    Two documents are of one family where they share three tenths of the lines of the shorter one, or a third one joins
    them.
    """
    lines = [_lines(item.text) for item in documents]
    where: dict[bytes, list[int]] = {}
    for place, own in enumerate(lines):
        for line in own:
            where.setdefault(line, []).append(place)
    parent = list(range(len(documents)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place, own in enumerate(lines):
        shared: dict[int, int] = {}
        for line in own:
            held = where[line]
            if 1 < len(held) <= _COMMON:
                for other in held:
                    if other < place:
                        shared[other] = shared.get(other, 0) + 1
        for other, number in shared.items():
            if number >= _SHARE * min(len(own), len(lines[other])):
                one, two = sorted((root(place), root(other)))
                parent[two] = one
    return [documents[root(place)].id for place in range(len(documents))]


def _lines(text: str) -> set[bytes]:
    found = (" ".join(line.split()).casefold() for line in text.splitlines())
    return {
        hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=8).digest()
        for line in found
        if len(line) >= _LEAST
    }
