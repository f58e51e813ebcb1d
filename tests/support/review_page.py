"""`selfinstruct review page` at work, for the tests that open it in a browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any

from tests.support.paths import ROOT
from tests.support.runs import read

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\w+/")


@dataclass(slots=True)
class ReviewPage:
    """The address of each reviewer's page, in the order they were named in, and the process behind it."""

    addresses: list[str]
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return self.addresses[0]

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


@contextmanager
def review_page(
    source: Path, *options: str, reviewers: tuple[str, ...] = ("ann",), package: Path = ROOT, cwd: Path | None = None
) -> Iterator[ReviewPage]:
    """The page of a source on a free port, until the block ends; raises AssertionError where it does not start.

    `package` is the folder that holds the package, where that is not the one under test.
    """
    names = [word for name in reviewers for word in ("--reviewer", name)]
    command = [sys.executable, "-m", "selfinstruct", "review", "page", str(source), *names, "--no-open", *options]
    environment = os.environ | {"PYTHONPATH": str(package)}
    with subprocess.Popen(
        command, cwd=cwd or source.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            addresses = _addresses(process.stderr, len(reviewers))
            Thread(target=process.stderr.read, daemon=True).start()  # so that it never waits for a reader
            yield ReviewPage(addresses, process)
        finally:
            process.kill()


def _addresses(stream: IO[str], count: int) -> list[str]:
    found: list[str] = []
    said: list[str] = []
    for line in stream:
        said.append(line)
        found += [address for address in _ADDRESS.findall(line) if address not in found]
        if len(found) == count:
            return found
    raise AssertionError(f"no page: {''.join(said)}")


def decisions(folder: Path) -> list[dict[str, Any]]:
    """The lines of a decisions log."""
    return read(folder / "decisions.jsonl")


def standing(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What the log comes to: the last decision about each record by each reviewer that was not taken back."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in decisions(folder):
        if "answer" not in line:
            continue
        key = (line["id"], line["reviewer"])
        found.pop(key, None)
        if line["answer"] is not None:
            found[key] = line
    return found


def folder_of(source: Path) -> Path:
    """Where the decisions about a source are kept: beside a label run, else in a folder named after the file."""
    return source / "review" if source.is_dir() else source.parent / "runs" / f"{source.stem}-review"
