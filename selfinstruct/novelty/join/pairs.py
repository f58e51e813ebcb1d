"""Pairs of classes that are close: found by tasks of two blocks, and put together for whoever asks about one class."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from selfinstruct.files.spool import no_room
from selfinstruct.novelty.join.texts import Block, read_block
from selfinstruct.novelty.rouge import NoveltyIndex

# A class, one that may stand in the pool when it is asked about, their score.
PAIR = np.dtype([("one", "<u4"), ("other", "<u4"), ("score", "<f8")])
# So many are sorted at once.
_SORTED = 1 << 21


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """All pairs of what may be kept of the block `left` and what comes in the block `right`, which is no earlier.

    Every text that is alone and close to a kept one is gone for good; `decides` says that the task may say so: it is
    the first block with itself, where that is decided text by text, or with a later one. Such classes are no entries of
    tasks that come after it.
    """

    left: int
    right: int
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What all tasks of a join have in common.

    Classes below `seeded` are in the pool whatever they are close to, those from `entries` on are never in it. A task
    stops at `most` pairs.
    """

    folder: Path
    threshold: float
    profile: str
    seeded: int
    entries: int
    most: int


class Joiner:
    """Carries out tasks over the blocks of a folder; nothing that it knows is lost with it.

    A task gives in how many files it has written its pairs, and how many there are; None where there are too many. Each
    file is sorted by class. A task that is done again writes the same.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms, self._folder = terms, terms.folder
        self._last: tuple[int, bool] | None = None
        self._index = self._pool()
        self._numbers: list[int] = []

    def __call__(self, task: Task) -> tuple[int, int] | None:
        found = _Found(self._folder, task)
        block = read_block(self._folder, task.right)
        if task.decides and task.left == task.right:
            gone = self._decided(block, found)
        else:
            gone = self._pairs(task.left, block, found)
        if found.number > self._terms.most:
            return None
        found.flush()
        if task.decides:
            decided = [number for number in gone if number >= self._terms.seeded]
            _save(gone_path(self._folder, task.right), np.array(decided, np.uint32))
        return found.files, found.number

    def _pairs(self, left: int, block: Block, found: "_Found") -> list[int]:
        index, numbers = self._left(left)
        gone = []
        for number, first, again, text in _rows(block):
            near = [(numbers[position], score) for score, position in index.above(text)]
            # Unless it comes again, only what has come before it can stand in the pool.
            near = [(other, score) for other, score in near if other < number or (again and other != number)]
            found.add(number, near)
            if near and first:
                gone.append(number)
            if found.number > self._terms.most:
                break
        return gone

    def _decided(self, block: Block, found: "_Found") -> list[int]:
        """The classes of the first block that are gone: each is held against those kept before it."""
        index, numbers, gone, later = self._pool(), list[int](), list[int](), list[tuple[int, str]]()
        for number, _, again, text in _rows(block):
            near = [(numbers[position], score) for score, position in index.above(text)]
            if not near or number < self._terms.seeded:
                index.add(text)
                numbers.append(number)
                continue
            gone.append(number)
            if again:
                later.append((number, text))
            else:
                found.add(number, near)
        for number, text in later:
            found.add(number, [(numbers[position], score) for score, position in index.above(text)])
        return gone

    def _left(self, block: int) -> tuple[NoveltyIndex, list[int]]:
        """An index of what may be kept of a block, with the number of each entry; that of the last task is at hand."""
        path = gone_path(self._folder, block)
        known = (block, path.exists())
        if self._last != known:
            self._last = None
            self._index, self._numbers = self._pool(), []
            gone = set(np.load(path).tolist()) if known[1] else set()
            for number, first, _, text in _rows(read_block(self._folder, block)):
                if first and number < self._terms.entries and number not in gone:
                    self._index.add(text)
                    self._numbers.append(number)
            self._last = known
        return self._index, self._numbers

    def _pool(self) -> NoveltyIndex:
        return NoveltyIndex(self._terms.threshold, self._terms.profile)


class Pairs:
    """For each class those it is close to, the closest first: 8 bytes of a class in memory, the rest on disk."""

    def __init__(self, folder: Path, files: Sequence[Path], classes: int) -> None:
        parts = [np.load(file, mmap_mode="r") for file in files]
        counts = np.zeros(classes + 1, np.int64)
        for part in parts:
            counts[1:] += np.bincount(part["one"], minlength=classes)
        ends = np.cumsum(counts)
        merged = folder / "merged"
        sizes = np.zeros(classes, np.int64)
        try:
            with merged.open("wb") as file:
                start = 0
                while start < classes:
                    stop = max(start + 1, int(np.searchsorted(ends, ends[start] + _SORTED, "right")) - 1)
                    window = _window(parts, start, stop)
                    sizes[start:stop] = np.bincount(window["one"].astype(np.int64) - start, minlength=stop - start)
                    file.write(window.tobytes())
                    start = stop
        except OSError as error:
            raise no_room(error) from error
        self._ends = array("Q", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint64).tobytes())
        self._pairs = np.memmap(merged, PAIR, "r") if self._ends[-1] else np.empty(0, PAIR)

    def of(self, number: int) -> list[tuple[int, float]]:
        """The classes that one is close to, and their scores."""
        start, stop = self._ends[number : number + 2]
        if start == stop:
            return []
        part = self._pairs[start:stop]
        return list(zip(part["other"].tolist(), part["score"].tolist(), strict=True))


class _Found:
    """Pairs on their way to sorted files."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._folder, self._task = folder, task
        self._one, self._other, self._score = array("I"), array("I"), array("d")
        self.files = self.number = 0

    def add(self, number: int, near: Sequence[tuple[int, float]]) -> None:
        for other, score in near:
            self._one.append(number)
            self._other.append(other)
            self._score.append(score)
        self.number += len(near)
        if len(self._one) >= _SORTED:
            self.flush()

    def flush(self) -> None:
        if not self._one:
            return
        pairs = np.empty(len(self._one), PAIR)
        pairs["one"], pairs["other"], pairs["score"] = self._one, self._other, self._score
        _save(pairs_path(self._folder, self._task, self.files), pairs[np.argsort(pairs["one"], kind="stable")])
        self.files += 1
        self._one, self._other, self._score = array("I"), array("I"), array("d")


