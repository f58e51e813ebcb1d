"""The root that programs see: the interpreter and the system's libraries read-only, some devices, a box to write in."""

import os

from selfinstruct.sandbox.inside import kernel
from selfinstruct.sandbox.inside.python import interpreter, links

_DEVICES = ("null", "zero", "full", "random", "urandom")
_EMPTY_FOLDERS = ("box", "tmp", "scratch", "proc", "slot", "packages", "etc", "empty", "dev", "dev/shm")
SLOT, PACKAGE, SCRATCH = "/slot", "/slot/selfinstruct", "/scratch"


def build(folder: str, package: str, packages: list[str]) -> str:
    """Build the root at an empty folder, and go there; the interpreter's file in it.

    `package` is this package's folder, shown at /slot until a program starts; `packages` are shown to programs.
    """
    kernel.mount("none", "/", None, kernel.REC | kernel.PRIVATE)
    kernel.mount("tmpfs", folder, "tmpfs", kernel.NOSUID | kernel.NODEV, "mode=0755,size=1m")
    for name in _EMPTY_FOLDERS:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    found = interpreter()
    for source, target in found.shown:
        _show(source, folder + target)
    for source, target in links():
        os.makedirs(os.path.dirname(folder + target), exist_ok=True)
        os.symlink(source, folder + target)
    for target in found.hidden:
        if os.path.isdir(folder + target):
            _show(f"{folder}/empty", folder + target)
    for name in _DEVICES:
        _show(f"/dev/{name}", f"{folder}/dev/{name}", device=True)
    _show(package, folder + PACKAGE)
    for number, source in enumerate(packages):
        _show(source, f"{folder}/packages/{number}")
    return found.program


def enter(folder: str) -> None:
    """Make a root that was built the root, read-only."""
    kernel.become_root(folder)
    kernel.seal("/", recursive=False)


def box(size: int, files: int, owner: int) -> None:
    """An empty box to write in, of so many bytes and files, for one program; /tmp and /dev/shm lie in the same."""
    kernel.mount(
        "tmpfs", SCRATCH, "tmpfs", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC,
        f"mode=0755,size={size},nr_inodes={files}",
    )  # fmt: skip
    for name, target in (("box", "/box"), ("tmp", "/tmp"), ("shm", "/dev/shm")):
        place = f"{SCRATCH}/{name}"
        os.mkdir(place, 0o700)
        os.chown(place, owner, owner)
        kernel.mount(place, target, None, kernel.BIND)


def _show(source: str, target: str, device: bool = False) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.bind(source, target, device)
