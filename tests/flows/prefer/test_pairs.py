"""What is wrong with a pair, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.flows.prefer.pairs import cut, flawed


@pytest.mark.parametrize(
    ("chosen", "rejected", "rule"),
    [
        ("Paris", "Lyon", None),
        ("", "x", "empty"),
        ("x", " \n", "empty"),
        ("The same.", " The  same.\n", "equal"),
        ("It is 12.", "It is 12. It was 11.", None),
        ("It is 12", "It is 12. It was 11.", "truncated_copy"),
        ("It is 12. It was 11.", "It is 1", "truncated_copy"),
        ("one\ntwo\nthree", "one\ntwo", None),
        ("one\ntwo\nthree", "one\ntw", "truncated_copy"),
        ("A good start. And an end.", "And an end.", None),
        ("A good start and an end.", "and an end.", "truncated_copy"),
        ("42", "4", "truncated_copy"),
    ],
)
def test_flawed_pairs(chosen: str, rejected: str, rule: str | None) -> None:
    reason = flawed(chosen, rejected)
    assert (reason.rule if reason else None) == rule


@given(st.text(min_size=2, max_size=60), st.data())
def test_a_text_cut_inside_a_word_is_found(text: str, data: st.DataObject) -> None:
    whole = f"begin{text.strip()}end"
    at = data.draw(st.integers(1, len(whole) - 1))
    if whole[at - 1].isalnum() and whole[at].isalnum():
        assert cut(whole[:at], whole)
        assert cut(whole[at:], whole)
        assert flawed(whole, whole[:at]) is not None
