"""PDFs for tests: drawn with reportlab, or put together from bytes."""

import io
import zlib
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from selfinstruct.documents.document import Document, Refusal
from selfinstruct.documents.readers.pdf import read_pdf
from tests.documents.readers.reading import read

FONT = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
HELLO = b"BT /F1 12 Tf 70 700 Td (The harbour office is open) Tj ET"
PARAGRAPH = (
    "The harbour office opens at six every day and closes at nine in the",
    "evening, except on Sundays, when the old breakwater is shut to all of",
    "the visitors and the light at its end stays dark until the morning.",
)


def drawn(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4, **told: str) -> bytes:
    """A PDF with a page for each function that draws one; `told` is its title, author and so on."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for name, value in told.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(canvas: Canvas, texts: Any, x: float = 70, y: float = 760, size: float = 11, font: str = "Helvetica") -> None:
    """Lines one below the other."""
    canvas.setFont(font, size)
    for at, text in enumerate(texts):
        canvas.drawString(x, y - 1.25 * size * at, text)


def put_together(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first of which is its root."""
    data, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + thing + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return data + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start)


def book(*contents: bytes, kids: bytes = b"", count: int = 0) -> bytes:
    """A PDF with a page for each stream, or with the kids and the count that are given (pages are 4, 6 …)."""
    out = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    for content in contents:
        out += [content, page(b"%d 0 R" % (len(out) + 1))]
    named = kids or b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(contents)))
    out[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (named, count or len(contents))
    return put_together(*out)


def page(contents: bytes, more: bytes = FONT) -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %s %s >>" % (contents, more)


def stream(content: bytes, told: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), told) + content + b"\nendstream"


def packed(content: bytes, times: int = 1) -> bytes:
    """A stream deflated so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9 if len(content) < 1 << 20 else 1)
    return stream(content, b"/Filter [" + b"/FlateDecode " * times + b"]")


def document(data: bytes, **options: Any) -> Document:
    return read(read_pdf, data, **options)[0]


def refusals(data: bytes, **options: Any) -> list[Refusal]:
    return read(read_pdf, data, **options)[1]


def text(data: bytes, **options: Any) -> str:
    return document(data, **options).text
