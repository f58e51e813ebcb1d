"""What several reviewers say together, as a table."""

import pytest

from selfinstruct.flows.review.consolidation import Opinion, consolidate


@pytest.mark.parametrize(
    ("answers", "rule", "least", "expected"),
    [
        ("a a b", "majority", 1, ("a", "")),
        ("a b", "majority", 1, (None, "disagreement")),
        ("a b c", "majority", 1, (None, "disagreement")),
        ("a a b b", "majority", 1, (None, "disagreement")),
        ("a a b", "all", 1, (None, "disagreement")),
        ("a a a", "all", 3, ("a", "")),
        ("a", "majority", 1, ("a", "")),
        ("a a", "all", 3, (None, "2 of 3 reviewers")),
        ("edit:x edit:x accept", "majority", 1, ("edit", "")),
        ("edit:x edit:y accept", "majority", 1, (None, "different edits")),
        ("first:x first second", "majority", 1, ("first", "")),
    ],
)
def test_consolidation(answers: str, rule: str, least: int, expected: tuple[str | None, str]) -> None:
    opinions = [
        Opinion("p", f"r{n}", text.partition(":")[0], text.partition(":")[2]) for n, text in enumerate(answers.split())
    ]
    found = consolidate(opinions, rule, least)
    assert (found.answer, found.why) == expected
    assert found.edited == ("x" if ":x" in answers and found.answer else None)


@pytest.mark.parametrize(
    ("graded", "expected"),
    [
        ("first:better first:better second:significantly_better", "better"),
        ("first:marginally_better first:significantly_better first:slightly_better", "slightly_better"),
        ("first:better first:slightly_better", "slightly_better"),  # of two the lesser
        ("first first:better first", "better"),  # who gives none, weighs nothing
        ("first first second:better", ""),
        ("first:better second:better", ""),  # nobody agrees
    ],
)
def test_the_grade_is_the_median_of_those_who_agree(graded: str, expected: str) -> None:
    said = [text.partition(":") for text in graded.split()]
    opinions = [Opinion("p", f"r{n}", answer, grade=grade) for n, (answer, _, grade) in enumerate(said)]
    assert consolidate(opinions, "majority").grade == expected


def test_reasons_are_those_of_the_ones_who_agree() -> None:
    opinions = [
        Opinion("p", "a", "reject", reasons=("wrong", "unsafe")),
        Opinion("p", "b", "reject", reasons=("incomplete", "wrong")),
        Opinion("p", "c", "accept", reasons=("unclear",)),
    ]
    assert consolidate(opinions, "majority").reasons == ("incomplete", "unsafe", "wrong")
    assert Opinion.from_dict(opinions[0].as_dict()) == opinions[0]
