"""Questions that mean nothing without their text are told from those that stand for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.text.grounding.context.context_bound import PHRASES, context_bound
from tests.support.cases import cases
from tests.support.questions import BOUND, FREE
from tests.support.questions_by_kind import BOUND_BY_KIND, FREE_BY_KIND


def test_what_needs_a_text_is_found() -> None:
    assert [question for question in BOUND.strip().split("\n") if not context_bound(question)] == []


def test_what_stands_for_itself_is_left_alone() -> None:
    assert [question for question in FREE.strip().split("\n") if context_bound(question)] == []


@pytest.mark.parametrize("language", sorted(BOUND_BY_KIND))
def test_each_kind_of_reference_is_found_in_each_language(language: str) -> None:
    bound, free = (found[language].strip().split("\n") for found in (BOUND_BY_KIND, FREE_BY_KIND))
    for told in (language, ""):
        assert [question for question in bound if not context_bound(question, told)] == []
        assert [question for question in free if context_bound(question, told)] == []


@pytest.mark.parametrize(
    ("question", "language", "phrase"),
    [
        ("According to  the passage, who came?", "", "According to the passage"),
        ("According to the passage, who came?", "de", "According to the passage"),
        ("Laut dem Text, wer kam?", "de-AT", "Laut dem Text"),
        ("Laut dem Text, wer kam?", "fr", ""),
        ("Laut dem Text, wer kam?", "xx", "Laut dem Text"),
        ("Who is he?", "en", "he"),
        ("根据本文，谁来了？", "zh_CN", "根据本文"),
        ("", "", ""),
    ],
)
def test_the_phrase_is_told(question: str, language: str, phrase: str) -> None:
    assert context_bound(question, language) == phrase


def test_many_languages_are_known() -> None:
    assert len(PHRASES) >= 28


@cases(200)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(context_bound(text), str)
