"""What a reading process may take: memory, processor time, no files it has left behind; and that it ends."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)
_SPARE_SECONDS = 5


def limit_memory(megabytes: int) -> None:
    """From now on this process has so much address space, and leaves no core when it dies; 0 for no limit."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if megabytes:
        _lower(resource.RLIMIT_AS, megabytes << 20)


def limit_processor(seconds: float) -> None:
    """From now on this process has so much time of processors; its parent, who knows the hour, ends it sooner."""
    if seconds:
        _lower(resource.RLIMIT_CPU, int(time.process_time() + seconds) + _SPARE_SECONDS)


def end_with_parent(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send this process a signal when its parent ends, however that does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _lower(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    with contextlib.suppress(OSError, ValueError):  # macOS knows no limit of address space
        resource.setrlimit(what, (value if most == resource.RLIM_INFINITY else min(value, most), most))
