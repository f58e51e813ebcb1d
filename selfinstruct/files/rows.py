"""Reads any file of rows: JSON lines, JSON, CSV, YAML, text lines or Parquet, compressed or not, from anywhere.

Every command reads its rows here, one by one and never the whole file at once (but for YAML, and for one JSON object);
what a row means is for the caller. The file's first bytes say whether it is compressed, and whether it is Parquet or an
array; its name's ending says whether it is CSV, YAML or text. Of a pipe, which has no name, the first line says it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import BOM, compression_of, damage, decompressing, kind_named, magic_of
from selfinstruct.files.kinds.csv_rows import csv_rows
from selfinstruct.files.kinds.json_array import json_array
from selfinstruct.files.kinds.json_lines import json_lines
from selfinstruct.files.kinds.json_object import json_rows
from selfinstruct.files.kinds.parquet import parquet_rows
from selfinstruct.files.kinds.resemblance import FORMS, csv_head, of_lines, resembled, yaml_head
from selfinstruct.files.kinds.text_lines import text_lines
from selfinstruct.files.parts.finding import parts_of
from selfinstruct.files.pipes import is_held, is_pipe
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.unfold.trees import gathered
from selfinstruct.watching.steps import stepped

# So many lines that cannot be read make a file none of rows, where its name does not say that it is one.
_FIRST = 3
_OBJECT = re.compile(rb'(\[\s*)?\{\s*"')
_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\]]')

Row = tuple[str, Any, str]


def read_rows(
    path: Path, access: Access = DEFAULT, *, called: str = "", spreadsheet: bool = False, literal: bool = False
) -> Iterator[Row]:
    """Each row with its place in the file (`path:line`), and what is wrong where it cannot be read.

    `path` may be a pipe, `-` for stdin, or an s3:// name; of a folder, a pattern or a prefix in S3 all parts are read,
    in the order of their numbers, each as a file by itself (see `parts`). `called` is how
    problems name the file, if not by its path.
    CSV cells are texts, and the head's first line says whether commas, semicolons or tabs part them. With
    `spreadsheet` they are taken as people's, whose formulas were made harmless, though no byte order mark says so.
    A row that is nothing but a text is an instruction. Single messages of one tree, as Open Assistant publishes them,
    become one row. With `literal` a file is taken for what its lines are, as a trainer does: no key holds rows, and a
    text is no row. Raises SeedError where the file cannot be read at all.
    """
    rows = _all(path, called, access, _Manner(spreadsheet, literal))
    return iter(stepped(gathered(rows if literal else map(_asked, rows)), "rows read"))


@dataclass(frozen=True, slots=True)
class _Manner:
    """How files are read, besides what they are."""

    spreadsheet: bool
    literal: bool
    piped: bool = False


def _asked(item: Row) -> Row:
    """A row that is nothing but a text as the instruction that it is."""
    place, row, problem = item
    return (place, {"instruction": row}, problem) if isinstance(row, str) else item


def _all(path: Path, called: str, access: Access, manner: _Manner) -> Iterator[Row]:
    try:
        for part in parts_of(path, access):
            alone = called if part.path == path else ""
            rows = _read(part.path, alone or storage.name(part.path), access, manner)
            yield from _with_columns(rows, part.columns) if part.columns else rows
    except (MissingExtra, SeedError):
        raise
    except UsageError as error:
        raise SeedError([str(error)]) from error


def _with_columns(rows: Iterator[Row], columns: Mapping[str, str]) -> Iterator[Row]:
    """The rows with the columns that stand in the names of their folders; what a row says itself counts."""
    for place, row, problem in rows:
        yield place, {**columns, **row} if isinstance(row, dict) else row, problem


def _read(path: Path, name: str, access: Access, manner: _Manner) -> Iterator[Row]:
    with _local(path, name, access) as file:
        try:
            if is_held(path):
                with file.open("rb") as lines:
                    yield from json_lines(name, lines)
            elif kind_named(path.name) == "parquet" or magic_of(file) == "parquet":
                yield from parquet_rows(file, name)
            elif file.stat().st_size:
                yield from _rows(file, name, kind_named(path.name), replace(manner, piped=is_pipe(path)))
        except FileNotFoundError:
            raise SeedError([f"{name}: there is no such file"]) from None
        except OSError as error:
            raise SeedError([f"{name}: cannot be read: {error.strerror or error}"]) from error


def is_csv(path: Path) -> bool:
    """Whether a file's name says that it is CSV; of a .tsv its head says that tabs part the cells."""
    return kind_named(path.name) == "csv"


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


