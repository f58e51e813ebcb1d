"""Reads any file of rows: JSON lines, a JSON array, CSV or Parquet, compressed or not, from a disk, S3 or a pipe.

Every command reads its rows here, one by one and never the whole file at once; what a row means is for the caller.
The file's first bytes say whether it is compressed, and whether it is Parquet or an array; its name's ending says
whether it is CSV.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import BOM, compression_of, damage, decompressing, file_type_of, magic_of
from selfinstruct.files.kinds.csv_rows import csv_rows
from selfinstruct.files.kinds.json_array import json_array
from selfinstruct.files.kinds.json_lines import json_lines
from selfinstruct.files.kinds.parquet import parquet_rows
from selfinstruct.files.parts.finding import parts_of
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.unfold.trees import gathered
from selfinstruct.steps import stepped

# So many lines that cannot be read make a file none of rows, where its name does not say that it is one.
_FIRST = 3
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
                yield from csv_rows(name, file, spreadsheet or start.startswith(BOM))
            else:
                lines = json_array(name, file) if first.startswith(b"[") else json_lines(name, file)
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
