"""How lines begin and end: bullets and numbers of items, terms that are defined, marks that end a sentence."""

import re

from selfinstruct.documents.readers.pdf.layout.order import part
from selfinstruct.documents.readers.pdf.layout.words import Line

_BULLET = re.compile(r"[•◦▪▫●○■□‣⁃∙·–—*➢►▶◆❖✓-]")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_HEAD_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*\.?|[A-Z](?:\.\d+)*\.?|[IVX]+\.)")
_STOPS = re.compile(r"[.!?:;…。！？：؟।]\W?$")
# A term that is defined beside it takes up no more of the page's width.
_TERM = 0.35


def stops(line: Line) -> bool:
    """Whether a line ends where a sentence, or what leads to a list, may end."""
    return _STOPS.search(line.words[-1].text[-3:]) is not None


def flows(last: Line, line: Line) -> bool:
    """Whether a sentence goes on from line to line beyond doubt."""
    return line.words[0].text[:1].islower() and not stops(last)


def labelled(row: list[Line]) -> tuple[str, Line | None]:
    """A row as the label of an item, "" for none, and its line; no line where the row is one of a table."""
    first = row[0]
    if len(row) == 2 and len(first.words) == 1:
        word = first.words[0].text
        if _BULLET.fullmatch(word) or _NUMBER.fullmatch(word) or word in ("o", "\u2022"):
            return _label(word), row[1]
        if row[1].note or (word.isdigit() and first.size < 0.85 * row[1].size):
            line = whole(row)
            line.note = True
            return "", line
        if _HEAD_NUMBER.fullmatch(word) and (first.bold or "." in word):
            return "", whole(row)
    if len(row) > 1:
        return "", None
    if len(first.words) > 1 and not first.mono:
        word = first.words[0].text
        if _BULLET.fullmatch(word) or (_NUMBER.fullmatch(word) and not first.bold):
            return _label(word), part(first, first.words[1:], hyphen=first.hyphen)
    return "", first


def is_definition(row: list[Line], after: list[Line] | None, width: float) -> bool:
    """Whether a row is a term and the first line of what it means, which goes on below that line."""
    if len(row) != 2 or row[0].box.width > _TERM * width or len(row[1].words) < 2:
        return False
    term, meaning = row
    if term.mono and not meaning.mono:
        return True
    if after is None or len(after) != 1:
        return False
    step = after[0].box.top - meaning.box.bottom
    return abs(after[0].box.left - meaning.box.left) < 3 and step < 0.8 * meaning.size and not after[0].mono


def whole(row: list[Line]) -> Line:
    """The lines of a row as one."""
    words = [word for line in row for word in line.words]
    return part(row[0], words, hyphen=row[-1].hyphen)


def _label(word: str) -> str:
    return "-" if _BULLET.fullmatch(word) or word == "o" else word
