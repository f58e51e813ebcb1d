"""Texts that differ only in how they are set fold to the same, and every character of it has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.documents.quoting.folding import fold_text, folded
from tests.support.cases import cases

SAME = [
    ("The ferry  runs\n daily.", "the ferry runs daily."),
    ("The ferry runs infor-\nmally", "the ferry runs informally"),
    ("well-\nknown", "well-known"),
    ("Ein-\nund Ausgang", "Ein- und Ausgang"),
    ("infor\u00admation infor\u00ad\nmation", "information information"),
    ("“runs” ‘daily’ «so»", "\"runs\" 'daily' „so“"),
    ("don’t", "don't"),
    ("the island — far away", "the island - far away"),
    ("the island—far away", "the island -- far away"),
    ("9 – 17", "9-17"),
    ("London–Paris", "London-Paris"),
    ("−5 °C", "-5 °C"),
    ("**The** _ferry_ `runs` ~~daily~~", "The ferry runs daily"),
    ("## Fares\n- Adults\n* Children\n> So", "Fares\nAdults\nChildren\nSo"),
    ("| Adult | 12 |\n|---|--:|\n| Child | 6 |", "Adult 12 Child 6"),
    ("see [the *list*](https://a.b/c_(d)) and ![it](x.png)", "see the list and it"),
    ("It runs.[3] It stops.[^a]", "It runs. It stops."),
    ("Tom &amp; Ann", "Tom & Ann"),
    ("a \\* b", "a * b"),
    ("ﬁne ＡＢＣ １２", "fine ABC 12"),
    ("Straße", "STRASSE"),
    ("e\u0301te\u0301", "été"),
    ("ｶﾞ", "ガ"),
    ("第 **3** 页， 你 好", "第3页,你好"),
    ("١٢٣", "123"),
    ("می\u200cروم", "میروم"),
    ("5 %", "5%"),
    ("10<sup>6</sup>", "10⁶"),
    ("m²", "m2"),
    ("Quoi ?", "Quoi\u00a0?"),
    ("\ufeffa\u200b b", "a b"),
]
DIFFERENT = [
    ("12", "120"), ("10⁶", "106"), ("1.5", "15"), ("3½", "31/2"), ("-5", "5"), ("5'", '5"'), ("2*3", "23"),
    ("2**3", "23"), ("safe", "not safe"), ("it's", "its"), ("5 km", "5 mm"), ("1,284", "1.284"), ("①", "1"),
    ("not able", "notable"), ("snake_case", "snakecase"), ("see [3]", "see [4]"), (">5 mg", "5 mg"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_means_something_else_stays_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_a_piece_is_led_back_to_where_it_stood() -> None:
    text = "# Fares\n\nThe **ferry** to “Brim-\nholm” costs 12 €."
    found = fold_text(text)
    start = found.text.index("brimholm")
    assert found.span(start, start + len("brimholm")) == (text.index("Brim"), text.index("”"))
    start = found.text.index("ferry")
    assert text[slice(*found.span(start, start + 5))] == "ferry"


PIECES = st.sampled_from(
    ["word", "-", "–", "—", "\n", " ", "  ", "**", "*", "_", "`", "|", "# ", "- ", "5", "½", "⁶", "^", "<sup>", "</b>",
     "<br>", "[a]", "(b)", "](", "[", "![", "'", '"', "’", "「", "你", "。", "ﬁ", "e\u0301", "ｶﾞ", "\u00ad",
     "\u200d", "，", "&amp;", "\\", "...", "…", "İ", "ß", "ไม่", "नहीं", "\u1100\u1161", "|---|", "```", ">"]
)  # fmt: skip


@cases(400)
@given(st.text(max_size=120) | st.lists(PIECES, max_size=40).map("".join))
def test_the_map_fits_any_text(text: str) -> None:
    found = fold_text(text)
    assert found.text == folded(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
