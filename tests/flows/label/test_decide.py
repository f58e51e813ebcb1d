"""Who decides, and what is left to people, as a table of votes."""

import pytest

from selfinstruct.flows.label.decide import Consent, Vote, decide, settle
from selfinstruct.flows.label.questions import Question, make_question


def votes(*given: tuple[str | float | None, float]) -> list[Vote]:
    return [Vote(f"j{n}", answer, confidence) for n, (answer, confidence) in enumerate(given)]


@pytest.mark.parametrize(
    ("given", "agree", "answer", "confidence", "how"),
    [
        ([("a", 0.9), ("a", 0.7)], "all", "a", 0.8, "agreement"),
        ([("a", 0.9), ("b", 0.7)], "all", None, 0.0, "disagreement"),
        ([("a", 0.9), ("b", 0.7)], "majority", None, 0.0, "disagreement"),
        ([("a", 0.9), ("a", 0.6), ("b", 1.0)], "all", None, 0.0, "disagreement"),
        ([("a", 0.9), ("a", 0.6), ("b", 1.0)], "majority", "a", 0.5, "majority"),
        ([("a", 0.9), ("a", 0.6), (None, 0.0)], "all", None, 0.0, "unreadable"),
        ([("a", 0.9), ("a", 0.6), (None, 0.0)], "majority", "a", 0.5, "majority"),
        ([("a", 0.9), (None, 0.0), (None, 0.0)], "majority", None, 0.0, "disagreement"),
        ([(None, 0.0), (None, 0.0)], "majority", None, 0.0, "unreadable"),
    ],
)
def test_deciding_alone(
    given: list[tuple[str | None, float]], agree: str, answer: str | None, confidence: float, how: str
) -> None:
    found = decide(make_question("labels", labels=["a", "b"]), votes(*given), agree)
    assert (found.answer, round(found.confidence, 9), found.how) == (answer, confidence, how)


@pytest.mark.parametrize(
    ("numbers", "agree", "tolerance", "answer"),
    [
        ([3, 3], "all", 0, 3.0),
        ([3, 4], "all", 0, None),
        ([3, 4], "all", 1, 3.5),
        ([3, 4, 5], "all", 1, None),
        ([1, 4, 5], "majority", 1, 4.5),
        ([1, 3, 5], "majority", 1, None),
        ([2, 3, 3], "all", 1, 2.6667),
    ],
)
def test_deciding_scores(numbers: list[float], agree: str, tolerance: float, answer: float | None) -> None:
    question = make_question("score", tolerance=tolerance)
    assert decide(question, votes(*((float(number), 1.0) for number in numbers)), agree).answer == answer


@pytest.mark.parametrize(
    ("kind", "agrees", "answer"),
    [
        ("labels", (False, False), None),
        ("labels", (True, False), "b"),
        ("labels", (False, True), "a"),
        ("labels", (True, True), None),
        ("labels", (None, True), None),
        ("text", (True, True), "a"),
        ("text", (True, False), "b"),
        ("text", (False, False), None),
    ],
)
def test_settling_by_consent(kind: str, agrees: tuple[bool | None, bool | None], answer: str | None) -> None:
    question = Question(kind, "?", ("a", "b"))
    found = settle(question, votes(("a", 0.8), ("b", 0.6)), [Consent("j", said, 0.4) for said in agrees])
    assert (found.answer if found else None) == answer
    if found:
        assert found.confidence == pytest.approx(0.6 if answer == "a" else 0.5)
