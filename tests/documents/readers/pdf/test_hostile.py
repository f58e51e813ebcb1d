"""Bad and hostile PDFs: each is refused by its rule, and says where."""

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from selfinstruct.documents.document import Reading, Source, Unread
from selfinstruct.documents.readers.pdf import read_pdf
from tests.documents.readers.pdf.made import (
    HELLO,
    PARAGRAPH,
    book,
    drawn,
    lines,
    packed,
    page,
    put_together,
    refusals,
    stream,
    text,
)  # fmt: skip
from tests.documents.readers.reading import refusal

ROOT = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


@pytest.mark.parametrize(
    ("data", "rule", "value"),
    [
        (b"", "empty", "0 bytes"),
        (b"%PDF-1.7\n" + b"\0" * 4000, "damaged", "cut off"),
        (book(stream(HELLO))[:300], "damaged", "cut off"),
        (put_together(ROOT, b"<< /Type /Pages /Kids [] /Count 0 >>"), "damaged", ""),
        (book(stream(b"")), "no_text", "1 pages without text"),
        (put_together(ROOT, ONE, page(b"[" + b"4 0 R " * 900 + b"]"), packed(HELLO + b" " * 9_000_000)), "too_large",
         "a page whose content unpacks"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, rule: str, value: str) -> None:
    found = refusal(read_pdf, data)
    assert found[0] == rule
    assert value in found[1]


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_refused(times: int) -> None:
    data = book(packed(HELLO + b" " * 129_000_000, times))
    rule, value = refusal(read_pdf, data)
    assert rule == "too_large"
    assert "unpacks to more than 128,000,000" in value


def test_a_long_text_is_too_large() -> None:
    data = drawn(*[lambda c: lines(c, PARAGRAPH)] * 3)
    assert refusal(read_pdf, data, text_bytes=300) == ("too_large", "more than 300 bytes of text; split the file")


def encrypted(user: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user, ownerPassword="owner", strength=128))
    lines(canvas, PARAGRAPH)
    canvas.save()
    return out.getvalue()


def test_passwords_are_tried_in_turn() -> None:
    assert refusal(read_pdf, encrypted("secret"))[0] == "encrypted"
    rule, value = refusal(read_pdf, encrypted("secret"), passwords=("a", "b"))
    assert (rule, value) == ("encrypted", "none of 2 passwords opens it; --password-file has those to try")
    assert text(encrypted("secret"), passwords=("a", "secret")).startswith("The harbour office")
    assert text(encrypted("")).startswith("The harbour office")


def test_a_count_of_pages_that_lies_is_cut_short() -> None:
    found = refusals(book(stream(HELLO), count=800_000))
    assert [(one.rule, one.page, one.value) for one in found] == [
        ("damaged", 2, "this page and the 799998 after it are missing")
    ]


def test_a_page_that_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    data = book(stream(HELLO), stream(HELLO), kids=b"4 0 R 99 0 R 6 0 R", count=3)
    assert [(one.rule, one.page) for one in refusals(data)] == [("damaged", 2)]
    assert text(data).count("harbour office") == 2


def test_pages_that_hold_themselves_end() -> None:
    data = put_together(ROOT, b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 3 >>", page(b"4 0 R"), stream(HELLO))
    assert text(data) == "The harbour office is open"


def test_a_file_whose_end_is_missing_says_so_where_it_can_be_read() -> None:
    data = drawn(lambda c: lines(c, PARAGRAPH)).replace(b"%%EOF", b"     ")
    assert [(one.rule, one.page) for one in refusals(data)] == [("damaged", None)]


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 0.01 Tf 70 700 Td (" + b". " * 20_000 + b"7) Tj ET",
        b"BT /F1 0.01 Tf 70 700 Td (" + b"a" * 50_000 + b"-) Tj ET",
        b"BT /F1 0.01 Tf 70 700 Td (" + b"1 " * 20_000 + b") Tj ET",
        b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S " % (k % 595, k % 595, k, k) for k in range(3900)) + HELLO,
        b"".join(b"BT /F1 1 Tf %d %d Td (w) Tj ET " % (k * 37 % 595, k * 53 % 842) for k in range(4000)),
        b"q " * 20_000 + HELLO,
        b"BT /F1 1e30 Tf 70 700 Td (huge) Tj ET " + HELLO,
        b"BT /F1 12 Tf 1e-30 0 0 1e30 70 700 Tm (flat) Tj ET " + HELLO,
    ],
)
def test_odd_content_is_read_or_refused(content: bytes) -> None:
    found = list(read_pdf_of(book(packed(content))))
    assert found


def read_pdf_of(data: bytes) -> list[object]:
    try:
        return list(read_pdf(Source("odd.pdf", data=data), Reading()))
    except Unread as unread:
        return [unread.refusal]


def test_a_paragraph_over_very_many_pages_takes_no_longer_for_each() -> None:
    one = stream(HELLO)
    data = put_together(ROOT, b"<< /Type /Pages /Kids [" + b"3 0 R " * 700 + b"] /Count 700 >>", page(b"4 0 R"), one)
    assert text(data).count("harbour office") == 700
