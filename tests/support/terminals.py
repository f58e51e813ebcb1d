"""What commands show, at a terminal's width, as the recorded terminals under tests/cli/terminals have it.

python -m tests.support.terminals             records all of them again
python -m tests.support.terminals FOLDER      writes them there, to be compared
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from selfinstruct.cli.app import app
from tests.support.recorded_sessions import sessions

FOLDER = Path(__file__).resolve().parent.parent / "cli" / "terminals"
WIDTHS = (80, 60)


def commands(group: Any = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and group of the application, by what is typed for it."""
    group = group or typer.main.get_command(app)
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{path} {name}".strip())


def help_pages(width: int) -> str:
    """The help of all commands, one after another."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(width)
    try:
        return "\n".join(f"$ {_typed(path)}\n{_page(path)}" for path, _ in commands())
    finally:
        os.environ.pop("COLUMNS", None)
        if before is not None:
            os.environ["COLUMNS"] = before


def _typed(path: str) -> str:
    return " ".join(filter(None, ("selfinstruct", path, "--help")))


def _page(path: str) -> str:
    context: Any = None
    command: Any = typer.main.get_command(app)
    context = command.make_context("selfinstruct", ["config"], resilient_parsing=True)
    for name in path.split():
        command = command.commands[name]
        context = type(context)(command, info_name=name, parent=context)
    return f"{context.get_help()}\n"


def recorded(name: str, width: int, folder: Path = FOLDER) -> Path:
    """The file of a recorded terminal."""
    return folder / f"{name}-{width}.txt"


def record(folder: Path) -> None:
    """Write all terminals into a folder."""
    folder.mkdir(exist_ok=True)
    for columns in WIDTHS:
        recorded("help", columns, folder).write_text(help_pages(columns), encoding="utf-8")
        with tempfile.TemporaryDirectory() as place:
            recorded("sessions", columns, folder).write_text(sessions(columns, Path(place)), encoding="utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
