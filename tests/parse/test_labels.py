"""Answers of those who label, and what cannot be read as one."""

import pytest

from selfinstruct.parse.labels import LabelAnswer, read_agreement, read_choice, read_ratings, read_score, read_text
from tests.support.labels import LABELS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Answer: positive\nConfidence: 80\nReason: It is glad.", LabelAnswer("positive", 0.8, "It is glad.")),
        ("**Answer:** Positive.\n**Confidence:** 80%", LabelAnswer("positive", 0.8)),
        ("<think>Answer: negative?</think>\nAnswer: neutral\nConfidence: 100", LabelAnswer("neutral", 1.0)),
        ("Answer: positive\nConfidence: 93/100", LabelAnswer("positive", 0.93)),
        ("Answer: positive\nConfidence: 90 (quite sure)", LabelAnswer("positive", 0.9)),
        ("Answer: positive\nConfidence: 90 (or 80)", None),
        ("neutral", LabelAnswer("neutral")),
        ('"Negative."', LabelAnswer("negative")),
        ("Answer: positive", LabelAnswer("positive", 1.0)),
        ("Answer: positive\nConfidence: 0.85", LabelAnswer("positive", 0.85)),
        ("Answer: positive\nConfidence: 1", LabelAnswer("positive", 0.01)),
        ("Answer: positive\nConfidence: 1.0", LabelAnswer("positive", 1.0)),
        ("Answer: positive\nAnswer: positive\nConfidence: 5", LabelAnswer("positive", 0.05)),
        ("Answer: positive\nAnswer: negative", None),
        ("Answer: rather positive", None),
        ("Answer: positive or negative", None),
        ("It is positive.", None),
        ("Answer: positive\nConfidence: high", None),
        ("Answer: positive\nConfidence: 120", None),
        ("Answer:", None),
        ("", None),
    ],
)
def test_reading_a_label(text: str, expected: LabelAnswer | None) -> None:
    assert read_choice(text, LABELS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Answer: 4\nConfidence: 60", LabelAnswer(4.0, 0.6)),
        ("4", LabelAnswer(4.0)),
        ("Answer: 4/5", LabelAnswer(4.0)),
        ("Answer: 4 out of 5", LabelAnswer(4.0)),
        ("Answer: 3.5", LabelAnswer(3.5)),
        ("Answer: 4/10", None),
        ("Answer: 0", None),
        ("Answer: 6", None),
        ("Answer: four", None),
        ("Answer: 4 or 5", None),
    ],
)
def test_reading_a_score(text: str, expected: LabelAnswer | None) -> None:
    assert read_score(text, 1, 5) == expected


def test_reading_other_answers() -> None:
    assert read_text("Answer: one\ntwo\n\nthree\nConfidence: 50\nReason: so") == LabelAnswer(
        "one\ntwo\n\nthree", 0.5, "so"
    )
    assert read_choice("Answer: the First Response\nConfidence: 70", ("first", "second", "tie")) == LabelAnswer(
        "first", 0.7
    )
    assert read_choice("Answer: the response", ("first", "second", "tie")) is None
    assert read_text("no field at all") is None
    assert read_agreement("Agree: Yes.\nConfidence: 70\nReason: same") == LabelAnswer("yes", 0.7, "same")
    assert read_agreement("Agree: partly") is None
    assert read_ratings("First: 7\nSecond: 2.5/10\nReason: better", 0, 10) == (7.0, 2.5, "better")
    assert read_ratings("First: 7", 0, 10) is None
    assert read_ratings("First: 7\nSecond: 11", 0, 10) is None
