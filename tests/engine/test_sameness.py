"""One warning where a model says the same to everything, none where answers are alike for good reasons."""

import logging
from collections.abc import Iterable

import pytest

from selfinstruct.engine.sameness import SameAnswers


def warnings(caplog: pytest.LogCaptureFixture, said: Iterable[tuple[str, str]]) -> list[str]:
    same = SameAnswers()
    with caplog.at_level(logging.WARNING, "selfinstruct"):
        for prompt, answer in said:
            same.take("m", prompt, answer)
    return [record.getMessage() for record in caplog.records]


def test_the_same_words_for_everything_are_named_once(caplog: pytest.LogCaptureFixture) -> None:
    [told] = warnings(caplog, ((f"prompt {number}", "We are closed  today.") for number in range(40)))
    assert "10 of the first 10" in told
    assert "'We are closed today.'" in told


@pytest.mark.parametrize(
    "said",
    [
        [(f"prompt {number}", "We are closed.") for number in range(9)],
        [(f"prompt {number}", f"Answer of number {number}.") for number in range(40)],
        [(f"prompt {number}", "Yes.") for number in range(40)],
        [("the same prompt", "We are closed today.")] * 40,
        [(f"prompt {number}", f"Answer of number {number % 2 * number}.") for number in range(40)],
    ],
    ids=["few", "different", "labels", "one prompt", "half"],
)
def test_nothing_is_said_of_others(caplog: pytest.LogCaptureFixture, said: list[tuple[str, str]]) -> None:
    # The last of them begins with the answer that half of all are.
    assert warnings(caplog, sorted(said, key=lambda pair: pair[1], reverse=True)) == []
