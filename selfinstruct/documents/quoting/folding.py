"""Texts in the form in which quotations are looked for, and where each character of it stood.

Two texts that differ only in how they are set fold to the same: NFKC, case, the shapes of quotation marks and dashes,
words broken at a line's end, marks of Markdown, white space, characters that are not seen. Words, numbers, units and
negations stay.
"""

import functools
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from selfinstruct.text.invisible import DROPPED, JOINERS

# Where a piece begins and ends, and what stands there instead.
_Piece = tuple[int, int, str]
_Places: TypeAlias = "array[int]"

_BULLETS = "-*+•◦▪‣●○■□–"
_LINES = re.compile(
    rf"""
    ^(?:(?P<rule>[ \t]*+\|?[ \t]*+:?-{{2,}}+:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$)
    |(?P<fence>[ \t]*+(?:`{{3,}}+|~{{3,}}+)[^\n`]*+$)
    |(?P<line>(?:[ \t]*+(?:>(?![=\d])|(?:\#{{1,6}}+|[{_BULLETS}]|\[[ xX]\])(?=[ \t])))++[ \t]*+))
    """,
    re.MULTILINE | re.VERBOSE,
)
_UNSEEN = f"{DROPPED}{JOINERS}\u0640\U000e0000-\U000e007f"
_MARK = re.compile(rf"[\[\]<&*_~`|^!\\{_UNSEEN}]")
_MARKS = re.compile(
    rf"""
    (?P<soft>\u00ad(?:[ \t]{{0,9}}+\n[ \t]{{0,9}}+)?)
    |(?P<unseen>[{_UNSEEN}]++)
    |(?P<link>!?\[(?=[^\[\]\n]{{1,300}}+\]\([^()\n]{{0,600}}+(?:\([^()\n]{{0,99}}+\)[^()\n]{{0,99}}+)?\)))
    |(?P<target>\]\([^()\n]{{0,600}}+(?:\([^()\n]{{0,99}}+\)[^()\n]{{0,99}}+)?\))
    |(?P<note>\[\^[\w-]{{1,20}}+\]|(?<=[.,;:!?。])\[\d{{1,3}}+\])
    |(?P<power>(?<=\d)(?:<sup>|\^)(?=-?\d)|\^(?=\d))
    |(?P<tag></?(?:b|i|em|strong|u|s|small|code|span|su[bp]|a|mark)(?:\s[^<>\n]{{0,200}}+)?>)
    |(?P<break><!--[^<>]{{0,500}}+-->|</?(?:br|p|div|t[dhr]|li|[uo]l)(?:\s[^<>\n]{{0,200}}+)?\s?/?>)
    |(?P<entity>&(?:amp|lt|gt|nbsp|quot|apos|\#39|\#34|\#x27|ndash|mdash|shy);)
    |(?P<strong>(?<!\d)\*{{2,}}+|\*{{2,}}+(?!\d)|(?<![\w*])\*(?=\S)|(?<=[^\s\\])\*(?![\w*])|(?<=\S\\)\*(?![\w*])
      |(?<!\w)_{{1,3}}+(?=\S)|(?<=[^\s_])_{{1,3}}+(?!\w)|~~|`++)
    |(?P<escape>\\(?=[!-/:-@\[-`{{-~\n]))
    |(?P<bar>\|)
    """,
    re.VERBOSE,
)
_SPACED_MARKS = frozenset(("bar", "break"))
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&ndash;": "–", "&mdash;": "—", "&nbsp;": " ", "&shy;": ""}
_ENTITIES |= {"&quot;": '"', "&#34;": '"', "&apos;": "'", "&#39;": "'", "&#x27;": "'"}

