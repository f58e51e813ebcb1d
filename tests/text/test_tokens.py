"""What a word is: in rouge-score's profile, and in every script."""

import random
import string

import pytest

from selfinstruct.novelty.rouge import Match, NoveltyIndex
from selfinstruct.text.tokens import rouge_tokens, unicode_tokens
from tests.support.texts import FORMS

ONE_WORD_APART = {
    "Chinese": ("请写一首关于秋天的短诗并解释它的含义", "请写一首关于冬天的短诗并解释它的含义"),
    "Japanese": (
        "次の文章を読んで主な意見を三つにまとめてください",
        "次の記事を読んで主な意見を三つにまとめてください",
    ),
    "Korean": (
        "다음 글을 읽고 핵심 내용을 세 문장으로 요약하세요",
        "다음 글을 읽고 핵심 내용을 다섯 문장으로 요약하세요",
    ),
    "Arabic": ("اكتب قصة قصيرة عن طفل يتعلم السباحة في البحر", "اكتب قصة قصيرة عن رجل يتعلم السباحة في البحر"),
    "Hindi": ("नीचे दिए गए वाक्य का अंग्रेज़ी में अनुवाद करें", "नीचे दिए गए वाक्य का हिन्दी में अनुवाद करें"),
    "Thai": ("เขียนเรื่องสั้นเกี่ยวกับแมวที่อาศัยอยู่ในวัด", "เขียนเรื่องสั้นเกี่ยวกับหมาที่อาศัยอยู่ในวัด"),
    "Russian": (
        "Напишите короткое письмо другу о поездке на море",
        "Напишите короткое письмо сестре о поездке на море",
    ),
    "French": ("Écrivez un résumé de l’article en trois phrases", "Écrivez un résumé de l’article en quatre phrases"),
}


@pytest.mark.parametrize("language", ONE_WORD_APART)
@FORMS
def test_unicode_profile_sees_every_script(language: str, limit: int) -> None:
    text, near = ONE_WORD_APART[language]
    index = NoveltyIndex(_scan_limit=limit)
    index.add("Write a short poem about the autumn and explain what it means")
    assert index.admit(text) is None
    exact = index.check(text)
    assert exact == Match(1.0, text, 1)
    edit = index.check(near)
    assert edit is not None
    assert 0.7 < edit.score < 1
    others = [other for name, (other, _) in ONE_WORD_APART.items() if name != language]
    assert [index.check(other) for other in others] == [None] * 7


TOKENS = [
    ("don’t stop", ["don", "t", "stop"]),
    ("don´t stop", ["don", "t", "stop"]),
    ("snake_case – x", ["snake", "case", "x"]),
    ("re\u0301sume\u0301 naïve", ["résumé", "naïve"]),
    ("ＧＰＴ４ ﬁle", ["gpt4", "file"]),
    ("用GPT写诗", ["用", "gpt", "写", "诗"]),
    ("カタカナー と", ["カ", "タ", "カ", "ナ", "ー", "と"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("ก็ดี", ["ก็", "ดี"]),
    ("한국어 문장", ["한국어", "문장"]),
    ("п\u02bcять п’ять", ["п", "ять", "п", "ять"]),
    ("می\u200cخواهم", ["می\u200cخواهم"]),
    ("…—“”", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_unicode_tokens(text: str, tokens: list[str]) -> None:
    assert unicode_tokens(text) == tokens


def test_profiles_agree_on_ascii_and_around_typographic_marks() -> None:
    rng = random.Random(3)
    for _ in range(2_000):
        text = "".join(rng.choice(string.printable) for _ in range(rng.randint(0, 60)))
        assert unicode_tokens(text) == rouge_tokens(text)
        marked = "".join(rng.choice("’“”–—… ") if c in string.punctuation else c for c in text)
        assert unicode_tokens(marked) == rouge_tokens(marked)
