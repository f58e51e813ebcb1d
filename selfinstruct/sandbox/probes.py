"""A hostile program for each protection, small and harmless where it gets past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits

_USUAL = Limits(seconds=20, processor=5)


@dataclass(frozen=True, slots=True)
class Probe:
    """A program, and whether an outcome of it says that the protection held."""

    source: str
    held: Callable[[Outcome], bool] = lambda outcome: outcome.passed
    limits: Limits = _USUAL


_NETWORK = """
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family)
    except OSError:
        continue
    raise SystemExit("a socket could be made")
"""
_FILES = """
import os
for path in ("/etc/passwd", "/proc/1/environ", "/var/log", "/home", "/root"):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path).close()
    except OSError:
        continue
    raise SystemExit(f"{path} could be read")
"""
_DISK = """
try:
    for number in range(3):
        with open(f"file{number}", "wb") as file:
            file.write(bytes(1 << 20))
except OSError:
    raise SystemExit(0)
while True:  # where the folder is looked at
    pass
"""
_MEMORY = """
try:
    bytearray(1 << 30)
except MemoryError:
    raise SystemExit(0)
raise SystemExit("a gigabyte could be had")
"""
_PROCESSES = """
import os, threading
children = []
try:
    for _ in range(8):
        pid = os.fork()
        if pid == 0:
            threading.Event().wait(2)
            os._exit(0)
        children.append(pid)
except OSError:
    raise SystemExit(0)
raise SystemExit("eight processes could be started")
"""
_OTHERS = """
import os
for number in (os.getppid(), 1):
    if number and number != os.getpid():
        try:
            os.kill(number, 0)
            if number != 1 or os.getpid() > 2:
                raise SystemExit(f"process {number} could be reached")
        except OSError:
            pass
"""
_LEFTOVERS = """
import os
try:
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
except OSError:
    pass
"""
_PRIVILEGES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(39, 0, 0, 0, 0) != 1:
    raise SystemExit("privileges could be gained")
try:
    os.setuid(os.getuid() + 1)
except OSError:
    raise SystemExit(0)
raise SystemExit("another user could be become")
"""
_ENVIRONMENT = """
import os
raise SystemExit(0 if set(os.environ) <= {
    "HOME", "PATH", "TMPDIR", "TZ", "LC_ALL", "PYTHONHASHSEED", "LD_LIBRARY_PATH"} else "variables of yours are there")
"""
PROBES: Mapping[str, Probe] = {
    "network": Probe(_NETWORK),
    "files": Probe(_FILES),
    "disk": Probe(_DISK, lambda outcome: outcome.passed or outcome.ended == "disk", Limits(seconds=20, disk=2 << 20)),
    "memory": Probe(_MEMORY),
    "processor": Probe(
        "while True: pass", lambda outcome: outcome.ended == "processor", Limits(seconds=30, processor=1)
    ),
    "processes": Probe(_PROCESSES, limits=Limits(seconds=20, processes=4)),
    "others": Probe(_OTHERS),
    "leftovers": Probe(_LEFTOVERS),
    "privileges": Probe(_PRIVILEGES),
    "environment": Probe(_ENVIRONMENT),
    "output": Probe("while True: print('x' * 1000)", lambda outcome: outcome.ended == "output"),
}
