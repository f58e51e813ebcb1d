"""How a text begins and ends, and which marks of punctuation it has."""

import re
import unicodedata

from selfinstruct.checks.arguments import flag, text, texts
from selfinstruct.checks.checker import Check, checker, listed, shown
from selfinstruct.checks.units import CLOSING, folded, lines, seen, sentences

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "»": "«", "「": "」", "『": "』", "'": "'", "‘": "’"}
_SIGNS = re.compile(r"[^\w\s]")
_EDGE = 200


def _same(case: bool, text: str) -> str:
    return text if case else folded(text)


@checker(text=text(), case=flag(True))
def starts_with(*, text: str, case: bool) -> Check:
    """How the text begins."""
    wanted = _same(case, seen(text).strip())

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        return _same(case, text).startswith(wanted), f"begins with {shown(text[:_EDGE])}"

    return Check(f"begins with {shown(text)}", judge)


@checker(text=text(), case=flag(True))
def ends_with(*, text: str, case: bool) -> Check:
    """How the text ends."""
    wanted = _same(case, seen(text).strip())

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        return _same(case, text).endswith(wanted), f"ends with {shown(text[-40:])}"

    return Check(f"ends with {shown(text)}", judge)


@checker(marks=texts())
def end_mark(*, marks: tuple[str, ...]) -> Check:
    """With which mark the text ends; quotation marks and brackets may follow it."""

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        bare = text.rstrip(CLOSING)
        return text.endswith(marks) or bare.endswith(marks), f"ends with {shown(text[-40:])}"

    return Check(f"ends with {' or '.join(map(shown, marks))}", judge)


@checker(marks=texts())
def sentence_marks(*, marks: tuple[str, ...]) -> Check:
    """With which mark every sentence ends."""

    def judge(text: str) -> tuple[bool, str]:
        found = sentences(seen(text))
        odd = [part for part in found if not part.rstrip(CLOSING).endswith(marks)]
        return bool(found) and not odd, shown(odd[0]) if odd else f"{len(found)} sentences"

    return Check(f"every sentence ends with {' or '.join(map(shown, marks))}", judge)


@checker(text=text(), case=flag(True))
def lines_start_with(*, text: str, case: bool) -> Check:
    """How every line begins."""
    wanted = _same(case, seen(text).strip())

    def judge(text: str) -> tuple[bool, str]:
        found = lines(seen(text))
        odd = [line for line in found if not _same(case, line).startswith(wanted)]
        return bool(found) and not odd, f"a line is {shown(odd[0])}" if odd else f"{len(found)} lines"

    return Check(f"every line begins with {shown(text)}", judge)


@checker(marks=texts(None))
def without_punctuation(*, marks: tuple[str, ...] | None) -> Check:
    """Marks of punctuation that must not occur; without any named, none may."""

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text)
        found = [mark for mark in marks if mark in text] if marks else _signs(text)
        return not found, listed(found) if found else "none"

    return Check(f"without {listed(marks)}" if marks else "without punctuation", judge)


def _signs(text: str) -> list[str]:
    """What is neither letter, digit nor space, each once; what is written on a letter (की) belongs to it."""
    return [sign for sign in dict.fromkeys(_SIGNS.findall(text)) if unicodedata.category(sign)[0] != "M"]


@checker(marks=texts())
def with_punctuation(*, marks: tuple[str, ...]) -> Check:
    """Marks of punctuation that must occur, each at least once."""

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text)
        missing = [mark for mark in marks if mark not in text]
        return not missing, f"without {listed(missing)}" if missing else "all of them"

    return Check(f"the marks {listed(marks)}", judge)


@checker()
def quoted() -> Check:
    """The whole text stands in quotation marks."""

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        holds = len(text) > 2 and _QUOTES.get(text[0]) == text[-1]
        return holds, f"from {shown(text[:1])} to {shown(text[-1:])}"

    return Check("in quotation marks", judge)


@checker()
def single_line() -> Check:
    """The text is one line."""

    def judge(text: str) -> tuple[bool, str]:
        found = len(lines(seen(text)))
        return found == 1, f"{found} lines"

    return Check("one line", judge)
