"""A slot: runs one program after another for a runner, each in a process, a box and a process namespace of its own.

It never reads a program itself. A keeper does, forked for each (`keeper.py`), and the program is a fork of the keeper:
an interpreter that is ready, the same for every program. So nothing of one program is in the memory of the next.
"""

import gc
import os
import shutil
import socket
import sys
from dataclasses import dataclass

from selfinstruct.sandbox.inside import keeper, kernel, wire
from selfinstruct.sandbox.inside.start import Started, run_main
from selfinstruct.sandbox.inside.watch import end_user


@dataclass(frozen=True)
class Slot:
    """How a slot is: its walls, its folder, whether it sees what programs take, the packages they may import.

    Where it is the machine's root (`as_root`) programs run as the user `uid`, who is nobody else's.
    """

    walls: str
    as_root: bool
    counted: bool
    folder: str
    uid: int
    packages: tuple[str, ...]

    @property
    def apart(self) -> bool:
        """Whether programs may start processes, since all of them can be found and ended."""
        return self.walls == "namespaces" or self.as_root


def main() -> Started | None:
    """Serve until the runner closes; in the process of a program: what it has to run."""
    walls, as_root, counted, folder, uid, *packages = sys.argv[1:]
    slot = Slot(walls, as_root == "1", counted == "1", folder, int(uid), tuple(packages))
    control = socket.socket(fileno=3)
    control.set_inheritable(False)
    if kernel.LINUX:
        kernel.hide_memory()
    here = os.pidfd_open(os.getpid()) if walls == "namespaces" else -1
    wire.send(
        control, {"counted": slot.counted, "apart": slot.apart, "python": ".".join(map(str, sys.version_info[:3]))}
    )
    gc.freeze()
    while control.recv(1, socket.MSG_PEEK):
        started = _serve(slot, control, here)
        if started is not None:
            return started
    if here < 0:
        shutil.rmtree(folder, ignore_errors=True)  # the runner may have been ended
    return None


def _serve(slot: Slot, control: socket.socket, here: int) -> Started | None:
    if here >= 0:
        kernel.unshare(kernel.NEWPID)
        pid = os.fork()
        if pid:
            kernel.enter(here, kernel.NEWPID)
    else:
        pid = os.fork()
    if pid == 0:
        return keeper.keep(slot, control)
    _, status = os.waitpid(pid, 0)
    if status:  # it has told nothing, or half of it: the runner is to see that this slot has ended
        if slot.as_root and here < 0:
            end_user(slot.uid)
        sys.exit(1)
    return None


if __name__ == "__main__":
    run_main(main())
