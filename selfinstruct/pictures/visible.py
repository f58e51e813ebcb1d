"""Texts cut where something stands that nobody would see, for the page without scripts."""

import re
import unicodedata
from collections.abc import Iterator

# Of these some are letters to Unicode, but fill a place with nothing.
_FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"
# Joiners shape words of Persian and the Indic scripts, and pictures made of several emoji; static/dom.js has the same.
_SHAPED = (
    "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefe"
    "\U00010a00-\U00011fff\u2190-\u2bff\U0001f000-\U0001faff"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff"
    f"\ufff0-\ufffb\ufffe\uffff\ud800-\udfff{_FILLERS}\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U0010fffe\U0010ffff]"
    f"|(?<![{_SHAPED}])[\u200c\u200d]"
)


def visible(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of a text: each with "", or the code of a character that is not seen with its name."""
    at = 0
    for found in _INVISIBLE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        name = unicodedata.name(found[0], "") or _kind(found[0])
        yield f"U+{ord(found[0]):04X}", name
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return {"Cc": "control character", "Cs": "half of a pair"}.get(category, "no character")
