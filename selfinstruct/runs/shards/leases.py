"""Claims on a file system that several hosts share: files with a lease, as file locks are not reliable there.

A claim is a file claim-<epoch>.json, linked to its name, which one process alone can do. Its age is told by the clock
of the file system: the time of the file against that of one just written. Whoever takes over a claim links the next
number; the earlier holder sees that when it renews, and gives up by its own clock before anybody may take over.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunError
from selfinstruct.runs.shards import atomic

LEASE = 30.0  # seconds
Clock = Callable[[], float]
_NAME = "claim-{:04d}.json"
_PATTERN = "claim-*.json"


def elapsed() -> float:
    """Seconds that passed, also while the machine slept where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


@dataclass(slots=True)
class LeaseClaim:
    """A shard whose claim file this process wrote, and renews by touching it."""

    shard: int
    who: str
    epoch: int
    lease: float
    _folder: Path = field(repr=False)
    _told: dict[str, Any] = field(repr=False)
    _clock: Clock = field(repr=False)
    _renewed: float = field(repr=False)
    _ended: bool = field(default=False, repr=False)

    @property
    def lost(self) -> bool:
        if self._clock() - self._renewed >= self.lease:
            self._ended = True
        return self._ended

    def renew(self) -> bool:
        if self.lost:
            return False
        began = self._clock()
        try:
            os.utime(self._folder / _NAME.format(self.epoch))
            taken = _newest(self._folder) != self.epoch
        except FileNotFoundError:
            taken = True
        except OSError as error:
            raise RunError(f"{self._folder}: the claim cannot be renewed: {error.strerror}") from error
        if taken:
            self._ended = True
        else:
            self._renewed = began
        return not self.lost

    def release(self) -> None:
        if not self.lost:
            self._ended = True
            atomic.replace(self._folder / _NAME.format(self.epoch), {**self._told, "released": True})


def take(folder: Path, shard: int, who: str, lease: float, clock: Clock) -> LeaseClaim | None:
    """Claim a shard; None where another has it."""
    began = clock()
    epoch = _newest(folder)
    if epoch and not _free(folder, epoch):
        return None
    epoch += 1
    told = {"who": who, "machine": machine(), "pid": os.getpid(), "lease": lease}
    if not atomic.create(folder / _NAME.format(epoch), told):
        return None
    return LeaseClaim(shard, who, epoch, lease, folder, told, clock, began)


def holder(folder: Path) -> str | None:
    """Who has the shard, None where nobody has. Told by this host's clock, as nothing is written here."""
    epoch = _newest(folder)
    if not epoch:
        return None
    with suppress(FileNotFoundError):
        told, renewed = _read(folder, epoch)
        if not _ended(told) and time.time() - renewed <= told["lease"]:
            return str(told["who"])
    return None


def _free(folder: Path, epoch: int) -> bool:
    """Whether the claim was released, its process has ended, or it was not renewed in time."""
    try:
        told, renewed = _read(folder, epoch)
        return _ended(told) or _now(folder) - renewed > told["lease"]
    except FileNotFoundError:
        return False


def _ended(told: dict[str, Any]) -> bool:
    return bool(told.get("released")) or process_ended(told)


def process_ended(told: dict[str, Any]) -> bool:
    """Whether a claim is of a process of this machine that is no more; False where nobody here can tell."""
    if told["machine"] != machine():
        return False
    try:
        os.kill(int(told["pid"]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _read(folder: Path, epoch: int) -> tuple[dict[str, Any], float]:
    """What a claim says, and when it was renewed; over NFS a file's time is up to date once it is opened."""
    path = folder / _NAME.format(epoch)
    told = atomic.read(path)
    if told is None:
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return told, os.fstat(file.fileno()).st_mtime


def _now(folder: Path) -> float:
    """The time of day as the file system has it."""
    path = folder / f".now.{os.getpid()}.{time.monotonic_ns()}.tmp"
    try:
        with path.open("xb") as file:
            file.write(b"now")
            file.flush()
            os.fsync(file.fileno())
            return os.fstat(file.fileno()).st_mtime
    except OSError as error:
        raise RunError(f"{folder}: cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            path.unlink()


def _newest(folder: Path) -> int:
    """The number of the newest claim, 0 where there is none."""
    return max((int(path.stem.partition("-")[2]) for path in folder.glob(_PATTERN)), default=0)


def machine() -> str:
    """This host since its start, and whose process numbers these are: containers of one host have their own."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)
