"""The files under the paths that were given, in the order they are read in, each by a name of its own."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from selfinstruct.documents.sandbox.pool import FileToRead
from selfinstruct.errors import UsageError


def found_files(paths: list[str]) -> list[FileToRead]:
    """The files under paths, sorted by their names as bytes."""
    files = []
    for path in paths:
        if not Path(path).exists():
            raise UsageError(f"{path}: there is no such file or folder")
        files += list(_under(Path(path)))
    return sorted(files, key=lambda file: file.name.encode())


def _under(path: Path) -> Iterator[FileToRead]:
    if path.is_file():
        yield FileToRead(path.name, partial(nullcontext, path))
        return
    for folder, _, names in os.walk(path):
        for name in names:
            file = Path(folder) / name
            yield FileToRead(file.relative_to(path).as_posix(), partial(nullcontext, file))
