"""Claims on one host: a file lock, which the system takes back from a process that ends, however it ends."""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from selfinstruct.canonical import to_json
from selfinstruct.errors import RunError

try:
    import fcntl
except ImportError:  # Windows has no flock; there a shard is claimed by a lease
    fcntl = None  # type: ignore[assignment]

AVAILABLE = fcntl is not None
_NAME = "lock"
_ATTEMPTS = 50
_PAUSE = 0.01  # seconds


@dataclass(slots=True)
class LockClaim:
    """A shard whose file this process holds locked."""

    shard: int
    who: str
    epoch: int
    lease: float = 0.0
    _descriptor: int | None = field(default=None, repr=False)

    @property
    def lost(self) -> bool:
        return self._descriptor is None

    def renew(self) -> bool:
        return not self.lost

    def release(self) -> None:
        # Taken first: two threads that release would close it twice, and the second perhaps what is another's by then.
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def lock(folder: Path, shard: int, who: str) -> LockClaim | None:
    """Claim a shard; None where another process, or another part of this one, has it."""
    path = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if not _exclusive(descriptor):
                os.close(descriptor)
                return None
            epoch = _told(descriptor)[1] + 1
            data = to_json({"who": who, "epoch": epoch}).encode() + b"\n"
            os.pwrite(descriptor, data, 0)
            os.ftruncate(descriptor, len(data))
        except BaseException:
            with suppress(OSError):
                os.close(descriptor)
            raise
    except OSError as error:
        raise RunError(
            f"{path}: cannot be locked: {error.strerror}; use a local directory, or a shared store"
        ) from error
    return LockClaim(shard, who, epoch, _descriptor=descriptor)


def holder(folder: Path) -> str | None:
    """Who has the shard, None where nobody has."""
    try:
        descriptor = os.open(folder / _NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        return _told(descriptor)[0] if _try(descriptor, fcntl.LOCK_SH) is False else None
    finally:
        os.close(descriptor)


def _exclusive(descriptor: int) -> bool:
    """Whether the file is ours now. One who only looks (`holder`) has it for a moment, and is waited for."""
    for _ in range(_ATTEMPTS):
        if _try(descriptor, fcntl.LOCK_EX):
            return True
        if not _try(descriptor, fcntl.LOCK_SH):
            return False
        _try(descriptor, fcntl.LOCK_UN)
        time.sleep(_PAUSE)
    return False


def _try(descriptor: int, operation: int) -> bool:
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _told(descriptor: int) -> tuple[str, int]:
    """Who locked the file last, and which claim it was; a process may have died before it wrote all of that."""
    try:
        found = json.loads(os.pread(descriptor, 1 << 16, 0))
        return str(found["who"]), int(found["epoch"])
    except (ValueError, KeyError, TypeError):
        return "", 0
