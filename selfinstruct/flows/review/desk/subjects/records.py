"""The records on the desk: of a file of JSON lines only where each begins is kept, and a row is read when it is shown.

What cannot be read so (CSV, Parquet, arrays, compressed files, pipes, S3) is read as every command reads it.
"""

import json
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from selfinstruct.canonical import unique_id
from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.file_types import BOM, compression_of, kind_named, magic_of
from selfinstruct.files.kinds.json_object import holding_key
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import is_pipe
from selfinstruct.files.unfold.trees import is_message
from selfinstruct.flows.label.items import LabelRecord, read_item, read_items

_CHUNK = 1 << 18
_LEADING = (b'{"id": "', b'{"id":"')
_PROBLEMS = 50  # rows that cannot be read, named one by one

Made = Callable[[Any], LabelRecord]


class Records(Protocol):
    """Records by number, with the ids that `read_items` would give them. `stale` says why new ones are not taken up."""

    ids: list[str]
    at: dict[str, int]
    stale: str

    def record(self, number: int) -> LabelRecord:
        """One record; raises SeedError where its row cannot be read."""

    def rows(self, holding: str = "") -> Iterator[tuple[int, Any]]:
        """Each row that can be read with its number; with `holding` at least those that have this text in a string."""

    def refresh(self) -> int:
        """Take up what has been added to the file; how many records that were."""


@dataclass(slots=True)
class ListedRecords:
    """Records that are in memory."""

    items: Sequence[LabelRecord]
    ids: list[str] = field(init=False)
    at: dict[str, int] = field(init=False)
    stale: str = ""

    def __post_init__(self) -> None:
        self.ids = [item.id for item in self.items]
        self.at = {identifier: number for number, identifier in enumerate(self.ids)}

    def record(self, number: int) -> LabelRecord:
        return self.items[number]

    def rows(self, holding: str = "") -> Iterator[tuple[int, Any]]:
        yield from ((number, item.row) for number, item in enumerate(self.items))

    def refresh(self) -> int:
        return 0


class IndexedRecords:
    """Records of a file of JSON lines; raises SeedError where it holds none, or rows without an id that are none.

    `made` makes a record of a row, with the id that it has by itself. A row that begins with its id is not looked at
    before it is shown. The file is not mapped: one that shrinks is an error, not the end of the process.
    """

    def __init__(self, path: Path, made: Made) -> None:
        self.ids: list[str] = []
        self.at: dict[str, int] = {}
        self.stale = ""
        self._path, self._made = path, made
        self._starts, self._ends = array("Q"), array("Q")
        self._seen: dict[str, int] = {}  # how often an id has come, of those that came twice
        self._places = array("I")  # the number of a record's line in the file
        self._lines = 0
        try:
            self._file = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise SeedError([f"{path}: cannot be read: {error.strerror}"]) from error
        self._end = len(BOM) if os.pread(self._file, 3, 0) == BOM else 0
        self._extend()
        if not self.ids:
            raise SeedError([f"{path}: contains no records"])

    def record(self, number: int) -> LabelRecord:
        try:
            found = self._made(json.loads(self._line(number)))
        except (ValueError, RecursionError) as error:
            raise SeedError([f"{self._place(number)}: cannot be read: {error}"]) from error
        known = self.ids[number]
        if found.id != known and not known.startswith(f"{found.id}-"):
            raise SeedError([f"{self._place(number)}: is no longer the record {known}"])
        return replace(found, id=known)

    def rows(self, holding: str = "") -> Iterator[tuple[int, Any]]:
        # Escapes are written in two ways, and letters may differ in case.
        wanted = {json.dumps(holding, ensure_ascii=way)[1:-1].encode("utf-8", "surrogatepass") for way in (True, False)}
        folded = [text.lower() for text in wanted] if holding.isascii() else []
        for number in range(len(self.ids)):
            line = self._line(number)
            if holding and not any(text in line for text in wanted):
                lowered = line.lower()
                if not any(text in lowered for text in folded):
                    continue
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                continue

    def refresh(self) -> int:
        try:
            there, own = os.stat(self._path), os.fstat(self._file)
        except OSError:
            self.stale = f"{self._path.name} is gone"
            return 0
        if (there.st_dev, there.st_ino) != (own.st_dev, own.st_ino) or own.st_size < self._end:
            self.stale = f"{self._path.name} has been written anew; stop and start again to see it as it is now"
            return 0
        if own.st_size == self._end:
            return 0
        before = len(self.ids)
        try:
            self._extend()
        except SeedError as error:
            self.stale = str(error).splitlines()[0]
        return len(self.ids) - before

    def _line(self, number: int) -> bytes:
        start, end = self._starts[number], self._ends[number]
        return os.pread(self._file, end - start, start)

    def _place(self, number: int) -> str:
        return f"{self._path}:{self._places[number]}"

    def _extend(self) -> None:
        """Take in the whole lines from where the last ones ended; an unfinished one waits."""
        problems: list[str] = []
        for start, line in self._whole_lines():
            self._lines += 1
            if not line.strip():
                continue
            try:
                wanted = _leading_id(line) or self._made(json.loads(line)).id
            except (ValueError, RecursionError) as error:
                problems.append(f"{self._path}:{self._lines}: {error}")
                continue
            if wanted in self.at:
                self._seen.setdefault(wanted, 1)
                wanted = unique_id(wanted, self._seen)
            self.at[wanted] = len(self.ids)
            self.ids.append(wanted)
            self._starts.append(start)
            self._ends.append(start + len(line))
            self._places.append(self._lines)
        if problems:
            more = [f"{self._path}: and {len(problems) - _PROBLEMS} more"] if len(problems) > _PROBLEMS else []
            raise SeedError(problems[:_PROBLEMS] + more)

    def _whole_lines(self) -> Iterator[tuple[int, bytes]]:
        start, rest = self._end, b""
        while data := os.pread(self._file, _CHUNK, start + len(rest)):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                yield start, line
                start += len(line) + 1
            self._end = start
        if rest.rstrip().endswith(b"}") and _is_object(rest):  # a file need not end with a line end
            yield start, rest
            self._end = start + len(rest)


def open_records(path: Path, kind: str) -> Records:
    """The records of a file of rows, or of a run's dataset.jsonl (of its preferences.jsonl for pairs)."""
    file = path / ("preferences.jsonl" if kind == "pair" else "dataset.jsonl") if is_run_folder(path) else path
    if _is_lines(file):
        return IndexedRecords(file, lambda row: read_item(row, kind))
    return ListedRecords(read_items(path, kind))


def _is_lines(path: Path) -> bool:
    """Whether a file is JSON lines on this machine, whose rows each are a record."""
    if storage.address(path) is not None or is_pipe(path) or not path.is_file():
        return False
    if compression_of(path.name) or magic_of(path) or kind_named(path.name) not in ("", "json", "jsonl"):
        return False
    with path.open("rb") as file:
        first = file.readline().removeprefix(BOM).strip()
    if not first.startswith(b"{"):
        return False
    try:
        row = json.loads(first)
        return not is_message(row) and not holding_key(path.name, row)
    except (ValueError, RecursionError):
        return first[-1:] not in b"{[,"  # one object over many lines; any other is told of as a row that cannot be read


def _leading_id(line: bytes) -> str:
    """The id of a row that begins with it, "" for another row."""
    for mark in _LEADING:
        if line.startswith(mark):
            text = line[len(mark) : line.find(b'"', len(mark))]
            return "" if b"\\" in text or not text.isascii() else text.decode()
    return ""


def _is_object(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
