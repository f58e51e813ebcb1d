"""Characters that are not seen, and those of their kind that say something."""

import pytest

from selfinstruct.novelty.exact import normal_form
from selfinstruct.text.invisible import same_width, visible
from selfinstruct.text.tokens import rouge_tokens, unicode_tokens

UNSEEN = [
    0xAD, 0x34F, 0x61C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060,
    0x2063, 0x2066, 0x2067, 0x2068, 0x2069, 0xFE00, 0xFE0F, 0xFEFF, 0xE0001, 0xE0041, 0xE007F, 0xE0100,
]  # fmt: skip


@pytest.mark.parametrize("code", UNSEEN, ids=hex)
def test_what_is_not_seen_makes_no_word_new(code: int) -> None:
    text = f"Water the to{chr(code)}matoes{chr(code)} twice a week{chr(code)}"
    assert visible(text) == "Water the tomatoes twice a week"
    assert unicode_tokens(text) == ["water", "the", "tomatoes", "twice", "a", "week"]
    assert normal_form(text, "plain") == "water the tomatoes twice a week"
    assert normal_form(text, "ccnet") == "water the tomatoes twice a week"


SEEN = [
    "می\u200cخواهم",  # Persian: without it the letters join
    "क्\u200dष and क्\u200cष",
    "ශ්\u200dරී ලංකා",
    "👩\u200d🌾 or 🏳\u200d🌈",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
    "a\u00a0b\u3000c\u2009d\n\te",
    "naïve café",
]


@pytest.mark.parametrize("text", SEEN)
def test_what_can_be_read_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoe\u034f\u0301 ru\u00adns", ["zoé", "runs"]),
        ("re\u0301sume\u0301", ["résumé"]),
        ("pa\u200b\u200cper", ["paper"]),
        ("한\u200b국어", ["한국어"]),
        ("при\u00adвет", ["привет"]),
        ("請\u200b寫 詩\ufe00", ["請", "寫", "詩"]),
        ("ｒｉｖｅｒ ｶﾞ", ["river", "ガ"]),
    ],
)
def test_words_in_any_script(text: str, words: list[str]) -> None:
    assert unicode_tokens(text) == words


def test_widths_are_one_and_powers_are_not() -> None:
    assert same_width("Ｗｉｄｅ１！ ｱｲ 10² ①") == "Wide1! アイ 10² ①"
    assert normal_form("Name ３ rivers！", "plain") == normal_form("name 3 rivers", "plain")
    assert normal_form("What is 2² plus 1", "plain") != normal_form("What is 22 plus 1", "plain")


def test_the_published_tokens_are_as_published() -> None:
    assert rouge_tokens("to\u00admatoes") == ["to", "matoes"]
