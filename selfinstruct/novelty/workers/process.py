"""A worker as the one who asks sees it: questions in, answers out, and its end noticed."""

import contextlib
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any


class Worker:
    """A new interpreter that calls `make`, and then what that gives with each question.

    It is started afresh, not forked, and in a session of its own, so that Ctrl-C reaches only the one who asks; a
    script needs no guard for it, and what is a daemon itself may have it too. `make` is pickled. One question is
    asked at a time. An error that a question raises there is raised by `answer`, and ends the worker.
    """

    def __init__(self, make: Callable[[], Callable[..., Any]]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-m", "selfinstruct.novelty.workers.child",
                 str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()], env=_environment(), start_new_session=True,
            )  # fmt: skip
        self.connection = Connection(ours.detach())
        with contextlib.suppress(OSError):  # the first question finds out
            self.connection.send(make)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, *parts: bytes) -> None:
        """Send a question: pickled arguments, so that one that many are asked is pickled once.

        Raises ConnectionError where the worker has died.
        """
        try:
            self.connection.send_bytes(pickle.dumps(len(parts)))
            for part in parts:
                self.connection.send_bytes(part)
        except OSError as error:
            raise ConnectionResetError("the worker has ended") from error

    def answer(self) -> Any:
        """What the question asked last has given. Raises ConnectionError where the worker has died."""
        try:
            well, told = self.connection.recv()
        except (EOFError, OSError) as error:
            raise ConnectionResetError("the worker has ended") from error
        if not well:
            raise told
        return told

    def close(self) -> str:
        """End it, and say how it ended."""
        self.connection.close()
        if self._process.poll() is None:
            # What is busy does not see that nobody listens; what is dying already dies of its own cause.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
            self._process.kill()
        code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _environment() -> dict[str, str]:
    """This process's, with the folders it imports from, and without a thread a processor in each worker."""
    path = os.pathsep.join(filter(None, sys.path))
    return {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": path}
