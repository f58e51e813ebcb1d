"""Processes forked from one that has the package imported: a command, a session or a service starts at once in them.

What shows only where an interpreter starts (its environment variables, a terminal, what is imported) needs one.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.forkserver"])


def forked(target: Callable[..., None], *arguments: Any, env: Mapping[str, str] | None = None) -> ForkServerProcess:
    """A function at work in a process of its own, with this process's environment or with `env` alone."""
    given = (dict(os.environ if env is None else env), target, arguments)
    process = FORKS.Process(target=_there, args=given, daemon=True)  # a test that fails leaves none behind
    with contextlib.chdir(ROOT):  # where a server that is started now finds its modules
        process.start()
    return process


def _there(environment: Mapping[str, str], target: Callable[..., None], arguments: Sequence[Any]) -> None:
    os.environ.clear()  # what the fork came with is the environment of the first test
    os.environ.update(environment)
    target(*arguments)


class Command:
    """`selfinstruct` with these words at work, with nothing to read and no keys but those of `env`."""

    def __init__(self, *words: str, cwd: Path, env: Mapping[str, str] | None = None) -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "AWS_"))}
        self._words = words
        self._folder = tempfile.TemporaryDirectory()
        self._streams = [Path(self._folder.name) / name for name in ("stdout", "stderr")]
        self._process = forked(_command, words, cwd, self._streams, env=plain | dict(env or {}))

    @property
    def ended(self) -> bool:
        return self._process.exitcode is not None

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def told(self, until: str) -> list[str]:
        """The lines on stderr once one has this text, or all of them where it ended without."""
        for _ in range(3_000):
            lines = self._streams[1].read_text(encoding="utf-8").splitlines() if self._streams[1].exists() else []
            if any(until in line for line in lines) or self.ended:
                return lines
            self._process.join(0.01)
        raise AssertionError(f"{self._words}: has not said {until!r}")

    def send(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def end(self, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """How it ended and what it said, killed where it takes more than a minute."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        code = self._process.exitcode
        self._process.close()
        out, err = (stream.read_text(encoding="utf-8") for stream in self._streams)
        self._folder.cleanup()
        assert code is not None
        return subprocess.CompletedProcess(self._words, code, out, err)


def run(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """A command from its start to its end."""
    return Command(*words, cwd=cwd, env=env).end(seconds)


def _command(words: Sequence[str], cwd: Path, streams: Sequence[Path]) -> None:
    from selfinstruct.cli.app import run_app

    os.chdir(cwd)
    for descriptor, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), descriptor)
    sys.argv = ["selfinstruct", *words]
    run_app()


def run_in_ascii(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "selfinstruct", *words],
        cwd=cwd, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
