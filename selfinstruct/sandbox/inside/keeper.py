"""The keeper of one program: starts it, hears what it writes, ends it and all it has started, and tells the runner.

In a process namespace it is the first process: nobody inside can end it, and with it all others end. It reads the
program, so it is there for one only.
"""

import contextlib
import os
import shutil
import socket
from typing import Any

from selfinstruct.sandbox.inside import kernel, tree, wire
from selfinstruct.sandbox.inside.start import Started, confine, settle, write_files
from selfinstruct.sandbox.inside.watch import Ended, Watched, watch

_READY = b"+"
_PIECE = 1 << 16


def keep(slot: Any, control: socket.socket) -> Started | None:
    """Run the program that the runner sends; returns in the process of the program only."""
    keeper, code = os.getpid(), 1
    try:
        started = _keep(slot, control)
        if os.getpid() != keeper:
            return started
        code = 0
    except (kernel.Failed, OSError, MemoryError) as error:
        if os.getpid() == keeper:
            with contextlib.suppress(OSError):
                wire.send(control, {"failed": f"a program could not be started: {error}"})
    os._exit(code)


def _keep(slot: Any, control: socket.socket) -> Started | None:
    job = wire.receive(control)
    if job is None:
        return None
    box, seen = _boxed(slot, job["limits"])
    written, given = _stdin(box if slot.walls == "namespaces" else slot.folder)
    if slot.walls == "namespaces":
        kernel.unmount(tree.SCRATCH)
    out, theirs_out = os.pipe()
    err, theirs_err = os.pipe()
    ready, theirs_ready = os.pipe()
    theirs_gate, gate = os.pipe()
    pid = os.fork()
    if pid == 0:
        return _program(slot, job, box, (given, theirs_out, theirs_err), theirs_ready, theirs_gate)
    for descriptor in (given, theirs_out, theirs_err, theirs_ready, theirs_gate):
        os.close(descriptor)
    try:
        said = b"".join(iter(lambda: os.read(ready, _PIECE), b""))
        if said != _READY:
            raise kernel.Failed(said.decode() or "its process ended")
        _pour(control, written)
        os.close(gate)
        ended = watch(
            Watched(pid, {out: "out", err: "err"}, job["limits"], control, seen, _measured(slot, box), _user(slot))
        )
    finally:
        if slot.walls != "namespaces":
            shutil.rmtree(box, ignore_errors=True)
    if ended is not None:
        _tell(control, ended, box)
    return None


def _program(
    slot: Any, job: dict[str, Any], box: str, streams: tuple[int, int, int], ready: int, gate: int
) -> Started | None:
    """In the process of the program: everything that comes before it."""
    try:
        os.setsid()
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
        for descriptor in range(3, 64):
            if descriptor not in (ready, gate):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        confine(slot, box, job["limits"])
        write_files(box, job["program"])
        packages = tuple(f"/packages/{number}" for number in range(len(slot.packages)))
        started = settle(box, job["program"], packages if slot.walls == "namespaces" else slot.packages)
    except (kernel.Failed, OSError, MemoryError) as error:
        os.write(ready, str(error).encode()[:1000] or b"no memory for it")
        os._exit(1)
    os.write(ready, _READY)
    os.close(ready)
    os.read(gate, 1)
    os.close(gate)
    return started


def _boxed(slot: Any, limits: dict[str, Any]) -> tuple[str, int | None]:
    """An empty box, and the folder by which memory of all processes is counted, opened; None where there is none."""
    if slot.walls != "namespaces":
        box = os.path.join(slot.folder, "box")
        shutil.rmtree(box, ignore_errors=True)  # of a program whose keeper was ended
        os.mkdir(box, 0o700)
        if not slot.as_root:
            return box, None
        kernel.adopt_orphans()
        os.chown(box, slot.uid, slot.uid)
        return box, os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    kernel.unshare(kernel.NEWNS)
    seen = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY) if slot.counted else None
    if slot.counted:
        kernel.unmount("/proc")
    kernel.unmount(tree.PACKAGE)
    tree.box(limits["disk"], limits["files"], slot.uid if slot.as_root else 0)
    return "/box", seen


def _stdin(folder: str) -> tuple[int, int]:
    """A file without a name to write what a program reads, and the same to read it."""
    path = os.path.join(tree.SCRATCH if folder == "/box" else folder, "stdin")
    written = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    given = os.open(path, os.O_RDONLY)
    os.unlink(path)
    return written, given


def _pour(control: socket.socket, written: int) -> None:
    """Take what a program reads from the runner: after the fork, so that its memory does not hold it."""
    head = wire.exactly(control, wire.SIZE.size)
    left = 0 if head is None else wire.SIZE.unpack(head)[0]
    while left:
        data = control.recv(min(left, _PIECE))
        if not data:
            break
        os.write(written, data)
        left -= len(data)
    os.close(written)


def _measured(slot: Any, box: str) -> str | None:
    """The folder whose size has to be looked at, where no file system holds it within bounds."""
    return None if slot.walls == "namespaces" else box


def _user(slot: Any) -> int | None:
    """The user whose processes are the program's, where a process namespace does not hold them."""
    return slot.uid if slot.as_root and slot.walls != "namespaces" else None


def _tell(control: socket.socket, ended: Ended, box: str) -> None:
    wire.send(control, {"ended": ended.why, "status": ended.status})
    for data in (ended.out, ended.err):
        if box != "/box":
            library = os.path.dirname(os.path.realpath(os.__file__))
            data = data.replace(os.fsencode(box), b"/box")
            data = data.replace(os.fsencode(library), f"/python/lib/{os.path.basename(library)}".encode())
        wire.send_bytes(control, data)
