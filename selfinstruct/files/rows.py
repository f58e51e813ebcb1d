"""Reads any file of rows: JSON lines, a JSON array, CSV or Parquet, compressed or not, from a disk, S3 or a pipe.

Every command reads its rows here, one by one and never the whole file at once; what a row means is for the caller.
The file's first bytes say whether it is compressed, and whether it is Parquet or an array; its name's ending says
whether it is CSV.
"""

import codecs
import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from io import BufferedReader, StringIO
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import jsonlines

from selfinstruct.canonical import no_json
from selfinstruct.errors import MissingExtra, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import BOM, compression_of, damage, decompressing, file_type_of, magic_of
from selfinstruct.files.parquet import parquet_rows
from selfinstruct.files.parts.finding import parts_of
from selfinstruct.files.spreadsheet import restored
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.unfold.trees import gathered
from selfinstruct.steps import stepped

# Bytes of a JSON array that are read at a time.
_PIECE = 1 << 20
# So many lines that cannot be read make a file none of rows, where its name does not say that it is one.
_FIRST = 3
_WHITE = " \t\r\n"
_BETWEEN = f"{_WHITE},"
_JSON = re.compile(rb'(\[\s*)?\{\s*"')

Row = tuple[str, Any, str]


def read_rows(path: Path, access: Access = DEFAULT, *, called: str = "", spreadsheet: bool = False) -> Iterator[Row]:
    """Each row with its place in the file (`path:line`), and what is wrong where it cannot be read.

    `path` may be a pipe, `-` for stdin, or an s3:// name; of a folder, a pattern or a prefix in S3 all parts are read,
    in the order of their numbers, each as a file by itself (see `parts`). `called` is how
    problems name the file, if not by its path.
    CSV cells are texts, and the head's first line says whether commas, semicolons or tabs part them. With
    `spreadsheet` they are taken as people's, whose formulas were made harmless, though no byte order mark says so.
    Single messages of one tree, as Open Assistant publishes them, become one row. Raises SeedError where the file
    cannot be read at all.
    """
    return iter(stepped(gathered(_all(path, called, access, spreadsheet)), "rows read"))


def _all(path: Path, called: str, access: Access, spreadsheet: bool) -> Iterator[Row]:
    try:
        for part in parts_of(path, access):
            alone = called if part.path == path else ""
            rows = _read(part.path, alone or storage.name(part.path), access, spreadsheet)
            yield from _with_columns(rows, part.columns) if part.columns else rows
    except (MissingExtra, SeedError):
        raise
    except UsageError as error:
        raise SeedError([str(error)]) from error


def _with_columns(rows: Iterator[Row], columns: Mapping[str, str]) -> Iterator[Row]:
    """The rows with the columns that stand in the names of their folders; what a row says itself counts."""
    for place, row, problem in rows:
        yield place, {**columns, **row} if isinstance(row, dict) else row, problem


def _read(path: Path, name: str, access: Access, spreadsheet: bool) -> Iterator[Row]:
    with _local(path, name, access) as file:
        try:
            if _is_parquet(path, file):
                yield from parquet_rows(file, name)
            elif file.stat().st_size:
                yield from _rows(file, name, is_csv(path), spreadsheet, file_type_of(path.name) is not None)
        except FileNotFoundError:
            raise SeedError([f"{name}: there is no such file"]) from None
        except OSError as error:
            raise SeedError([f"{name}: cannot be read: {error.strerror or error}"]) from error


def is_csv(path: Path) -> bool:
    """Whether a file's name says that it is CSV; of a .tsv its head says that tabs part the cells."""
    found = file_type_of(path.name)
    return path.suffix.lower() == ".tsv" if found is None else found.name == "csv"


def _is_parquet(path: Path, file: Path) -> bool:
    found = file_type_of(path.name)
    return (found is not None and found.name == "parquet") or magic_of(file) == "parquet"


@contextmanager
def _local(path: Path, name: str, access: Access) -> Iterator[Path]:
    """The file, or a copy of what stands in S3 or comes out of a pipe."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(storage.local(path, access))
        except MissingExtra:
            raise
        except UsageError as error:
            raise SeedError([str(error)]) from error
        except OSError as error:
            raise SeedError([f"{name}: cannot be read: {error.strerror or error}"]) from error
        yield file


def _rows(path: Path, name: str, is_csv: bool, spreadsheet: bool, named: bool) -> Iterator[Row]:
    # A name that ends in .gz promises gzip: what is none is damaged.
    compression = magic_of(path) or compression_of(path.name)
    try:
        with closing(decompressing(path, compression)) as file:
            start = file.peek(1)
            if start.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise SeedError([f"{name}: is UTF-16; save it as UTF-8"])
            if start.startswith(BOM):
                file.read(len(BOM))
            first = start.removeprefix(BOM).lstrip()
            if is_csv:
                if _JSON.match(first):
                    raise SeedError([f"{name}: starts like JSON but is named as CSV; rename it to end in .jsonl"])
                yield from _csv(name, file, spreadsheet or start.startswith(BOM))
            else:
                lines = json_array(name, file) if first.startswith(b"[") else _lines(name, file)
                yield from lines if named else _promising(name, lines)
    except damage(compression) as error:
        kind = "zstd" if compression == "zst" else "gzip"
        raise SeedError([f"{name}: is not a complete {kind} file ({error})"]) from error


def _promising(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a file whose name does not say that it holds any; SeedError where it begins without one."""
    first = list(islice(rows, _FIRST))
    if len(first) == _FIRST and all(problem for _, _, problem in first):
        told = "none of its first lines is JSON; give JSON lines, a JSON array, CSV or Parquet"
        raise SeedError([f"{name}: is not a data file: {told}"])
    yield from chain(first, rows)


