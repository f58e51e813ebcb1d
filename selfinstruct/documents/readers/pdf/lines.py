"""The lines of a page in PDFium's own order, with the boxes of their words, turned so that reading goes right."""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.readers.pdf.boxes import TURNS, Box, Turn, View

# What PDFium puts where a word is parted at the end of a line, and what typesetters do.
HYPHEN = "\ufffe"
_WORD = re.compile(r"\S+")
_ENDS = re.compile(f"\r\n|\r|\n|(?<={HYPHEN})")
_FIXED_PITCH = 1
_BOLD_NAMES = re.compile(r"bold|black|heavy|semibold|demi(?!a)|[-,]bd\b", re.IGNORECASE)
_MONO_NAMES = re.compile(
    r"mono|courier|typewriter|consol|cmtt|[-_]tt\b|sourcecode|menlo|inconsolata|fira ?code", re.IGNORECASE
)
# Ligatures, Arabic letters in their shapes and radicals that stand for characters, as fonts name them.
_SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\u2e80-\u2fd5]+")
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0A8, 0xF076, 0xF06E, 0xF0FC), "•")
_CLEAN = {
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x200B, 0xFEFF, 0xFFFF)),
    **_BULLETS, 0xA0: " ", 0x2028: " ", 0x2029: " ",
}  # fmt: skip


@dataclass(slots=True)
class Word:
    """A word's letters, where it begins and ends along the line, and whether its letters are all of one width."""

    text: str
    start: float
    end: float
    mono: bool = False
    bold: bool = False


@dataclass(slots=True)
class Line:
    """Words side by side. `hyphen`: the last one goes on in the line that follows."""

    words: list[Word]
    box: Box
    size: float
    hyphen: bool = False

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def mono(self) -> bool:
        """Whether every word is set in letters of one width."""
        return all(word.mono for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words)

    @property
    def letters(self) -> int:
        """How many characters the words have."""
        return sum(len(word.text) for word in self.words)


@dataclass(slots=True)
class Text:
    """The lines of a page, its size once turned, and how many of its characters have no code of a letter."""

    lines: list[Line]
    width: float
    height: float
    turn: Turn
    letters: int = 0
    unmapped: int = 0
    askew: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Raw:
    """A line as PDFium has it: the characters and, of each word, the corners of the first and last letter."""

    text: str
    words: list[tuple[str, View, View, tuple[bool, bool]]]
    size: float
    angle: int
    hyphen: bool


class PageText:
    """Reads the text of pages; fonts are asked for once."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._rect = raw.FS_RECTF()
        self._at = ctypes.byref(self._rect)
        self._fonts: dict[int, tuple[bool, bool]] = {}

    def read(self, page: Any, view: View) -> Text:
        """The lines of a page whose visible part is `view` (left, bottom, right, top)."""
        self._fonts.clear()
        textpage = page.get_textpage()
        try:
            found = list(self._lines(textpage.raw, _characters(textpage, self._raw)))
        finally:
            textpage.close()
        turn = _turn(found)
        width, height = turn.size(view)
        lines = [_placed(line, turn, view) for line in found if line.angle == turn.angle]
        text = Text([line for line in lines if _inside(line.box, width, height)], width, height, turn)
        text.askew = [_placed(line, TURNS[0], view) for line in found if line.angle != turn.angle]
        text.letters = sum(line.letters for line in lines)
        text.unmapped = sum(_unmapped(word.text) for line in lines for word in line.words)
        return text

    def _lines(self, page: Any, text: str) -> Iterator[_Raw]:
        place = 0
        for ends in (*_ENDS.finditer(text), None):
            end = ends.start() if ends else len(text)
            line = self._line(page, text[place:end], place)
            if line is not None:
                yield line
            place = ends.end() if ends else end

    def _line(self, page: Any, text: str, at: int) -> _Raw | None:
        words = []
        for match in _WORD.finditer(text):
            letters = _cleaned(match.group())
            if letters.strip():
                first, last = at + match.start(), at + match.end() - 1
                words.append((letters, self._box(page, first), self._box(page, last), self._font(page, first)))
        if not words:
            return None
        start = at + len(text) - len(text.lstrip())
        hyphen = words[-1][0].endswith(HYPHEN)
        size = self._raw.FPDFText_GetFontSize(page, start)
        return _Raw(text, words, size, self._angle(page, start, words), hyphen)

    def _box(self, page: Any, index: int) -> View:
        self._raw.FPDFText_GetLooseCharBox(page, index, self._at)
        rect = self._rect
        return rect.left, rect.bottom, rect.right, rect.top

    def _angle(self, page: Any, index: int, words: list[Any]) -> int:
        """In degrees clockwise; text that is set in columns from the top counts as turned by a quarter."""
        angle = round(self._raw.FPDFText_GetCharAngle(page, index) * 57.2957795) % 360
        first, last = words[0][1], words[-1][2]
        if angle == 0 and first[3] - last[3] > 2 * max(abs(last[0] - first[0]), first[3] - first[1]):
            return 90
        nearest = (angle + 45) // 90 * 90 % 360
        return nearest if min(abs(angle - nearest), 360 - abs(angle - nearest)) <= 3 else angle

    def _font(self, page: Any, index: int) -> tuple[bool, bool]:
        """Whether the font of a character has one width, and whether it is bold."""
        raw = self._raw
        thing = raw.FPDFText_GetTextObject(page, index)
        font = raw.FPDFTextObj_GetFont(thing) if thing else None
        if not font:
            return False, False
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            name = buffer.value.decode("latin-1")
            mono = bool(raw.FPDFFont_GetFlags(font) & _FIXED_PITCH) or bool(_MONO_NAMES.search(name))
            self._fonts[address] = mono, raw.FPDFFont_GetWeight(font) >= 600 or bool(_BOLD_NAMES.search(name))
        return self._fonts[address]


def _characters(textpage: Any, raw: Any) -> str:
    """The page's text with just one character for each that PDFium counts."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count and max(text, default="") < "\ud800":
        return text
    codes = (raw.FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\0" for code in codes)


def _cleaned(text: str) -> str:
    if text.isascii():
        return text if text.isprintable() else text.translate(_CLEAN)
    text = _SHAPES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text.translate(_CLEAN))
    inner = text[:-1].replace("\u00ad", "").replace(HYPHEN, "-")
    return inner + text[-1:].replace("\u00ad", HYPHEN)


def _unmapped(text: str) -> int:
    return 0 if text.isascii() else sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")


def _turn(lines: list[_Raw]) -> Turn:
    """How the page is turned: as most of its text is."""
    angles: Counter[int] = Counter()
    for line in lines:
        if line.angle % 90 == 0:
            angles[line.angle] += sum(len(word[0]) for word in line.words)
    return TURNS[angles.most_common(1)[0][0] if angles else 0]


def _placed(line: _Raw, turn: Turn, view: View) -> Line:
    words, tops, bottoms = [], [], []
    for text, first, last, font in line.words:
        one, two = turn.box(first, view), turn.box(last, view)
        words.append(Word(text, min(one.left, two.left), max(one.right, two.right), *font))
        tops.append(one.top)
        bottoms.append(one.bottom)
    box = Box(
        min(word.start for word in words), sorted(tops)[len(tops) // 2],
        max(word.end for word in words), sorted(bottoms)[len(bottoms) // 2],
    )  # fmt: skip
    return Line(words, box, line.size or box.height, line.hyphen)


def _inside(box: Box, width: float, height: float) -> bool:
    """Whether some of it is to be seen."""
    return box.right > 0 and box.left < width and box.bottom > 0 and box.top < height
