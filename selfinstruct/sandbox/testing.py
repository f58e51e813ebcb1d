"""A solution put to tests that it can neither see nor answer for."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import SandboxRefused, UsageError
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.runner import Runner

# passed · failed: with the error's line · time: it took too long · not reached: the solution or the run had ended.
VERDICTS = ("passed", "failed", "time", "not reached")
_PACKAGE = "selfinstruct/sandbox/judging"
_START = """import os, sys
sys.path.insert(0, os.getcwd())
from selfinstruct.sandbox.judging.judge import main
sys.path.pop(0)
main()
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a test said of a solution: one of VERDICTS, and a line that says why where it is not "passed"."""

    test: str
    verdict: str
    line: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The verdict of each test, in their order, and the outcome of the run, from which `verdicts` finds them again."""

    verdicts: tuple[Judged, ...]
    outcome: Outcome

    @property
    def passed(self) -> bool:
        """Whether there were tests and all passed."""
        return bool(self.verdicts) and all(item.verdict == "passed" for item in self.verdicts)


async def run_tests(runner: Runner, solution: str, tests: Sequence[str], limits: Limits) -> Trial:
    """Run each test, Python statements that use the solution's names, against a solution that is loaded once.

    How sound: solution and tests run in processes apart. A test's process calls the solution's functions over a line
    that carries plain data, and judges copies of what comes back, so nothing that a solution does to its own process
    passes a test: no exit code, no output, no patched module, frame or class (an object that claims to equal everything
    equals no plain data). It never sees the text of a test, and the descriptor by which verdicts leave is not open in
    its process. What it can do: answer as it guesses that it will be asked; decide what its own objects are to each
    other (`Point(1, 2) == Point(1, 2)`) and what their methods answer; change the lists that a test hands over; end the
    run, which passes nothing. It costs: a test hands over plain data, functions and iterators, no other objects;
    results that are other objects stay where they are and are asked there.

    `limits` are those of one test in time and of the run in all else. Raises UsageError, SandboxError; SandboxRefused
    where the runner's walls let a program start no process.
    """
    outcome = await runner.run(trial_program(solution, tests, limits), trial_limits(tests, limits))
    return Trial(verdicts(outcome, tests), outcome)


def trial_program(solution: str, tests: Sequence[str], limits: Limits) -> Program:
    """The program that puts a solution to tests."""
    if any(not isinstance(test, str) or not test.strip() for test in tests):
        raise UsageError("tests: each must be a text of Python statements")
    folder = Path(__file__).parent / "judging"
    files = {f"{_PACKAGE}/{path.name}": path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    files |= {f"{name}/__init__.py": "" for name in ("selfinstruct", "selfinstruct/sandbox")}
    asked = {"solution": solution, "tests": list(tests)}
    return Program(_START, stdin=json.dumps(asked), arguments=(f"{limits.seconds:g}",), files=files)


def trial_limits(tests: Sequence[str], limits: Limits) -> Limits:
    """The limits of the whole run: time for each test and for loading, and room for the verdicts."""
    seconds = limits.seconds * (len(tests) + 1) + 5
    return replace(
        limits,
        seconds=seconds,
        processor=max(limits.processor, math.ceil(seconds)),
        processes=limits.processes + 3,
        output=max(limits.output, 1000 * (len(tests) + 1)),
    )


def verdicts(outcome: Outcome, tests: Sequence[str]) -> tuple[Judged, ...]:
    """The verdicts that an outcome of such a run holds, as it came or as it was kept."""
    rows = _rows(outcome.stdout)
    if rows and "no_process" in rows[0]:
        raise SandboxRefused(
            f"tests need processes that start others, which {outcome.runner} does not give: run them in a container "
            "(container:IMAGE)"
        )
    why = f"the solution cannot be loaded: {rows[0]['solution']}" if rows and "solution" in rows[0] else ""
    found = {row["test"]: row for row in rows if "test" in row}
    judged = []
    for number, test in enumerate(tests):
        row = found.get(number, {"verdict": "not reached", "line": why or f"the run had ended ({_how(outcome)})"})
        judged.append(Judged(test, row["verdict"], row["line"]))
    return tuple(judged)


def _how(outcome: Outcome) -> str:
    return outcome.signal or (f"exit {outcome.code}" if outcome.ended == "finished" else outcome.ended)


def _rows(text: str) -> list[dict[str, Any]]:
    rows = []
    for line in text.splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:  # cut off in the middle
            break
    return rows
