"""Which words a text has: required, forbidden, how often, where, and in which order."""

from collections.abc import Callable, Sequence
from typing import Any

from selfinstruct.checks.arguments import choice, flag, text, texts, whole
from selfinstruct.checks.bounds import BOUNDS, count_check
from selfinstruct.checks.checker import Check, checker, listed, shown
from selfinstruct.checks.units import folded, lines, paragraphs, seen, sentences
from selfinstruct.checks.units import words as words_of
from selfinstruct.text.tokens import is_unspaced

PARTS: dict[str, Callable[[str], Sequence[str]]] = {"sentence": sentences, "line": lines, "paragraph": paragraphs}
_CASE = {"case": flag()}


def places(text: str, phrase: str) -> list[int]:
    """Where a word or phrase stands in a text, as whole words; without overlaps.

    A letter or digit beside it makes it part of another word, but not in a script without spaces.
    """
    found, at, size = [], text.find(phrase), len(phrase)
    while at >= 0:
        if _parted(text[at - 1 : at], phrase[0]) and _parted(text[at + size : at + size + 1], phrase[-1]):
            found.append(at)
            at = text.find(phrase, at + size)
        else:
            at = text.find(phrase, at + 1)
    return found


def _parted(beside: str, edge: str) -> bool:
    return not (beside.isalnum() and edge.isalnum()) or is_unspaced(beside) or is_unspaced(edge)


def _read(case: bool) -> Callable[[str], str]:
    return seen if case else lambda text: folded(seen(text))


@checker(words=texts(), **_CASE)
def required_words(*, words: tuple[str, ...], case: bool) -> Check:
    """Words or phrases that must occur, each at least once."""
    read = _read(case)

    def judge(text: str) -> tuple[bool, str]:
        whole_text = read(text)
        missing = [word for word in words if not places(whole_text, read(word))]
        return not missing, f"without {listed(missing)}" if missing else "all of them"

    return Check(f"the words {listed(words)}", judge)


@checker(words=texts(), **_CASE)
def forbidden_words(*, words: tuple[str, ...], case: bool) -> Check:
    """Words or phrases that must not occur."""
    read = _read(case)

    def judge(text: str) -> tuple[bool, str]:
        whole_text = read(text)
        found = [word for word in words if places(whole_text, read(word))]
        return not found, listed(found) if found else "none of them"

    return Check(f"none of the words {listed(words)}", judge)


@checker(word=text(), **BOUNDS, **_CASE)
def word_count(*, word: str, case: bool, **given: Any) -> Check:
    """How often a word or phrase occurs."""
    read = _read(case)
    return count_check(lambda text: len(places(read(text), read(word))), given, shown(word), shown(word))


@checker(word=text(), part=choice("sentence", "line", "paragraph"), place=choice("first", "last"), **_CASE)
def word_in(*, word: str, part: str, place: str, case: bool) -> Check:
    """A word that the first or last sentence, line or paragraph must have."""
    read = _read(case)

    def judge(text: str) -> tuple[bool, str]:
        parts = PARTS[part](seen(text))
        if not parts:
            return False, f"no {part}"
        found = parts[0 if place == "first" else -1]
        return bool(places(read(found), read(word))), f"the {place} {part} is {shown(found)}"

    return Check(f"{shown(word)} in the {place} {part}", judge)


@checker(words=texts(least=2), **_CASE)
def word_order(*, words: tuple[str, ...], case: bool) -> Check:
    """Words that must occur, each for the first time behind the first occurrence of the one before it."""
    read = _read(case)

    def judge(text: str) -> tuple[bool, str]:
        whole_text, before = read(text), -1
        for word in words:
            found = places(whole_text, read(word))
            if not found:
                return False, f"without {shown(word)}"
            if found[0] <= before:
                return False, f"{shown(word)} comes too early"
            before = found[0]
        return True, "in this order"

    return Check(f"{listed(words)} in this order", judge)


@checker(word=text(), number=whole(1), **_CASE)
def nth_word(*, word: str, number: int, case: bool) -> Check:
    """Which word stands at a place, counted from one."""
    read = _read(case)

    def judge(text: str) -> tuple[bool, str]:
        found = words_of(seen(text))
        if len(found) < number:
            return False, f"only {len(found)} words"
        return read(found[number - 1]) == read(word), f"word {number} is {shown(found[number - 1])}"

    return Check(f"{shown(word)} as word {number}", judge)


@checker()
def no_word_twice() -> Check:
    """No word occurs twice; capitals and small letters are the same."""

    def judge(text: str) -> tuple[bool, str]:
        met = set()
        for word in words_of(seen(text)):
            if folded(word) in met:
                return False, f"{shown(word)} twice"
            met.add(folded(word))
        return True, f"{len(met)} different words"

    return Check("no word twice", judge)


@checker(letter=text(None, most=1), part=choice("word", "sentence", "line", default="word"))
def alliteration(*, letter: str | None, part: str) -> Check:
    """Every word, sentence or line begins with one letter, a given one or that of the first."""
    parts: Callable[[str], Sequence[str]] = words_of if part == "word" else PARTS[part]

    def judge(text: str) -> tuple[bool, str]:
        found = parts(seen(text))
        wanted = folded(letter) if letter else first_letter(found[0]) if found else ""
        odd = [item for item in found if first_letter(item) != wanted]
        return bool(found) and not odd, f"{shown(odd[0])} begins otherwise" if odd else f"{len(found)} begin so"

    return Check(f"every {part} begins with {shown(letter) if letter else 'the same letter'}", judge)


@checker(word=text(), part=choice("line", "sentence", "word", "paragraph", default="line"))
def acrostic(*, word: str, part: str) -> Check:
    """The first letters of lines, sentences, words or paragraphs spell a word."""
    parts: Callable[[str], Sequence[str]] = words_of if part == "word" else PARTS[part]
    wanted = "".join(char for char in folded(word) if char.isalnum())

    def judge(text: str) -> tuple[bool, str]:
        found = "".join(map(first_letter, parts(seen(text))))
        return found == wanted, shown(found)

    return Check(f"first letters of the {part}s that spell {shown(word)}", judge)


def first_letter(part: str) -> str:
    """The first letter or digit of a part, folded; "" where it has none."""
    return next((folded(char)[:1] for char in part if char.isalnum()), "")
