"""A question asked once more where the first answer says nothing."""

import asyncio
from collections.abc import Sequence

import pytest

from selfinstruct.engine.asking_again import Unread, read_answer
from selfinstruct.records import Completion, Message, Request
from tests.support.models import Answering

YES, HM = Completion("yes"), Completion("hm")
CUT = Completion("yes", "length")
FAILED = Completion("", None, error="gone")
WITHHELD = Completion("", "content_filter")

TABLE: list[tuple[Sequence[Completion], str | None, list[tuple[str, str, str | None]]]] = [
    ([YES], "yes", []),
    ([HM, YES], "yes", [("first", "unreadable", None)]),
    ([HM, HM], None, [("first", "unreadable", None), ("again", "unreadable", None)]),
    ([CUT, YES], "yes", [("first", "unreadable", "cut off")]),
    ([FAILED], None, [("first", "failed", "gone")]),
    ([HM, FAILED], None, [("first", "unreadable", None), ("again", "failed", "gone")]),
    ([WITHHELD], None, [("first", "content_filter", None)]),
]


@pytest.mark.parametrize(("answers", "found", "unread"), TABLE)
def test_what_is_read(
    answers: Sequence[Completion], found: str | None, unread: list[tuple[str, str, str | None]]
) -> None:
    given = iter(answers)
    model = Answering(lambda request: next(given))
    requests = [(stage, Request(stage, 0, (Message("user", stage),))) for stage in ("first", "again")]
    said, left = asyncio.run(read_answer(model, requests, lambda text: text if text == "yes" else None))
    assert said == found
    assert [(it.stage, it.rule, it.told) for it in left] == unread
    assert all(isinstance(it, Unread) for it in left)
    assert len(model.requests) == len(answers)
