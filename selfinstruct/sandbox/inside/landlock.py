"""Landlock: what a process may open, where no mount namespace can hide the rest (landlock(7), Linux 5.13)."""

import ctypes
import os
import struct
from collections.abc import Iterable

from selfinstruct.sandbox.inside.kernel import system_call

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _IOCTL = 1, 2, 4, 8, 1 << 14, 1 << 15
_VERSION = 1
# All rights that a version knows: those of the first, renaming between folders, truncating, ioctl of devices.
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET, _SCOPES = 3, 3  # bind and connect of TCP; abstract sockets and signals


def version() -> int:
    """Which Landlock this kernel has; raises Failed where it has none."""
    return system_call("Landlock", _CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """From now on this process, and what it starts, opens nothing but what lies below these paths."""
    known = version()
    rights = _RIGHTS[min(known, max(_RIGHTS))]
    attributes = struct.pack("=QQQ", rights, _NET if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    rules = system_call("Landlock", _CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    try:
        for path in readable:
            _allow(rules, path, _EXECUTE | _READ | _LIST)
        for path in writable:
            _allow(rules, path, rights & ~_EXECUTE & ~_IOCTL)
        system_call("Landlock", _RESTRICT, rules, ctypes.c_uint(0))
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _EXECUTE | _WRITE | _READ | _TRUNCATE
            rights &= _RIGHTS[min(version(), max(_RIGHTS))]
        rule = struct.pack("=Qi", rights, place)
        system_call("Landlock", _ADD, rules, ctypes.c_int(1), rule, ctypes.c_uint(0))
    finally:
        os.close(place)
