"""Problems that teachers pose, and grades by criteria, in the shapes that models give them."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse.methods.problems import FEWEST, MOST, Problem, Unposed, read_grades, read_problem

CRITERIA = ("It names the dawn.", "It names a rival.", "It has a reason.")
LISTED = "\n".join(f"- {item}" for item in CRITERIA)
LEGS = Problem("How many legs have six dogs?", "24")
SONG = Problem("Why does a bird sing?", "", CRITERIA)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Problem: How many legs have six dogs?\nAnswer: 24", LEGS),
        ("**Problem:** How many legs have six dogs?\n\n**Answer:** 24", LEGS),
        ("**Problem**: How many legs have six dogs?\n**Final answer: 24**", LEGS),
        ("## Problem:\nHow many legs have six dogs?\n\n## Answer:\n\n24\n", LEGS),
        ("Here it is.\n\nProblem: How many legs have six dogs?\nAnswer: `24`\n\nI took four for each.", LEGS),
        ("Problem: How many legs have six dogs?\nAnswer: 24\nFour for each.\nCriteria: none", LEGS),
        ("problem：How many legs have six dogs?\nanswer：24", LEGS),
        ("```\nProblem: How many legs have six dogs?\nAnswer: 24\n```", LEGS),
        ("> Problem: How many legs have six dogs?\n> Answer: 24", LEGS),
        ("Problem: How many legs have six dogs?\nCriteria:\n- a\n- b\n- c\nAnswer: 24", LEGS),
        ("Problem: How many legs have six dogs?\nSolution: 6 times 4.\nSo\n\nAnswer: 23?\nNo.\n\nAnswer: 24", LEGS),
        ("Problem: It says\nAnswer: no\nWhy?\n**Solution:** 1\nAnswer: 5", Problem("It says\nAnswer: no\nWhy?", "5")),
        ("Problem: One.\n\nTwo:\n- a\n- b\nAnswer: 3", Problem("One.\n\nTwo:\n- a\n- b", "3")),
        ("Problem: It says\nAnswer: no\nto him. Why?\nAnswer: 5", Problem("It says\nAnswer: no\nto him. Why?", "5")),
        ("Problem: Which?\nAnswer:\n- a\n- b", Problem("Which?", "- a\n- b")),
        (f"Problem: Why does a bird sing?\nCriteria:\n{LISTED}", SONG),
        (f"Problem: Why does a bird sing?\nAnswer: none\n**Criteria:**\n\n{LISTED}\n\nThese should do.", SONG),
        ("Problem: Why does a bird sing?\nCriteria:\n1. " + "\n2) ".join(CRITERIA[:2]) + "\n3. " + CRITERIA[2], SONG),
        ("Problem: Why does a bird sing?\nCriteria:\n" + "\n".join(CRITERIA), SONG),
        ("Problem: Why does a bird sing?\nCriteria:\n" + "\n\n".join(f'* "{item}"' for item in CRITERIA), SONG),
        ("Unposable: it is a matter\nof taste.", Unposed("it is a matter of taste.")),
        ("**Unposable:** of taste", Unposed("of taste")),
        ("Problem: none\nUnposable: of taste", Unposed("of taste")),
    ],
)  # fmt: skip
def test_problems_are_read_in_many_shapes(text: str, found: Problem | Unposed) -> None:
    assert read_problem(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no line that begins with Problem:"),
        ("Answer: 24", "no line that begins with Problem:"),
        ("Problem:\nAnswer: 24", "no line that begins with Problem:"),
        ("The problem: How many?\nAnswer: 24", "no line that begins with Problem:"),
        ("Problem: How many?", "neither an answer nor criteria"),
        ("Problem: How many?\nAnswer: none\nCriteria: none", "neither an answer nor criteria"),
        ("Problem: Why?\nCriteria:\n- a\n- b", "2 criteria; 3 to 5 are wanted"),
        ("Problem: Why?\nCriteria:\n- a\n- b\n- a", "2 criteria; 3 to 5 are wanted"),
        ("Problem: Why?\nCriteria:\n" + "\n".join(f"- {item}" for item in "abcdef"), "6 criteria; 3 to 5 are wanted"),
        ("Unposable:", "no line that begins with Problem:"),
    ],
)
def test_what_is_no_problem_says_why(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        read_problem(text)


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("1: yes\n2: no\n3: yes", (True, False, True)),
        ("**1:** Yes\n**2:** No, it is only hinted at.\n**3**: yes.", (True, False, True)),
        ("1. yes\n2. not met\n3. met", (True, False, True)),
        ("- 1) Yes\n- 2) fail\n- 3) passed", (True, False, True)),
        ("Criterion 1: true\nCriterion 2 – false\nCriterion #3: yes", (True, False, True)),
        ("I looked closely.\n\n3: yes\n1: yes\n\n2: no\nThat is all.", (True, False, True)),
        ("```\n1: yes\n2: no\n3: yes\n```", (True, False, True)),
        ("> 1: yes\n> 2: no\n>\n> 3: yes", (True, False, True)),
        ("1: yes\n2: no", None),
        ("1: yes\n2: no\n3: perhaps", None),
        ("1: yes\n2: no\n3: yes\n3: no", None),
        ("1: yes\n2: no\n3: yes\n4: yes", None),
        ("0: yes\n1: yes\n2: no\n3: yes", None),
        ("yes\nno\nyes", None),
        ("1: nothing\n2: yesterday\n3: notably", None),
        ("", None),
    ],
)
def test_grades_are_read_where_each_is_said_once(text: str, grades: tuple[bool, ...] | None) -> None:
    assert read_grades(text, 3) == grades


_PIECES = [
    "Problem:", "Answer:", "Criteria:", "Unposable:", "\n", "- a", "\n1. b", "**", ">", "`", "```\n", "none", "24",
    ": ", "yes", "1", "2", "\0", "\ud800", "：", " ", "(", "criterion",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_gives_a_problem_or_says_why_not(text: str) -> None:
    found: Problem | Unposed | None
    try:
        found = read_problem(text)
    except ValueError:
        found = None
    if isinstance(found, Problem):
        assert found.text.strip()
        assert bool(found.answer) != bool(found.criteria)
        assert not found.criteria or FEWEST <= len(found.criteria) <= MOST
    elif found is not None:
        assert found.reason
    grades = read_grades(text, 3)
    assert grades is None or len(grades) == 3


@pytest.mark.parametrize("piece", ["* ", " ", "> ", "1 ", "- a\n", "Answer:\n", "Problem: ", "\n", "1 : ", "#", "("])
def test_endless_repetition_is_no_grade_and_comes_to_an_end(piece: str) -> None:
    """A pattern that tries a run from each of its places would not end here within the time of a test."""
    repeated = piece * (100_000 // len(piece))
    with suppress(ValueError):
        read_problem(f"Problem: a\nAnswer: {repeated}")
    assert read_grades(repeated, 5) is None
