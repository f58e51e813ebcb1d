"""What a poser writes of a function and its tests, and where a solution has the function."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse.methods.posed_code import read_posed_code
from selfinstruct.parse.methods.solution import read_solution
from tests.support.cases import cases
from tests.support.pieces import ANY

WHOLE = "Function: f(x: int) -> int\nProblem:\nAdds one.\nTests:\nassert f(1) == 2\nassert f(2) == 3"
PARTS = st.sampled_from(
    ["Function:", "Problem:", "Tests:", "\n", "def f(x):", "assert f(1) == 1",
     "```", "```python\n", "f(", ")", "\\", "'",
     "    return x\n", "(" * 300, "[" * 200, "\0", "assert", "lambda: ", "f'{", "not " * 400]
)  # fmt: skip
HOSTILE = ANY | st.lists(PARTS, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "signature", "tests"),
    [
        (WHOLE, "def f(x: int) -> int:", ("assert f(1) == 2", "assert f(2) == 3")),
        ("**Function:** `def f(x)`\n**Problem:** Adds one.\n**Tests:**\n```python\n# two\nassert f(1) == 2\n```",
         "def f(x):", ("assert f(1) == 2",)),
        ("Function:\n```python\ndef f(x):\n```\nProblem: Adds.\nTests:\n1. `assert f(1) == 2`\n- assert f(1) == 2",
         "def f(x):", ("assert f(1) == 2",)),
        ("Function: f(x)\nProblem: Adds.\nTests:\nassert g(1) == 2\nassert 1 == 1\nf(2)\nassert f(1) == 2; f(3)\n"
         "assert f(\nassert f(4)", "def f(x):", ("assert f(4)",)),
    ],
)  # fmt: skip
def test_read(text: str, signature: str, tests: tuple[str, ...]) -> None:
    found = read_posed_code(text)
    assert (found.function, found.signature, found.tests) == ("f", signature, tests)
    assert found.problem.startswith("Adds")


def test_no_more_tests_than_are_run() -> None:
    more = "\n".join(f"assert f({number}) == 1" for number in range(90))
    assert len(read_posed_code(f"{WHOLE}\n{more}").tests) == 30


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has no line Function:"),
        (WHOLE.replace("f(x: int) -> int", "a function"), "its function is no signature"),
        (WHOLE.replace("f(x: int) -> int", "f(x) -> int: return 1\nimport os"), "its function is no signature"),
        (WHOLE.replace("f(x: int) -> int", "f(" + "(" * 600), "its function is no signature"),
        (WHOLE.replace("f(x: int)", "__init__(x: int)"), "its function is called __init__"),
        (WHOLE.replace("Adds one.", "None."), "has no problem"),
    ],
)
def test_unreadable(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_posed_code(text)


@cases(300)
@given(HOSTILE)
def test_any_text_is_read_or_said_to_be_unreadable(text: str) -> None:
    with contextlib.suppress(ValueError):
        found = read_posed_code(text)
        assert found.function.isidentifier()
    solution = read_solution(text, "f")
    assert solution is None or "def f" in solution


SOURCE = "def f(x):\n    return x + 1"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (SOURCE, SOURCE),
        (f"Here:\n\n```python\n{SOURCE}\n```\n\nIt adds one.", SOURCE),
        (f"~~~py\n{SOURCE}\n~~~", SOURCE),
        (f"```\n{SOURCE}", SOURCE),
        (f"```python\nprint(f(1))\n```\n```python\nasync def f(x):\n    pass\n```\n```python\n{SOURCE}\n```",
         "async def f(x):\n    pass"),
        (f"```bash\n{SOURCE}\n```", None),
        ("```python\nclass A:\n    def f(self):\n        pass\n```", None),
        ("```python\ndef g(x):\n    return x\n```", None),
        ("```python\ndef f(x:\n```", None),
        ("def f(x):\n    return '\\d'", "def f(x):\n    return '\\d'"),
        (f"{SOURCE}\n{'#' * 60_000}", None),
        ("I would write it so.", None),
    ],
)  # fmt: skip
def test_read_solution(text: str, source: str | None) -> None:
    assert read_solution(text, "f") == source
