"""Texts as patterns of ASCII read them, and where each character stood: digits and letters of other widths and scripts,
dashes, characters that are not seen, and what is written as an escape, an entity or between brackets.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from selfinstruct.text.invisible import DROPPED, JOINERS, visible

# Of the full-width forms only what stands within a number or an address: a comma or an exclamation mark ends one.
_WIDE = "\uff08\uff09\uff0b\uff0e\uff0f\uff1a\uff3b\uff3d\uff3f\uff20\ufe6b\ufe52\ufe55\ufe59\ufe5a\ufe62"
_WIDE_ASCII = str.maketrans(_WIDE, "()+./:[]_@@.:()+")
_SPACES = "\u2000-\u200a\u205f\u3000"
_HYPHENS = "\u2010\u2011\ufe63"
# Between digits these are hyphens; elsewhere they part sentences.
_DASHES = "\u2012-\u2015\u2212\u2043\ufe58\uff0d\u30fc\uff70"
_LETTERS = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
_UNSEEN = f"{DROPPED}{JOINERS}\U000e0000-\U000e007f"
_NEAR = re.compile(rf"[{_UNSEEN}]{{0,3}}[ \u3000]?[{_UNSEEN}]{{0,3}}[\d(\uff08]")
_OTHERS = re.compile(
    rf"(?P<unseen>[{_UNSEEN}]+)|(?P<wide>[{_WIDE}])|(?P<space>[{_SPACES}])|(?P<hyphen>[{_HYPHENS}])"
    rf"|(?P<dash>[{_DASHES}])|(?P<letter>[{_LETTERS}]|(?![0-9])\d)"
)
_WRITTEN = re.compile(
    r"\\{1,4}u00(?P<escape>[2-7][0-9a-fA-F])|&#(?:x0{0,4}(?P<hex>[2-7][0-9a-fA-F])|0{0,4}(?P<number>\d{2,3}));"
    r"|&(?P<name>commat|period|lowbar|plus|nbsp);|(?<=\w)(?P<dot>\[\.\]|\(\.\))(?=\w)"
)
_WRITTEN_SIGNS = ("\\u00", "&", "[.]", "(.)")
_BREAKS = re.compile(r"(?<!\\)\\{1,2}[nrt]")
_NAMED = {"commat": "@", "period": ".", "lowbar": "_", "plus": "+", "nbsp": " "}


@dataclass(slots=True)
class Folded:
    """A text, and where what was replaced in it stood: its start and end here, and its start and end there."""

    text: str
    _starts: list[int] = field(default_factory=list)
    _places: list[tuple[int, int, int]] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of this text stood in the one that was folded."""
        return self._before(start)[0], self._before(end - 1)[1]

    def _before(self, place: int) -> tuple[int, int]:
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return place, place + 1
        until, first, last = self._places[number]
        return (first, last) if place < until else (last + place - until, last + place - until + 1)


def fold(text: str) -> Folded:
    """The text in a form that patterns of ASCII find things in; one that has it already is the same."""
    found: list[tuple[int, int, str]] = []
    if not text.isascii():
        found += _other_characters(text)
    if any(sign in text for sign in _WRITTEN_SIGNS):
        found += ((*match.span(), told) for match in _WRITTEN.finditer(text) if (told := _written(match)))
    # JSON within a text, as the arguments of tool calls are.
    if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
        found += ((*match.span(), "\n") for match in _BREAKS.finditer(text))
    return _replaced(text, sorted(found)) if found else Folded(text)


def _replaced(text: str, pieces: list[tuple[int, int, str]]) -> Folded:
    folded = Folded("")
    parts: list[str] = []
    size = done = 0
    for first, last, told in pieces:
        if first < done:
            continue
        parts += [text[done:first], told]
        size += first - done
        folded._starts.append(size)
        size += len(told)
        folded._places.append((size, first, last))
        done = last
    folded.text = "".join([*parts, text[done:]])
    return folded


def _other_characters(text: str) -> list[tuple[int, int, str]]:
    pieces: list[tuple[int, int, str]] = []
    if not _OTHERS.search("".join(set(text))):
        return pieces
    for match in _OTHERS.finditer(text):
        told = _plain(match, text)
        if told is not None:
            pieces.append((*match.span(), told))
    return pieces


def _plain(match: re.Match[str], text: str) -> str | None:
    kind, written = match.lastgroup, match[0]
    if kind == "unseen":
        return ""
    if kind == "space":
        return " "
    if kind == "hyphen":
        return "-"
    if kind == "dash":
        return "-" if _within_number(match, text) else None
    if kind == "wide":
        return written.translate(_WIDE_ASCII)
    if written.isdecimal():
        return str(unicodedata.decimal(written))
    told = unicodedata.normalize("NFKC", written)
    return told if len(told) == 1 and told.isascii() else None


def _within_number(match: re.Match[str], text: str) -> bool:
    """Whether digits or parentheses stand on both sides."""
    if _NEAR.match(text, match.end()) is None:
        return False
    before = visible(text[max(0, match.start() - 4) : match.start()]).rstrip(" \u3000")[-1:]
    return before.isdecimal() or before in (")", "\uff09")


def _written(match: re.Match[str]) -> str:
    """The character that an escape, an entity or brackets stand for, "" where it is none of ASCII."""
    if match["dot"]:
        return "."
    if match["name"]:
        return _NAMED[match["name"]]
    code = int(match["number"]) if match["number"] else int(match["escape"] or match["hex"], 16)
    return chr(code) if 0x20 < code < 0x7F else ""
