"""Checks that run programs: read strictly, and never run by what judges texts."""

from typing import Any

import pytest

from selfinstruct.checks import make_check
from selfinstruct.checks.programs import program_check, runs_program
from selfinstruct.errors import UsageError

SAID: dict[str, Any] = {"check": "python_tests", "version": 1, "function": "f", "tests": ["assert f(1) == 2"]}


def test_read() -> None:
    assert runs_program(SAID)
    assert not runs_program({"check": "words", "at_most": 3})
    check = program_check(SAID | {"seconds": None})
    assert (check.function, check.tests, check.seconds, check.memory) == ("f", ("assert f(1) == 2",), 5.0, 256)
    assert program_check(check.as_dict()) == check
    assert check.asked == "a function f that passes 1 test"


def test_no_text_is_judged_by_one() -> None:
    with pytest.raises(UsageError, match="runs a program, which only a sandbox may; verify --run has one"):
        make_check(SAID)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"function": "f g"}, "function: must be a name"),
        ({"function": None}, "function: must be a name"),
        ({"tests": []}, "tests: must be a list of 1 to 200"),
        ({"tests": "assert f(1)"}, "tests: must be a list"),
        ({"tests": ["assert f(1)"] * 201}, "tests: must be a list"),
        ({"tests": ["import os"]}, "is not one assert on f"),
        ({"tests": ["assert g(1)"]}, "is not one assert on f"),
        ({"tests": ["assert f(1)\nassert f(2)"]}, "is not one assert on f"),
        ({"tests": ["assert f(1); import os"]}, "is not one assert on f"),
        ({"tests": ["assert f(" + "(" * 900]}, "is not one assert on f"),
        ({"tests": ["assert f(1) == '" + "x" * 3000 + "'"]}, "is not one assert on f"),
        ({"tests": [3]}, "is not one assert on f"),
        ({"seconds": 0}, "seconds: must be 0.1 to 600"),
        ({"seconds": True}, "seconds: must be 0.1 to 600"),
        ({"seconds": float("nan")}, "seconds: must be 0.1 to 600"),
        ({"memory": 1}, "memory: must be 64 to 65,536 MiB"),
        ({"memory": 100.5}, "memory: must be 64 to 65,536 MiB"),
        ({"version": 2}, "version 2 is not known; this is version 1"),
        ({"shell": "sh"}, "there is no argument 'shell'"),
    ],
)
def test_what_is_none(change: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match="check python_tests: ") as refused:
        program_check(SAID | change)
    assert why in str(refused.value)
