"""System calls of Linux that the standard library does not have: namespaces, mounts, privileges."""

import ctypes
import os
import sys

# unshare(2), clone(2)
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
# mount(2), umount2(2)
NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE, DETACH = 2, 4, 8, 0x1000, 0x4000, 0x40000, 2
# prctl(2)
_PDEATHSIG, _DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS, _SECCOMP, _CHILD_SUBREAPER = 1, 4, 24, 38, 22, 36
# mount_setattr(2): its attributes, and all that lies below
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV, _RECURSIVE, _EMPTY = 1, 2, 4, 0x8000, 0
_MOUNT_SETATTR = 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}
_NO_RANDOMIZE = 0x40000
_AT_FDCWD = -100

MACHINE = os.uname().machine
LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):
    """A system call failed; the text names the step and the reason."""


class _Filter(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("program", ctypes.c_void_p))


def system_call(step: str, number: int, *arguments: object) -> int:
    """A system call by its number; raises Failed with the step it was for."""
    return _checked(step, _libc.syscall(ctypes.c_long(number), *arguments))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked("new namespaces", _libc.unshare(ctypes.c_int(flags)))


def enter(descriptor: int, kind: int) -> None:
    """Go (back) into a namespace."""
    _checked("entering a namespace", _libc.setns(descriptor, kind))


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    done = _libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() or None)
    _checked(f"mounting {kind or 'a folder'} at {target}", done)


def bind(source: str, target: str, device: bool = False) -> None:
    """Show a file or folder at another place too, with what is mounted in it, not to be changed there."""
    mount(source, target, None, BIND | REC)
    seal(target, device=device)


def seal(target: str, recursive: bool = True, device: bool = False) -> None:
    """What is mounted at a place is read-only from now on, without devices or set-uid programs."""
    flags = _ATTR_RDONLY | _ATTR_NOSUID | (0 if device else _ATTR_NODEV)
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)
    path, extent = os.fsencode(target), _RECURSIVE if recursive else _EMPTY
    system_call(f"making {target} read-only", _MOUNT_SETATTR, _AT_FDCWD, path, extent, attributes, ctypes.c_size_t(32))


def unmount(target: str) -> None:
    """Take away what is mounted at a place, even if it is in use."""
    _checked(f"unmounting {target}", _libc.umount2(os.fsencode(target), DETACH))


def become_root(folder: str) -> None:
    """A folder that is a mount becomes the root of this mount namespace; nothing of the old root is left."""
    os.chdir(folder)
    system_call("changing the root", _PIVOT_ROOT[MACHINE], b".", b".")
    unmount(".")
    os.chdir("/")


def die_with_parent(signal: int) -> None:
    """Have this process get a signal when its parent ends."""
    _checked("prctl", _libc.prctl(_PDEATHSIG, signal, 0, 0, 0))


def hide_memory() -> None:
    """Nobody without privileges may look into this process or trace it from now on."""
    _checked("prctl", _libc.prctl(_DUMPABLE, 0, 0, 0, 0))


def adopt_orphans() -> None:
    """Descendants of this process whose parents have ended become its children."""
    _checked("prctl", _libc.prctl(_CHILD_SUBREAPER, 1, 0, 0, 0))


def no_new_privileges() -> None:
    """No program that this process or a descendant starts has more privileges than it."""
    _checked("no new privileges", _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))


def drop_capabilities() -> None:
    """Give every capability up, for this process and all it starts."""
    for number in range(64):
        if _libc.prctl(_CAPBSET_DROP, number, 0, 0, 0) != 0:
            break
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    system_call("dropping capabilities", _CAPSET[MACHINE], header, nothing)


def filter_calls(program: bytes) -> None:
    """Have a filter of seccomp decide about each system call from now on."""
    kept = ctypes.create_string_buffer(program, len(program))
    rules = _Filter(len(program) // 8, ctypes.addressof(kept))
    _checked("the filter of system calls", _libc.prctl(_SECCOMP, 2, ctypes.byref(rules), 0, 0))


def same_addresses() -> bool:
    """What this process starts next has its memory at the same addresses each time; False where that is not given."""
    return bool(_libc.personality(ctypes.c_ulong(_NO_RANDOMIZE)) != -1)


def _checked(step: str, done: int) -> int:
    if done == -1:
        raise Failed(f"{step}: {os.strerror(ctypes.get_errno())}")
    return done
