"""Quotations marked in passages: only where it is certain where they stand, and with marks that the text has not."""

from typing import Any

import pytest

from selfinstruct.documents.quoting.marking import located, marked, passage_in

TEXT = "# A\n\nOne two three. Two more.\n\n# B\n\nFour five six."
HEAD = "| a | b |\n|---|:-:|\n"


def source(start: int, end: int, *quotes: tuple[int, int]) -> dict[str, Any]:
    return {"document": "d", "chars": [start, end], "quotes": [list(quote) for quote in quotes]}


@pytest.mark.parametrize(
    ("text", "spans", "found"),
    [
        ("one two", [(4, 7)], "one »two«"),
        ("one two", [(4, 7), (0, 3)], "»one« »two«"),
        ("one two", [(0, 5), (3, 7)], "»one two«"),
        ("«one» two", [(6, 9)], "«one» [[two]]"),
        ("[[«one» two", [(8, 11)], "[[«one» {{two}}"),
        ("« [[ {{ << x", [(11, 12)], "« [[ {{ << <<x>>"),
    ],
)
def test_marks_that_the_text_has_not(text: str, spans: list[tuple[int, int]], found: str) -> None:
    made, marks = marked(text, spans)
    assert made == found
    assert marks is not None
    assert marked(text, []) == (text, None)


@pytest.mark.parametrize(
    ("shown", "told", "text", "found"),
    [
        (TEXT[5:30], source(5, 30, (9, 12)), "", ["two"]),
        (TEXT[5:30], source(5, 30, (9, 12), (20, 23)), TEXT, ["two", "Two"]),
        # Beyond the passage, back to front, or without an end.
        (TEXT[5:30], source(5, 30, (0, 3), (28, 40), (12, 9)), "", []),
        (TEXT[5:30], source(5, 30) | {"quotes": [[9]]}, "", []),
        # The head of a table stands before it.
        (f"{HEAD}| 1 | 2 |", source(40, 49, (42, 43)), "", ["1"]),
        (f"x\ny\n{TEXT[5:30]}", source(5, 30, (9, 12)), "", []),
        # Several passages: looked up where there is a text to look up.
        ("One two three.\n\nFour five six.", source(5, len(TEXT), (9, 12), (42, 46)), "", []),
        (
            "One two three.\n\nFour five six.",
            source(5, len(TEXT), (9, 12), (TEXT.index("five"), TEXT.index("five") + 4)),
            TEXT,
            ["two", "five"],
        ),
        # Twice there: nobody knows which.
        ("two two", source(5, len(TEXT), (9, 12)), TEXT, []),
        ("", source(5, 30, (9, 12)), TEXT, []),
        (TEXT[5:30], {"document": "d", "quotes": [[9, 12]]}, TEXT, []),
    ],
)
def test_what_is_certain(shown: str, told: dict[str, Any], text: str, found: list[str]) -> None:
    assert [shown[start:end] for start, end in located(shown, told, text)] == found


def test_a_passage_of_its_document() -> None:
    shown, spans = passage_in(TEXT, source(5, 30, (9, 12)))
    assert (shown, [shown[start:end] for start, end in spans]) == (TEXT[5:30], ["two"])


def test_of_a_long_one_what_stands_around_the_quotations() -> None:
    text = f"{'a ' * 5000}one {'b ' * 5000}two {'c ' * 5000}"
    at, other = text.index("one"), text.index("two")
    shown, spans = passage_in(text, source(100, len(text), (at, at + 3), (other, other + 3)))
    assert [shown[start:end] for start, end in spans] == ["one", "two"]
    assert shown.startswith("[…] a a")
    assert shown.endswith("c c […]")
    assert shown.count("[…]") == 3
    assert len(shown) < 6100
    shown, spans = passage_in(text, source(0, len(text)))
    assert (shown[:3], shown[-4:], spans) == ("a a", " […]"[-4:], [])


def test_a_rule_of_a_hundred_thousand_dashes_is_none_with_a_letter_in_it() -> None:
    shown = f"| a |\n{'-' * 100_000}x\n| 1 |"
    assert located(shown, source(0, 5, (2, 3))) == []
