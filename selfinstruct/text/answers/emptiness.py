"""Tells a text that says nothing: nothing to be seen, an empty fence, dots, or a program's word for nothing."""

import re
import unicodedata

# Letters and signs that are drawn as blanks: of Hangul, of Braille, and a note without a head.
_BLANKS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")
_LONGEST = 200
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*[\w+-]{0,20}\s*\1?")
_WORDS = re.compile(
    r"null|undefined|nan|\[object object\]|\.{2,}|…+|。{3,}|[\"']{2}|<(?:empty|blank|no ?(?:output|answer|response))>",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:null|undefined|nan|none|nil|json|sql|java|javascript|typescript|python|code|program|query|returns?|values?"
    r"|prints?|outputs?|empty|nothing|missing|punctuation|ellipsis|dots?|string|quotes?|morse|replace|symbol)\b|\.\.\.|…|空",
    re.IGNORECASE,
)


def says_nothing(text: str, asked: str = "") -> bool:
    """Whether an answer holds nothing, also where it has characters; `asked` may call for a null or for dots."""
    if len(text) > _LONGEST and any(mark.isalnum() and mark not in _BLANKS for mark in text[:_LONGEST]):
        return False
    if text.isascii() and text.replace("\n", "").isprintable():  # as most are: nothing in it is unseen
        plain = text.strip()
    else:
        plain = "".join(mark for mark in text if not _is_blank(mark)).strip()
    if not plain or _FENCE.fullmatch(plain):
        return True
    return _WORDS.fullmatch(plain) is not None and _ASKED.search(asked) is None


def _is_blank(mark: str) -> bool:
    """Whether a character is not seen: a control, a format or a blank that is a letter; line breaks are kept."""
    return mark in _BLANKS or (mark != "\n" and unicodedata.category(mark) in ("Cc", "Cf"))
