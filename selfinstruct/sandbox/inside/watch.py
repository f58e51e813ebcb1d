"""A program watched: what it writes is kept up to a limit; it ends, with all it has started, when it takes too much."""

import contextlib
import os
import select
import signal
import socket
import time
from dataclasses import dataclass

_PIECE = 1 << 16
_LOOK = 0.02  # seconds between two looks at what cannot be waited for
_SPARE = 32 << 20  # bytes of interpreters that are forks of one
_PAGE = os.sysconf("SC_PAGE_SIZE")
_HUNG_UP = select.POLLHUP | getattr(select, "POLLRDHUP", 0)


@dataclass(frozen=True)
class Watched:
    """A program that is about to run: its process, its streams, its limits, and who is told.

    `seen` is an open folder like /proc with the program's processes in it, by which their memory is counted together;
    `box` is the folder whose size is looked at, `user` the one whose processes are all the program's. None where that
    is not needed or not possible.
    """

    pid: int
    streams: dict[int, str]
    limits: dict[str, int | float]
    control: socket.socket
    seen: int | None
    box: str | None
    user: int | None


@dataclass(frozen=True)
class Ended:
    """How a program ended: why, its status for `os.waitstatus_to_exitcode`, and what it had written."""

    why: str
    status: int
    out: bytes
    err: bytes


class _Kept:
    """What one stream has brought, up to a limit."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.data = bytearray()
        self.over = False

    def read(self, stream: int) -> bool:
        """Read what is there; False at the end of the stream."""
        try:
            data = os.read(stream, _PIECE)
        except BlockingIOError:
            return True
        room = self.most - len(self.data)
        self.data += data[:room]
        self.over = self.over or len(data) > room
        return bool(data)


def watch(watched: Watched) -> Ended | None:
    """Watch a program until it has ended; None where the runner has gone."""
    kept = {stream: _Kept(int(watched.limits["output"])) for stream in watched.streams}
    for stream in kept:
        os.set_blocking(stream, False)
    poll = select.poll()
    for stream in kept:
        poll.register(stream, select.POLLIN)
    poll.register(watched.control, _HUNG_UP)
    process = _end_of(watched.pid)
    if process is not None:
        poll.register(process, select.POLLIN)
    deadline = time.monotonic() + watched.limits["seconds"]
    gone, why, ended = False, "", None
    while not why and not gone and ended is None:
        left = deadline - time.monotonic()
        looking = process is None or watched.seen is not None or watched.box is not None
        for descriptor, _ in poll.poll(max(0, min(left, _LOOK) if looking else left) * 1000):
            gone = gone or descriptor == watched.control.fileno()
            if descriptor in kept and not kept[descriptor].read(descriptor):
                poll.unregister(descriptor)
        ended = _reaped(watched.pid)
        why = _too_much(watched, list(kept.values()), deadline) if ended is None else ""
    status, seconds = _end_all(watched, ended)
    if gone:
        return None
    for stream, one in kept.items():
        _drain(stream, one)
    if any(one.over for one in kept.values()):
        why = "output"
    if not why and _of_processor(status, seconds, watched.limits["processor"]):
        why = "processor"
    out, err = (bytes(one.data) for one in kept.values())
    return Ended(why, status, out, err)


def _too_much(watched: Watched, kept: list[_Kept], deadline: float) -> str:
    if any(one.over for one in kept):
        return "output"
    if time.monotonic() >= deadline:
        return "time"
    if watched.seen is not None and _memory(watched.seen, watched.user) > watched.limits["memory"] + _SPARE:
        return "memory"
    if watched.box is not None:
        size, files = _size(watched.box)
        if size > watched.limits["disk"] or files > watched.limits["files"]:
            return "disk"
    return ""


def _end_of(pid: int) -> int | None:
    """What can be waited for until a process ends; None where the system has nothing of the kind."""
    with contextlib.suppress(AttributeError, OSError):
        return os.pidfd_open(pid)
    return None


def _reaped(pid: int) -> tuple[int, float] | None:
    """The status of a program that has ended, and its time of processors; of others only that they have."""
    found = None
    while True:
        try:
            ended, status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if ended == 0:
            return found
        if ended == pid:
            found = status, usage.ru_utime + usage.ru_stime


def _end_all(watched: Watched, ended: tuple[int, float] | None) -> tuple[int, float]:
    """End a program and what it has started, and how it ended."""
    alone = os.getpid() == 1  # of a process namespace: -1 is everybody but this one
    for _ in range(1000):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if alone:
                os.kill(-1, signal.SIGKILL)
            elif watched.user is not None:
                end_user(watched.user)
            else:
                os.killpg(watched.pid, signal.SIGKILL)
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        if pid == watched.pid:
            ended = status, usage.ru_utime + usage.ru_stime
    assert ended is not None
    return ended


def _drain(stream: int, kept: _Kept) -> None:
    """Read what is left in a pipe whose writers have ended, or what is in it now."""
    while not kept.over:
        before = len(kept.data)
        if not kept.read(stream) or len(kept.data) == before:
            return


def _of_processor(status: int, seconds: float, limit: float) -> bool:
    """Whether it was the limit of time of processors that ended a process."""
    number = -os.waitstatus_to_exitcode(status)
    return number == signal.SIGXCPU or (number == signal.SIGKILL and seconds >= limit)


def end_user(user: int) -> None:
    """End all processes of a user, who starts none while the kernel goes through them."""
    ending = os.fork()
    if ending == 0:
        with contextlib.suppress(OSError):
            os.setresuid(user, user, user)
            os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(ending, 0)


def _memory(seen: int, user: int | None) -> int:
    """The bytes that all processes have for themselves: those of a user, or all but the first one there."""
    total = 0
    for name in os.listdir(seen):
        if name.isdigit() and name != "1":
            with contextlib.suppress(OSError, ValueError, IndexError):
                if user is not None and os.stat(name, dir_fd=seen).st_uid != user:
                    continue
                place = os.open(f"{name}/statm", os.O_RDONLY, dir_fd=seen)
                try:
                    sizes = os.read(place, 200).split()
                finally:
                    os.close(place)
                total += (int(sizes[1]) - int(sizes[2])) * _PAGE
    return total


def _size(folder: str) -> tuple[int, int]:
    """The bytes and files in a folder."""
    size = files = 0
    for place, _, names in os.walk(folder):
        files += 1 + len(names)
        for name in names:
            with contextlib.suppress(OSError):
                size += os.lstat(os.path.join(place, name)).st_blocks * 512
    return size, files
