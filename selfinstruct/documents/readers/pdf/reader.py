"""Opens a PDF, reads its pages twice, once to survey and once to write, and refuses what cannot be read."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.pdf.assembly import Assembly
from selfinstruct.documents.readers.pdf.boxes import View
from selfinstruct.documents.readers.pdf.headings import Headings, by_page, heading_sizes
from selfinstruct.documents.readers.pdf.lines import Line, PageText, Text
from selfinstruct.documents.readers.pdf.order import ordered, parted
from selfinstruct.documents.readers.pdf.paragraphs import Block, blocks
from selfinstruct.documents.readers.pdf.rules import Drawn, drawn
from selfinstruct.documents.readers.pdf.survey import Edge, Survey, Surveyor, edge_of, sample
from selfinstruct.documents.readers.pdf.tables import Table, lift, tables
from selfinstruct.errors import MissingExtra

_FEWEST_LETTERS, _PICTURE = 10, 0.5


def read_pdf(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """One document a file, and a refusal for each page that cannot be read."""
    if not source.size:
        raise Unread("empty", "0 bytes")
    pdfium = _pdfium()
    opened = _open(pdfium, source, reading)
    try:
        yield from _Reader(pdfium, opened, reading).read()
    finally:
        opened.close()


def _pdfium() -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtra("reading PDF needs pypdfium2: pip install 'selfinstruct[documents]'") from error
    return pypdfium2


def _open(pdfium: Any, source: Source, reading: Reading) -> Any:
    given = source.path or source.data
    for password in (None, *reading.passwords):
        try:
            return pdfium.PdfDocument(given, password=password)
        except pdfium.PdfiumError as error:
            code = getattr(error, "err_code", None)
            if code == pdfium.raw.FPDF_ERR_SECURITY:
                raise Unread("encrypted", "by a method that is not known; save it without protection") from error
            if code != pdfium.raw.FPDF_ERR_PASSWORD:
                raise Unread("damaged", "is not complete, or is no PDF") from error
    tried = f"none of {len(reading.passwords)} passwords opens it" if reading.passwords else "needs a password"
    raise Unread("encrypted", f"{tried}; give it with --password-file")


class _Reader:
    def __init__(self, pdfium: Any, opened: Any, reading: Reading) -> None:
        self._raw = pdfium.raw
        self._pdfium = pdfium
        self._pdf = opened
        self._reading = reading
        self._text = PageText(pdfium.raw)

    def read(self) -> Iterator[Document | Refusal]:
        count = len(self._pdf)
        surveyor, kept = Surveyor(), {}
        for number in sample(count):
            kept[number] = self._look(number)
            _note(surveyor, number, kept[number][0])
        survey = surveyor.survey(count)
        headings = Headings(survey.body, by_page(self._outline()), heading_sizes(surveyor.sizes, survey.body))
        assembly = Assembly(survey.compounds)
        scanned = []
        for number in range(1, count + 1):
            text, found = kept.pop(number, None) or self._look(number)
            if text.letters < _FEWEST_LETTERS and found.pictures >= _PICTURE:
                scanned.append(number)
            else:
                assembly.page(number, headings.mark(self._blocks(text, found, number, survey), number))
        text, pages = assembly.result()
        if len(scanned) == count:
            raise Unread("scanned", f"{count} of {count} pages; pip install 'selfinstruct[ocr]' and --ocr")
        yield Document(text, title=assembly.title, format="pdf", pages=pages)
        for number in scanned:
            yield Refusal("scanned", "pip install 'selfinstruct[ocr]' and --ocr", page=number)

    def _look(self, number: int) -> tuple[Text, Drawn]:
        page = self._pdf[number - 1]
        try:
            view: View = page.get_bbox()
            text = self._text.read(page, view)
            found = drawn(self._raw, page, text.turn, view)
        finally:
            page.close()
        if text.mirrored:
            found.mirror(text.width)
        return text, found

    def _blocks(self, text: Text, found: Drawn, number: int, survey: Survey) -> list[Block]:
        lines = text.lines
        if not self._reading.furniture:
            lines = [line for line in lines if not _is_furniture(line, text, number, survey)]
        pieces: list[Line | Table] = []
        for piece in lift(lines, tables(found)):
            pieces += [piece] if isinstance(piece, Table) else parted(piece)
        return blocks(_rows(ordered(pieces)), text.width)

    def _outline(self) -> Iterator[tuple[int, int, str]]:
        for bookmark in self._pdf.get_toc(max_depth=6):
            dest = bookmark.get_dest()
            index = dest.get_index() if dest else None
            if index is not None:
                yield index + 1, bookmark.level + 1, bookmark.get_title()


def _note(surveyor: Surveyor, number: int, text: Text) -> None:
    edges = [edge for line in text.lines if (edge := _edge(line, text))]
    surveyor.add(
        number, edges, [(line.size, line.letters) for line in text.lines], " ".join(line.text for line in text.lines)
    )


def _edge(line: Line, text: Text) -> Edge | None:
    return edge_of(line.text, line.box.top, line.box.bottom, text.height, line.size)


def _is_furniture(line: Line, text: Text, number: int, survey: Survey) -> bool:
    edge = _edge(line, text)
    return edge is not None and survey.is_furniture(edge, number)


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
