"""A terminal to press keys at."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import IO


class Terminal:
    """The command in a terminal session of its own, driven by keys.

    The terminal has so many `columns`, where they are given; with `out` standard output goes there.
    """

    def __init__(
        self, arguments: list[str], cwd: Path, ignoring: Sequence[int] = (), columns: int | None = None,
        out: IO[bytes] | None = None,
    ) -> None:  # fmt: skip
        self.leader, follower = pty.openpty()
        environment = os.environ | {"TERM": "xterm"}
        if columns is not None:
            fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            environment.pop("COLUMNS", None)

        def begin() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            for number in ignoring:
                signal.signal(number, signal.SIG_IGN)

        self.process = subprocess.Popen(
            [sys.executable, "-m", "selfinstruct", *arguments],
            cwd=cwd, stdin=follower, stdout=out or follower, stderr=follower, env=environment,
            start_new_session=True, preexec_fn=begin,
        )  # fmt: skip
        os.close(follower)

    def press(self, keys: bytes) -> None:
        os.write(self.leader, keys)

    def end(self) -> tuple[int, str]:
        """The exit code and all that was shown."""
        seen = b""
        while True:
            try:
                data = os.read(self.leader, 65536)
            except OSError:
                data = b""
            if not data:
                break
            seen += data
        os.close(self.leader)
        return self.process.wait(30), seen.decode()
