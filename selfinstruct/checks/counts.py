"""How many words, sentences, paragraphs, lines, items and other parts a text has, and how long they are."""

import re
from collections.abc import Callable
from typing import Any

from selfinstruct.checks.arguments import letter, text
from selfinstruct.checks.bounds import BOUNDS, Bounds, count_check, counted
from selfinstruct.checks.checker import Check, checker, shown
from selfinstruct.checks.units import count_words, folded, items, lines, paragraphs, seen, sentences
from selfinstruct.checks.units import words as words_of

_NUMBER = re.compile(r"\d++(?:[.,]\d++)*+")
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]+\]")
_EMPHASIS = re.compile(r"(?<![*\w])(\*{1,2})(?=[^\s*])[^*\n]*(?<=[^\s*])\1(?![*\w])")
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|~{3,})", re.MULTILINE)


@checker(**BOUNDS)
def words(**given: Any) -> Check:
    """How many words the text has."""
    return count_check(lambda text: count_words(seen(text)), given, "word")


@checker(**BOUNDS)
def sentence_count(**given: Any) -> Check:
    """How many sentences the text has."""
    return count_check(lambda text: len(sentences(seen(text))), given, "sentence")


@checker(**BOUNDS)
def paragraph_count(**given: Any) -> Check:
    """How many paragraphs, parted by empty lines, the text has."""
    return count_check(lambda text: len(paragraphs(seen(text))), given, "paragraph")


@checker(**BOUNDS)
def line_count(**given: Any) -> Check:
    """How many lines that are not empty the text has."""
    return count_check(lambda text: len(lines(seen(text))), given, "line")


@checker(**BOUNDS)
def characters(**given: Any) -> Check:
    """How many characters the text has, without spaces around it."""
    return count_check(lambda text: len(seen(text).strip()), given, "character")


@checker(**BOUNDS)
def letters(**given: Any) -> Check:
    """How many letters the text has."""
    return count_check(lambda text: sum(map(str.isalpha, seen(text))), given, "letter")


@checker(**BOUNDS)
def digits(**given: Any) -> Check:
    """How many digits the text has."""
    return count_check(lambda text: sum(map(str.isdecimal, seen(text))), given, "digit")


@checker(**BOUNDS)
def numbers(**given: Any) -> Check:
    """How many numbers in digits the text has."""
    return count_check(lambda text: len(_NUMBER.findall(seen(text))), given, "number")


@checker(**BOUNDS)
def distinct_words(**given: Any) -> Check:
    """How many different words the text has."""
    return count_check(lambda text: len(set(map(folded, words_of(seen(text))))), given, "different word")


@checker(**BOUNDS)
def list_items(**given: Any) -> Check:
    """How many items, bulleted or numbered, the text has; those within another item do not count."""
    return count_check(lambda text: len(items(seen(text))), given, "list item")


@checker(**BOUNDS)
def questions(**given: Any) -> Check:
    """How many of the sentences end in a question mark."""
    return count_check(lambda text: sum(map(_asks, sentences(seen(text)))), given, "question")


def _asks(sentence: str) -> bool:
    last = sentence.rstrip("\"'”’»)]}*_」』）】")[-2:]
    return any(mark in last for mark in "?？؟՞")


@checker(**BOUNDS)
def headings(**given: Any) -> Check:
    """How many Markdown headings the text has."""
    return count_check(lambda text: len(_HEADING.findall(seen(text))), given, "heading")


@checker(**BOUNDS)
def code_blocks(**given: Any) -> Check:
    """How many fenced blocks of code the text has; one that is not closed does not count."""
    return count_check(lambda text: len(_FENCE.findall(seen(text))) // 2, given, "code block")


@checker(**BOUNDS)
def placeholders(**given: Any) -> Check:
    """How many placeholders in square brackets the text has."""
    return count_check(lambda text: len(_PLACEHOLDER.findall(seen(text))), given, "placeholder")


@checker(**BOUNDS)
def emphasised(**given: Any) -> Check:
    """How many parts are emphasised with one or two asterisks."""
    return count_check(lambda text: len(_EMPHASIS.findall(seen(text))), given, "emphasised part")


@checker(letter=letter(), **BOUNDS)
def letter_count(*, letter: str, **given: Any) -> Check:
    """How often a letter occurs; capitals and small letters are the same."""
    wanted = folded(letter)
    return count_check(
        lambda text: folded(seen(text)).count(wanted), given, f"letter “{letter}”", f"letters “{letter}”"
    )


@checker(mark=text(), **BOUNDS)
def mark_count(*, mark: str, **given: Any) -> Check:
    """How often a mark, such as ! or —, occurs."""
    return count_check(lambda text: seen(text).count(mark), given, f"“{mark}”", f"“{mark}”")


def _each(
    parts: Callable[[str], Any], size: Callable[[str], int], what: str, unit: str, given: dict[str, Any]
) -> Check:
    """A check of the size of every part; the first that is out of bounds is told of."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"])

    def judge(text: str) -> tuple[bool, str]:
        found = parts(seen(text))
        for number, part in enumerate(found, 1):
            if not bounds.hold(size(part)):
                return False, f"{what} {number} of {len(found)} has {counted(size(part), unit)}: {shown(part)}"
        return bool(found), counted(len(found), what)

    return Check(f"{bounds.said(unit)} in every {what}", judge)


@checker(**BOUNDS)
def words_per_sentence(**given: Any) -> Check:
    """How many words every sentence has."""
    return _each(sentences, count_words, "sentence", "word", given)


@checker(**BOUNDS)
def words_per_line(**given: Any) -> Check:
    """How many words every line has."""
    return _each(lines, count_words, "line", "word", given)


@checker(**BOUNDS)
def characters_per_line(**given: Any) -> Check:
    """How many characters every line has."""
    return _each(lines, len, "line", "character", given)


@checker(**BOUNDS)
def sentences_per_paragraph(**given: Any) -> Check:
    """How many sentences every paragraph has."""
    return _each(paragraphs, lambda part: len(sentences(part)), "paragraph", "sentence", given)


@checker(**BOUNDS)
def word_length(**given: Any) -> Check:
    """How many letters and digits every word has."""
    return _each(words_of, lambda word: sum(map(str.isalnum, word)), "word", "letter", given)
