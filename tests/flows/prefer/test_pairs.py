"""What is wrong with a pair, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.flows.prefer.pairs import cut, flawed, length_gap
from selfinstruct.records import Request
from tests.support.preferences import asked


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


@pytest.mark.parametrize("method", ["contrast", "own", "corrupt"])
@pytest.mark.parametrize(("most", "rule"), [(9, "length_gap"), (10, None)])
def test_sides_that_differ_too_much_in_length_are_no_pair(method: str, most: int, rule: str | None) -> None:
    long = "word " * 11

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        texts = {"strong": "Yes, it is so!!", "weak": long, "response": long}
        return texts.get(stage, f"Change: all of it\nFlawed response:\n{long}")

    found = asked(method, answer, "judged=false" if method != "corrupt" else "judged=true", f"max_length_gap={most}",
                  output="Yes, it is so!!")  # fmt: skip
    gap = length_gap("Yes, it is so!!", long.strip())
    assert gap == 10
    rules = [(line.rule, line.value) for line in found.rejections]
    if rule is None:
        assert rules == [("unreadable", "compare")], "only what may be a pair is shown to the judge"
        return
    assert rules == [(rule, gap)]
    assert (found.rejections[0].chosen, found.rejections[0].rejected) == ("Yes, it is so!!", long.strip())


def test_a_gap_in_length_is_in_tokens_as_they_are_estimated() -> None:
    assert length_gap("a" * 400, "b" * 40) == 90
    assert length_gap("多" * 100, "少") == 99
