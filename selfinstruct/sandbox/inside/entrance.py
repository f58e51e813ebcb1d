"""The way into the sandbox: `python -m selfinstruct.sandbox.inside.entrance`, told by `process.py` over its stdin.

It leaves the machine's namespaces for its own where it is to, and becomes a slot (`slot.py`). What goes wrong is told
in one line, and then it ends.
"""

import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from selfinstruct.sandbox.inside import kernel, landlock, tree, wire
from selfinstruct.sandbox.inside.python import FLAGS
from selfinstruct.sandbox.inside.seccomp import known_machine

_ALIKE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
_HELD = kernel.NEWNS | kernel.NEWIPC | kernel.NEWUTS | kernel.NEWNET | kernel.NEWPID


def main() -> None:
    """Read how the slot is to be, and become it."""
    control = socket.socket(fileno=os.dup(0))
    os.set_inheritable(control.fileno(), True)
    setup = wire.receive(control)
    if setup is None:
        return
    try:
        if setup["walls"] == "namespaces":
            _into_namespaces(control, setup)
        else:
            _stay(control, setup)
    except (kernel.Failed, OSError, KeyError) as error:
        wire.send(control, {"failed": str(error)})


def _into_namespaces(control: socket.socket, setup: dict[str, Any]) -> None:
    if not (kernel.LINUX and known_machine()):
        raise kernel.Failed(f"no namespaces on {sys.platform} {kernel.MACHINE}")
    above = os.open(
        os.path.dirname(setup["folder"]), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    )  # as the machine has it
    as_root = _leave()
    inside = os.fork()
    if inside:
        control.close()
        os.close(0)
        _, status = os.waitpid(inside, 0)
        with suppress(OSError):  # its runner may have been ended
            os.rmdir(os.path.basename(setup["folder"]), dir_fd=above)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    code = 1
    try:
        kernel.die_with_parent(signal.SIGKILL)
        socket.sethostname("box")
        package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        program = tree.build(setup["folder"], package, setup["packages"])
        counted = _processes_seen(f"{setup['folder']}/proc")
        tree.enter(setup["folder"])
        _become_slot(control, setup | {"as_root": as_root, "counted": counted}, program, tree.SLOT)
    except (kernel.Failed, OSError) as error:
        wire.send(control, {"failed": str(error)})
    finally:
        os._exit(code)


def _stay(control: socket.socket, setup: dict[str, Any]) -> None:
    if setup["walls"] == "landlock":
        if not (kernel.LINUX and known_machine()):
            raise kernel.Failed(f"no Landlock on {sys.platform} {kernel.MACHINE}")
        landlock.version()
    other = setup["walls"] == "landlock" and os.geteuid() == 0 and _runs_as_another(setup["uid"], setup["folder"])
    _become_slot(control, setup | {"as_root": other, "counted": other}, sys.executable, setup["path"])


def _runs_as_another(uid: int, folder: str) -> bool:
    """Whether root may run programs as a user without rights, who can read the interpreter and reach the folder."""
    os.chmod(folder, 0o711)
    trying = os.fork()
    if trying == 0:
        code = 1
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            os.stat(os.path.join(folder, "."))
            os.listdir(os.path.dirname(os.__file__))
            with open(os.__file__, "rb"):
                code = 0
        os._exit(code)
    return os.waitpid(trying, 0)[1] == 0


def _leave() -> bool:
    """Leave the namespaces of the machine; whether that was done as its root, without a namespace of users."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        try:
            kernel.unshare(_HELD)
            return True
        except kernel.Failed:
            pass
    kernel.unshare(_HELD | kernel.NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    return False


def _processes_seen(place: str) -> bool:
    """Mount /proc for the slot alone, by which it counts what its programs take; False where that is not allowed."""
    try:
        kernel.mount("proc", place, "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC)
    except kernel.Failed:
        return False
    return True


def _become_slot(control: socket.socket, setup: dict[str, Any], program: str, path: str) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    environment = _ALIKE | {"PYTHONPATH": path}
    if setup["walls"] == "namespaces":
        environment["LD_LIBRARY_PATH"] = "/python/lib"
    if kernel.LINUX:
        kernel.same_addresses()
    handed = os.dup2(control.fileno(), 3)
    os.set_inheritable(handed, True)
    wire.send(control, None)  # so far
    told = [setup["walls"], str(int(setup["as_root"])), str(int(setup["counted"])), setup["folder"], str(setup["uid"])]
    os.execve(
        program, [program, *FLAGS, "-m", "selfinstruct.sandbox.inside.slot", *told, *setup["packages"]], environment
    )


if __name__ == "__main__":
    main()
