"""Reads all rows of a file before anything is made of it: what is wrong with them is told at once."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from selfinstruct.errors import SeedError
from selfinstruct.files.rows import Row

T = TypeVar("T")


def read_each(rows: Iterable[Row], read: Callable[[str, Any], Iterable[T]], empty: str) -> list[T]:
    """What `read` makes of each row, given its place and its value, in the file's order.

    Raises SeedError with a problem for each row that cannot be read or that `read` raises ValueError for, and with
    `empty` where nothing comes of any row.
    """
    found: list[T] = []
    problems: list[str] = []
    for place, row, problem in rows:
        try:
            if problem:
                raise ValueError(problem)
            found += read(place, row)
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if problems or not found:
        raise SeedError(problems or [empty])
    return found
