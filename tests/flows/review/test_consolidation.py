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
