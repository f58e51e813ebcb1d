"""Answers that say nothing, in characters that are seen and in such that are not."""

import pytest

from selfinstruct.text.answers.emptiness import says_nothing

NOTHING = [
    "", " \n\t", "\u200b\u200b\ufeff", "\u2800\u2800", "\u3164", "\x00\x01", "\u200e \u2060", "\u00a0\u3000",
    "```\n\n```", "```python\n```", "~~~\n~~~", "```", "null", "NULL", "...", "…", "undefined", '""', "<no response>",
    "\u200b" * 5000,
]  # fmt: skip
SOMETHING = [
    "0", "No.", "-", "?", "N/A", "None", "```\nx\n```", "nullable", "null and void", "... and on", "\u200bwren",
    "\U0001f600", "✓", "[]", "{}", " " * 300 + "wren", "`null`", "你",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_it_says_nothing(text: str) -> None:
    assert says_nothing(text, "Name a bird.")


@pytest.mark.parametrize("text", SOMETHING)
def test_it_says_something(text: str) -> None:
    assert not says_nothing(text, "Name a bird.")


@pytest.mark.parametrize(
    ("asked", "text"),
    [("What does the query give?", "null"), ("Which mark shows a pause? Give the ellipsis.", "..."),
     ("What is typeof x in JavaScript?", "undefined"), ("Fill in: to be … or not", "…")],
)  # fmt: skip
def test_a_null_may_be_asked_for(asked: str, text: str) -> None:
    assert not says_nothing(text, asked)
