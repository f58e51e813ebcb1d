"""Judgements, and what cannot be read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse.judgements import read_comparison, read_corruption, read_faults, read_grading, read_marked

TWO = ("accuracy", "fit")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Reasons: good.\naccuracy: 8\nfit: 9.5", (8, 9.5)),
        ("**Reasons:** good\n- **accuracy**: 8/10\n- Fit: 10 points", (8, 10)),
        ("<think>accuracy: 1</think>\nReasons: a\nb\naccuracy: 8\nfit: 9", (8, 9)),
        ("accuracy: 8 (one slip)\nfit: 9", (8, 9)),
        ("accuracy: 8 (or 7)\nfit: 9", None),
        ("accuracy: 8", None),
        ("accuracy: 8\nfit: 11", None),
        ("accuracy: 8\nfit: 0", None),
        ("accuracy: 8\nfit: 9\nfit: 3", None),
        ("accuracy: eight\nfit: 9", None),
        ("accuracy: 8 or 9\nfit: 9", None),
        ("I would give it an 8.", None),
        ("", None),
    ],
)
def test_read_grading(text: str, points: tuple[float, float] | None) -> None:
    found = read_grading(text, TWO, 1, 10)
    assert (None if found is None else tuple(found.points.values())) == points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reasons: A is right.\naccuracy: A 9, B 4\nfit: A 8, B 8\nBetter: A", (9, 4, 1, "A is right.")),
        ("accuracy: A: 9, B: 4\nfit: A 8; B 8\n**Better:** B.", (9, 4, -1, "")),
        ("accuracy: A 9/10, B 4/10\nfit: A 8 and B 8\nBetter: Tie", (9, 4, 0, "")),
        ("accuracy: A 9 vs. B 4\nfit: A 8, B 8 (both fit)\nBetter: A (clearly)", (9, 4, 1, "")),
        ("> Reasons: A is\n> right.\n>\n> accuracy: A 9, B 4\n> fit: A 8, B 8\n> Better: A", (9, 4, 1, "A is right.")),
        ("accuracy: A 9, B 4\nfit: A 8, B 8", None),
        ("accuracy: A 9, B 4\nfit: A 8, B 8\nBetter: both", None),
        ("accuracy: 9, 4\nfit: A 8, B 8\nBetter: A", None),
        ("accuracy: A 9, B 40\nfit: A 8, B 8\nBetter: A", None),
        ("Better: A\naccuracy: A 9, B 4\nfit: A 8, B 8\nBetter: B", None),
    ],
)
def test_read_comparison(text: str, expected: tuple[float, float, int, str] | None) -> None:
    found = read_comparison(text, TWO, 1, 10)
    if found is None:
        assert expected is None
    else:
        assert (found.first["accuracy"], found.second["accuracy"], found.better, found.reasons) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Faults: none", ()),
        ("Faults:\nNone.", ()),
        ("Faults:\n- wrong year\n- too long", ("wrong year", "too long")),
        ("Here you are.\n**Faults:** wrong year", ("wrong year",)),
        ("Faults: none. The arithmetic is right.", ()),
        ("Faults: none — 135 minus 10 is 125", ()),
        ("Faults:\n- No faults found.", ()),
        ("Faults:\nNone found. It is right.\nAnd complete.", ()),
        ("Faults:\n- None of the figures has a unit", ("None of the figures has a unit",)),
        ("Faults:\n- No price is named", ("No price is named",)),
        ("Faults:\n- Nothing is said about the stops", ("Nothing is said about the stops",)),
        ("> Faults:\n> - wrong year\n> - too long", ("wrong year", "too long")),
        ("Faults: none. However, the year is wrong.", None),
        ("Faults: none\n- wrong year", None),
        ("Faults:", None),
        ("It is fine.", None),
    ],
)
def test_read_faults(text: str, expected: tuple[str, ...] | None) -> None:
    assert read_faults(text) == expected


def test_read_marked_and_corruption() -> None:
    assert read_marked("Revised response:\n\n  one\n\ntwo\n", "Revised response") == "  one\n\ntwo"
    assert read_marked("Sure!\n**Revised response:** one\ntwo", "Revised response") == "one\ntwo"
    assert read_marked("Revised response:\n> one\n>\n> two", "Revised response") == "one\n\ntwo"
    assert read_marked("Revised response:\n> one\ntwo", "Revised response") == "> one\ntwo"
    assert read_marked("> Revised response: one\n>\n> two\n\n> three", "Revised response") == "one\n\ntwo\n\nthree"
    assert read_marked("one", "Revised response") is None
    assert read_marked("Revised response:\n \n", "Revised response") is None
    assert read_corruption("Change: 3 became 4.\nFlawed response:\nIt is 4.", "Flawed response") == (
        "3 became 4.", "It is 4.",
    )  # fmt: skip
    for none in ("none", "None.", "none: there is no figure in it", "no flaw found"):
        assert read_corruption(f"Change: {none}", "Flawed response") == (none, None)
    assert read_corruption("Change: 3 became 4.", "Flawed response") is None
    assert read_corruption("It is 4.", "Flawed response") is None


@given(st.text(max_size=300))
def test_readers_never_raise(text: str) -> None:
    for reader in (
        lambda: read_grading(text, TWO, 1, 10),
        lambda: read_comparison(text, TWO, 1, 10),
        lambda: read_faults(text),
        lambda: read_marked(text, "Revised response"),
        lambda: read_corruption(text, "Flawed response"),
    ):
        reader()
