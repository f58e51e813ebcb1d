"""The decisions on disk: one line each, there before it is answered for, and never changed."""

import contextlib
import errno
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError, RunLocked, UsageError
from selfinstruct.files import storage
from selfinstruct.runs.lines import as_line

DECISIONS = "decisions.jsonl"
_LOCK = "decisions.lock"

try:
    import fcntl
except ImportError:  # Windows has no flock; there nothing guards against a second server
    fcntl = None  # type: ignore[assignment]


class NotSaved(RunError):
    """A line could not be brought to disk: nothing of it is there, and a later one may well be saved."""


class DecisionLog:
    """The log of one folder, open for writing; `lines` are those that stood there.

    Raises RunLocked where another process has it open, RunError where it cannot be opened, UsageError for S3.
    """

    def __init__(self, folder: Path) -> None:
        if storage.address(folder) is not None:
            raise UsageError(f"{storage.name(folder)}: decisions are kept on a local disk; copy the run from there")
        self.path = folder / DECISIONS
        self._told = f"process {os.getpid()}"
        self._made = [place for place in (folder, *folder.parents) if not place.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = _opened(self.path)
        except OSError as error:
            raise RunError(f"{self.path}: cannot be written: {error.strerror}") from error
        try:
            self._lock()
            whole = _whole(_content(self._file))
            os.ftruncate(self._file, len(whole))  # what is torn off was never answered for
            self.lines = _read(self.path, whole)
        except BaseException:
            os.close(self._file)
            raise
        self._size = len(whole)

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Bring lines to disk, all of them or none; raises NotSaved with the reason."""
        data = b"".join(map(as_line, rows))
        try:
            self._check_there()
            os.ftruncate(self._file, self._size)  # what an append that failed may have left
            written = 0
            while written < len(data):
                written += os.write(self._file, data[written:])
            _sync(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise NotSaved(f"NOT SAVED: {self.path}: {_reason(error)}") from error
        self._size += len(data)

    def tell_holder(self, where: str) -> None:
        """Say beside the log, for whoever is refused it, where the page is that has it open; no token belongs there."""
        self._told = f"process {os.getpid()}, {where}"
        with contextlib.suppress(OSError):
            (self.path.parent / _LOCK).write_text(f"{self._told}\n")

    def close(self) -> None:
        """Give the folder free; one in which nothing was decided is gone again. A second time it does nothing."""
        if self._file < 0:
            return
        with contextlib.suppress(OSError):
            if not self._size:
                self.path.unlink()
            (self.path.parent / _LOCK).unlink()
            if not self._size:
                for place in self._made:
                    place.rmdir()
        os.close(self._file)
        self._file = -1

    def _lock(self) -> None:
        beside = self.path.parent / _LOCK
        if fcntl is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = ""
                with contextlib.suppress(OSError):
                    holder = f" ({' '.join(beside.read_text().split())})"
                raise RunLocked(
                    f"{self.path}: a review page is open on it already{holder}; use that one, or end it first"
                ) from None
            except OSError as error:
                raise RunError(f"{self.path}: the file system has no locks ({error.strerror})") from error
        beside.write_text(f"{self._told}\n")

    def _check_there(self) -> None:
        """That the file we hold is the one at its path; where that is gone, all its lines are written there again."""
        own = os.fstat(self._file)
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            content = _content(self._file)[: self._size]
            self.path.parent.mkdir(exist_ok=True)  # in a run that is gone itself, nothing is made anew
            fresh = _opened(self.path)
            self._take(fresh, content)
            self._lock()
            return
        if (there.st_dev, there.st_ino) == (own.st_dev, own.st_ino):
            return
        fresh = _opened(self.path)  # put back from a copy: goes on where it says the same
        if _content(fresh) != _content(self._file)[: self._size]:
            os.close(fresh)
            raise OSError(errno.ESTALE, "was changed by something else; stop and start the page again")
        self._take(fresh, b"")
        self._lock()

    def _take(self, fresh: int, content: bytes) -> None:
        try:
            while content:
                content = content[os.write(fresh, content) :]
            _sync(fresh)
        except OSError:
            with contextlib.suppress(OSError):
                self.path.unlink()
            os.close(fresh)
            raise
        os.close(self._file)
        self._file = fresh


def logged(folder: Path) -> list[dict[str, Any]]:
    """The lines of a log, without opening it for writing: what a page that is open has saved so far is among them."""
    path = folder / DECISIONS
    try:
        return _read(path, _whole(path.read_bytes()))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunDamaged(f"{path}: cannot be read: {error.strerror}") from error


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _sync(file: int) -> None:
    getattr(os, "fdatasync", os.fsync)(file)


def _content(file: int) -> bytes:
    parts, at = [], 0
    while part := os.pread(file, 1 << 20, at):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _whole(data: bytes) -> bytes:
    """The whole lines, without a last step of several lines that is not complete."""
    data = data[: data.rfind(b"\n") + 1]
    begin = data.rfind(b"\n", 0, len(data) - 1) + 1
    try:
        last = json.loads(data[begin:] or b"{}")
    except (ValueError, RecursionError):
        return data  # a line that is no JSON is damage, and told of
    group = last.get("group") if isinstance(last, dict) else None
    if not (isinstance(group, list) and len(group) == 2 and all(isinstance(number, int) for number in group)):
        return data
    if last.get("n") == group[0] + group[1] - 1:
        return data
    lines = data.splitlines(keepends=True)
    while lines and json.loads(lines[-1]).get("group") == group:
        lines.pop()
    return b"".join(lines)


def _read(path: Path, data: bytes) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line:
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RunDamaged(f"{path}:{number}: is not JSON ({error}); mend or delete the line") from error
        if not isinstance(row, dict) or not isinstance(row.get("n"), int) or not isinstance(row.get("id"), str):
            raise RunDamaged(f"{path}:{number}: is not a line of a review page; mend or delete the line")
        rows.append(row)
    return rows


def _reason(error: OSError) -> str:
    known = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota of the disk is used up"}
    known |= {errno.EROFS: "the disk is read-only", errno.ENOENT: "its folder is gone"}
    return known.get(error.errno or 0, (error.strerror or str(error)).lower())
