"""Letters: forbidden and required ones, capitals, scripts, the language, and texts that read the same backwards."""

import re
from typing import Any

from selfinstruct.checks.arguments import choice, number, text, texts
from selfinstruct.checks.bounds import BOUNDS, count_check
from selfinstruct.checks.checker import Check, checker, listed, shown
from selfinstruct.checks.reading.scripts import SCRIPTS, script_pattern
from selfinstruct.checks.units import folded, seen
from selfinstruct.checks.units import words as words_of

# Title case leaves these small, but for the first and the last word.
SMALL = frozenset(
    "a an and as at but by for from in into nor of off on onto or over per so the to up via with yet".split()
)


@checker(letters=text())
def without_letters(*, letters: str) -> Check:
    """Letters that must not occur, as capitals or small ones; é is not e."""
    wanted = dict.fromkeys(folded(letters))

    def judge(text: str) -> tuple[bool, str]:
        there = folded(seen(text))
        found = [letter for letter in wanted if letter in there]
        return not found, listed(found) if found else "none of them"

    return Check(f"without {listed(list(wanted))}", judge)


@checker(letters=text())
def with_letters(*, letters: str) -> Check:
    """Letters that must occur, as capitals or small ones."""
    wanted = dict.fromkeys(folded(letters))

    def judge(text: str) -> tuple[bool, str]:
        there = folded(seen(text))
        missing = [letter for letter in wanted if letter not in there]
        return not missing, f"without {listed(missing)}" if missing else "all of them"

    return Check(f"the letters {listed(list(wanted))}", judge)


def _case(wanted: str, wrong: Any, right: Any) -> Check:
    def judge(text: str) -> tuple[bool, str]:
        text = seen(text)
        if any(map(wrong, text)):
            found = next((word for word in words_of(text) if any(map(wrong, word))), "")
            return False, shown(found) if found else "letters beside the words"
        return any(map(right, text)), "none else" if any(map(right, text)) else f"no {wanted}"

    return Check(f"{wanted} only", judge)


@checker()
def lower_case() -> Check:
    """All letters are small."""
    return _case("small letters", str.isupper, str.islower)


@checker()
def upper_case() -> Check:
    """All letters are capitals."""
    return _case("capital letters", str.islower, str.isupper)


@checker()
def title_case() -> Check:
    """Every word begins with a capital; short ones, such as “of”, may be small within the text."""

    def judge(text: str) -> tuple[bool, str]:
        found = [word for word in words_of(seen(text)) if word[0].isalpha()]
        for place, word in enumerate(found):
            if word[0].islower() and not (word in SMALL and 0 < place < len(found) - 1):
                return False, f"{shown(word)} is small"
        cased = any(word[0].isupper() for word in found)
        return cased, f"{len(found)} words" if cased else "no capital"

    return Check("every word with a capital", judge)


@checker(**BOUNDS)
def capital_words(**given: Any) -> Check:
    """How many words, of two letters or more, are all in capitals."""
    return count_check(
        lambda text: sum(map(_shouted, words_of(seen(text)))), given, "word in capitals", "words in capitals"
    )


def _shouted(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


@checker()
def palindrome() -> Check:
    """The letters and digits read the same backwards."""

    def judge(text: str) -> tuple[bool, str]:
        found = "".join(char for char in folded(seen(text)) if char.isalnum())
        return len(found) > 1 and found == found[::-1], shown(found)

    return Check("a palindrome", judge)


@checker(alphabet=text("abcdefghijklmnopqrstuvwxyz"))
def pangram(*, alphabet: str) -> Check:
    """Every letter of an alphabet occurs."""
    wanted = dict.fromkeys(folded(alphabet))

    def judge(text: str) -> tuple[bool, str]:
        there = set(folded(seen(text)))
        missing = [letter for letter in wanted if letter not in there]
        return not missing, f"without {listed(missing)}" if missing else "all letters"

    return Check("every letter of the alphabet", judge)


@checker()
def isogram() -> Check:
    """No letter occurs twice."""

    def judge(text: str) -> tuple[bool, str]:
        found = [char for char in folded(seen(text)) if char.isalpha()]
        met: set[str] = set()
        twice = next((char for char in found if char in met or met.add(char)), "")  # type: ignore[func-returns-value]
        return bool(found) and not twice, f"{shown(twice)} twice" if twice else f"{len(found)} different letters"

    return Check("no letter twice", judge)


@checker(script=choice(*SCRIPTS), share=number(1.0, least=0.0))
def script(*, script: str, share: float) -> Check:
    """In which script the letters are: all of them, or a share."""
    if not 0 < share <= 1:
        raise ValueError(f"share: must be above 0 and at most 1, not {share:g}")
    of_script = script_pattern(script)

    def judge(text: str) -> tuple[bool, str]:
        found = [char for char in seen(text) if char.isalpha()]
        inside = sum(of_script.match(char) is not None for char in found)
        return bool(found) and inside >= share * len(found), f"{inside} of {len(found)} letters"

    return Check(f"{'all' if share == 1 else f'{share:.0%} of'} letters in {script}", judge)


@checker(languages=texts())
def language(*, languages: tuple[str, ...]) -> Check:
    """In which language the text is, by its ISO 639 code; needs the extra `stats`."""
    from selfinstruct.text.languages import language_identifier

    if odd := [code for code in languages if not re.fullmatch("[a-z]{2,3}", code)]:
        raise ValueError(f"languages: must be ISO 639 codes such as en, not {odd[0]!r}")
    identify = language_identifier()

    def judge(text: str) -> tuple[bool, str]:
        found = identify(seen(text).replace("\n", " "))
        return found in languages, found

    return Check(f"in {' or '.join(languages)}", judge)
