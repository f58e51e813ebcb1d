"""Pipes, and `-` for stdin, where a file is expected: they give their content once, so it is copied to a file first.

The copy is a temporary file: memory stays small, and Parquet can be read, which begins at the end of a file.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from selfinstruct.files.file_types import CHUNK

STDIN = "-"
# Rows that were given in Python rather than in a file, by the name they go by. All threads of the process see them.
_held: dict[str, Path] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Copies:
    stack: ExitStack
    paths: dict[str, Path] = field(default_factory=dict)


_kept: ContextVar[_Copies | None] = ContextVar("selfinstruct-pipes", default=None)


def is_pipe(path: str | Path) -> bool:
    """Whether a path means stdin, a pipe or rows given in Python: it is no file that has anything beside it."""
    return str(path) == STDIN or is_held(path) or Path(path).is_fifo()


def is_held(path: str | Path) -> bool:
    """Whether a path is the name that rows given in Python go by."""
    return str(path) in _held


@contextmanager
def holding(name: str) -> Iterator[tuple[Path, IO[bytes]]]:
    """A name under which a file to be written is found as long as the block lasts: `<name>`, or with a number."""
    with tempfile.TemporaryDirectory(prefix="selfinstruct-") as folder:
        file = Path(folder) / "rows.jsonl"
        with _lock:
            called, number = f"<{name}>", 1
            while called in _held:
                number += 1
                called = f"<{name}-{number}>"
            _held[called] = file
        try:
            with file.open("wb") as target:
                yield Path(called), target
        finally:
            del _held[called]


def stem(path: Path) -> str:
    """The file's name without its last ending, "stdin" for `-`, "rows" for `<rows>`: what a run is called after it.

    Of a pattern it is the name of the folder that it searches.
    """
    while set(path.name) & set("*?[") and not path.exists():
        path = path.parent
    if str(path).startswith("hf:/") and len(path.parts) == 4:  # a dataset by its name, which has no ending
        return path.name.partition("@")[0]
    if path.name.startswith("<") and path.name.endswith(">"):
        return path.name[1:-1]
    return "stdin" if str(path) == STDIN else path.stem or "parts"


@contextmanager
def rereadable_pipes() -> Iterator[None]:
    """Within this block a pipe that is read again gives what it gave the first time.

    Blocks may stand in each other: the outermost one keeps the copies. It serves as a decorator too.
    """
    if _kept.get() is not None:
        yield
        return
    with ExitStack() as stack:
        token = _kept.set(_Copies(stack))
        try:
            yield
        finally:
            _kept.reset(token)


@contextmanager
def copied(path: str | Path) -> Iterator[Path]:
    """A file with all that comes out of a pipe, gone at the end of the block or of `rereadable_pipes` around it.

    What goes wrong while it is read is an OSError.
    """
    kept, key = _kept.get(), str(path)
    if key in _held:
        yield _held[key]
        return
    if kept is None:
        with _copy(path) as copy:
            yield copy
        return
    if key not in kept.paths:
        kept.paths[key] = kept.stack.enter_context(_copy(path))
    yield kept.paths[key]


@contextmanager
def _copy(path: str | Path) -> Iterator[Path]:
    # Python's own stdin would decode; its descriptor stays open.
    stdin = str(path) == STDIN
    with tempfile.TemporaryDirectory(prefix="selfinstruct-") as folder:
        copy = Path(folder) / ("stdin" if stdin else Path(path).name)
        with open(0 if stdin else path, "rb", closefd=not stdin) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
        yield copy
