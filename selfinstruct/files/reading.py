"""Reads all rows of a file before anything is made of it: what is wrong with them is told at once."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from selfinstruct.errors import SeedError
from selfinstruct.files.rows import Row
from selfinstruct.files.spool import Spool

T = TypeVar("T")


def read_each(rows: Iterable[Row], read: Callable[[str, Any], Iterable[T]], empty: str) -> list[T]:
    """What `read` makes of each row, given its place and its value, in the file's order.

    Raises SeedError with a problem for each row that cannot be read or that `read` raises ValueError for, and with
    `empty` where nothing comes of any row.
    """
    found: list[T] = []
    _read(found, rows, read, empty)
    return found


def spool_each(rows: Iterable[Row], read: Callable[[str, Any], Iterable[T]], empty: str) -> Spool[T]:
    """As `read_each`, on disk."""
    found: Spool[T] = Spool()
    _read(found, rows, read, empty)
    return found


def _read(found: list[T] | Spool[T], rows: Iterable[Row], read: Callable[[str, Any], Iterable[T]], empty: str) -> None:
    problems: list[str] = []
    for place, row, problem in rows:
        try:
            if problem:
                raise ValueError(problem)
            found.extend(tuple(read(place, row)))
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if problems or not found:
        raise SeedError(problems or [empty])