def pairs_path(folder: Path, task: Task, file: int) -> Path:
    """Where a task writes its pairs."""
    return folder / f"pairs-{task.left}-{task.right}-{file}.npy"


def gone_path(folder: Path, block: int) -> Path:
    """Where it stands which classes of a block are gone."""
    return folder / f"gone-{block}.npy"


def _rows(block: Block) -> Iterable[tuple[int, bool, bool, str]]:
    return zip(block.numbers.tolist(), block.first.tolist(), block.again.tolist(), block.texts(), strict=True)


def _save(path: Path, data: NDArray[np.generic]) -> None:
    """Written whole or not at all: whoever dies in the middle leaves nothing that could be read."""
    staged = path.with_suffix(".part")
    try:
        with staged.open("wb") as file:
            np.save(file, data)
        staged.replace(path)
    except OSError as error:
        raise no_room(error) from error


def _window(parts: Sequence[NDArray[np.void]], start: int, stop: int) -> NDArray[np.void]:
    """The pairs of a range of classes, the closest first and each once: a class may come in several blocks."""
    found = [part[slice(*np.searchsorted(part["one"], [start, stop]))] for part in parts]
    pairs = np.concatenate([np.empty(0, PAIR), *found])
    pairs = pairs[np.lexsort((pairs["other"], -pairs["score"], pairs["one"]))]
    same = (pairs["one"][1:] == pairs["one"][:-1]) & (pairs["other"][1:] == pairs["other"][:-1])
    return pairs[np.concatenate(([True], ~same))[: len(pairs)]]
