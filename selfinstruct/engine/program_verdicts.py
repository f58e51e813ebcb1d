"""What checks that run programs say of a text."""

from typing import Any

from selfinstruct.checks.programs import ProgramCheck
from selfinstruct.parse.methods.solution import read_solution
from selfinstruct.sandbox.program import Limits
from selfinstruct.sandbox.runner import Runner
from selfinstruct.sandbox.testing import Judged, run_tests

_LONGEST_LINE = 300


def limits_of(check: ProgramCheck) -> Limits:
    """What one test may take."""
    return Limits(seconds=check.seconds, memory=check.memory << 20)


async def program_verdict(runner: Runner, check: ProgramCheck, text: str) -> dict[str, Any]:
    """The verdict on a text, as a record carries it, with the runner's name and the version of the language."""
    said = check.as_dict()
    asked = {"check": said["check"], "version": said["version"]}
    solution = read_solution(text, check.function)
    if solution is None:
        return asked | {"passed": False, "asked": check.asked, "found": f"no function {check.function}"}
    tested = await run_tests(runner, solution, check.tests, limits_of(check))
    ran = {"runner": tested.outcome.runner.partition("/")[0], "python": _minor(tested.outcome.python)}
    return asked | {"passed": tested.passed, "asked": check.asked, "found": _found(tested.verdicts), "ran": ran}


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _found(verdicts: tuple[Judged, ...]) -> str:
    failed = [item for item in verdicts if item.verdict != "passed"]
    if not failed:
        return f"all {len(verdicts)} passed"
    first = failed[0]
    why = first.line or first.verdict
    return f"{len(failed)} of {len(verdicts)} not passed; the first: {first.test} ({why})"[:_LONGEST_LINE]


def passed_tests(verdicts: tuple[Judged, ...]) -> frozenset[str]:
    """The tests that were passed."""
    return frozenset(item.test for item in verdicts if item.verdict == "passed")
