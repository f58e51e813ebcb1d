"""Output files, committed atomically: written in a staging directory, put in place together once all are complete."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Protocol

from selfinstruct.errors import RunError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.overwriting import check_replaceable, is_device
from selfinstruct.files.remote import hub
from selfinstruct.files.remote.hub import HubAddress, hub_address
from selfinstruct.files.storage import DEFAULT, Access, Address


class Destination(Protocol):
    """A place that takes files all at once.

    `staging` is an empty directory; files are written into it under the names they are to have beside each other.
    `name` is the name of the file or folder that was asked for.
    """

    @property
    def staging(self) -> Path: ...

    @property
    def name(self) -> str: ...

    def check(self) -> None:
        """Raise UsageError where what is staged has no place, or would replace what it may not; before `commit`."""
        ...

    def commit(self) -> list[str]:
        """Put everything in place, and say where the files are."""
        ...


@contextlib.contextmanager
def destination(out: str | Path, access: Access = DEFAULT, *, overwrite: bool = False) -> Iterator[Destination]:
    """The place called `out`, "-" for stdout; what is not committed leaves nothing behind.

    A file that is there already and holds anything else is replaced only with `overwrite`.

    Raises RunError or StorageError where it cannot be written, UsageError for a folder with files of others in it.
    """
    path = Path(out)
    storage.refuse_elsewhere(out)
    on_hub = hub_address(out)
    remote = storage.address(out)
    try:
        if str(out) == "-" or storage.is_remote(out) or is_device(path):
            staging = Path(tempfile.mkdtemp(prefix="selfinstruct-"))
        else:
            path.absolute().parent.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.absolute().parent))
    except OSError as error:
        raise RunError(f"{out}: cannot be written: {_hindrance(path) or error.strerror}") from error
    try:
        if on_hub is not None:
            yield _OnHub(staging, on_hub)
        elif remote is not None:
            yield _Remote(staging, remote, access, overwrite)
        elif is_device(path):
            yield _Device(staging, path)
        else:
            yield _Stdout(staging) if str(out) == "-" else _Local(staging, path, overwrite)
    except OSError as error:
        where = "standard output" if str(out) == "-" else out
        raise RunError(f"{where}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _hindrance(path: Path) -> str:
    """The file that stands where a path has a folder."""
    return next((f"{above} is a file, not a folder" for above in path.parents if above.is_file()), "")


def write_together(texts: Mapping[Path, bytes], access: Access = DEFAULT, *, overwrite: bool = False) -> None:
    """All files or none: whether each may stand there is known before the first is put in place, and that last.

    Raises as `destination` does.
    """
    with written_together(list(texts), access, overwrite=overwrite) as files:
        for out, data in texts.items():
            files[out].write(data)


@contextlib.contextmanager
def written_together(
    outs: Sequence[Path], access: Access = DEFAULT, *, overwrite: bool = False
) -> Iterator[Mapping[Path, IO[bytes]]]:
    """Files to be written in the block, put in place as `write_together` does once it ends without an error."""
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context(destination(out, access, overwrite=overwrite)) for out in outs]
        with contextlib.ExitStack() as opened:
            yield {
                out: opened.enter_context((place.staging / place.name).open("wb"))
                for out, place in zip(outs, places, strict=True)
            }
        for place in places:
            place.check()
        for place in reversed(places):  # whoever waits for what was asked for finds the others beside it
            place.commit()


class _Local:
    """A file or a folder of this machine; staged in its own parent, so that a rename puts it in place."""

    def __init__(self, staging: Path, path: Path, overwrite: bool) -> None:
        self.staging = staging
        self.path = path
        self.overwrite = overwrite
        self.name = path.name

    def check(self) -> None:
        made = sorted(self.staging.iterdir())
        for item in made:
            self._check(item, self.path.parent / item.name)
        for file in (file for item in made for file in _files(item)):
            check_replaceable(self.path.parent / file.relative_to(self.staging), file, self.overwrite)

    def commit(self) -> list[str]:
        parent = self.path.parent
        made = sorted(self.staging.iterdir())
        placed = [parent / file.relative_to(self.staging) for item in made for file in _files(item)]
        # What the name asked for stands last: whoever waits for it finds its neighbours there.
        for item in sorted(made, key=lambda item: item.name == self.name):
            self._place(item, parent / item.name)
        return [str(file) for file in placed]

    def _check(self, item: Path, target: Path) -> None:
        if target.is_dir() and not item.is_dir():
            raise UsageError(f"{target}: is a folder; name a file")
        if item.is_dir() and target.exists() and not target.is_dir():
            raise UsageError(f"{target}: is a file; this format writes a folder: name another")
        if item.is_dir() and target.is_dir():
            mine = {file.relative_to(item) for file in _files(item)}
            others = sorted(str(file.relative_to(target)) for file in _files(target))
            if odd := [name for name in others if Path(name) not in mine]:
                raise UsageError(f"{target}: holds {odd[0]}, which is not part of this export; name another folder")

    def _place(self, item: Path, target: Path) -> None:
        if item.is_dir() and target.is_dir():
            aside = self.staging / f"{item.name}.old"
            target.replace(aside)
        item.replace(target)


class _Remote:
    """A file or a folder in S3: each object appears as a whole, one after the other."""

    def __init__(self, staging: Path, at: Address, access: Access, overwrite: bool) -> None:
        self.staging = staging
        self.at = at
        self.access = access
        self.overwrite = overwrite
        self.name = Path(at.key).name
        if not self.name:
            raise UsageError(f"{at}: names no object; write s3://bucket/key")

    def check(self) -> None:
        places = self._places()
        for item in sorted(self.staging.iterdir()):
            if item.is_dir():
                self._check(self._key(item.name) + "/", {str(place) for place in places.values()})
        for file, place in places.items():
            check_replaceable(str(place), file, self.overwrite, self.access)

    def commit(self) -> list[str]:
        places = self._places()
        for file in sorted(places, key=lambda file: file.relative_to(self.staging).parts[0] == self.name):
            storage.upload(file, str(places[file]), self.access)
        return [str(place) for place in places.values()]

    def _places(self) -> dict[Path, Address]:
        made = [file for item in sorted(self.staging.iterdir()) for file in _files(item)]
        return {file: Address(self.at.bucket, self._key(file.relative_to(self.staging).as_posix())) for file in made}

    def _key(self, name: str) -> str:
        before, _, _ = self.at.key.rstrip("/").rpartition("/")
        return f"{before}/{name}".lstrip("/")

    def _check(self, prefix: str, mine: set[str]) -> None:
        folder = str(Address(self.at.bucket, prefix))
        for name in storage.object_names(folder, self.access):
            if name not in mine:
                raise UsageError(f"{folder}: holds {name}, which is not part of this export; name another folder")


class _OnHub:
    """A file or a folder of a dataset on the Hub: all in one commit. Nothing is lost there: earlier commits stay."""

    def __init__(self, staging: Path, at: HubAddress) -> None:
        self.staging = staging
        self.at = at
        self.name = at.path.rpartition("/")[2] or at.repo.rpartition("/")[2]

    def check(self) -> None:
        if not self.at.path and not (self.staging / self.name).is_dir():
            raise UsageError(f"{self.at}: names no file; write {self.at}/train.jsonl, or use a format of folders (hub)")

    def commit(self) -> list[str]:
        folder, _, _ = self.at.path.rpartition("/")
        top = self.staging / self.name
        placed: dict[str, Path] = {}
        for item in sorted(self.staging.iterdir()):
            for file in _files(item):
                beside = item != top or not top.is_dir()
                inside = file.relative_to(self.staging if beside else top).as_posix()
                place = folder if beside else self.at.path
                placed[f"{place}/{inside}".lstrip("/")] = file
        hub.upload(placed, self.at)
        return [str(replace(self.at, path=name)) for name in placed]


class _Device:
    """A device or a pipe: it is written to and never replaced, and what would lie beside it has no place."""

    def __init__(self, staging: Path, path: Path) -> None:
        self.staging = staging
        self.path = path
        self.name = path.name

    def check(self) -> None:
        if (self.staging / self.name).is_dir():
            raise UsageError(f"{self.path}: is a device or a pipe; this format writes a folder: name another")

    def commit(self) -> list[str]:
        with (self.staging / self.name).open("rb") as file, self.path.open("wb") as written:
            shutil.copyfileobj(file, written, 1 << 20)
        return [str(self.path)]


class _Stdout:
    """The one data file goes to stdout; its neighbours have no place there."""

    def __init__(self, staging: Path) -> None:
        self.staging = staging
        self.name = "-"

    def check(self) -> None:
        """Stdout takes everything."""

    def commit(self) -> list[str]:
        try:
            sys.stdout.flush()
            with (self.staging / self.name).open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # A reader that has seen enough; Python would complain once more when it closes stdout.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return []


def _files(item: Path) -> list[Path]:
    return sorted(file for file in item.rglob("*") if not file.is_dir()) if item.is_dir() else [item]
