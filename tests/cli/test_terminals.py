"""Summaries and errors of every command stand on a terminal as they were recorded, and read once by people."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.recorded_sessions import COMMANDS
from tests.support.terminals import WIDTHS, recorded


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All terminals as they are now, from a process that nothing else has been loaded into."""
    folder = tmp_path_factory.mktemp("terminals")
    subprocess.run([sys.executable, "-m", "tests.support.terminals", str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("width", WIDTHS)
def test_sessions_are_as_recorded(width: int, now: Path) -> None:
    was, is_now = (recorded("sessions", width, *where).read_text(encoding="utf-8") for where in ((), (now,)))
    assert is_now.split("\n$ ") == was.split("\n$ "), (
        "python -m tests.support.terminals records them again; read what has changed"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_summaries_fit_the_terminal(width: int) -> None:
    """Errors, hints and lines that can be copied are left whole; everything else is broken between words."""
    text = recorded("sessions", width).read_text(encoding="utf-8")
    whole = ("$ ", "error: ", "warning: ", "Continue with: ", "Run the same command", "Distinct-")
    wide = [
        line for line in text.split("\n")
        if len(line) > width and not line.startswith(whole) and " " in line.strip()
    ]  # fmt: skip
    assert wide == []
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_every_command_is_recorded() -> None:
    from tests.support.terminals import commands

    of = {path for path, group in commands() if path and not getattr(group, "commands", {})}
    shown = {path for path in of for line in COMMANDS if line == path or line.startswith(f"{path} ")}
    assert of - shown <= {"review page"}  # which serves until it is ended
