"""An answer that its question gives away, and whether two answers say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.text.grounding.answers import agreement, answer_in_question
from selfinstruct.text.tokens import unicode_tokens
from tests.support.answer_pairs import AGREEING, OPPOSED
from tests.support.cases import cases

GIVEN_AWAY = [
    ("Who is the mason Ole Brandt who built the tower of Aal?", "Ole Brandt"),
    ("How high is the 38 metres high tower?", "38 metres"),
    ("What is meant by this: the boat sails in winter?", "The boat sails in winter."),
    ("Why does the ferry run daily in May?", "The ferry runs daily in May.".replace("runs", "run")),
    ("Wie hoch ist der 38 Meter hohe Turm?", "38 Meter"),
    ("中国最大的城市上海在哪里？", "上海"),
    ("高さ38メートルの塔はどれくらい高いですか？", "38メートル"),
    ("Где находится город Берген в Норвегии?", "в Норвегии"),
]
NOT_GIVEN_AWAY = [
    ("How high is the tower of Aal?", "38 metres"),
    ("Does the ferry run on Sundays?", "Yes"),
    ("Does the ferry run on Sundays?", "Yes, the ferry does run on Sundays."),
    ("Is the hull red or blue?", "blue"),
    ("Is the hull red or blue?", "Red."),
    ("Classify the review as positive, negative or neutral.", "negative"),
    ("Which is larger: Oslo, Bergen or Aal?", "Oslo"),
    ("Ist der Rumpf rot oder blau?", "Blau"),
    ("船体是红色还是蓝色？", "蓝色"),
    ("船体は赤ですか、それとも青ですか？", "青"),
    ("Fährt die Fähre sonntags?", "Nein"),
    ("渡轮星期日开吗？", "是的"),
    ("What is it?", "It is"),
    ("上海的市长是谁？", "海市"),
    ("How far is it?", ""),
]


@pytest.mark.parametrize(("question", "answer"), GIVEN_AWAY)
def test_an_answer_in_its_question(question: str, answer: str) -> None:
    assert answer_in_question(question, answer)


@pytest.mark.parametrize(("question", "answer"), NOT_GIVEN_AWAY)
def test_an_answer_that_its_question_does_not_give(question: str, answer: str) -> None:
    assert not answer_in_question(question, answer)


SAME = [
    ("12.50 euros", "An adult pays 12,50 euros for a crossing."),
    ("An adult pays 12.50 euros.", "12.50 euros"),
    ("Ole Brandt", "The mason Ole Brandt built it in 1742."),
    ("Yes", "Yes, it runs on Sundays."),
    ("No.", "no"),
    ("No", "The ferry does not run on Sundays."),
    ("The ferry runs from May to September.", "From May to September"),
    ("seven days", "It takes 7 days: seven."),
    ("1 March 2025", "2025-03-01"),
    ("Because her hull is made for ice.", "Her hull is made for ice"),
    ("12 euros", "12 euros; not valid on Sundays"),
    ("120元", "票价为120元。"),
    ("九时出发", "渡轮每天九时出发。"),
    ("9時", "フェリーは毎日9時に出発します。"),
    ("120 रुपये", "टिकट 120 रुपये का है।"),
    ("Nein", "Nein, sonntags nicht."),
    ("Non", "Non, il ne circule pas."),
    ("The boat is closed in winter because of ice.", "In winter the boat is closed because of the ice."),
]
OTHER = [
    ("12.50 euros", "13.50 euros"),
    ("An adult pays 12.50 euros.", "An adult pays 6.25 euros."),
    ("Yes", "No, it does not."),
    ("Yes, it runs.", "No, it runs only in May."),
    ("Yes", "The ferry does not run on Sundays."),
    ("No", "The ferry runs on Sundays."),
    ("The ferry runs on Sundays.", "The ferry does not run on Sundays."),
    ("Dogs travel free.", "Dogs never travel free."),
    ("Ole Brandt", "Henrik Ibsen"),
    ("in 1742", "in 1998"),
    ("Ja", "Nein"),
    ("安全", "不安全"),
    ("120元", "130元"),
    ("北京", "上海"),
    ("The boat is red.", "It was cast in Bergen by a smith."),
    ("", "12"),
    ("12", ""),
]


@pytest.mark.parametrize(("answer", "other"), SAME)
def test_answers_that_say_the_same(answer: str, other: str) -> None:
    assert agreement(answer, other) >= 0.7
    assert agreement(other, answer) == agreement(answer, other)


@pytest.mark.parametrize(("answer", "other"), OTHER)
def test_answers_that_say_something_else(answer: str, other: str) -> None:
    assert agreement(answer, other) <= 0.4
    assert agreement(other, answer) == agreement(answer, other)


def _least(answer: str, other: str) -> float:
    """From where on answers count as agreeing when tasks are made of passages."""
    return 0.6 if min(len(unicode_tokens(answer)), len(unicode_tokens(other))) <= 12 else 0.25


@pytest.mark.parametrize(("answer", "other"), AGREEING)
def test_a_negation_without_counterpart_opposes_nothing(answer: str, other: str) -> None:
    assert agreement(answer, other) >= _least(answer, other)


@pytest.mark.parametrize(("answer", "other"), OPPOSED)
def test_what_one_denies_of_the_other_is_found(answer: str, other: str) -> None:
    assert agreement(answer, other) < _least(answer, other)


def test_common_words_weigh_little() -> None:
    assert agreement("It is in the old harbour of the town.", "It is on the roof of the school.") < 0.3
    assert agreement("the old harbour of Aal", "an old harbour at Aal") > 0.9


@cases(200)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_are_compared(one: str, other: str) -> None:
    assert 0 <= agreement(one, other) <= 1
    assert isinstance(answer_in_question(one, other), bool)
