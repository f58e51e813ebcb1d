"""Opens a PDF, surveys its pages, writes them, and refuses what cannot be read."""

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.pdf.assembly import Assembly
from selfinstruct.documents.readers.pdf.guard import is_cut_off, refuse_bombs
from selfinstruct.documents.readers.pdf.headings import Headings, by_page, heading_sizes
from selfinstruct.documents.readers.pdf.metadata import date_of, language_of, title_of
from selfinstruct.documents.readers.pdf.pages import Page, Pages
from selfinstruct.documents.readers.pdf.scans import advice, is_scanned, recogniser
from selfinstruct.documents.readers.pdf.survey import Surveyor, sample
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

# After as many pages in a row that are not there, the rest is taken to be missing too.
_MISSING = 200
_MOST_ENTRIES = 20_000


def read_pdf(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """One document a file, and a refusal for each of its pages that cannot be read."""
    if not source.size:
        raise Unread("empty", "0 bytes")
    pdfium = _pdfium()
    refuse_bombs(source, reading)
    pages = Pages(pdfium, partial(_open, pdfium, source, reading))
    try:
        yield from _Reader(pdfium, pages, reading).read()
    finally:
        pages.close()
    if is_cut_off(source):
        yield Refusal("damaged", "the end of the file is missing (no %%EOF); what is there was read")


def _pdfium() -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtra(f"PDF needs pypdfium2: {installing('documents')}") from error
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it tells of outlines that are deep
    return pypdfium2


def _open(pdfium: Any, source: Source, reading: Reading) -> Any:
    given = source.path or source.data
    for password in (None, *reading.passwords):
        try:
            return pdfium.PdfDocument(given, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium.raw.FPDF_ERR_SECURITY:
                raise Unread("encrypted", "in a way that is not known; save it without protection") from error
            if error.err_code != pdfium.raw.FPDF_ERR_PASSWORD:
                raise Unread("damaged", "the file is cut off, or no PDF inside") from error
    tried = f"none of {len(reading.passwords)} passwords opens it" if reading.passwords else "needs a password"
    raise Unread("encrypted", f"{tried}; --password-file has those to try")


class _Reader:
    def __init__(self, pdfium: Any, pages: Pages, reading: Reading) -> None:
        self._pdfium = pdfium
        self._pages = pages
        self._reading = reading
        self._kept: dict[int, Page] = {}
        self._damaged: list[int] = []
        self._scanned: list[int] = []
        self._recognised: list[int] = []

    def read(self) -> Iterator[Document | Refusal]:
        """The document, and what of it could not be read."""
        count = len(self._pages.pdf)
        if not count:
            raise Unread("damaged", "has no pages")
        assembly = self._write(count)
        text, pages = assembly.result()
        if not text.strip():
            raise self._nothing(count)
        title = title_of(self._pages.pdf) or assembly.title
        more = {"ocr": self._recognised} if self._recognised else {}
        language, date = language_of(self._pdfium.raw, self._pages.pdf), date_of(self._pages.pdf)
        yield Document(text, title=title, format="pdf", language=language, date=date, pages=pages, more=more)
        for number in self._scanned:
            yield Refusal("scanned", self._advice(), page=number)
        yield from self._refused(count)

    def _write(self, count: int) -> Assembly:
        """All pages, one after the other; of those that were surveyed what was seen is kept until then."""
        surveyor = Surveyor()
        for number in sample(count):
            page = self._look(number)
            if page is not None:
                self._kept[number] = page
                surveyor.add(number, page.edges(), page.sizes(), page.words())
        survey = surveyor.survey(count)
        outline = by_page(self._outline())
        headings = Headings(survey.body, outline, heading_sizes(surveyor.sizes, survey.body))
        assembly = Assembly(survey.compounds)
        missing = 0
        for number in range(1, count + 1):
            page = self._kept.pop(number, None) or self._look(number)
            missing = 0 if page is not None else missing + 1
            if missing >= _MISSING:
                self._damaged = [*(old for old in self._damaged if old < number - missing + 1), number - missing + 1]
                break
            if page is None:
                self._damaged.append(number)
            elif is_scanned(page.text, page.drawn):
                self._recognise(page, assembly)
            else:
                assembly.page(number, headings.mark(page.blocks(survey, furniture=self._reading.furniture), number))
            if assembly.length > self._reading.text_bytes:
                raise Unread("too_large", f"more than {self._reading.text_bytes:,} bytes of text; split the file")
        return assembly

    def _look(self, number: int) -> Page | None:
        try:
            return self._pages.look(number)
        except self._pdfium.PdfiumError:
            return None

    def _recognise(self, page: Page, assembly: Assembly) -> None:
        if not self._reading.ocr:
            self._scanned.append(page.number)
            return
        read = recogniser(self._pdfium.raw, self._reading)
        with self._pages.opened(page.number) as opened:
            found = read(opened)
        if found:
            assembly.page(page.number, found)
            self._recognised.append(page.number)
        else:
            self._scanned.append(page.number)

    def _outline(self) -> Iterator[tuple[int, int, str]]:
        for at, bookmark in enumerate(self._pages.pdf.get_toc(max_depth=8)):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            if index is not None:
                yield index + 1, bookmark.level + 1, bookmark.get_title()
            if at >= _MOST_ENTRIES:
                return

    def _advice(self) -> str:
        return "no text was recognised" if self._reading.ocr else advice()

    def _refused(self, count: int) -> Iterator[Refusal]:
        last = self._damaged[-1] if self._damaged else 0
        for number in self._damaged:
            rest = f"this page and the {count - number} after it are missing"
            cut = number == last and self._pages.asked < count
            yield Refusal("damaged", rest if cut else "the page cannot be read", page=number)

    def _nothing(self, count: int) -> Unread:
        """Why there is no text at all."""
        if self._scanned:
            return Unread("scanned", f"{len(self._scanned)} of {count} pages; {self._advice()}")
        if self._damaged:
            return Unread("damaged", f"{count} pages are told of, and none can be read")
        return Unread("no_text", f"{count} pages without text")
