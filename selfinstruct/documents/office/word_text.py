"""The text of a Word document as blocks of Markdown, in the order in which it is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.office.formulas import omml
from selfinstruct.documents.office.symbols import IN_TEXT, symbol
from selfinstruct.documents.office.word_styles import VAL, Lists, Style, W, numbering_of, on
from selfinstruct.documents.tables import fence, unmarked

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
# A page begins here. XML cannot hold this character, so no text does.
PAGE = "\x01"
BREAK = "\x0b"
_DEPTH = 60
_MADE_BY_PROGRAM = ("automatically generated", "automatisch generiert", "généré automatiquement", "自動的に生成")

# What only wraps others: insertions, moves, links, fields, tags.
_AROUND = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "dir", "bdo", "sdtContent")
)
_SIGNS = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}cr": BREAK, f"{W}ptab": " ", f"{W}lastRenderedPageBreak": PAGE}
_NOTES = {f"{W}footnoteReference": "", f"{W}endnoteReference": "e"}


@dataclass
class Paragraph:
    """A paragraph: its text in one line but for breaks, its style, what stands before it, and what floats beside it."""

    text: str
    level: int = 0
    kind: str = ""
    marker: str | None = None
    depth: int = 0
    floating: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Walk:
    """What is known on the way through a part, and what has been met: notes to be told, fields not yet ended."""

    styles: dict[str, Style]
    lists: Lists
    tables: Callable[["Walk", Any], Iterator[str]]
    notes: dict[str, Any] = field(default_factory=dict)
    contents: bool = False
    fields: list[bool] = field(default_factory=list)  # for each open field, whether its result has begun
    told: list[str] = field(default_factory=list)
    floating: list[str] = field(default_factory=list)
    embedded: int = 0

    def paragraph(self, element: Any) -> Paragraph | None:
        """A paragraph, None for one of a table of contents or whose mark was deleted with its text."""
        properties = element.find(f"{W}pPr")
        named = properties.find(f"{W}pStyle") if properties is not None else None
        style = self.styles.get(named.get(VAL, "") if named is not None else "", self.styles.get("", Style()))
        pieces: list[str] = []
        self._inline(element, pieces, bool(style.hidden), 0)
        text = "".join(pieces)
        found = Paragraph(text, style.level, style.kind, floating=self.floating, notes=self.told)
        self.floating, self.told = [], []
        if style.kind == "contents" and not self.contents:
            return None
        if properties is not None:
            outline = properties.find(f"{W}outlineLvl")
            if outline is not None and outline.get(VAL, "9").isdigit():
                found.level = min(6, int(outline.get(VAL, "9")) + 1) if int(outline.get(VAL, "9")) < 9 else 0
            numbering = numbering_of(properties) or style.numbering
        else:
            numbering = style.numbering
        if numbering and numbering[0] and text.strip(" " + PAGE + BREAK):
            found.marker = self.lists.marker(*numbering)
            found.depth = numbering[1]
        return found

    def _inline(self, element: Any, pieces: list[str], hidden: bool, depth: int) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, pieces, hidden, depth)
            elif tag in _AROUND:
                if depth < _DEPTH:
                    self._inline(child, pieces, hidden, depth + 1)
            elif tag == f"{W}sdt":
                self._control(child, pieces, hidden, depth)
            elif tag == f"{_MC}AlternateContent":
                if (chosen := choice(child)) is not None:
                    self._inline(chosen, pieces, hidden, depth + 1)
            elif tag in (f"{_M}oMath", f"{_M}oMathPara"):
                pieces.append(omml(child))

    def _control(self, element: Any, pieces: list[str], hidden: bool, depth: int) -> None:
        content = element.find(f"{W}sdtContent")
        if content is not None and depth < _DEPTH and not on(element.find(f"{W}sdtPr"), "showingPlcHdr"):
            self._inline(content, pieces, hidden, depth + 1)

    def _run(self, run: Any, pieces: list[str], hidden: bool, depth: int) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                if not hidden and all(self.fields) and child.text:
                    text = child.text
                    pieces.append(text if text.isascii() else text.translate(IN_TEXT))
            elif tag == f"{W}rPr":
                hidden = self._hidden(child, hidden)
            elif tag in _SIGNS:
                if tag[-1] == "k" or (not hidden and all(self.fields)):
                    pieces.append(_SIGNS[tag])
            elif tag == f"{W}br":
                pieces.append(" " if child.get(f"{W}type") in ("page", "column") else BREAK)
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif hidden or not all(self.fields):
                continue
            elif tag == f"{W}sym":
                place = child.get(f"{W}char", "")
                pieces.append(symbol(child.get(f"{W}font", ""), int(place, 16)) if _is_hex(place) else "")
            elif tag in _NOTES:
                pieces.append(self._note(_NOTES[tag] + child.get(f"{W}id", "")))
            elif tag == f"{W}ruby":
                base = child.find(f"{W}rubyBase")
                if base is not None:
                    self._inline(base, pieces, hidden, depth + 1)
            elif tag == f"{_MC}AlternateContent":
                if depth < _DEPTH and (chosen := choice(child)) is not None:
                    self._run(chosen, pieces, hidden, depth + 1)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(child, pieces, depth)

    def _hidden(self, properties: Any, hidden: bool) -> bool:
        said = on(properties, "vanish")
        if said is None:
            named = properties.find(f"{W}rStyle")
            said = self.styles.get(named.get(VAL, ""), Style()).hidden if named is not None else None
        return hidden if said is None else said

    def _field(self, kind: str | None) -> None:
        """A field is an instruction, which nobody sees, and its result."""
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _note(self, name: str) -> str:
        note = self.notes.get(name)
        if note is None:
            return ""
        self.notes[name] = None  # a note that refers to itself is told once
        told, floating = self.told, self.floating
        self.told, self.floating = [], []
        text = " ".join(" ".join(self.blocks(note)).split())
        self.told, self.floating = told, floating
        self.told.append(f"[^{name}]: {text}")
        return f"[^{name}]"

    def _drawing(self, element: Any, pieces: list[str], depth: int) -> None:
        """The texts of boxes, once, and the words for a picture, if a person wrote them."""
        if depth >= _DEPTH:
            return
        for box in _boxes(element):
            told, self.told = self.told, []
            outer, self.floating = self.floating, []
            blocks = list(self.blocks(box))
            self.told = told + self.told
            self.floating = outer + self.floating + blocks
        for drawn in element.iter(_DRAWN):
            alt = " ".join(drawn.get("descr", "").split())
            if alt and "." not in alt[-5:-1] and not any(words in alt for words in _MADE_BY_PROGRAM):
                pieces.append(f" {alt} ")

    def blocks(self, container: Any) -> Iterator[str]:
        """The blocks of a body, a note, a box or a cell."""
        waiting = _Waiting()
        for element in elements(container):
            if element.tag == f"{W}p":
                paragraph = self.paragraph(element)
                if paragraph is not None:
                    yield from waiting.take(paragraph)
            elif element.tag == f"{W}tbl":
                yield from waiting.end()
                yield from self.tables(self, element)
            elif element.tag == f"{W}altChunk":
                self.embedded += 1
        yield from waiting.end()
        yield from self.told
        self.told = []


class _Waiting:
    """Paragraphs that belong together: the items of a list, the lines of code."""

    def __init__(self) -> None:
        self.kind = ""
        self.lines: list[str] = []
        self.after: list[str] = []

    def take(self, paragraph: Paragraph) -> Iterator[str]:
        kind = "heading" if paragraph.level else "item" if paragraph.marker is not None else paragraph.kind
        text = paragraph.text
        if kind == "code":
            line = text.replace(BREAK, "\n").rstrip()
        else:
            line = " ".join(text.split()) if BREAK not in text else _lines(text)
        if kind != self.kind or kind not in ("item", "code"):
            if not (line or paragraph.floating or paragraph.notes):
                return
            yield from self.end()
        self.kind = kind
        self.after += paragraph.floating + paragraph.notes
        if kind == "item":
            pad = " " * 3 * min(paragraph.depth, 9)
            self.lines.append(pad + (paragraph.marker or "") + line.replace("\n", f"\n{pad}   "))
        elif kind == "code":
            self.lines.append(line)
        else:
            if kind == "heading" and line.strip(PAGE):
                line = f"{'#' * paragraph.level} {paragraph.marker or ''}{line.replace('  ' + chr(10), ' ')}"
            elif kind == "quote" and line:
                line = "> " + line.replace("\n", "\n> ")
            elif line:
                line = unmarked(line)
            if line:
                yield line
            yield from self.end()

    def end(self) -> Iterator[str]:
        if self.lines and self.kind == "code":
            code = "\n".join(self.lines).strip("\n")
            if code.strip():
                yield fence(code.replace(PAGE, ""))
        elif self.lines:
            yield "\n".join(self.lines)
        yield from self.after
        self.kind, self.lines, self.after = "", [], []


def _lines(text: str) -> str:
    return "  \n".join(" ".join(part.split()) for part in text.split(BREAK)).strip()


def elements(container: Any, depth: int = 0) -> Iterator[Any]:
    """Paragraphs, tables, rows or cells, out of what is only around them; deleted ones are left out."""
    for child in container:
        if child.tag in _AROUND or child.tag == f"{W}customXml":
            if depth < _DEPTH:
                yield from elements(child, depth + 1)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None and depth < _DEPTH:
                yield from elements(content, depth + 1)
        elif child.tag == f"{_MC}AlternateContent":
            if depth < _DEPTH and (chosen := choice(child)) is not None:
                yield from elements(chosen, depth + 1)
        else:
            yield child


def choice(alternates: Any) -> Any:
    """One of the forms in which a thing is kept for newer and older programs."""
    found = alternates.find(f"{_MC}Choice")
    return found if found is not None else alternates.find(f"{_MC}Fallback")


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes of a drawing, without those within them and without second forms."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            if (chosen := choice(child)) is not None:
                yield from _boxes(chosen)
        else:
            yield from _boxes(child)


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 8 and all(char in "0123456789abcdefABCDEF" for char in text)
