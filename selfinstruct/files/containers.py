"""Files of rows: JSON lines, a JSON array, CSV or Parquet, compressed or not; written and read row by row.

`csv` has the cells exactly as they are, for programs. `spreadsheet` is a CSV that people open: it begins with a byte
order mark, and an apostrophe stands before whatever a spreadsheet would take for a formula; `rows_from` takes the
apostrophes of such a file off again.
"""

import contextlib
import csv
import gzip
import importlib
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from selfinstruct.canonical import no_json, to_json
from selfinstruct.errors import MissingExtra, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.parquet import parquet_rows, parquet_writer
from selfinstruct.files.spreadsheet import defused, restored

NAMES = ("jsonl", "json", "csv", "spreadsheet", "parquet")
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet"}
_COMPRESSED = {".gz": "gz", ".zst": "zst"}
_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
# Characters of a JSON array that are read at a time.
_PIECE = 1 << 20

Write = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Container:
    """The type of a file of rows: one of NAMES; `compression` is "", gz or zst."""

    name: str
    compression: str = ""

    @property
    def ending(self) -> str:
        """What the file's name ends in."""
        plain = "csv" if self.name == "spreadsheet" else self.name
        return f".{plain}.{self.compression}" if self.compression else f".{plain}"


def container_of(name: str) -> Container | None:
    """The container that a file's name stands for; None where its ending is not known."""
    path = Path(name)
    compression = _COMPRESSED.get(path.suffix.lower(), "")
    ending = Path(path.stem).suffix if compression else path.suffix
    found = _ENDINGS.get(ending.lower())
    return None if found is None else Container(found, compression)


def parse_container(text: str) -> Container:
    """What `--container` asks for: one of NAMES, with .gz or .zst behind it where it is to be compressed."""
    name, _, compression = text.partition(".")
    if name not in NAMES or compression not in ("", "gz", "zst") or (name == "parquet" and compression):
        raise UsageError(f"there is no container {text!r}; known: {', '.join(NAMES)}; jsonl.gz, jsonl.zst and so on")
    return Container(name, compression)


@contextlib.contextmanager
def rows_to(path: Path, container: Container, shape: Mapping[str, Any]) -> Iterator[Write]:
    """A function that adds a row to a new file. `shape` has the columns, as Parquet and CSV need to know them."""
    if container.name == "parquet":
        with parquet_writer(path, shape) as write:
            yield write
        return
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_compressing(path, container.compression))
        if container.name == "jsonl":
            yield lambda row: _put(file, f"{to_json(row)}\n")
        elif container.name == "json":
            first = True

            def add(row: Mapping[str, Any]) -> None:
                nonlocal first
                _put(file, f"[\n{to_json(row)}" if first else f",\n{to_json(row)}")
                first = False

            yield add
            _put(file, "[]\n" if first else "\n]\n")
        else:
            yield _csv_writer(file, container.name == "spreadsheet", list(shape))


def rows_from(path: Path) -> Iterator[tuple[str, Any, str]]:
    """Each row with its place in the file, and what is wrong where it cannot be read.

    The name's ending says what the file is; elsewhere its beginning does: an array or lines. Raises SeedError where
    the file cannot be read at all, UsageError for a pipe.
    """
    if storage.address(path) is not None:
        yield from _rows_of_copy(path)
        return
    if path.is_fifo():
        raise UsageError(f"{path}: is a pipe, and what is read here is read more than once: write it to a file first")
    found = container_of(path.name)
    compression = _COMPRESSED.get(path.suffix.lower(), "")
    try:
        if found is not None and found.name == "parquet":
            yield from parquet_rows(path)
            return
        if not path.stat().st_size:
            return
        with contextlib.closing(_decompressing(path, compression)) as file:
            start = _peek(file)
            if start.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise SeedError([f"{path}: is UTF-16; save it as UTF-8"])
            if found is not None and found.name == "csv":
                yield from _csv_rows(path, file, start.startswith(_BOM))
            elif start.removeprefix(_BOM).lstrip().startswith(b"["):
                yield from _array(path, file)
            else:
                yield from _lines(path, file)
    except FileNotFoundError:
        raise SeedError([f"{path}: there is no such file"]) from None
    except _damage(compression) as error:
        name = "zstd" if compression == "zst" else "gzip"
        raise SeedError([f"{path}: is not a whole {name} file ({error})"]) from error
    except OSError as error:
        raise SeedError([f"{path}: cannot be read: {error.strerror or error}"]) from error


def _rows_of_copy(path: Path) -> Iterator[tuple[str, Any, str]]:
    """The rows of an object in S3, under its own name."""
    name = storage.name(path)
    try:
        with storage.local(path) as copy:
            try:
                for place, row, problem in rows_from(copy):
                    yield place.replace(str(copy), name), row, problem
            except SeedError as error:
                raise SeedError([text.replace(str(copy), name) for text in error.problems]) from error
    except SeedError:
        raise
    except UsageError as error:
        raise SeedError([str(error)]) from error


def _put(file: IO[bytes], text: str) -> None:
    file.write(text.encode())


