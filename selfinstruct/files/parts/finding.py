"""Finds the parts that a path stands for: a folder's, a pattern's, or those below a prefix in S3."""

import fnmatch
import glob
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from selfinstruct.errors import SeedError, StorageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import kind_named
from selfinstruct.files.parts.naming import (
    ABOUT_DATASETS,
    RUN_FILES,
    columns_of,
    grouped,
    holds_rows,
    numbered,
    parts_among,
)
from selfinstruct.files.remote.hub import HubAddress, files_of, hub_address, pinned
from selfinstruct.files.storage import DEFAULT, Access

_WILD = re.compile(r"[*?]|\[[^\]/]+\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of rows; `columns` are those that stand in the names of its folders alone."""

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)


def parts_of(path: Path, access: Access = DEFAULT) -> Iterator[Part]:
    """The files that a path stands for, in order: itself, unless it is a folder, a pattern or a prefix in S3.

    Raises SeedError where nothing is found, for a folder of a run, and for one whose files are not all of rows.
    """
    if (on_hub := hub_address(path)) is not None:
        yield from _on_hub(on_hub)
    elif storage.address(path) is not None:
        yield from _remote(path, access)
    elif is_pattern(path):
        yield from _matching(path)
    elif path.is_dir():
        yield from _in_folder(path)
    else:
        yield Part(path)


def is_pattern(path: Path) -> bool:
    """Whether a path is a pattern (`*`, `?`, `[…]`) rather than the name of a file of this machine."""
    return _WILD.search(str(path)) is not None and not storage.is_remote(path) and not path.exists()


def is_several(path: Path) -> bool:
    """Whether a path of this machine stands for parts: a pattern, or a folder of files of rows that is no run's."""
    if is_pattern(path):
        return True
    if not path.is_dir() or any((path / name).exists() for name in RUN_FILES):
        return False
    names = _below(path)
    return any(map(holds_rows, names)) and not any(os.path.basename(name) in RUN_FILES for name in names)


def is_run_folder(path: Path) -> bool:
    """Whether a path is a directory that is read as a run's: one that does not hold parts."""
    return path.is_dir() and not is_several(path)


def home_of_parts(path: Path) -> Path:
    """The folder of this machine in which the files lie that a path stands for."""
    if path.is_dir():
        return path
    steps = path.parts
    wild = next((at for at, step in enumerate(steps) if is_pattern(Path(step))), len(steps) - 1)
    return Path(*steps[:wild])


def _below(folder: Path) -> list[str]:
    """All files below a folder, by their relative names; links to folders are followed once and never in a circle."""
    found, seen = [], set()
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        found += [os.path.relpath(os.path.join(place, file), folder).replace(os.sep, "/") for file in files]
        found += [f"{name}/" for name in folders if name == "_temporary"]
    return found


def _in_folder(folder: Path) -> Iterator[Part]:
    if any((folder / name).exists() for name in RUN_FILES):
        raise SeedError([f"{folder}: is a run's directory; name one of its files"])
    found = parts_among(_below(folder), str(folder))
    if not found:
        raise SeedError([f"{folder}: is a folder without a file of rows (JSON, CSV or Parquet){_others(folder)}"])
    yield from (Part(folder / name, columns_of(name)) for name in found)


def _others(folder: Path) -> str:
    """What to give for files in a folder that are read when they are named only."""
    kinds = sorted({Path(name).suffix for name in _below(folder) if kind_named(name) in ("yaml", "text")})
    return f"; name those that are to be read, as '{folder}/*{kinds[0]}'" if kinds else ""


def _matching(pattern: Path) -> Iterator[Part]:
    found = sorted(glob.glob(str(pattern), recursive=True), key=numbered)
    if not found:
        raise SeedError([f"{pattern}: no file has such a name"])
    home = home_of_parts(pattern)
    for name in found:
        path = Path(name)
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield Part(path, columns_of(path.relative_to(home).as_posix()))


def _remote(path: Path, access: Access) -> Iterator[Part]:
    at = storage.address(path)
    assert at is not None
    wild = _WILD.search(at.key)
    if not wild and kind_named(at.key):
        yield Part(path)
        return
    fixed = at.key[: wild.start()] if wild else f"{at.key.rstrip('/')}/"
    prefix = "" if fixed == "/" else fixed
    try:
        names = storage.object_names(str(storage.Address(at.bucket, prefix)), access)
    except StorageError:
        if wild:
            raise
        names = []  # who may read an object need not be allowed to list its bucket
    start = f"s3://{at.bucket}/"
    keys = [name.removeprefix(start) for name in names]
    if wild:
        keys = [key for key in keys if _fits(key, at.key)]
        if not keys:
            raise SeedError([f"{storage.name(path)}: no object has such a name"])
        yield from (Part(Path(f"{start}{key}"), columns_of(key)) for key in sorted(keys, key=numbered))
        return
    found = parts_among((key.removeprefix(prefix) for key in keys if not key.endswith("/")), storage.name(path))
    if not found:
        yield Part(path)
        return
    yield from (Part(Path(f"{start}{prefix}{name}"), columns_of(name)) for name in found)


def _on_hub(at: HubAddress) -> Iterator[Part]:
    """The files of a dataset on the Hub, at the commit that it has now: one, those of a pattern, or all that hold rows.

    Raises SeedError where these are of several splits or kinds: which are meant is for whoever asks to say.
    """
    at = pinned(at)
    if at.path and kind_named(at.path) and not _WILD.search(at.path):
        yield Part(Path(str(at)))
        return
    names = files_of(at)
    if _WILD.search(at.path):
        found = [name for name in names if _fits(name, at.path)]
        if not found:
            raise SeedError([f"{at}: no file has such a name"])
    else:
        below = f"{at.path}/" if at.path else ""
        found = [name for name in names if name.startswith(below) and holds_rows(name) and name not in ABOUT_DATASETS]
        if not found:
            raise SeedError([f"{at}: holds no file of rows (JSON, CSV or Parquet)"])
        if len(groups := grouped(found)) > 1:
            among = ", ".join(f"{replace(at, revision='', path=group)}" for group in groups[:4])
            raise SeedError([f"{at}: holds several splits or kinds of files; name one, with quotes: {among}"])
    for name in sorted(found, key=numbered):
        yield Part(Path(str(replace(at, path=name))), columns_of(name))


def _fits(key: str, pattern: str) -> bool:
    """Whether a key is what a pattern says, step by step: no sign stands for a slash."""
    steps, wanted = key.split("/"), pattern.split("/")
    return len(steps) == len(wanted) and all(map(fnmatch.fnmatchcase, steps, wanted))
