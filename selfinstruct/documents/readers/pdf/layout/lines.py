"""The lines of a page in PDFium's own order, with the boxes of their words, turned so that reading goes right."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.readers.pdf.calls import Pointer, direct, pointer, to_address
from selfinstruct.documents.readers.pdf.layout.boxes import TURNS, Box, Turn, View
from selfinstruct.documents.readers.pdf.layout.letters import (
    CLOSING,
    EXPONENTS,
    HYPHEN,
    LEFTWARD,
    UNMAPPED,
    WIDE,
    cleaned,
    is_clean,
    room_of,
)  # fmt: skip
from selfinstruct.documents.readers.pdf.layout.words import Line, Text, Word

_WORD = re.compile(r"\S+")
_NUMBERED = re.compile(r"\d[.,;:!?)\]”\"’'»]*(?:\s|\Z)")
# A line feed or a return alone is the code of a letter that has no other.
_ENDS = re.compile(f"\r\n|(?<={HYPHEN})")
_FIXED_PITCH = 1
_BOLD_NAMES = re.compile(r"bold|black|heavy|semibold|demi(?!a)|[-,]bd\b", re.IGNORECASE)
_MONO_NAMES = re.compile(
    r"mono|courier|typewriter|consol|cmtt|[-_]tt\b|sourcecode|menlo|inconsolata|fira ?code", re.IGNORECASE
)


class PageText:
    """Reads the text of pages; what takes a call of PDFium for each letter is asked for only where it matters."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._rect = raw.FS_RECTF()
        self._at = ctypes.byref(self._rect)
        self._get_box = direct(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
        self._get_size = direct(raw.FPDFText_GetFontSize, ctypes.c_double)
        self._get_angle = direct(raw.FPDFText_GetCharAngle, ctypes.c_float)
        self._get_thing = direct(raw.FPDFText_GetTextObject, ctypes.c_void_p)
        self._get_font = direct(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._textpage: Any = None
        self._page: Pointer = None
        self._leftward = False
        self._view: View = (0.0, 0.0, 0.0, 0.0)

    def read(self, page: Any, view: View) -> Text:
        """The lines of a page whose visible part is `view` (left, bottom, right, top)."""
        self._fonts.clear()
        self._view = view
        textpage = page.get_textpage()
        self._textpage, self._page = textpage.raw, pointer(textpage.raw)
        try:
            characters = _characters(textpage, self._raw)
            self._leftward = LEFTWARD.search(characters) is not None
            pieces = list(self._pieces(characters))
            turn = _turn(pieces)
            lines = [self._line(piece, turn) for piece in pieces if piece.angle == turn.angle]
            askew = [self._line(piece, TURNS[0]) for piece in pieces if piece.angle != turn.angle]
            unmapped = sum(piece.letters for piece in pieces if self._lacks_code(piece))
        finally:
            textpage.close()
        width, height = turn.size(view)
        text = Text([line for line in lines if _inside(line.box, width, height)], width, height, turn, askew)
        text.letters = sum(piece.letters for piece in pieces)
        text.unmapped = max(unmapped, len(UNMAPPED.findall(characters)))
        if self._leftward and _is_leftward(text.lines):
            for line in text.lines:
                line.mirror(width)
            text.mirrored = True
        return text

    def _pieces(self, text: str) -> Iterator["_Piece"]:
        place = 0
        for ends in (*_ENDS.finditer(text), None):
            end = ends.start() if ends else len(text)
            words = _words(text, place, end)
            if words:
                letters = sum([len(word[0]) for word in words])
                yield _Piece(words, letters, self._angle(words), _NUMBERED.search(text, place, end) is not None)
            place = ends.end() if ends else end

    def _line(self, piece: "_Piece", turn: Turn) -> Line:
        words = piece.words
        first = self._box(words[0][1], turn)
        size = self._usual_size(words) or first.height
        if piece.numbered and not turn.angle:
            words = self._marked(words, size)
        if turn.angle or (self._leftward and any(LEFTWARD.match(text) for text, _, _ in words)):
            made = self._words_by_both_ends(words, turn)
        else:
            made = self._words_by_starts(words, first, size)
        box = Box(min([word.start for word in made]), first.top, max([word.end for word in made]), first.bottom)
        if first.height < 0.85 * size and len(words) > 1:  # a number of a note, raised: the words after it are the line
            second = self._box(words[1][1], turn)
            box.top, box.bottom = second.top, second.bottom
        note = len(words) > 1 and words[0][0].isdigit() and self._size(words[0][1]) < 0.85 * size
        return Line(made, box, size, words[-1][0].endswith(HYPHEN), note)

    def _usual_size(self, words: list[tuple[str, int, int]]) -> float:
        """The middle one of the sizes of the first, the middle and the last word; of two the larger."""
        first = self._size(words[0][1])
        if len(words) == 1:
            return first
        last = self._size(words[-1][1])
        if first == last or len(words) == 2:
            return max(first, last)
        return sorted((first, self._size(words[len(words) // 2][1]), last))[1]

    def _marked(self, words: list[tuple[str, int, int]], size: float) -> list[tuple[str, int, int]]:
        """The words with raised numbers told from others: the marks of notes, and exponents."""
        marked: list[tuple[str, int, int]] = []
        for word in words:
            if word[0][-1].isalpha():
                marked.append(word)
                continue
            text, start, end = word
            bare = text.rstrip(CLOSING)
            last = end - len(text) + len(bare)
            raised = self._raised(bare, last, words[0][1], size) if bare[-1:].isdigit() else 0
            base, number = bare[: len(bare) - raised], bare[len(bare) - raised :]
            if raised and not base and marked:
                base, start, _ = marked.pop()
            if raised and base and (base[-1].isdigit() or (len(base) < 3 and base.isalpha())):
                text = base + number.translate(EXPONENTS) + text[len(bare) :]
            elif raised and base:
                text = f"{base}[^{number}]{text[len(bare) :]}"
            marked.append((text, start, end))
        return marked

    def _raised(self, text: str, last: int, first: int, size: float) -> int:
        """How many digits at the end of a word are small and raised."""
        count = 0
        while count < min(len(text), 3) and text[-1 - count].isdigit() and self._size(last - count) < 0.8 * size:
            count += 1
        if not count:
            return 0
        base = last - count if count < len(text) else first
        return count if self._box(last, TURNS[0]).bottom < self._box(base, TURNS[0]).bottom - 0.1 * size else 0

    def _lacks_code(self, piece: "_Piece") -> bool:
        """Whether the font of a line does not tell which letters its numbers mean."""
        text, start, _ = piece.words[0]
        return not text.isascii() and self._raw.FPDFText_HasUnicodeMapError(self._textpage, start) == 1

    def _size(self, index: int) -> float:
        size: float = self._get_size(self._page, index)
        return size

    def _words_by_both_ends(self, words: list[tuple[str, int, int]], turn: Turn) -> list[Word]:
        made = []
        for text, start, end in words:
            one, other = self._box(start, turn), self._box(end, turn)
            left, right = min(one.left, other.left), max(one.right, other.right)
            made.append(Word(text, left, right, *self._font(start)))
        return made

    def _words_by_starts(self, words: list[tuple[str, int, int]], first: Box, size: float) -> list[Word]:
        """Where words begin; where one ends only if a gap may follow, by what its letters take up usually."""
        get, page, at, rect, view = self._get_box, self._page, self._at, self._rect, self._view[0]
        text, index, before = words[0]
        mono, bold = self._font(index)
        plain = not mono and not bold
        made: list[Word] = []
        space, wide = 0.25 * size, 1.1 * size
        left = first.left
        for following, index, end in words[1:]:
            get(page, index, at)
            start = rect.left - view
            room = 0.5 * len(text) if text.isascii() else room_of(text)
            if start - left - room * size > wide or start < left:
                get(page, before, at)
                made.append(Word(text, left, rect.right - view, mono, bold))
                mono, bold = self._font(index)
            else:
                made.append(Word(text, left, start - space, mono, bold))
                if not plain:
                    mono, bold = self._font(index)
            text, left, before = following, start, end
        get(page, before, at)
        made.append(Word(text, left, max(rect.right - view, left), mono, bold))
        return made

    def _box(self, index: int, turn: Turn) -> Box:
        self._get_box(self._page, index, self._at)
        rect = self._rect
        return turn.box((rect.left, rect.bottom, rect.right, rect.top), self._view)

    def _angle(self, words: list[tuple[str, int, int]]) -> int:
        """In degrees clockwise; text that is set in columns from the top counts as turned by a quarter."""
        angle = round(self._get_angle(self._page, words[0][1]) * 57.2957795) % 360
        if angle == 0 and len(words[0][0]) + len(words) > 4 and WIDE.match(words[0][0]):
            first, last = self._box(words[0][1], TURNS[0]), self._box(words[-1][2], TURNS[0])
            if last.top - first.top > 2 * max(abs(last.left - first.left), first.height):
                return 90
        nearest = (angle + 45) // 90 * 90
        return int(nearest) % 360 if abs(angle - nearest) <= 3 else angle

    def _font(self, index: int) -> tuple[bool, bool]:
        """Whether the letters of a font are of one width, and whether it is bold."""
        thing = self._get_thing(self._page, index)
        address = self._get_font(to_address(thing)) if thing else None
        if not address:
            return False, False
        known = self._fonts.get(address)
        if known is None:
            raw = self._raw
            font = ctypes.cast(address, raw.FPDF_FONT)
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            name = buffer.value.decode("latin-1")
            mono = bool(raw.FPDFFont_GetFlags(font) & _FIXED_PITCH) or bool(_MONO_NAMES.search(name))
            known = mono, raw.FPDFFont_GetWeight(font) >= 600 or bool(_BOLD_NAMES.search(name))
            self._fonts[address] = known
        return known


@dataclass(slots=True)
class _Piece:
    """The words of a line with the places of their first and last letters, its turn, and whether a number ends one."""

    words: list[tuple[str, int, int]]
    letters: int
    angle: int
    numbered: bool


def _words(text: str, place: int, end: int) -> list[tuple[str, int, int]]:
    """The words between two places of a text, with those of their first and last letters."""
    line = text[place:end]
    words = []
    if is_clean(line):
        for word in line.split(" "):
            if word:
                words.append((word, place, place + len(word) - 1))
            place += len(word) + 1
        return words
    for match in _WORD.finditer(text, place, end):
        letters = cleaned(match.group())
        if letters.strip():
            words.append((letters, match.start(), match.end() - 1))
    return words


def _characters(textpage: Any, raw: Any) -> str:
    """The page's text with just one character for each that PDFium counts."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\0" for code in codes)


def _turn(pieces: list[_Piece]) -> Turn:
    """How the page is turned: as most of its text is."""
    angles: Counter[int] = Counter()
    for piece in pieces:
        if piece.angle % 90 == 0:
            angles[piece.angle] += piece.letters
    return TURNS[angles.most_common(1)[0][0] if angles else 0]


def _is_leftward(lines: list[Line]) -> bool:
    """Whether most words are of a script that is written from right to left."""
    words = [word.text for line in lines for word in line.words]
    return sum(LEFTWARD.match(text) is not None for text in words) > 0.5 * len(words)


def _inside(box: Box, width: float, height: float) -> bool:
    """Whether some of it is to be seen."""
    return box.right > 0 and box.left < width and box.bottom > 0 and box.top < height
