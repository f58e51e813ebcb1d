"""The texts of a file up to their tokens, and cut into blocks on disk.

Texts with the same tokens score 1 with each other and the same with any third, so they are one: a class, numbered in
the order in which the classes first come. A text without tokens scores 0 with all and is left out. A block is a part of
the sequence of texts, with each class once that comes in it.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from selfinstruct.files.spool import Spool, no_room
from selfinstruct.text.tokens import tokenizer

_KEY = 16  # bytes


class Classes:
    """The number of each text's class; 20 bytes a class."""

    def __init__(self, profile: str, keys: NDArray[np.uint64], numbers: NDArray[np.int64]) -> None:
        self._tokenize = tokenizer(profile)
        self._high, self._low = array("Q", keys[:, 0].tobytes()), array("Q", keys[:, 1].tobytes())
        self._numbers = array("I", numbers.astype(np.uint32).tobytes())

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, text: str) -> int | None:
        """The number of the text's class, None where it has no tokens. Raises KeyError for a class that is not here."""
        tokens = self._tokenize(text)
        if not tokens:
            return None
        key = _key(tokens)
        high, low = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
        place = bisect_left(self._high, high)
        while place < len(self._high) and self._high[place] == high:
            if self._low[place] == low:
                return self._numbers[place]
            place += 1
        raise KeyError(text)


@dataclass(frozen=True, slots=True)
class Written:
    """What `write_blocks` has written: for each block the number of the first class that could come first in it."""

    classes: Classes
    texts: int
    seeded: int
    begins: list[int]


@dataclass(frozen=True, slots=True)
class Block:
    """What comes in a block, in order: numbers of classes, whether they come for the first time, and ever again."""

    numbers: NDArray[np.uint32]
    first: NDArray[np.bool_]
    again: NDArray[np.bool_]
    path: Path

    def texts(self) -> Iterator[str]:
        """A text of each class, read from the disk."""
        with self.path.open(encoding="ascii") as lines:
            yield from map(json.loads, lines)


def write_blocks(
    seeds: Iterable[str], texts: Iterable[str], profile: str, folder: Path, blocks: Callable[[int], int]
) -> Written:
    """Write seeds and texts as one sequence of blocks; `blocks` gives how many, for a number of texts."""
    spool: Spool[str] = Spool()
    collected = bytearray()
    _collect(seeds, profile, spool, collected)
    seeded = len(spool)
    _collect(texts, profile, spool, collected)
    classes, sequence, again = _classes(profile, collected)
    del collected
    edges = np.linspace(0, len(sequence), max(1, blocks(len(sequence))) + 1).astype(np.int64).tolist()
    for block, (start, stop) in enumerate(pairwise(edges)):
        _write(folder, block, sequence, range(start, stop), again, spool)
    begins = [_before(sequence, start) for start in edges[:-1]]
    return Written(classes, len(sequence), _before(sequence, seeded), begins)


def _collect(texts: Iterable[str], profile: str, spool: Spool[str], collected: bytearray) -> None:
    tokenize = tokenizer(profile)
    for text in texts:
        if tokens := tokenize(text):
            spool.append(text)
            collected += _key(tokens)


def _before(sequence: NDArray[np.uint32], place: int) -> int:
    """How many classes come before a place."""
    return int(sequence[:place].max()) + 1 if place else 0


def read_block(folder: Path, block: int) -> Block:
    """A block that `write_blocks` wrote."""
    path = _path(folder, block)
    with np.load(path.with_suffix(".npz")) as parts:
        return Block(parts["numbers"], parts["first"], parts["again"], path)


def _key(tokens: list[str]) -> bytes:
    return blake2b("\n".join(tokens).encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()


def _path(folder: Path, block: int) -> Path:
    return folder / f"block-{block}.jsonl"


def _classes(profile: str, collected: bytearray) -> tuple[Classes, NDArray[np.uint32], NDArray[np.bool_]]:
    """The classes, the class of each text, and for each class whether it comes more than once."""
    keys = np.frombuffer(collected, "<u8").astype(np.uint64).reshape(-1, 2)
    order = np.lexsort((keys[:, 1], keys[:, 0]))  # equal keys stay in order
    ordered = keys[order]
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    firsts = order[begins]
    numbers = np.empty(len(firsts), np.int64)
    numbers[np.argsort(firsts)] = np.arange(len(firsts))
    runs = np.cumsum(begins) - 1
    sequence = np.empty(len(keys), np.uint32)
    sequence[order] = numbers[runs]
    again = np.bincount(sequence, minlength=len(firsts)) > 1
    return Classes(profile, ordered[begins], numbers), sequence, again


def _write(
    folder: Path, block: int, sequence: NDArray[np.uint32], texts: range, again: NDArray[np.bool_], spool: Spool[str]
) -> None:
    before = _before(sequence, texts.start)
    _, places = np.unique(sequence[texts.start : texts.stop], return_index=True)
    places = np.sort(places) + texts.start
    numbers = sequence[places]
    path = _path(folder, block)
    try:
        with path.open("w", encoding="ascii") as file:
            file.writelines(f"{json.dumps(spool[place])}\n" for place in places.tolist())
        np.savez(path.with_suffix(".npz"), numbers=numbers, first=numbers >= before, again=again[numbers])
    except OSError as error:
        raise no_room(error) from error