def _lines(name: str, file: BufferedReader) -> Iterator[Row]:
    line = b""

    def fed() -> Iterator[bytes]:
        nonlocal line
        for line in file:
            yield line.rstrip(b"\r\n")

    # Its own choice of decoder depends on what else is installed.
    with jsonlines.Reader(fed(), loads=json.loads) as reader:
        number = 0
        while True:
            number += 1
            try:
                row, problem = _line(reader)
            except EOFError:
                return
            if line.strip():
                yield f"{name}:{number}", row, problem


def _line(reader: jsonlines.Reader) -> tuple[Any, str]:
    try:
        return reader.read(allow_none=True), ""
    except jsonlines.InvalidLineError as error:
        cause = error.__cause__
        if isinstance(cause, UnicodeDecodeError):
            return None, f"is not UTF-8 ({cause.reason} at byte {cause.start} of the line); save the file as UTF-8"
        if isinstance(cause, json.JSONDecodeError):
            return None, f"{no_json(cause)}; write one JSON object per line"
        return None, f"is not JSON that can be read: {cause}"
    except RecursionError:
        return None, "is nested too deeply"


def json_array(name: str, file: IO[bytes]) -> Iterator[Row]:
    """The items of a JSON array, read piece by piece: an item is tried again once as much again has been read."""
    text = _Text(file)
    decoder, number, commas = json.JSONDecoder(), 0, 0
    buffer, position, wanted, place = "", 0, _PIECE, f"{name}: item 1"
    try:
        while not buffer:
            buffer = text.read(wanted).lstrip()
        position = 1
        while True:
            while position < len(buffer) and buffer[position] in _BETWEEN:
                commas += buffer[position] == ","
                position += 1
            ends = position < len(buffer) and buffer[position] == "]"
            due = int(number > 0 and not ends)
            if commas != due and position < len(buffer):
                where = "at the end of the array" if ends else "before it"
                yield place, None, f"is not JSON: a comma {'is missing' if commas < due else 'too many'} {where}"
                return
            if ends:
                if _more(text, buffer[position + 1 :]):
                    yield name, None, "is not JSON: Extra data after the array"
                return
            try:
                row, end = decoder.raw_decode(buffer, position) if position < len(buffer) else (None, -1)
            except json.JSONDecodeError as error:
                row, end, wrong = None, -1, no_json(error, place=False)
            else:
                wrong = "the array has no end; is the file complete?"
            # What seems to be a number may go on in what has not been read yet.
            after = buffer[end : end + 1] if end >= 0 else ""
            if not after or after not in f"{_BETWEEN}]":
                more = text.read(wanted)
                if not more and (end < 0 or after):
                    yield place, None, wrong
                    return
                buffer, position, wanted = buffer[position:] + more, 0, min(2 * wanted, 1 << 28)
                if more:
                    continue
            number, commas = number + 1, 0
            yield place, row, ""
            position, wanted, place = end if end < len(buffer) else len(buffer), _PIECE, f"{name}: item {number + 1}"
    except UnicodeDecodeError as error:
        yield place, None, f"is not UTF-8 ({error.reason}); save it as UTF-8"
    except (RecursionError, ValueError) as error:
        yield place, None, f"is not JSON that can be read: {error}"


def _more(text: "_Text", rest: str) -> bool:
    """Whether anything but white space follows."""
    while rest := rest or text.read(_PIECE):
        if rest.strip(_WHITE):
            return True
        rest = ""
    return False


class _Text:
    """The text of a file of UTF-8, up to where it is none; to read on from there raises UnicodeDecodeError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._wrong: UnicodeDecodeError | None = None

    def read(self, size: int) -> str:
        """Up to `size` bytes as text, "" at the end."""
        text = ""
        while not text:
            if self._wrong is not None:
                raise self._wrong
            data = self._file.read(size)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                self._wrong, text = error, error.object[: error.start].decode("utf-8")
            else:
                if not data:
                    return text
        return text


def _csv(name: str, file: BufferedReader, spreadsheet: bool) -> Iterator[Row]:
    limit = csv.field_size_limit(sys.maxsize)
    start = 1
    try:
        lines = _texts(file)
        head = next(lines, "")
        reader = csv.reader(chain([head], lines), delimiter=max(",;\t", key=head.count), strict=True)
        columns = next(reader, [])
        start = reader.line_num + 1
        if twice := next((name for name in columns if columns.count(name) > 1), ""):
            yield f"{name}:1", None, f"has the column {twice!r:.40} twice; give each a name of its own"
            return
        for cells in reader:
            place, start = f"{name}:{start}", reader.line_num + 1
            if len(cells) != len(columns):
                if any(cells):
                    yield place, None, f"has {len(cells)} cells, but the header has {len(columns)}"
                continue
            yield place, dict(zip(columns, map(restored, cells) if spreadsheet else cells, strict=True)), ""
    except csv.Error as error:
        yield f"{name}:{start}", None, f"is not CSV: {error}; is the file complete?"
    except UnicodeDecodeError as error:
        yield f"{name}:{start}", None, f"is not UTF-8 ({error.reason}); save it as CSV UTF-8"
    finally:
        csv.field_size_limit(limit)


def _texts(file: BufferedReader) -> Iterator[str]:
    """The lines of a CSV file, ended by any of the three line ends; other separators stand inside of cells."""
    for raw in file:
        text = raw.decode("utf-8")
        yield from StringIO(text, newline="") if "\r" in text[:-2] else (text,)