@contextlib.contextmanager
def _compressing(path: Path, compression: str) -> Iterator[IO[bytes]]:
    with path.open("wb") as raw:
        if compression == "gz":
            # Neither the time nor the file's name: the same rows give the same bytes.
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as zipped:
                buffered = io.BufferedWriter(zipped, _CHUNK)
                yield buffered
                buffered.flush()
        elif compression == "zst":
            with _zstd().open(raw, "wb") as squeezed:
                yield squeezed
        else:
            yield raw


def _decompressing(path: Path, compression: str) -> IO[bytes]:
    if compression == "gz":
        return io.BufferedReader(gzip.open(path, "rb"), _CHUNK)
    if compression == "zst":
        opened: IO[bytes] = io.BufferedReader(_zstd().open(path, "rb"), _CHUNK)
        return opened
    return path.open("rb", buffering=_CHUNK)


def _damage(compression: str) -> tuple[type[Exception], ...]:
    """The exceptions that reading a damaged file raises."""
    return (EOFError, _zstd().ZstdError) if compression == "zst" else (EOFError, zlib.error, gzip.BadGzipFile)


def _peek(file: IO[bytes]) -> bytes:
    return file.peek(64)[:64]  # type: ignore[attr-defined,no-any-return]


def _zstd() -> Any:
    module = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtra("zstd needs a package: pip install 'selfinstruct[zstd]'") from None


def _lines(path: Path, file: IO[bytes]) -> Iterator[tuple[str, Any, str]]:
    for number, line in enumerate(file, 1):
        raw = line.removeprefix(_BOM) if number == 1 else line
        if raw.strip():
            yield f"{path}:{number}", *_parsed(raw.rstrip(b"\r\n"))


def _parsed(raw: bytes) -> tuple[Any, str]:
    try:
        return json.loads(raw.decode("utf-8")), ""
    except UnicodeDecodeError as error:
        return None, f"is not UTF-8 ({error.reason} at byte {error.start} of the line); save the file as UTF-8"
    except json.JSONDecodeError as error:
        return None, f"{no_json(error)}; write one JSON object a line"
    except RecursionError:
        return None, "is nested too deeply"
    except ValueError as error:
        return None, f"is not JSON that can be read: {error}"


def _array(path: Path, file: IO[bytes]) -> Iterator[tuple[str, Any, str]]:
    """The items of a JSON array, read piece by piece: an item is tried again once as much again has been read."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    decoder, number = json.JSONDecoder(), 0
    buffer, position, wanted, place = "", 0, _PIECE, f"{path}: item 1"
    try:
        while not buffer:
            buffer = text.read(wanted).lstrip()
        position = 1
        while True:
            while position < len(buffer) and buffer[position] in " \t\r\n,":
                position += 1
            if position < len(buffer) and buffer[position] == "]":
                return
            try:
                row, end = decoder.raw_decode(buffer, position) if position < len(buffer) else (None, -1)
            except json.JSONDecodeError as error:
                row, end, wrong = None, -1, no_json(error, place=False)
            else:
                wrong = "the array has no end; is the file complete?"
            # What seems to be a number may go on in what has not been read yet.
            after = buffer[end : end + 1] if end >= 0 else ""
            if not after or after not in " \t\r\n,]":
                more = text.read(wanted)
                if not more and (end < 0 or after):
                    yield place, None, wrong
                    return
                buffer, position, wanted = buffer[position:] + more, 0, min(2 * wanted, 1 << 28)
                if more:
                    continue
            number += 1
            yield place, row, ""
            position, wanted, place = end if end < len(buffer) else len(buffer), _PIECE, f"{path}: item {number + 1}"
    except UnicodeDecodeError as error:
        yield place, None, f"is not UTF-8 ({error.reason}); save it as UTF-8"
    except (RecursionError, ValueError) as error:
        yield place, None, f"is not JSON that can be read: {error}"
    finally:
        text.detach()


def _csv_writer(file: IO[bytes], spreadsheet: bool, columns: list[str]) -> Write:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def put(cells: list[str]) -> None:
        writer.writerow(cells)
        _put(file, text.getvalue())
        text.seek(0)
        text.truncate()

    if spreadsheet:
        file.write(_BOM)
    put(columns)
    return lambda row: put([defused(row[name]) if spreadsheet else row[name] for name in columns])


def _csv_rows(path: Path, file: IO[bytes], spreadsheet: bool) -> Iterator[tuple[str, Any, str]]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    limit = csv.field_size_limit(sys.maxsize)
    start = 1
    try:
        reader = csv.reader(text, strict=True)
        columns = next(reader, [])
        start = reader.line_num + 1
        for cells in reader:
            place, start = f"{path}:{start}", reader.line_num + 1
            if len(cells) != len(columns):
                if any(cells):
                    yield place, None, f"has {len(cells)} cells where the head has {len(columns)}"
                continue
            yield place, dict(zip(columns, map(restored, cells) if spreadsheet else cells, strict=True)), ""
    except csv.Error as error:
        yield f"{path}:{start}", None, f"is not CSV: {error}; is the file complete?"
    except UnicodeDecodeError as error:
        yield f"{path}:{start}", None, f"is not UTF-8 ({error.reason}); save it as CSV UTF-8"
    finally:
        csv.field_size_limit(limit)
        text.detach()
