"""What a text must hold to be looked at as a refusal at all: no form of any language may need less."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfinstruct.text.refusals import bare
from selfinstruct.text.refusals.bare import FORMS, may_be_machine_talk, may_begin_refusal


def _made(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern), fullmatch=True)


@pytest.mark.parametrize("language", FORMS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_a_language_says_of_being_a_model_is_looked_at(language: str, data: st.DataObject) -> None:
    text = data.draw(_made(FORMS[language].machine))
    assert may_be_machine_talk(f"well {text} so")


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("number", range(5))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_a_clause_of_a_refusal_begins_with_is_looked_at(
    language: str, number: int, data: st.DataObject
) -> None:
    clause = data.draw(_made(bare._patterns(language)[number].pattern if number < 4 else FORMS[language].rules))
    assert may_begin_refusal(clause)


def test_what_begins_no_refusal_and_names_no_model_is_passed_over() -> None:
    rng = Random(0)
    words = "river copper window market bridge paper winter lamp tide engine".split()
    texts = [" ".join(rng.choices(words, k=12)) for _ in range(50)]
    assert not any(map(may_be_machine_talk, texts))
    assert not any(map(may_begin_refusal, texts))
