"""No text makes the parsers of grounded tasks raise, stall or hand out anything but text."""

import time

from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse.grounding.tasks import read_grounded, read_quotes
from selfinstruct.parse.grounding.verification import read_verification
from tests.support.cases import cases
from tests.support.pieces import ANY, HOSTILE, PIECES, REASONS, in_any_amount

OWN = st.sampled_from(
    ["Question: ", "Answer: ", "Quote: ", "- ", "“", "”", '"question": "', '"quotes": [', "Labels: a; b\n", "Q1: ", "…"]
)
TEXT = ANY | st.lists(PIECES | OWN, max_size=40).map("".join)


@cases(400)
@given(TEXT, REASONS, st.integers(0, 5))
def test_any_answer_is_read(text: str, finish_reason: str | None, count: int) -> None:
    found, problems = read_grounded(text, finish_reason)
    for candidate in found:
        assert candidate.question.strip()
        assert all(isinstance(item, str) for item in (candidate.answer, candidate.type, *candidate.quotes))
        assert candidate.number is None or isinstance(candidate.number, int)
        assert all(isinstance(label, str) and label for label in candidate.labels)
    assert all(rule and isinstance(what, str) for rule, what in problems)
    assert all(isinstance(quote, str) for quote in read_quotes(text))
    said = read_verification(text, count)
    assert set(said) <= set(range(1, count + 1))
    assert all(isinstance(item, str) and item for item in said.values())


@in_any_amount([*HOSTILE, "Quote: “a”\n", "Question: a\n", '"Quote', "- “", '[{"question":"a"},', "1. a"])
def test_any_amount_is_read_in_a_moment(piece: str, size: int) -> None:
    for start in ("", "### 1\nQuestion: a\nQuote: "):
        text = (start + piece * (size // len(piece) + 1))[:size]
        before = time.process_time()
        read_grounded(text, "stop")
        read_quotes(text)
        read_verification(text, 3)
        assert time.process_time() - before < 10 + 60 * size / 1e6  # what is not linear would take far longer
