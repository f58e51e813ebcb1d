"""Statements and headings are told from questions and instructions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.text.grounding.questions import no_question
from tests.support.cases import cases
from tests.support.questions import BOUND, FREE

STATEMENTS = """
The ferry leaves at nine.
It costs 12.50 euros.
This passage is about ferries.
A child pays half of that.
Ferries
Die Fähre fährt um neun.
Le ferry part à neuf heures.
El barco sale a las nueve.
渡轮上午九点出发。
フェリーは九時に出発します。
여객선은 아홉 시에 출발합니다.
เรือออกเวลาเก้านาฬิกา
...
"""
ASKED = """
Explain how the ferry is paid for.
In one sentence, explain why the Berta sails in winter.
The following is a review. Classify it as positive or negative.
Nenne drei Gründe für den Fahrplan.
Fasse den Text in zwei Sätzen zusammen.
Citez trois raisons.
Enumera tres razones.
Tell me when the ferry leaves
Ferry times in winter?
Wann fährt die Fähre
请概括全文。
列出三个原因。
料金を教えてください。
三つの理由を挙げなさい。
요약하시오.
จงสรุปข้อความ
"""


def test_statements_ask_nothing() -> None:
    assert [text for text in STATEMENTS.strip().split("\n") if not no_question(text)] == []


@pytest.mark.parametrize("texts", [ASKED, BOUND, FREE], ids=["asked", "bound", "free"])
def test_questions_and_instructions_do(texts: str) -> None:
    assert [text for text in texts.strip().split("\n") if no_question(text)] == []


@cases(100)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(no_question(text), bool)
