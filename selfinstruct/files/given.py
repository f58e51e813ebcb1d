"""What a caller in Python gives in place of a file: several files, or rows, as lists, frames and datasets hold them.

Rows are written to a temporary file first, so that one reader reads whatever is given; memory stays small, and what is
hashed of them is what is hashed of a file with the same content.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from selfinstruct.errors import UsageError
from selfinstruct.files import pipes, storage
from selfinstruct.files.file_types import kind_named
from selfinstruct.files.parts.finding import is_pattern

# Mappings or texts, one by one: a list, a generator, a pandas or Polars frame, a table of Arrow, a datasets.Dataset.
Rows = Iterable[Any]
P = ParamSpec("P")
T = TypeVar("T")
Given = str | Path | Rows
_WANTED = "give a path, or rows: mappings or texts"


@contextmanager
def as_file(given: Given, name: str = "rows") -> Iterator[Path]:
    """The path of a file, or one under which the rows that were given stand as long as the block lasts.

    They go by `<name>`, and a row's place is its number. Raises UsageError for what holds no rows.
    """
    if isinstance(given, str | Path):
        yield Path(given)
        return
    with pipes.holding(name) as (path, file):
        for number, row in enumerate(_rows(given, name), 1):
            try:
                line = json.dumps(row if isinstance(row, str) else _mapping(row))
            except (TypeError, ValueError, RecursionError) as error:
                raise UsageError(f"{name}: row {number}: {error}; {_WANTED}") from None
            file.write(f"{line}\n".encode())
        file.close()
        yield path


def rows_given(*names: str, several: bool = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator: these arguments may be rows (`several`: lists of them), and the function is called with paths."""

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(function)

        @wraps(function)
        def given(*args: P.args, **options: P.kwargs) -> T:
            bound = signature.bind(*args, **options)
            with ExitStack() as stack:
                for name in names:
                    value = bound.arguments.get(name)
                    if several and isinstance(value, list | tuple):
                        found: Any = [stack.enter_context(as_file(item, name)) for item in value]
                    elif value is None or isinstance(value, str | Path):
                        continue
                    else:
                        found = stack.enter_context(as_file(value, name))
                    bound.arguments[name] = found
                return function(*bound.args, **bound.kwargs)

        return given

    return decorated


def as_path(given: Given) -> Path:
    """The path, where `as_file` has seen to rows."""
    if not isinstance(given, str | Path):
        raise UsageError(f"is a {type(given).__name__}; {_WANTED}")
    return Path(given)


def paths_among(given: Any, name: str) -> list[Path] | None:
    """The paths, where one or a list of them is given; None for rows.

    Texts of a list are paths where each names a file, and instructions where none does. Raises UsageError for both.
    """
    if isinstance(given, str | Path):
        return [Path(given)]
    if not isinstance(given, list | tuple) or not given or not all(isinstance(item, str | Path) for item in given):
        return None
    naming = [isinstance(item, Path) or _names_file(item) for item in given]
    if all(naming):
        return [Path(item) for item in given]
    if any(naming):
        odd = given[naming.index(True)]
        raise UsageError(f"{name}: {str(odd)!r:.60} is a file and others are not; give files, or rows, not both")
    return None


def _names_file(text: str) -> bool:
    if "\n" in text or len(text) > 1000:
        return False
    path = Path(text)
    if len(text.split()) == 1 and (kind_named(text) or is_pattern(path) or storage.address(text) is not None):
        return True
    return bool(text.strip()) and path.exists()


def _rows(given: Any, name: str) -> Iterator[Any]:
    if isinstance(given, Mapping):
        names = ", ".join(map(str, list(given)[:6]))
        raise UsageError(f"{name}: is a mapping ({names}); give one of them, or a list of mappings")
    for way in ("to_dicts", "to_pylist"):  # Polars, Arrow
        if hasattr(given, way):
            given = getattr(given, way)()
            break
    if hasattr(given, "to_dict") and hasattr(given, "columns"):  # pandas
        given = given.to_dict("records")
    if not isinstance(given, Iterable) or isinstance(given, bytes | bytearray):
        raise UsageError(f"{name}: is a {type(given).__name__}; {_WANTED}")
    yield from given


def _mapping(row: Any) -> dict[str, Any]:
    """A row as JSON has it, without what is missing in it: frames have every column in every row."""
    if not isinstance(row, Mapping):
        raise TypeError(f"is a {type(row).__name__}")
    return {str(key): found for key, value in row.items() if (found := _plain(value)) is not None}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if value != value else float(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "tolist"):  # of NumPy
        return _plain(value.tolist())
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if hasattr(value, "isoformat") or type(value).__name__ in ("Decimal", "UUID"):
        return str(value)
    raise TypeError(f"holds a {type(value).__name__}, which JSON has no value for")
