"""A page: looked at once by PDFium, closed, and made into blocks later."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.readers.pdf.boxes import View
from selfinstruct.documents.readers.pdf.forms import Forms
from selfinstruct.documents.readers.pdf.lines import Line, PageText, Text
from selfinstruct.documents.readers.pdf.order import ordered, parted
from selfinstruct.documents.readers.pdf.paragraphs import Block, blocks
from selfinstruct.documents.readers.pdf.rules import Drawn, drawn
from selfinstruct.documents.readers.pdf.survey import Edge, Survey, edge_of
from selfinstruct.documents.readers.pdf.tables import Table, lift, tables


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
        """Paragraphs, items, code and tables in reading order, without running heads unless `furniture`."""
        lines, askew = self.text.lines, self.text.askew
        if not furniture:
            lines = [line for line in lines if not self._is_furniture(self._edge(line), survey)]
            askew = [line for line in askew if not self._is_furniture(_askew(line), survey)]
        pieces: list[Line | Table] = []
        for piece in lift(lines, tables(self.drawn)):
            pieces += [piece] if isinstance(piece, Table) else parted(piece)
        found = blocks(_rows(ordered(pieces)), self.text.width)
        found += [Block("text", line.text, line.size) for line in askew]
        return found + [Block("rows", value) for value in self.values]

    def _edge(self, line: Line) -> Edge | None:
        return edge_of(line.text, line.box.top, line.box.bottom, self.text.height, line.size)

    def _is_furniture(self, edge: Edge | None, survey: Survey) -> bool:
        return edge is not None and survey.is_furniture(edge, self.number)


class Pages:
    """The pages of an opened PDF, each closed again before the next. `asked` is the last one that was asked for."""

    def __init__(self, pdfium: Any, pdf: Any) -> None:
        self._raw = pdfium.raw
        self._pdf = pdf
        self._reader = PageText(pdfium.raw)
        self._forms = Forms(pdfium.raw, pdf)
        self.asked = 0

    def look(self, number: int) -> Page:
        """What is on a page (from 1); raises PdfiumError where it cannot be loaded."""
        self.asked = number
        with self.opened(number) as page:
            view: View = page.get_bbox()
            text = self._reader.read(page, view)
            found = drawn(self._raw, page, text.turn, view)
            values = self._forms.values(page)
        if text.mirrored:
            found.mirror(text.width)
        return Page(number, text, found, values)

    @contextmanager
    def opened(self, number: int) -> Iterator[Any]:
        """A page of PDFium's, closed afterwards."""
        page = self._pdf[number - 1]
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
            last.append(piece)
        else:
            rows.append([piece])
    return rows


def _beside(one: Line, other: Line) -> bool:
    level = one.box.beside(other.box) > 0.5 * min(one.box.height, other.box.height)
    return level and other.box.left >= one.box.right - 1
