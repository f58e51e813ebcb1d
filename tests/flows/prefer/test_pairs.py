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
        # Short answers stand for themselves, whichever side they are on.
        ("42", "4", None),
        ("not divisible", "divisible", None),
        ("valid", "invalid", None),
        ("likely", "likely not", None),
        ("strongly disagree with the claim", "disagree with the claim", None),
        ("不可能", "可能", None),
        ("Yes", "Yes, for 16 can be divided by 8 twice over.", None),
        ("Lima", "The city that was asked for is called Lima", None),
        # But for their punctuation alone they do not differ, and longer ones are pieces.
        ("valid.", "valid", "truncated_copy"),
        ("**42", "42", "truncated_copy"),
        ("The city that was asked for is Lima", "The ci", "truncated_copy"),
        ("The city that was asked for is Lima", "The city that was", "truncated_copy"),
        ("in favour of the motion", "in favour of the mo", "truncated_copy"),
        ("It is not above the limit.", "above the limit.", "truncated_copy"),
        ("她昨天去了图书馆借书", "她昨天去了", "truncated_copy"),
        ("def a():\n    return 4", "def a():\n    ret", "truncated_copy"),
    ],
)
def test_flawed_pairs(chosen: str, rejected: str, rule: str | None) -> None:
    reason = flawed(chosen, rejected)
    assert (reason.rule if reason else None) == rule


@given(st.text(min_size=2, max_size=60), st.data())
def test_a_text_cut_inside_a_word_is_found(text: str, data: st.DataObject) -> None:
    whole = f"begin of a text {text.strip()} and of it the end"
    at = data.draw(st.integers(1, len(whole) - 1))
    if whole[at - 1].isalnum() and whole[at].isalnum():
        assert cut(whole[:at], whole)
        assert cut(whole[at:], whole)
        assert flawed(whole, whole[:at]) is not None
        assert flawed(whole[at:], whole) is not None
