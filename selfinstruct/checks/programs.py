"""Checks that run programs: as data like all others, but no text is judged by them unless somebody asks for it.

`make_check` refuses them, for a check that is made judges at once, in this process; what runs them is in the engine.
"""

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.errors import UsageError

PYTHON_TESTS = "python_tests"
VERSION = 1
_MOST_TESTS = 200
_LONGEST_TEST = 2_000  # characters
_ARGUMENTS = frozenset({"check", "version", "function", "tests", "seconds", "memory"})


@dataclass(frozen=True, slots=True)
class ProgramCheck:
    """Tests that a Python function within a text must pass: `seconds` for each, `memory` in MiB."""

    function: str
    tests: tuple[str, ...]
    seconds: float
    memory: int

    @property
    def asked(self) -> str:
        return f"a function {self.function} that passes {_count(len(self.tests), 'test')}"

    def as_dict(self) -> dict[str, Any]:
        """As a record carries it."""
        return {
            "check": PYTHON_TESTS, "version": VERSION, "function": self.function, "tests": list(self.tests),
            "seconds": self.seconds, "memory": self.memory,
        }  # fmt: skip


def runs_program(said: Any) -> bool:
    """Whether what a record says is a check that runs a program."""
    return isinstance(said, Mapping) and said.get("check") == PYTHON_TESTS


def program_check(said: Mapping[str, Any]) -> ProgramCheck:
    """The check that a record says; raises UsageError, in a line, for what is none."""
    try:
        return _read({name: value for name, value in said.items() if value is not None})
    except ValueError as error:
        raise UsageError(f"check {PYTHON_TESTS}: {error}") from None


def _read(said: Mapping[str, Any]) -> ProgramCheck:
    if unknown := sorted(map(str, set(said) - _ARGUMENTS)):
        raise ValueError(f"there is no argument {unknown[0]!r:.40}")
    if said.get("version") not in (None, VERSION):
        raise ValueError(f"version {said['version']!r:.20} is not known; this is version {VERSION}")
    function, tests = said.get("function"), said.get("tests")
    if not isinstance(function, str) or not function.isidentifier():
        raise ValueError(f"function: must be a name (found {function!r:.40})")
    if not isinstance(tests, list) or not tests or len(tests) > _MOST_TESTS:
        raise ValueError(f"tests: must be a list of 1 to {_MOST_TESTS}")
    if odd := [test for test in tests if not is_test(test, function)]:
        raise ValueError(f"tests: {odd[0]!r:.60} is not one assert on {function}")
    seconds, memory = said.get("seconds", 5.0), said.get("memory", 256)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0.1 <= seconds <= 600:
        raise ValueError(f"seconds: must be 0.1 to 600 (found {seconds!r:.20})")
    if isinstance(memory, bool) or not isinstance(memory, int) or not 64 <= memory <= 65_536:
        raise ValueError(f"memory: must be 64 to 65,536 MiB (found {memory!r:.20})")
    return ProgramCheck(function, tuple(tests), float(seconds), memory)


def is_test(text: Any, function: str) -> bool:
    """Whether a text is one assert, on one line, that calls a function by its name."""
    if not isinstance(text, str) or len(text) > _LONGEST_TEST or "\n" in text:
        return False
    tree = parsed(text)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assert):
        return False
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
        for node in ast.walk(tree)
    )


def parsed(source: str) -> ast.Module | None:
    """The tree of a Python source, None where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes and the like, which are the model's own
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
