"""Splits a text into the tokens that novelty compares.

Two profiles. `rouge` is the tokenizer of the rouge-score package without a stemmer: lower-case, then runs of
[a-z0-9]; it sees nothing at all in Chinese, Arabic or Hindi. `unicode` agrees with it on every ASCII string and
goes on where it stops: without what is not seen, NFKC, lower-case, then runs of letters and digits with their
combining marks. Scripts written without spaces between words (Han, Kana, Thai, Lao, Khmer, Myanmar) give one token a
character, a character being a letter with its marks.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from selfinstruct.errors import UsageError
from selfinstruct.text.invisible import visible

_ASCII_WORD = re.compile("[a-z0-9]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")

# Han with its radicals, iteration marks and numerals; Kana; Thai; Lao; Khmer; Myanmar.
UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
    "\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\U0001aff0-\U0001afff\U0001b000-\U0001b16f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
)
# Letters to Unicode, but typed as apostrophes and quotes: they part words as ' does.
_APOSTROPHES = "\u02b9-\u02bf"
# Zero-width (non-)joiners stand inside words of Persian and of the Indic scripts.
_JOINERS = "\u200c\u200d"


def tokenizer(profile: str) -> Callable[[str], list[str]]:
    """The function that gives a text's tokens in order; `profile` is "unicode" or "rouge"."""
    if profile == "unicode":
        return unicode_tokens
    if profile == "rouge":
        return rouge_tokens
    raise UsageError(f"there is no novelty profile {profile!r}; known: unicode, rouge")


def rouge_tokens(text: str) -> list[str]:
    """Tokens as rouge_score.tokenize.tokenize(text, None) gives them."""
    return _ASCII_WORD.findall(text.lower())


def unicode_tokens(text: str) -> list[str]:
    """Tokens of a text in any script; the same as `rouge_tokens` where the text is ASCII."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _word().findall(unicodedata.normalize("NFKC", visible(text)).lower())


def placed_tokens(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Tokens as `unicode_tokens` tells them apart, each with where it stands in the text as it is written."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ gets a mark of its own
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return [(unicodedata.normalize("NFKC", word[0]), word.span()) for word in _word().finditer(lowered)]


def is_unspaced(char: str) -> bool:
    """Whether a letter is of a script written without spaces between words."""
    return _unspaced().match(char) is not None


def count_words(tokens: Sequence[str]) -> float:
    """How many words tokens of the unicode profile are: two characters of a script without spaces count as one."""
    return sum(0.5 if token > "\u0dff" and is_unspaced(token) else 1 for token in tokens)


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]")


@cache
def combining_marks() -> str:
    """All marks that stand on or beside a letter, for a character class: `re` has none for them."""
    # They stand below U+20000, but for the variation selectors.
    ranges = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))
    return "".join(chr(c) for part in ranges for c in part if unicodedata.category(chr(c))[0] == "M")


@cache
def _word() -> re.Pattern[str]:
    marks = combining_marks()
    part = rf"[^\W_{UNSPACED}{_APOSTROPHES}]"
    # The first branch only saves time. A mark continues a word and starts none: NFKC makes a space and a mark of the
    # accent in "don´t".
    return re.compile(
        r"[a-z0-9]++(?![^\x00-\x7f])"
        rf"|(?![\W_])[{UNSPACED}][{marks}]*|{part}(?:{part}|[{marks}{_JOINERS}])*"
    )


# Written without spaces, or, as Hangul, with several tokens a word.
_DENSE = re.compile(f"[{UNSPACED}\uac00-\ud7a3]")


def estimated_tokens(text: str) -> int:
    """About how many tokens a model makes of a text: one a character of a script without spaces, else one of four."""
    return int(mean_tokens(text))


def mean_tokens(text: str) -> float:
    """The same in parts of a token, for what is added up over many texts: of short ones nothing is lost."""
    dense = 0 if text.isascii() else len(_DENSE.findall(text))
    return dense + (len(text) - dense) / 4


# What has one token at the least in any vocabulary: a run of letters or of digits; of very long ones, and of scripts
# without spaces, so many characters. What is neither may be one token however long it is: spaces, lines of dashes.
_LONGEST_RUN, _LONGEST_UNSPACED = 32, 4
_OVER_WORDS = 2 / 3  # vocabularies with tokens of several words need no fewer


def least_tokens(text: str) -> int:
    """Fewer tokens than that no model makes of a text, whatever its language and vocabulary."""
    unspaced, runs = 0, text
    if not text.isascii():
        unspaced = len(_unspaced().findall(text))
        runs = _unspaced().sub(" ", text)
    words = sum(-(-len(run) // _LONGEST_RUN) for run in _RUN.findall(runs))
    return int((words + unspaced // _LONGEST_UNSPACED) * _OVER_WORDS)
