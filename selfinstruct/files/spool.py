"""A sequence that lies on disk: what a session keeps of each row, without the row in memory."""

import contextlib
import os
import pickle
import sys
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, overload

from selfinstruct.errors import RunError

T = TypeVar("T")
_DEEP = 10_000  # calls: some for each level, of which a row has less than a thousand
IN_MEMORY = 1 << 22  # bytes that need no file


class Spool(Sequence[T], Generic[T]):
    """Objects in the order in which they were added, eight bytes of memory each; the file has no name and goes with it.

    What is read is a copy of what was added: objects that can be pickled, by one thread. The file lies where TMPDIR
    says, else in /var/tmp, which is a disk where /tmp is memory.
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._ends = array("Q", [0])
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=place())  # noqa: SIM115
        weakref.finalize(self, _close, self._file)
        self._at_end = True
        for item in items:
            self.append(item)

    def append(self, item: T) -> None:
        """Add one at the end; raises RunError where the disk has no room for it."""
        data = pickled(item)
        try:
            if not self._at_end:
                self._file.seek(0, os.SEEK_END)
                self._at_end = True
            self._file.write(data)
        except OSError as error:
            raise no_room(error) from error
        self._ends.append(self._ends[-1] + len(data))

    def extend(self, items: Iterable[T]) -> None:
        for item in items:
            self.append(item)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[T]:
        number = 0
        while number < len(self):
            yield self._read(number)
            number += 1

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self._read(number) for number in range(*place.indices(len(self)))]
        number = place + len(self) if place < 0 else place
        if not 0 <= number < len(self):
            raise IndexError(place)
        return self._read(number)

    def _read(self, place: int) -> T:
        begin, end = self._ends[place], self._ends[place + 1]
        try:
            self._file.seek(begin)  # writes what has not been written yet
            self._at_end = False
            data = self._file.read(end - begin)
        except OSError as error:
            raise no_room(error) from error
        found: Any = pickle.loads(data)  # what this process has written
        return found  # type: ignore[no-any-return]


def pickled(item: object) -> bytes:
    """What pickle makes of it, also where it is nested as deeply as JSON can be read."""
    try:
        return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
    except RecursionError:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(before + _DEEP)
        try:
            return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        finally:
            sys.setrecursionlimit(before)


class Head(Sequence[T], Generic[T]):
    """The first items of a sequence, as many as there are at most, some of them replaced."""

    def __init__(self, items: Sequence[T], most: int, replaced: Mapping[int, T] | None = None) -> None:
        self._items, self._length, self._replaced = items, min(most, len(items)), replaced or {}

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        for place in range(self._length):
            yield self[place]

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._length))]
        number = place + self._length if place < 0 else place
        if not 0 <= number < self._length:
            raise IndexError(place)
        return self._replaced[number] if number in self._replaced else self._items[number]


def place() -> str | None:
    """Where large temporary files go; None for wherever this system has them."""
    if any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")):
        return None
    return "/var/tmp" if os.access("/var/tmp", os.W_OK) and Path("/var/tmp").is_dir() else None


def no_room(error: OSError) -> RunError:
    """What is said where a large temporary file cannot be written."""
    where, why = place() or tempfile.tempdir or "TMPDIR", error.strerror or str(error)
    return RunError(f"{where}: rows cannot be kept there: {why}; free some space, or name another folder in TMPDIR")


def _close(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what could not be written is not wanted any more
        file.close()
