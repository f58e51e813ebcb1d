"""The files under the paths that were given, in the order they are read in, each by a name of its own.

A link within a folder is not followed: what it leads to is in the folder under its own name, or is none of it.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from selfinstruct.documents.document import Refusal
from selfinstruct.documents.readers.archives import is_hidden
from selfinstruct.documents.sandbox.pool import FileToRead
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.pipes import STDIN, copied
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.flows.ingest.globs import matcher
from selfinstruct.flows.ingest.naming import below_common, labels, told

_ODD = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files are read: patterns of names, whether hidden ones are, and files that never are."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    avoid: frozenset[Path] = frozenset()


@dataclass(slots=True)
class Found:
    """The files, sorted by their names as bytes, and how many were passed over, by reason."""

    files: list[FileToRead] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def found_files(paths: Sequence[str | Path], choice: Choice, access: Access = DEFAULT) -> Found:
    """The files under paths: files, folders, s3:// addresses, and "-" for a list of paths on stdin.

    With one path the names are relative to it, with several each begins with the path's own name. Raises UsageError
    for a path that is not there.
    """
    given = list(dict.fromkeys(map(str, paths)))
    if not given:
        raise UsageError("ingest: name a file or a folder")
    found, seen = Found(), set[Path]()
    named = [path for path in given if path != STDIN]
    for path, label in zip(named, labels([_whole(path) for path in named]), strict=True):
        if storage.address(path) is not None:
            files = _objects(path, access)
        elif not Path(path).exists():
            raise UsageError(f"{path}: there is no such file or folder")
        else:
            files = _given(Path(path), choice, found.skipped)
        _add(found, seen, files, told(label), len(given) > 1, choice, access)
    if STDIN in given:
        _add(found, seen, _listed(), "", False, replace(choice, hidden=True), access)
    found.files.sort(key=lambda file: file.name.encode())
    return found


# A file's name below what was given, "" for that itself, and its path, or why it is not read.
_File = tuple[str, Path | str | Refusal]


def _add(
    found: Found, seen: set[Path], files: Iterable[_File], label: str, several: bool, choice: Choice, access: Access
) -> None:
    include, exclude = matcher(choice.include), matcher(choice.exclude)
    for below, what in files:
        name = told(below) or PurePosixPath(label).name
        if (include and not include.match(name)) or (exclude and exclude.match(name)):
            found.skipped["excluded"] += 1
            continue
        if isinstance(what, str) and not choice.hidden and is_hidden(below):
            found.skipped["hidden"] += 1
            continue
        if isinstance(what, Path):
            real = what.resolve()
            if real in choice.avoid or real in seen:
                continue
            seen.add(real)
        whole = f"{label}/{name}" if several and below else name if below else label
        if isinstance(what, Refusal):
            found.files.append(FileToRead(whole, refusal=what))
        else:
            found.files.append(FileToRead(whole, partial(_local, what, access)))


def _local(path: Path | str, access: Access) -> AbstractContextManager[Path]:
    return storage.local(path, access) if isinstance(path, str) else nullcontext(path)


def _whole(path: str) -> PurePosixPath:
    """A path from the root, to be named by its last parts."""
    at = storage.address(path)
    return PurePosixPath(os.path.abspath(path) if at is None else f"/{at.bucket}/{at.key.rstrip('/')}")


def _given(path: Path, choice: Choice, skipped: Counter[str]) -> Iterator[_File]:
    """What a path of this machine means."""
    if path.is_dir():
        yield from _under(path, choice, skipped)
    elif path.is_file():
        yield "", path
    else:
        yield (
            "",
            Refusal("unsafe", f"is {_ODD.get(stat.S_IFMT(path.stat().st_mode), 'no regular file')}; copy it to a file"),
        )


def _under(top: Path, choice: Choice, skipped: Counter[str]) -> Iterator[_File]:
    """The files of a folder and of those in it."""
    folders = [("", top)]
    while folders:
        place, folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                items = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield place or folder.name, Refusal("unreadable", f"folder: {error.strerror}")
            continue
        for entry in items:
            name = f"{place}/{entry.name}" if place else entry.name
            if not choice.hidden and is_hidden(entry.name):
                skipped["hidden"] += 1
            elif entry.is_dir(follow_symlinks=False):
                if Path(entry.path).resolve() not in choice.avoid:
                    folders.append((name, Path(entry.path)))
            elif entry.is_symlink():
                if (refusal := _link(Path(entry.path), top)) is not None:
                    yield name, refusal
                else:
                    skipped["links"] += 1
            else:
                yield name, _regular(entry)


def _regular(entry: "os.DirEntry[str]") -> Path | Refusal:
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return Refusal("unreadable", error.strerror)
    odd = _ODD.get(stat.S_IFMT(mode))
    return Refusal("unsafe", f"is {odd}") if odd else Path(entry.path)


def _link(link: Path, top: Path) -> Refusal | None:
    """Why a link's end is not read; None where it is, under its own name."""
    try:
        end = link.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        loop = isinstance(error, RuntimeError) or getattr(error, "errno", 0) == 40
        return Refusal("unsafe", "is a link to itself") if loop else Refusal("unreadable", "is a link to nothing")
    if end == top.resolve() or top.resolve() in end.parents:
        return None
    return Refusal("unsafe", "is a link that leads out of the folder; name what it leads to")


def _objects(path: str, access: Access) -> Iterator[_File]:
    at = storage.address(path)
    assert at is not None
    prefix = at.key.rstrip("/")
    found = False
    for name in storage.object_names(f"s3://{at.bucket}/{prefix}", access):
        key = name.split("/", 3)[3]
        if key == prefix and prefix:
            found = True
            yield "", name
        elif not prefix or key.startswith(f"{prefix}/"):
            found = True
            if not key.endswith("/"):
                yield key[len(prefix) :].lstrip("/"), name
    if not found:
        raise UsageError(f"{path}: there is no such object, and none that begins with it")


def _listed() -> list[_File]:
    """The files of a list on stdin, one a line or with NUL between them."""
    with copied(STDIN) as file:
        data = file.read_bytes()
    names = [name.rstrip(b"\r") for name in data.split(b"\0" if b"\0" in data else b"\n")]
    paths = [Path(os.path.normpath(Path(os.fsdecode(name)).absolute())) for name in names if name]
    if not paths:
        return []
    files: list[_File] = []
    for name, path in zip(below_common(paths), paths, strict=True):
        if path.is_dir():
            files.append((name, Refusal("unsupported", "is a folder; name it as an argument")))
        elif path.exists() and not path.is_file():
            files.append((name, Refusal("unsafe", "is a device or a pipe")))
        else:
            files.append((name, path))
    return files
