"""Splits a document into words and signs, as the published rules for web text count them.

Case stays, and punctuation counts: a sign is a word of its own, while dots in a row, and rules of hyphens or the like,
are one. In scripts written without spaces between words a character is a word.
"""

import re
from functools import cache

from selfinstruct.text.tokens import UNSPACED, combining_marks

_LAST = "\uffff"  # of the basic plane
_URL = r"(?:https?://|www\.)[^\s<>\"”)]+[\w/]"
_SIGN = r"\.\.+|-+|_+|~+|[^\w\s]"


def words(text: str) -> list[str]:
    """Words and signs in order, as they are written."""
    return _pattern(text).findall(text)


def _pattern(text: str) -> re.Pattern[str]:
    # To look a character up among marks of the further planes takes most of the time, and hardly a text has any.
    if text.isascii():
        return _ascii_word()
    return _word(max(text) > _LAST and _further_mark().search(text) is not None)


@cache
def _ascii_word() -> re.Pattern[str]:
    part = "[A-Za-z0-9_]++"
    return re.compile(rf"\s*+({_URL}|{part}(?:[.'@/:,]{part})*+|{_SIGN})")


@cache
def _word(further: bool) -> re.Pattern[str]:
    """The pattern for any script, with the marks of further planes or without."""
    marks = "".join(mark for mark in combining_marks() if further or mark <= _LAST)
    part = rf"[^\W{UNSPACED}]++(?:[{marks}]++[^\W{UNSPACED}]*+)*+"
    quick = r"[A-Za-z0-9_]++(?=[\s;!?)]|[.,:]\s)"  # only saves time
    return re.compile(rf"\s*+({quick}|{_URL}|{part}(?:[.'’@/:,]{part})*+|[{UNSPACED}][{marks}]*+|{_SIGN})")


@cache
def _further_mark() -> re.Pattern[str]:
    return re.compile("[" + "".join(mark for mark in combining_marks() if mark > _LAST) + "]")
