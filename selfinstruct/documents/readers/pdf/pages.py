"""A page: looked at once by PDFium, closed, and made into blocks later."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.readers.pdf.forms import Forms
from selfinstruct.documents.readers.pdf.layout.blocks import Block
from selfinstruct.documents.readers.pdf.layout.boxes import View
from selfinstruct.documents.readers.pdf.layout.contents import without_contents
from selfinstruct.documents.readers.pdf.layout.labels import whole
from selfinstruct.documents.readers.pdf.layout.lines import PageText
from selfinstruct.documents.readers.pdf.layout.order import ordered, parted
from selfinstruct.documents.readers.pdf.layout.paragraphs import blocks
from selfinstruct.documents.readers.pdf.layout.rules import Drawings, Drawn
from selfinstruct.documents.readers.pdf.layout.tables import Table, lift, tables
from selfinstruct.documents.readers.pdf.layout.words import Line, Text
from selfinstruct.documents.readers.pdf.survey import Edge, Survey, edge_of, zone_of

_ANEW = 500
# Pieces of a line with less than this many heights between them are one: PDFium parts lines at raised letters.
_GAP = 0.6


@dataclass(slots=True)
class Page:
    """What was seen of a page; `values` are those of a form, and notes."""

    number: int
    text: Text
    drawn: Drawn
    values: list[str]

    def edges(self) -> list[Edge]:
        """The lines that may be furniture."""
        return [edge for line in self.text.lines if (edge := self._edge(line))] + [_askew(x) for x in self.text.askew]

    def sizes(self) -> list[tuple[float, int]]:
        """The size of each line's letters, and how many they are."""
        return [(line.size, line.letters) for line in self.text.lines]

    def words(self) -> str:
        """All words, for a look at which of them have hyphens."""
        return "\n".join(line.text for line in self.text.lines)

    def blocks(self, survey: Survey, *, furniture: bool) -> list[Block]:
        """Paragraphs, items, code and tables in reading order, no running heads or contents unless `furniture`."""
        lines, askew = self.text.lines, self.text.askew
        if not furniture:
            lines = [line for line in lines if not self._is_furniture(self._edge(line), survey)]
            askew = [line for line in askew if not self._is_furniture(_askew(line), survey)]
        pieces: list[Line | Table] = []
        for piece in lift(lines, tables(self.drawn)):
            pieces += [piece] if isinstance(piece, Table) else parted(piece)
        rows = _rows(ordered(pieces))
        if not furniture:
            rows = without_contents(rows, self.number, survey.pages)
        found = blocks(rows, self.text.width)
        found += [Block("text", line.text, line.size) for line in askew]
        return found + [Block("rows", value) for value in self.values]

    def _edge(self, line: Line) -> Edge | None:
        zone = zone_of(line.box.top, line.box.bottom, self.text.height, line.size)
        return edge_of(line.text, zone, line.box.top, line.box.bottom, self.text.height, line.size) if zone else None

    def _is_furniture(self, edge: Edge | None, survey: Survey) -> bool:
        return edge is not None and survey.is_furniture(edge, self.number)


class Pages:
    """The pages of a PDF, each closed again before the next. `asked` is the last one that was asked for.

    PDFium keeps what it has read of each page until a document is closed, so that a long one is opened anew now and
    then.
    """

    def __init__(self, pdfium: Any, opening: Callable[[], Any]) -> None:
        self._raw = pdfium.raw
        self._opening = opening
        self._reader = PageText(pdfium.raw)
        self._drawings = Drawings(pdfium.raw)
        self.pdf = opening()
        self._forms = Forms(pdfium.raw, self.pdf)
        self._looked_at = 0
        self.asked = 0

    def close(self) -> None:
        """Close the document."""
        self.pdf.close()

    def _renew(self) -> None:
        self._looked_at += 1
        if self._looked_at % _ANEW == 0:
            self.pdf.close()
            self.pdf = self._opening()
            self._forms = Forms(self._raw, self.pdf)

    def look(self, number: int) -> Page:
        """What is on a page (from 1); raises PdfiumError where it cannot be loaded."""
        self.asked = number
        self._renew()
        with self.opened(number) as page:
            view: View = page.get_bbox()
            text = self._reader.read(page, view)
            found = self._drawings.look(page, text.turn, view)
            values = self._forms.values(page)
        if text.mirrored:
            found.mirror(text.width)
        return Page(number, text, found, values)

    @contextmanager
    def opened(self, number: int) -> Iterator[Any]:
        """A page of PDFium's, closed afterwards."""
        page = self.pdf[number - 1]
        try:
            yield page
        finally:
            page.close()


def _askew(line: Line) -> Edge:
    return Edge("askew", line.text, 0.0, line.size)


def _rows(pieces: list[Line | Table]) -> list[list[Line] | Table]:
    """Pieces that follow one another at the same height as one row."""
    rows: list[list[Line] | Table] = []
    for piece in pieces:
        if isinstance(piece, Table):
            rows.append(piece)
            continue
        last = rows[-1] if rows else None
        if isinstance(last, list) and _beside(last[-1], piece):
            if piece.box.left - last[-1].box.right < _GAP * piece.box.height:
                last[-1] = whole([last[-1], piece])
            else:
                last.append(piece)
        else:
            rows.append([piece])
    return rows


def _beside(one: Line, other: Line) -> bool:
    level = one.box.beside(other.box) > 0.5 * min(one.box.height, other.box.height)
    return level and other.box.left >= one.box.right - 1
