"""Programs in a sandbox, as tests run them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.runner import Runner


@dataclass(frozen=True)
class Box:
    """A runner, and how a test runs a program by it."""

    runner: Runner

    def run(self, source: str, *arguments: str, stdin: str = "", limits: Limits | None = None) -> Outcome:
        program = Program(source, stdin=stdin, arguments=arguments)
        return asyncio.run(self.runner.run(program, limits or Limits(seconds=20)))


def named(name: str) -> list[int]:
    """The processes of this machine that call themselves by a name of at most 15 letters."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                if (place / "comm").read_text().strip() == name:
                    found.append(int(place.name))
            except OSError:
                continue
    return found