_SHAPES = {
    '"': "“”„‟«»‹›〝〞〟「」『』《》〈〉｢｣﹁﹂﹃﹄″״❝❞＂",
    "'": "‘’‚‛′ʼʻ´ˊ｀＇׳❛❜",
    "-": "‐‑−⁃﹣－",
    "–": "‒–",
    "—": "—―⸺⸻﹘",
    ".": "。｡",
    "...": "…⋯",
    "~": "〜～",
    "/": "⁄∕",
    "x": "×",
}
_SHAPE = {written: shape for shape, several in _SHAPES.items() for written in several}
_SHAPED = re.compile(rf"[{re.escape(''.join(_SHAPE))}]|(?![0-9])\d")
_RUN = re.compile("(?:[A-Za-z](?=[\u0300-\u036f]))?[^\\x00-\\x7f]+")
_POWERS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
# Half-width marks of kana, and the vowels and finals of Korean syllables.
_CONTINUES = re.compile("[\uff9e\uff9f\u1160-\u11ff]")

_LETTER = r"[^\W\d_]"
# A hyphen before these stands for a word's end that follows: "Ein-\nund Ausgang".
_SUSPENDED = r"(?:und|oder|sowie|bzw|och|eller|og|en|of|and|or)\b(?!-)"
_SIGN = re.compile("[-–—\"']")
_BROKEN = re.compile(rf"(?<={_LETTER})[-–][ \t]{{0,3}}+\n\s{{0,3}}+(?!{_SUSPENDED})(?={_LETTER})", re.IGNORECASE)
_RANGE = re.compile(r"[-–—]{1,3}+\s{0,3}+(?=\d)")
_BEFORE_RANGE = re.compile(r"\d\s{0,3}\Z")
_HYPHEN = re.compile(rf"(?<={_LETTER})[-–](?={_LETTER})")
_DASH = re.compile(rf"(?:—|--)[-—]*+|(?:(?<=\s)|\A)[-–](?=\s|\Z|{_LETTER})|(?<={_LETTER})[-–](?=\s|\Z)")
_SPACE = re.compile(r"\s+")
_BESIDE_SIGN = re.compile(r" (?:(?=[,;:!?.)\]%])|(?<=[(\[] ))")
# Han, kana, and the punctuation of both: white space beside them means nothing.
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]")
_CLOSES = frozenset(",;:!?.)]%")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text folded: character i stands for `original[starts[i]:ends[i]]`."""

    text: str
    starts: _Places
    ends: _Places
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the folded text stood in the original."""
        return self.starts[start], self.ends[end - 1]


def fold_text(text: str) -> FoldedText:
    """The text folded, with a map of its characters back to the original."""
    folded, starts, ends = text, array("l", range(len(text))), array("l", range(1, len(text) + 1))
    for step in _STEPS:
        pieces = list(step(folded))
        if pieces:
            folded, starts, ends = _replaced(folded, starts, ends, pieces)
    return FoldedText(folded.translate(_LOWER), starts, ends, text)


def folded(text: str) -> str:
    """What `fold_text` makes of a text, without the map."""
    for step in _STEPS if _SIGNS.search(text) else _STEPS_WITHOUT_SIGNS:
        parts: list[str] = []
        done = 0
        for start, end, told in step(text):
            parts += (text[done:start], told)
            done = end
        if parts:
            text = "".join((*parts, text[done:]))
    return text.translate(_LOWER)


def _replaced(text: str, starts: _Places, ends: _Places, pieces: list[_Piece]) -> tuple[str, _Places, _Places]:
    parts: list[str] = []
    new_starts, new_ends = array("l"), array("l")
    done = 0
    for start, end, told in pieces:
        parts += (text[done:start], told)
        new_starts += starts[done:start]
        new_ends += ends[done:start]
        for _ in told:
            new_starts.append(starts[start])
            new_ends.append(ends[end - 1])
        done = end
    parts.append(text[done:])
    return "".join(parts), new_starts + starts[done:], new_ends + ends[done:]


def _lines(text: str) -> Iterator[_Piece]:
    for found in _LINES.finditer(text):
        # No word is broken over a fence or a rule: more line ends than one may be broken over.
        yield *found.span(), "" if found.lastgroup == "line" else "\n" * 5


