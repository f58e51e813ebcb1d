"""Slots as a runner sees them: processes that have gone into the sandbox and run programs there, one at a time."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import SandboxError
from selfinstruct.sandbox.inside import wire
from selfinstruct.sandbox.inside.python import FLAGS
from selfinstruct.sandbox.inside.start import encoded
from selfinstruct.sandbox.outcome import Ran, exit_code
from selfinstruct.sandbox.program import Limits, Program

_PACKAGE = Path(__file__).parents[2]
# Users that no system gives to anybody (systemd's list of them), one for each slot of each process of the machine; in a
# container that has only as many as a small machine, some of those.
_USERS, _EACH, _FEW, _SMALL = 0x70000000, 64, 0x4000, 0x8000


class CannotStart(Exception):
    """Walls cannot be built on this machine; the text says at which step, and why."""


@dataclass(slots=True)
class Slot:
    """A process that runs programs; `python` is the version of its interpreter."""

    walls: str
    process: "subprocess.Popen[bytes]"
    control: socket.socket
    folder: str
    python: str = ""
    counted: bool = True
    apart: bool = True
    closed: bool = field(default=False)

    def run(self, program: Program, limits: Limits) -> Ran:
        """Run a program, and wait for it; raises SandboxError."""
        try:
            wire.send(self.control, {"program": program.as_dict() | {"stdin": ""}, "limits": limits.as_dict()})
            wire.send_bytes(self.control, encoded(program.stdin))
        except OSError:
            pass  # it has said why, or nothing
        try:
            told = wire.receive(self.control)
            if told is not None and "failed" not in told:
                out, err = wire.receive_bytes(self.control), wire.receive_bytes(self.control)
                if out is not None and err is not None:
                    return Ran(told["ended"], exit_code(told["status"]), out, err)
        except OSError:
            told = None
        raise SandboxError("the sandbox's own process has ended" if told is None else told["failed"])

    def interrupt(self) -> None:
        """Have what runs ended; from any thread."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the slot, and what it runs."""
        if self.closed:
            return
        self.closed = True
        self.interrupt()
        self.control.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def open_slot(walls: str, number: int, packages: tuple[str, ...] = ()) -> Slot:
    """Start a slot behind walls of a kind; raises CannotStart where this machine does not have them."""
    ours, theirs = socket.socketpair()
    folder = tempfile.mkdtemp(prefix="selfinstruct-box-")
    try:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, *FLAGS, "-m", "selfinstruct.sandbox.inside.entrance"],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": str(_PACKAGE)}, start_new_session=True,
            )  # fmt: skip
    except OSError as error:
        ours.close()
        os.rmdir(folder)
        raise SandboxError(f"no process could be started to run programs in: {error.strerror or error}") from error
    slot = Slot(walls, process, ours, os.path.realpath(folder))
    setup = {"walls": walls, "folder": slot.folder, "packages": list(packages), "uid": _user(number)}
    try:
        wire.send(ours, setup | {"path": str(_PACKAGE)})
        told: Any = None
        for _ in range(2):  # that it will become one, and that it is one
            told = wire.receive(ours) or {}
            if "failed" in told:
                break
    except OSError:
        told = {}
    if told is None or "python" not in told:
        slot.close()
        raise CannotStart((told or {}).get("failed") or "its process ended as it began")
    slot.python, slot.counted, slot.apart = told["python"], told["counted"], told["apart"]
    return slot


def _user(number: int) -> int:
    place = os.getpid() * _EACH + number % _EACH
    try:
        with open("/proc/self/uid_map") as file:
            most = max(int(line.split()[0]) + int(line.split()[2]) for line in file)
    except (OSError, ValueError):
        most = 0
    return _USERS + place % _USERS if most > 2 * _USERS else _SMALL + place % _FEW
