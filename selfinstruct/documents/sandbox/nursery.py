"""The process that starts those that read: `python -m selfinstruct.documents.sandbox.nursery`, told by `processes.py`.

What they all need is loaded here once, and each of them is a fork, there within milliseconds however many end. It reads
no file itself, starts no thread, and ends them all where its parent ends.
"""

import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

from selfinstruct.documents.sandbox.limits import end_with_parent
from selfinstruct.documents.sandbox.worker import serve

MOST = 1 << 20  # bytes of a message
START, END = b"S", b"E"
PID, ENDED = struct.Struct("!q"), struct.Struct("!qq")


def main() -> None:
    """Start processes, and tell how they ended, until the parent closes its side."""
    control = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    size = PID.unpack(control.recv(PID.size, socket.MSG_WAITALL))[0]
    setup = json.loads(control.recv(size, socket.MSG_WAITALL))
    children: set[int] = set()

    def leave(*_: object) -> None:
        # Whatever it interrupts: the parent's side of the socket closes just before, so that all may be ending already.
        _end(children)
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    end_with_parent(setup["parent"], signal.SIGTERM)  # so that what it has started can be ended first
    sys.path[:] = setup["path"]
    if setup["pii"] != "off":
        importlib.import_module("selfinstruct.text.pii")  # once for all
    gc.freeze()
    try:
        _listen(control, setup, children)
    finally:
        _end(children)


def _listen(control: socket.socket, setup: Any, children: set[int]) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 + PID.size, 2)
        if not message:
            return
        while len(message) < 1 + PID.size:
            message += control.recv(1 + PID.size - len(message))
        if message[:1] == START:
            pid = _fork(control, descriptors, setup)
            children.add(pid)
            for descriptor in descriptors:
                os.close(descriptor)
            control.sendall(PID.pack(pid))
        else:
            pid = PID.unpack(message[1:])[0]
            children.discard(pid)
            _, status, usage = os.wait4(pid, 0)
            control.sendall(ENDED.pack(status, usage.ru_maxrss))


def _fork(control: socket.socket, descriptors: list[int], setup: Any) -> int:
    nursery = os.getpid()
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        control.close()
        end_with_parent(nursery)
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        jobs, results = descriptors
        serve(jobs, results, setup)
        code = 0
    finally:
        os._exit(code)


def _end(children: set[int]) -> None:
    """End the processes that are left, and all that they have started."""
    for pid in children:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):  # one that has no group yet
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