def _marks(text: str) -> Iterator[_Piece]:
    done = 0
    while mark := _MARK.search(text, done):
        found = _MARKS.match(text, mark.start())
        if found is None:
            done = mark.end()
            continue
        done = found.end()
        kind = found.lastgroup
        if kind == "entity":
            told = _ENTITIES[found[0]]
        elif kind == "power":
            told = "^" if text[found.start() - 1 : found.start()].isdecimal() else ""
        else:
            told = " " if kind in _SPACED_MARKS else ""
        yield *found.span(), told


def _characters(text: str) -> Iterator[_Piece]:
    """Each character, with its combining marks, in its compatible form and without case."""
    if text.isascii():
        return
    for found in _RUN.finditer(text):
        run = found[0]
        if not _SHAPED.search(run) and unicodedata.normalize("NFKC", run).casefold() == run:
            continue
        start, size = 0, len(run)
        while start < size:
            end = start + 1
            while end < size and (unicodedata.combining(run[end]) or _CONTINUES.match(run[end])):
                end += 1
            cluster = run[start:end]
            told = _plain(cluster)
            place = found.start() + start
            if told != cluster:
                before = text[place - 1 : place]
                yield place, found.start() + end, _after_number(cluster, told) if before.isdecimal() else told
            start = end


@functools.lru_cache(8192)
def _plain(cluster: str) -> str:
    if cluster in _SHAPE:
        return _SHAPE[cluster]
    # ① and Ⅳ are numbers of their own, not digits of the one that stands before them.
    if len(cluster) == 1 and "\u2460" <= cluster <= "\u24ff":
        return cluster
    if cluster.isdecimal():
        return "".join(str(unicodedata.decimal(one)) for one in cluster)
    told = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(_SHAPE.get(one, one) for one in told)


def _after_number(cluster: str, told: str) -> str:
    """What stands for a character behind a digit: 10⁶ is not 106, and 3½ not 31/2."""
    if cluster in _POWERS:
        return f"^{told}"
    return f" {told}" if "/" in told and len(told) > 1 else told


def _signs(text: str) -> Iterator[_Piece]:
    """Dashes between letters, between numbers and between spaces; quotation marks, but for apostrophes and inches."""
    done = 0
    while sign := _SIGN.search(text, done):
        start, done = sign.span()
        if sign[0] in "\"'":
            before, after = text[start - 1 : start], text[done : done + 1]
            if not before.isdecimal() and not (sign[0] == "'" and before.isalpha() and after.isalpha()):
                yield start, done, ""
            continue
        if (found := _RANGE.match(text, start)) and (number := _BEFORE_RANGE.search(text[max(0, start - 4) : start])):
            start, told = start - len(number[0]) + 1, "-"
        elif found := _BROKEN.match(text, start) or _HYPHEN.match(text, start):
            told = ""
        elif found := _DASH.match(text, start):
            told = " "
        elif sign[0] == "–":
            found, told = sign, "-"
        else:
            continue
        done = found.end()
        yield start, done, told


def _spaces(text: str) -> Iterator[_Piece]:
    size = len(text)
    plain = " ".join(text.split()) == text and (text.isascii() or not _HAN.search(text))
    for found in (_BESIDE_SIGN if plain else _SPACE).finditer(text):
        start, end = found.span()
        told = " "
        if start == 0 or end == size or text[start - 1] in "([":
            told = ""
        elif _HAN.match(text[start - 1]) or _HAN.match(text[end]) or text[end] in _CLOSES:
            told = " " if text[end] in _CLOSES and text[end + 1 : end + 2].isalnum() else ""
        if told != found[0]:
            yield start, end, told


_STEPS: tuple[Callable[[str], Iterator[_Piece]], ...] = (_lines, _marks, _characters, _signs, _spaces)
# Most sentences have nothing but letters, digits and these: all steps but the last leave them as they are.
_SIGNS = re.compile(r"[^A-Za-z0-9 \n.,;:?%()/=$@]")
_STEPS_WITHOUT_SIGNS = (_spaces,)
