"""Pages that are pictures: refused, or recognised; a text beneath a picture is its text."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from selfinstruct.documents.ocr.recognition import Picture
from selfinstruct.documents.readers.pdf import read_pdf
from selfinstruct.extras import installing
from tests.documents.readers.pdf.made import PARAGRAPH, document, drawn, lines, put_together, refusals, stream
from tests.documents.readers.reading import refusal

WHOLE = " ".join(PARAGRAPH)
ADVICE = f"{installing('ocr')} and give --ocr"


def scan(c: Canvas) -> None:
    from PIL import Image

    c.drawInlineImage(Image.new("L", (60, 84), 200), 0, 0, *A4)


def layered(c: Canvas) -> None:
    scan(c)
    text = c.beginText(70, 700)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 11)
    for line in PARAGRAPH:
        text.textLine(line)
    c.drawText(text)


def test_a_scan_is_refused_as_a_whole_or_page_by_page() -> None:
    assert refusal(read_pdf, drawn(scan, scan, scan)) == ("scanned", f"3 of 3 pages; {ADVICE}")
    data = drawn(lambda c: lines(c, PARAGRAPH), scan)
    assert [(one.rule, one.page, one.value) for one in refusals(data)] == [("scanned", 2, ADVICE)]
    assert document(data).text == WHOLE


def test_an_invisible_text_under_a_picture_is_its_text() -> None:
    data = drawn(layered)
    assert document(data).text == WHOLE
    assert refusals(data) == []


@pytest.mark.parametrize("told", [b"/ToUnicode 5 0 R", b""])
def test_letters_without_codes_are_a_picture(told: bytes) -> None:
    codes = b"<~>".replace(b"~", b"".join(b"01%02X" % (1 + at % 8) for at in range(30)))
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "
        b"/CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] "
        + told
        + b" >>"
    )
    names = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0100> <01FF> <E100> endbfrange endcmap end"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 %s >> >> >>"
    )
    data = put_together(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page % font,
        stream(b"BT /F1 12 Tf 70 700 Td " + codes + b" Tj ET"),
        stream(names),
    )
    assert refusal(read_pdf, data)[0] == "scanned"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """A recogniser of a user's own, called by `own_eyes:open_eyes`."""
    seen: list[Picture] = []

    def open_eyes(language: str) -> Any:
        def look(picture: Picture) -> str:
            seen.append(picture)
            return f"Read in {language}: the break-\nwater is\nshut.\n\nA second paragraph."

        return look

    monkeypatch.setitem(sys.modules, "own_eyes", SimpleNamespace(open_eyes=open_eyes))
    return seen


def test_recognised_pages_are_told(own: list[Picture]) -> None:
    data = drawn(lambda c: lines(c, PARAGRAPH), scan)
    found = document(data, ocr="own_eyes:open_eyes", ocr_language="deu")
    assert found.text == f"{WHOLE}\n\nRead in deu: the breakwater is shut.\n\nA second paragraph."
    assert found.more == {"ocr": [2]}
    assert found.text[found.pages[1][0] :].startswith("Read in deu")
    assert (own[0].width, own[0].height, own[0].dpi) == (1654, 2339, 200)
    assert own[0].pixels[1654 * 1000 + 800] == 200


def test_a_picture_in_which_nothing_is_recognised_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = SimpleNamespace(open_eyes=lambda _language: lambda _picture: " \n")
    monkeypatch.setitem(sys.modules, "blind_eyes", blind)
    assert refusal(read_pdf, drawn(scan), ocr="blind_eyes:open_eyes") == (
        "scanned", "1 of 1 pages; no text was recognised",
    )  # fmt: skip
