"""Checks that run programs: their verdicts stand until somebody asks for them to be run."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SandboxRefused, SeedError, UnknownName, UsageError
from tests.support.processes import run
from tests.support.runs import write

CHECK = {"check": "python_tests", "version": 1, "function": "f", "tests": ["assert f(1) == 2", "assert f(2) == 3"]}
SAID = {"check": "python_tests", "version": 1, "passed": True, "asked": "tests", "found": "all 2 passed"}
RIGHT, WRONG = "def f(x):\n    return x + 1", "```python\ndef f(x):\n    return 2\n```"


def row(output: str, *verdicts: Any, check: Any = CHECK, **more: Any) -> dict[str, Any]:
    told = {"verdicts": list(verdicts)} if verdicts else {}
    return {"instruction": "Write f.", "output": output, "checks": [check], **told, **more}


def test_verdicts_stand_where_nothing_is_run(tmp_path: Path) -> None:
    words = {"check": "words", "version": 1, "at_most": 9}
    mixed = row(WRONG, {"check": "words", "passed": False}, SAID) | {"checks": [words, CHECK]}
    found = selfinstruct.verify([row(WRONG, SAID), mixed, row(RIGHT, SAID | {"passed": False})])
    assert (found.checked, found.verdicts, found.replayed, found.failing, found.changed) == (3, 4, 3, 1, 1)


@pytest.mark.parametrize(
    "verdicts", [(), ({"check": "words", "passed": True},), ("yes",), ({**SAID, "passed": 1},), ({**SAID, "found": 3},)]
)
def test_without_a_verdict_there_is_nothing_to_stand(verdicts: tuple[Any, ...]) -> None:
    with pytest.raises(SeedError, match="runs a program, and the row has no verdict on it; add --run"):
        selfinstruct.verify([row(RIGHT, *verdicts)])


def test_they_are_run_where_that_is_asked_for(tmp_path: Path) -> None:
    rows = [row(RIGHT), row(WRONG, SAID), row("I would add one."), row(RIGHT, check={**CHECK, "function": "f"})]
    out = tmp_path / "out.jsonl"
    found = selfinstruct.verify(rows, out, run=True)
    assert (found.verdicts, found.replayed, found.failing, found.changed) == (4, 0, 2, 1)
    assert [item.found for item in found.failures] == [
        "1 of 2 not passed; the first: assert f(2) == 3 (AssertionError)",
        "no function f",
    ]
    assert selfinstruct.verify(out).failing == 2, "what was found stands in the file"


@pytest.mark.parametrize(
    ("check", "why"),
    [
        ({**CHECK, "tests": ["import os"]}, "is not one assert on f"),
        ({**CHECK, "version": 2}, "version 2 is not known"),
    ],
)
def test_a_check_that_is_none_is_told_with_its_place(check: dict[str, Any], why: str) -> None:
    with pytest.raises(SeedError, match=f"1: check python_tests: .*{why}"):
        selfinstruct.verify([row(RIGHT, SAID, check=check)], run=True)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"sandbox": "process"}, UsageError),
        ({"run": True, "sandbox": "nothing"}, UnknownName),
        ({"run": True, "sandbox": "process?walls=bare"}, SandboxRefused),
    ],
)
def test_a_sandbox_that_is_none(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        selfinstruct.verify([row(RIGHT, SAID)], **options)


def test_the_command_says_what_stands(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", [row(WRONG, SAID)])
    stands = run("verify", str(path), cwd=tmp_path)
    assert stands.returncode == 0
    assert "note: 1 verdict as the file holds it: --run runs programs" in stands.stderr
    done = run("verify", str(path), "--run", cwd=tmp_path)
    assert done.returncode == 2
    assert "rows.jsonl:1: python_tests: asked a function f that passes 2 tests; found 1 of 2" in done.stderr
