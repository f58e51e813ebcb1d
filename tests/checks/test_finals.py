"""Final answers: what kind they are, which are the same, and that the check of some is passed by each of them."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfinstruct.checks import make_check
from selfinstruct.checks.finals import Final, check_of, keeps_order, read_final, same
from selfinstruct.checks.reading.final_lines import before, behind

GROUPS = [
    ["42", "42.0", "**42**", "42.", "+42", "42 apples", "42 green apples", "`42`"],
    ["1000", "1,000", "1 000", "1'000", "1000.00"],
    ["1/2", "0.5", "0.50", "2/4"],
    ["1 1/2", "1.5", "3/2 cups"],
    ["-7", "−7", "-7.0"],
    ["50%", "50 %", "50"],
    ["$5", "5 dollars", "$5.00", "5 $"],
    ["3 km", "3km", "3 km."],
    ["5 minutes", "5 min", "5 minute"],
    ["30 November 2026", "2026-11-30", "30.11.2026", "November 30, 2026", "Nov 30th 2026", "11/30/2026"],
    ["red, green", "green, red", "- red\n- green", "Green; red", "1. green\n2. red", "red, and green"],
    ["Paris", "paris.", "“Paris”", "PARIS!"],
    ["the Nile", "Nile", "The Nile."],
    ["O'Neill", "o'neill"],
    ["10:30", "10:30."],
    ["C++", "c++"],
    ["well-known", "Well-known"],
]
APART = [
    ("42", "42.5"), ("42", "-42"), ("1/2", "1/3"), ("50%", "0.5"), ("5 km", "5 miles"), ("5 kg", "5 g"), ("1,5", "1.5"),
    ("1,5", "5,1"), ("1.000,5", "1"), ("05/06/2026", "06/05/2026"), ("2026-05-06", "05/06/2026"), ("C", "C++"),
    ("C", "C#"), ("3.5", "35"), ("10:30", "1030"), ("22f", "22e"), ("22f", "22"), ("1/0", "1"), ("a, b", "a, b, b"),
    ("a, b", "a"), ("New York", "York"), ("3/4/2020", "3/4"), ("5 to 7", "5"), ("O'Neill", "ONeill"), ("x^2", "x2"),
    ("1e5", "15"), ("2²", "22"),
]  # fmt: skip


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_what_says_the_same_goes_together_and_passes_one_check(group: list[str]) -> None:
    finals = [final for text in group if (final := read_final(text))]
    assert len(finals) == len(group)
    assert all(same(one, other) and same(other, one) for one, other in combinations(finals, 2))
    for name in ("", "Answer"):
        check = make_check(check_of(finals, behind=name))
        texts = [text if not name else f"So:\nAnswer:{chr(10) if chr(10) in text else ' '}{text}" for text in group]
        assert [text for text in texts if not check(text).passed] == []


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_may_say_something_else_stays_apart_by_comparison_and_by_check(one: str, other: str) -> None:
    first, second = read_final(one), read_final(other)
    assert first is not None
    assert second is not None
    assert not same(first, second)
    assert not same(second, first)
    told = [make_check(check_of([final]))(text).passed for final, text in ((first, other), (second, one))]
    lax = (one, other) in (
        ("22f", "22"),
        ("1.000,5", "1"),
    )  # a number is found in it, and what stands behind is taken for its unit
    assert any(told) == lax


def test_an_order_counts_where_the_instruction_has_one() -> None:
    one, other = (read_final(text, (), True) for text in ("a, b", "b, a"))
    assert one is not None
    assert other is not None
    assert not same(one, other)
    assert check_of([one], (), True) == {"check": "answer_list", "items": ["a", "b"]}
    asked = [
        "Sort them.",
        "in alphabetical order",
        "Rank the three",
        "oldest first",
        "in ascending size",
        "the sequence",
    ]
    assert [text for text in asked if not keeps_order(text)] == []
    assert [text for text in ("Name the colours.", "Who ordinarily comes?", "the first two") if keeps_order(text)] == []


def test_labels_are_those_of_the_task_and_no_others() -> None:
    labels = ("Very good", "bad")
    found = read_final("**very  good**.", labels)
    assert found == Final("Very good", "label", "Very good")
    assert check_of([found], labels, behind="Answer") == {
        "check": "answer_label", "label": "Very good", "labels": ["Very good", "bad"], "behind": "Answer",
    }  # fmt: skip
    assert [read_final(text, labels) for text in ("good", "very good, I think", "", "bad or very good")] == [None] * 4


def test_units_stand_in_the_check_where_all_have_the_same() -> None:
    def unit(*texts: str) -> object:
        return check_of([final for text in texts if (final := read_final(text))]).get("unit")

    assert unit("5 km", "5.0 km") == "km"
    assert unit("5 km", "5") is None
    assert unit("5 min", "5 minutes") is None
    assert unit("$5", "$5.00") is None, "no unit stands behind"


@pytest.mark.parametrize(
    ("text", "found", "work"),
    [
        ("Six fours.\nAnswer: 24", "24", "Six fours."),
        ("**Answer:** 24", "24", ""),
        ("**Answer**: **24**", "24", ""),
        ("> answer : 24", "24", ""),
        ("Answer: 1\nNo.\nAnswer: 24\nThat is it.", "24", "Answer: 1\nNo."),
        ("x\nAnswer:\n\n- a\n- b\n\nDone.", "- a\n- b", "x"),
        ("x\nAnswer:", "", "x"),
        ("Answer：24", "24", ""),
        ("The answer: 24", None, "The answer: 24"),
        ("Answers: 24", None, "Answers: 24"),
        ("It is 24.", None, "It is 24."),
        ("", None, ""),
    ],
)
def test_the_last_line_of_a_name_is_looked_at(text: str, found: str | None, work: str) -> None:
    assert behind(text, "Answer") == found
    assert before(text, "Answer") == work


_PIECES = [
    *"0123456789,.-/ $€%kmabc*\n'\"°²AEt",
    "the ",
    "Answer:",
    " and ",
    "; ",
    "2026-11-30",
    "30 May 2020",
    "- ",
    "\n1. ",
]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join) | st.text(max_size=40), st.booleans())
def test_every_final_answer_passes_its_own_check_wherever_it_stands(text: str, ordered: bool) -> None:
    whole = f"So:\nAnswer: {text}"
    final = read_final(behind(whole, "Answer") or "", (), ordered)
    if final is None:
        return
    assert same(final, final)
    assert make_check(check_of([final], (), ordered))(final.written).passed
    assert make_check(check_of([final], (), ordered, "Answer"))(whole).passed
