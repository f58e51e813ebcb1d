"""What is posed for a function: its problem in words, its signature, and tests a line each."""

import ast
import re
from dataclasses import dataclass

from selfinstruct.checks.programs import is_test, parsed
from selfinstruct.parse.chat_text import is_nothing
from selfinstruct.parse.methods.sections import read_sections

MOST_TESTS = 30
_ASSERT = re.compile(r"[\s>*`\d.)-]{0,12}(assert\b.*?)[`\s]*")


@dataclass(frozen=True, slots=True)
class PosedCode:
    """A problem, the function's name and its signature (`def name(…) -> …:`), and tests that call it."""

    problem: str
    function: str
    signature: str
    tests: tuple[str, ...]


def read_posed_code(text: str) -> PosedCode:
    """What a poser wrote; ValueError says what is missing. Lines among the tests that are none are passed over."""
    found = read_sections(text, ("Function", "Problem", "Tests"))
    function, signature = _signature(found["Function"])
    if is_nothing(found["Problem"]):
        raise ValueError("has no problem")
    asserts = (_ASSERT.fullmatch(line) for line in found["Tests"].split("\n"))
    tests = dict.fromkeys(match[1] for match in asserts if match and is_test(match[1], function))
    return PosedCode(found["Problem"], function, signature, tuple(tests)[:MOST_TESTS])


def _signature(text: str) -> tuple[str, str]:
    """The name and the signature of a function, however it is written."""
    line = next((line for line in text.split("\n") if "(" in line), "").strip().strip("`").strip()
    line = f"def {line.removeprefix('def ').strip().rstrip(':').rstrip()}:"
    tree = parsed(f"{line}\n    pass") if len(line) <= 500 else None
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        raise ValueError("its function is no signature")
    name = tree.body[0].name
    if name.startswith("__"):
        raise ValueError(f"its function is called {name}")
    return name, line
