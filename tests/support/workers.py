"""The workers that a process has started."""

import contextlib
import ipaddress
import os
import select
from pathlib import Path

_SECONDS = 60


def workers_of(pid: int) -> list[int]:
    """The workers of a process once it has some; none once it has ended."""
    watched = os.pidfd_open(pid)
    try:
        while not select.select([watched], [], [], 0.005)[0]:
            if found := [child for child in _children(pid) if b"novelty.workers" in _words(child)]:
                return found
        return []
    finally:
        os.close(watched)


def ended(pid: int) -> bool:
    """Whether a process has ended, or does within a minute."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], _SECONDS)[0])
    finally:
        os.close(watched)


def descendants(pid: int) -> list[int]:
    """All processes that a process has started, and those that these have."""
    found = _children(pid)
    return [*found, *(below for child in found for below in descendants(child))]


def listening(pids: list[int]) -> set[str]:
    """The addresses on which these processes take connections."""
    sockets = {link for pid in pids for link in _links(pid) if link.startswith("socket:")}
    found = set()
    for name, width in (("tcp", 8), ("tcp6", 32)):
        for line in (Path("/proc/net") / name).read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                data = bytes.fromhex(words[1][:width])
                packed = b"".join(data[place : place + 4][::-1] for place in range(0, len(data), 4))
                address = ipaddress.ip_address(packed)
                found.add(str(getattr(address, "ipv4_mapped", None) or address))
    return found


def _links(pid: int) -> list[str]:
    found = []
    with contextlib.suppress(OSError):
        for descriptor in (Path("/proc") / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(os.readlink(descriptor))
    return found


def _children(pid: int) -> list[int]:
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                parent, state = _stat(place)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid and state != "Z":
                found.append(int(place.name))
    return found


def _stat(place: Path) -> tuple[int, str]:
    state, parent = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
    return int(parent), state


def _words(pid: int) -> bytes:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
