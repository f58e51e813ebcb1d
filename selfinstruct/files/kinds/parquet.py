"""Parquet files of rows, written and read some rows at a time. The extra `parquet` is imported when it is used."""

import contextlib
import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import MissingExtra, SeedError
from selfinstruct.extras import installing

# Rows of a row group, and about how many characters of them are held at a time.
_GROUP, _GROUP_SIZE = 10_000, 32 << 20


def arrow_modules() -> Any:
    """pyarrow and pyarrow.parquet; raises MissingExtra where they are not installed."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra(f"Parquet needs a package: {installing('parquet')}") from None


@contextlib.contextmanager
def parquet_writer(path: Path, shape: Mapping[str, Any]) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A function that adds a row to a new file; `shape` has the columns (see `runs.schema`)."""
    arrow, parquet = arrow_modules()
    # A list that has no shape of its own is written as JSON.
    loose = [name.removesuffix("?") for name, kind in shape.items() if isinstance(kind, tuple) and list in kind]
    schema = arrow.schema([arrow.field(name.removesuffix("?"), _arrow(arrow, kind)) for name, kind in shape.items()])
    held: list[Mapping[str, Any]] = []
    size = 0
    with parquet.ParquetWriter(path, schema) as writer:

        def flush() -> None:
            nonlocal size
            if held:
                writer.write_table(arrow.Table.from_pylist(held, schema=schema))
            held.clear()
            size = 0

        def add(row: Mapping[str, Any]) -> None:
            nonlocal size
            if any(not isinstance(row.get(name, ""), str) for name in loose):
                row = {**row, **{name: to_json(row[name]) for name in loose if name in row}}
            held.append(row)
            size += _size(row)
            if len(held) >= _GROUP or size >= _GROUP_SIZE:
                flush()

        yield add
        flush()


def _arrow(arrow: Any, shape: Any) -> Any:
    """A shape (see `runs.schema`) as a type of Arrow."""
    if isinstance(shape, list):
        return arrow.list_(_arrow(arrow, shape[0]))
    if isinstance(shape, dict):
        return arrow.struct([(name.removesuffix("?"), _arrow(arrow, kind)) for name, kind in shape.items()])
    kinds = {str: arrow.string(), bool: arrow.bool_(), float: arrow.float64(), int: arrow.int64()}
    return next(kinds[kind] for kind in kinds if kind in shape)


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list | tuple) else 8


def parquet_rows(path: Path, name: str) -> Iterator[tuple[str, Any, str]]:
    """Each row with its place in the file called `name`, without the columns that are null in it.

    What JSON has no value for (a time, a decimal) becomes a text. Raises SeedError for a damaged file.
    """
    arrow, parquet = arrow_modules()
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=500):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{name}: row {number}", _present(row), ""
    except arrow.ArrowException as error:
        raise SeedError([f"{name}: is not a complete Parquet file ({str(error)[:200]})"]) from error


def _present(value: Any) -> Any:
    """Without what is null: Parquet has every column in every row."""
    if isinstance(value, dict):
        return {name: _present(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_present(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return value if isinstance(value, str | int | float | None) else str(value)
