"""Processes that read, as their user sees them: two pipes, a number to end them by, and how they ended."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.documents.sandbox.nursery import END, ENDED, PID, START
from selfinstruct.errors import RunError

# The same everywhere, so that texts are; and no library starts threads of its own, each with memory to spare.
_ALIKE = {
    "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Started:
    """A process: where jobs are written, and where results are read."""

    pid: int
    jobs: int
    results: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process has ended: its exit code, or a signal's number less than nothing, and the MB it had at most."""

    code: int
    megabytes: int


class Nursery:
    """Starts processes that read, all of them set up alike; the first one takes the time to load what they need."""

    def __init__(self, setup: Any) -> None:
        self._setup = setup | {"parent": os.getpid(), "path": sys.path}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> Started:
        """A new process."""
        theirs_jobs, jobs = os.pipe()
        results, theirs_results = os.pipe()
        try:
            control = self._opened()
            socket.send_fds(control, [START + PID.pack(0)], [theirs_jobs, theirs_results])
            return Started(PID.unpack(_received(control, PID.size))[0], jobs, results)
        except OSError as error:
            os.close(jobs)
            os.close(results)
            raise RunError(f"no process could be started to read files in: {error.strerror or error}") from error
        finally:
            os.close(theirs_jobs)
            os.close(theirs_results)

    def end(self, started: Started) -> Ended:
        """End a process and all it has started, and how it ended: one that is dying already dies of its own cause."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, signal.SIGKILL)
        return self._forgotten(started)

    def close(self) -> None:
        """End all."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.wait()
        self._control = self._process = None

    def _forgotten(self, started: Started) -> Ended:
        os.close(started.jobs)
        os.close(started.results)
        assert self._control is not None
        try:
            self._control.sendall(END + PID.pack(started.pid))
            status, most = ENDED.unpack(_received(self._control, ENDED.size))
        except OSError:  # the nursery was ended by somebody, and with it all that it had started
            self.close()
            return Ended(-signal.SIGKILL, 0)
        return Ended(os.waitstatus_to_exitcode(status), most >> (20 if sys.platform == "darwin" else 10))

    def _opened(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = _nursery(theirs)
            self._control = ours
            told = json.dumps(self._setup).encode()
            ours.sendall(PID.pack(len(told)) + told)
        return self._control


def _received(control: socket.socket, size: int) -> bytes:
    data = control.recv(size, socket.MSG_WAITALL)
    if len(data) < size:
        raise BrokenPipeError("the process that starts them has ended")
    return data


def _nursery(control: socket.socket) -> subprocess.Popen[bytes]:
    package = str(Path(__file__).parents[3])
    before = os.environ.get("PYTHONPATH")
    environment = os.environ | _ALIKE | {"PYTHONPATH": os.pathsep.join([package, *([before] if before else [])])}
    # -P: what lies in the current directory is no module.
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", "selfinstruct.documents.sandbox.nursery"],
        stdin=control.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
        start_new_session=True,
    )  # fmt: skip
