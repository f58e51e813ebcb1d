"""Programs under the journal: an outcome is there before it is used, and nothing is run twice."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from selfinstruct.engine.programs import PURPOSE, OpenedRunner, Running, opened_runner
from selfinstruct.errors import SandboxError, SandboxRefused, UnknownName
from selfinstruct.runs.journal import Journal
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program

LIMITS = Limits(seconds=1)


@dataclass
class Counting:
    """A runner whose programs print how many have been run; `fails` of them it cannot run."""

    fails: int = 0
    ran: list[Program] = field(default_factory=list)
    name: str = "counting"

    async def run(self, program: Program, limits: Limits) -> Outcome:
        await asyncio.sleep(0)
        if self.fails:
            self.fails -= 1
            raise SandboxError("out of processes")
        self.ran.append(program)
        return Outcome(
            "finished", 0, "", f"{len(self.ran)} \udcff", "", "d", limits, "counting/walls", "3.11.7", ("disk",)
        )

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with contextlib.closing(Journal(tmp_path / "journal.db")) as opened:
        yield opened


def running(runner: Counting, journal: Journal, who: str = "counting, Python 3.11") -> Running:
    return Running(OpenedRunner(runner, who), journal)


def test_an_outcome_is_replayed_with_all_it_said(journal: Journal, tmp_path: Path) -> None:
    runner = Counting()
    program = Program("print(1)", stdin="a\nb", arguments=("x",), files={"d.txt": "ä"})
    first = asyncio.run(running(runner, journal).run(program, LIMITS))
    again = running(runner, journal)
    assert asyncio.run(again.run(program, LIMITS)) == first
    assert (len(runner.ran), again.hits, again.running) == (1, 1, 0)
    assert first.stdout == "1 \udcff"
    with contextlib.closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        rows = connection.execute("SELECT purpose, model, prompt, completion FROM completions").fetchall()
    assert rows == [(PURPOSE, "counting, Python 3.11", 0, 0)]


def test_program_limits_runner_and_version_tell_outcomes_apart(journal: Journal) -> None:
    runner = Counting()
    one = running(runner, journal)
    others = [(one, Program("a"), LIMITS), (one, Program("b"), LIMITS), (one, Program("a", stdin="c"), LIMITS),
              (one, Program("a"), Limits(seconds=2)), (one, Program("a", files={"x": ""}), LIMITS),
              (running(runner, journal, "counting, Python 3.12"), Program("a"), LIMITS),
              (running(runner, journal, "other, Python 3.11"), Program("a"), LIMITS)]  # fmt: skip
    outcomes = [asyncio.run(it.run(program, limits)) for it, program, limits in others]
    assert len({outcome.stdout for outcome in outcomes}) == len(others) == len(runner.ran)


def test_programs_that_are_the_same_are_run_once_at_a_time_too(journal: Journal) -> None:
    runner, ends = Counting(), list[int]()
    one = running(runner, journal)
    one.ended = lambda: ends.append(one.running)

    async def many() -> list[Outcome]:
        return await asyncio.gather(*(one.run(Program(name), LIMITS) for name in "aabababb"))

    outcomes = asyncio.run(many())
    assert len({outcome.stdout for outcome in outcomes}) == len(runner.ran) == 2
    assert (len(ends), one.running, one.hits) == (2, 0, 8)


def test_a_failure_of_the_runner_is_no_outcome(journal: Journal) -> None:
    runner = Counting(fails=1)
    one = running(runner, journal)
    with pytest.raises(SandboxError, match="out of processes"):
        asyncio.run(one.run(Program("a"), LIMITS))
    assert journal.totals() == {}
    assert asyncio.run(one.run(Program("a"), LIMITS)).ended == "finished"


def opened(setting: str) -> str:
    async def who() -> str:
        async with contextlib.AsyncExitStack() as closing:
            return (await opened_runner(setting, closing)).who

    return asyncio.run(who())


def test_a_runner_is_tried_before_it_is_used() -> None:
    assert opened("process").startswith("process, Python 3.")
    with pytest.raises(UnknownName):
        opened("nothing")
    with pytest.raises(SandboxRefused, match="without network"):
        opened("process?walls=bare")