def _rows(path: Path, name: str, kind: str, manner: _Manner) -> Iterator[Row]:
    # A name that ends in .gz promises gzip: what is none is damaged.
    compression = magic_of(path) or compression_of(path.name)
    try:
        with closing(decompressing(path, compression)) as file:
            start = file.peek(1)
            if start.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise SeedError([f"{name}: is UTF-16; save it as UTF-8"])
            if what := resembled(start):
                raise SeedError([_is_none(name, what)])
            marked = start.startswith(BOM)
            if marked:
                file.read(len(BOM))
            first = start.removeprefix(BOM).lstrip()
            if manner.literal and kind in ("yaml", "text"):
                told = f"is named as {kind}, which no trainer reads; make it with selfinstruct export"
                raise SeedError([f"{name}: {told}"])
            kind = kind or ("json" if manner.literal else _kind_of(first, piped=manner.piped))
            if kind == "csv":
                if _OBJECT.match(first):
                    raise SeedError([f"{name}: starts like JSON but is named as CSV; rename it to end in .jsonl"])
                yield from csv_rows(name, file, manner.spreadsheet or marked)
            elif kind == "yaml":
                from selfinstruct.files.kinds.yaml_rows import yaml_rows  # few files need what it loads

                yield from yaml_rows(name, file)
            elif kind == "text" and not is_json(first):
                yield from text_lines(name, file)
            elif manner.literal:
                yield from json_array(name, file) if first.startswith(b"[") else json_lines(name, file)
            else:
                yield from _promising(name, kind, file, first)
    except damage(compression) as error:
        kind = "zstd" if compression == "zst" else "gzip"
        raise SeedError([f"{name}: is not a complete {kind} file ({error})"]) from error


def is_json(first: bytes) -> bool:
    """Whether a text that begins so is JSON: its first line is a text in quotes, or begins an object or an array."""
    line = first.partition(b"\n")[0].strip()
    if _JSON.match(first):
        return True
    try:
        return line.startswith(b'"') and isinstance(json.loads(line), str)
    except ValueError:
        return False


def _kind_of(first: bytes, *, piped: bool) -> str:
    """What a file without a name that says it is, by its first lines: csv or yaml, of a pipe text too, else ""."""
    if is_json(first):
        return ""
    lines = [line.decode("utf-8", "replace").rstrip() for line in first[:100_000].split(b"\n", 3)[:3]]
    if csv_head(lines[0]):
        return "csv"
    return "yaml" if yaml_head(lines) else "text" if piped and first[:1] not in b'{["' else ""


def _is_none(name: str, what: str) -> str:
    """What is said of a file that is none of rows; `what` it looks like, with what can be done."""
    return f"{name}: is not a file of rows: it looks like {what}. This command reads {FORMS}"


def _promising(name: str, kind: str, file: BufferedReader, first: bytes) -> Iterator[Row]:
    """The rows of JSON; SeedError where its first lines are none and look like another, or no name says they are."""
    if first.startswith(b"["):
        yield from json_array(name, file)
        return
    lines: list[bytes] = [line for line in first[:100_000].split(b"\n") if line.strip()][:_FIRST]
    rows = json_rows(name, file)
    begun = list(islice(rows, _FIRST))
    if begun and all(problem for *_, problem in begun):
        what = of_lines(lines, name)
        if what or (not kind and len(begun) == _FIRST):
            raise SeedError([_is_none(name, what or "nothing that is known: none of its first lines is JSON")])
    yield from chain(begun, rows)
