"""Writes files of rows, row by row, in any of the file types."""

import contextlib
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from selfinstruct.canonical import to_line
from selfinstruct.files.file_types import BOM, FileType, compressing
from selfinstruct.files.kinds.parquet import parquet_writer
from selfinstruct.files.kinds.spreadsheet import defused

Write = Callable[[Mapping[str, Any]], None]


@contextlib.contextmanager
def rows_to(path: Path, file_type: FileType, shape: Mapping[str, Any]) -> Iterator[Write]:
    """A function that adds a row to a new file. `shape` has the columns, as Parquet and CSV need to know them."""
    if file_type.name == "parquet":
        with parquet_writer(path, shape) as write:
            yield write
        return
    with compressing(path, file_type.compression) as file:
        if file_type.name == "jsonl":
            yield lambda row: _put(file, f"{to_line(row)}\n")
        elif file_type.name == "json":
            first = True

            def add(row: Mapping[str, Any]) -> None:
                nonlocal first
                _put(file, f"[\n{to_line(row)}" if first else f",\n{to_line(row)}")
                first = False

            yield add
            _put(file, "[]\n" if first else "\n]\n")
        else:
            yield _csv_writer(file, file_type.name == "spreadsheet", list(shape))


def _put(file: IO[bytes], text: str) -> None:
    file.write(text.encode())


def _csv_writer(file: IO[bytes], spreadsheet: bool, columns: list[str]) -> Write:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def put(cells: list[str]) -> None:
        writer.writerow(cells)
        _put(file, text.getvalue())
        text.seek(0)
        text.truncate()

    if spreadsheet:
        file.write(BOM)
    put(columns)
    return lambda row: put([defused(row[name]) if spreadsheet else row[name] for name in columns])
