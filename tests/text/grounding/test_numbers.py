"""Numbers of an answer are found in its sources however either writes them, and others are not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from selfinstruct.text.grounding.number_words import han_number
from selfinstruct.text.grounding.numbers import unsupported_numbers
from tests.support.cases import cases

SUPPORTED = [
    ("1,284.50", "costs 1.284,50 €"),
    ("1284.5", "1,284.50"),
    ("12.5", "12.50"),
    ("1 284", "1,284"),
    ("1284", "1\u202f284 km"),
    ("1'000", "1000"),
    ("1,28,450", "128450"),
    ("0.5", ".5"),
    ("١٢٣", "123"),
    ("१२", "12"),
    ("１２", "12"),
    ("5 %", "5%"),
    ("It takes 7 days", "seven days"),
    ("3", "the third one"),
    ("25", "twenty-five"),
    ("25", "fünfundzwanzig"),
    ("32", "treinta y dos"),
    ("300", "three hundred"),
    ("12", "a dozen"),
    ("12 часов", "двенадцать часов"),
    ("4", "أربعة أيام"),
    ("8", "आठ दिन"),
    ("10", "十"),
    ("320", "三百二十"),
    ("三百二十", "320"),
    ("7", "เจ็ดวัน"),
    ("6", "여섯 시간"),
    ("1 March 2025", "2025-03-01"),
    ("2025-03-01", "March 1, 2025"),
    ("01.03.2025", "1. März 2025"),
    ("2025年3月1日", "2025-03-01"),
    ("3/1/2025", "1er mars 2025"),
    ("2nd", "second"),
    ("21st", "the 21 century"),
    ("1990s", "in 1990"),
    ("1.5 million", "1,500,000"),
    ("1500000", "1.5 million"),
    ("1.5 million", "in millions: 1.5"),
    ("120万", "1200000"),
    ("1.2 Millionen", "1.200.000"),
    ("2 lakh", "200,000"),
    ("5k", "5,000"),
    ("1.5", "1.5 Mio. or 1.5"),
    ("9:30", "9.30 Uhr"),
    ("21:30", "9:30 pm"),
    ("09:30", "9:30"),
    ("9–17", "9-17"),
    ("½", "1/2"),
    ("3½", "3 1/2"),
    ("Python 3.11.2", "Python 3.11.2 is"),
    ("v2.0", "version 2.0"),
    ("It is 5.", "5 apples"),
    ("1. Open\n2. Close\n3. Wait 5 minutes", "Open, close, wait 5 minutes"),
    ("Step 1: do\nStep 2: do it", "do it"),
    ("**1.** a\n**2.** b", "a b"),
    ("(1) go (2) stay", "go, stay"),
    ("See [1].", "see"),
    ("H2O and CO2", "water"),
]
UNSUPPORTED = [
    ("13", "12"),
    ("1,285", "1,284"),
    ("12.6", "12.50"),
    ("2025-03-02", "2025-03-01"),
    ("1.5 billion", "1.5 million"),
    ("3", "H2O"),
    ("1. a\n2. b\n4. c", "a b c"),
    ("9:40", "9:30"),
    ("22:30", "9:30 pm"),
    ("Python 3.12", "Python 3.11"),
    ("12.50", "12 apples and 50 pears"),
    ("15", "1.5"),
    ("120", "12"),
    ("12", "120"),
    ("7", "six"),
    ("10⁶", "106"),
    ("3月5日", "4月5日"),
    ("13%", "12%"),
    ("十二", "13"),
    ("It has 40 rooms", "it has rooms"),
    ("5 days", "come on to it once"),
    ("9" * 40, "9" * 39 + "8"),
    ("5. It is five", "it is"),
]


@pytest.mark.parametrize(("answer", "source"), SUPPORTED)
def test_a_number_written_otherwise_is_supported(answer: str, source: str) -> None:
    assert unsupported_numbers(answer, source) == ()


@pytest.mark.parametrize(("answer", "source"), UNSUPPORTED)
def test_another_number_is_not(answer: str, source: str) -> None:
    assert unsupported_numbers(answer, source)


def test_numbers_are_told_as_the_answer_writes_them_each_once() -> None:
    assert unsupported_numbers("It costs 1,299.00, then 7, then 7.", "it costs", "9") == ("1,299.00", "7")


def test_any_source_supports() -> None:
    assert unsupported_numbers("5 and 6", "five", "the question says 6") == ()


@pytest.mark.parametrize(
    ("written", "value"), [("二〇二五", 2025), ("一万五千", 15_000), ("两百", 200), ("三亿二千万", 320_000_000)]
)
def test_han_numerals(written: str, value: int) -> None:
    assert han_number(written) == value


NOTES = "1 2 . , : / - ½ ² 十 万 k million \n ( ) 9 ' ٣ 00".split(" ")


@cases(300)
@example("0:0万")
@example("1/2 k")
@given(st.text(max_size=80) | st.lists(st.sampled_from(NOTES), max_size=30).map("".join))
def test_a_text_supports_itself(text: str) -> None:
    assert unsupported_numbers(text, text) == ()
