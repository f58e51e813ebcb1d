"""What a file is, by its bytes before its name."""

import io
import struct
import tarfile

import pytest

from selfinstruct.documents.document import Reading, Source, Unread
from selfinstruct.documents.sniffing import FORMATS, sniff
from tests.documents.zipped import zipped

_TEXT = "Plain words, and more of them.\n" * 3


def tar(*, old: bool = False) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"hello"))
    if not old:
        return data.getvalue()
    block = bytearray(data.getvalue())
    block[257:265] = bytes(8)  # as before POSIX
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block[:512]):06o}\0 ".encode()
    return bytes(block)


def ole2(*streams: str) -> bytes:
    """A file of Microsoft's old structure with a directory of these streams, and nothing in them."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<L", head, 48, 1)  # the directory begins in sector 1, the table of sectors is sector 0
    struct.pack_into("<109L", head, 76, 0, *[0xFFFFFFFF] * 108)
    sectors = -(-(len(streams) + 1) // 4)
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128L", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + bytes(62)
        for name in ("Root Entry", *streams)
    )
    return bytes(head) + table + entries.ljust(512 * sectors, b"\0")


def mail(*fields: str) -> bytes:
    return "\r\n".join([*fields, "", _TEXT]).encode()


READ = [
    ("a.bin", b"%PDF-1.7\n", "pdf"),
    ("a.docx", b"\xef\xbb\xbf\n\n%PDF-1.4\n1 0 obj", "pdf"),
    ("a.txt", b"The mark %PDF-1.4 begins a PDF.\n", "text"),
    ("a.txt", zipped({"word/document.xml": "<x/>", "[Content_Types].xml": ""}), "docx"),
    ("a.zip", zipped({"ppt/presentation.xml": ""}), "pptx"),
    ("a", zipped({"xl/workbook.xml": ""}), "xlsx"),
    ("a", zipped({"xl\\workbook.xml": ""}), "xlsx"),
    ("a", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}, 0), "odt"),
    ("a", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, 0), "ods"),
    ("a", zipped({"mimetype": "application/epub+zip"}, 0), "epub"),
    ("a", zipped({"META-INF/container.xml": ""}), "epub"),
    ("a", zipped({"notes.txt": "x"}), "zip"),
    ("a.docx", b"PK\x03\x04 and nothing more", "zip"),
    ("a.doc", ole2("A", "B", "C", "D", "Workbook"), "xls"),
    ("a", tar(), "tar"),
    ("a", tar(old=True), "tar"),
    ("a", b"PAR1....", "parquet"),
    ("a", b"WARC/1.0\r\n", "warc"),
    ("a.txt", b"<!DOCTYPE html><p>x", "html"),
    ("a.txt", b"\n<!-- saved -->\n<HTML lang=de>", "html"),
    ("a", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="z">', "html"),
    ("a.txt", "\ufeff<html>".encode("utf-16-le"), "html"),
    ("a.html", b"words without a tag", "html"),
    ("readme.md", b"<div align=center>logo</div>\n# Title", "markdown"),
    ("a.txt", b"From ann@example.org Mon Jan 05 10:00:00 2026\nSubject: x\n\nHello\n", "mbox"),
    ("a.txt", mail("Return-Path: <a@b>", "From: a", "Date: today", "Subject: x"), "mail"),
    ("a.eml", mail("Subject: x"), "mail"),
    ("a.txt", mail("From: the captain", "To: the crew"), "text"),
    ("a.eml", b"no header at all\n", "text"),
    ("a.csv", b"a,b\n1,2\n", "csv"),
    ("a.tsv", b"a\tb\n", "csv"),
    ("a.jsonl", b'{"text": "x"}\n', "json"),
    ("a.dat", b'{"text": "x"}\n{"text": "y"}\n', "json"),
    ("a.txt", b'[{"text": "x"}]', "json"),
    ("a.txt", b"{braces} begin a text", "text"),
    ("a.MD", b"# Title\n", "markdown"),
    ("a.rst", b"Title\n=====\n", "text"),
    ("a.py", b"import os\n", "text"),
    ("a.txt", b"BMW and MZ are makers of cars.\n", "text"),
    ("a.txt", b"ID3 tags are in many songs.\n", "text"),
    ("a.txt", b"OggS is a mark, and MSCF too.\n", "text"),
]  # fmt: skip

REFUSED = [
    (ole2("EncryptedPackage", "EncryptionInfo"), "encrypted", "password"),
    (ole2("WordDocument"), "unsupported", "soffice --headless --convert-to docx"),
    (ole2("PowerPoint Document"), "unsupported", "convert-to pptx"),
    (ole2("__properties_version1.0"), "unsupported", "Outlook message"),
    (ole2("Anything"), "unsupported", "old Microsoft program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported", "old Microsoft program"),
    (b"{\\rtf1\\ansi words}", "unsupported", "RTF"),
    (b"%!PS-Adobe-3.0\n", "unsupported", "ps2pdf"),
    (b"\x89PNG\r\n\x1a\n\0\0", "scanned", "--ocr"),
    (b"\xff\xd8\xff\xe0", "scanned", "--ocr"),
    (b"GIF89a\x01\0", "unsupported", "GIF"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "unsupported", "WebP"),
    (b"RIFF\x24\0\0\0WAVEfmt \x10\0", "unsupported", "transcribe"),
    (b"ID3\x04\0\0", "unsupported", "MP3"),
    (b"\0\0\0\x18ftypmp42\0\0", "unsupported", "video"),
    (b"\x1aE\xdf\xa3\x01", "unsupported", "Matroska"),
    (b"MZ\x90\0\x03\0", "unsupported", "program"),
    (b"\x7fELF\x02\x01", "unsupported", "program"),
    (b"7z\xbc\xaf'\x1c\0\x04", "unsupported", "unpack"),
    (b"Rar!\x1a\x07\x01\0", "unsupported", "unpack"),
    (b"SQLite format 3\0", "unsupported", "CSV"),
    (bytes(60) + b"BOOKMOBI", "unsupported", "ebook-convert"),
    (b"<?xml version='1.0'?><svg xmlns='x'/>", "unsupported", "SVG"),
    (b"<?xml version='1.0'?><orders/>", "unsupported", "XML (orders)"),
    (b"<?xml version='1.0'?>\n<!DOCTYPE FictionBook [<!ENTITY a 'b'>]><FictionBook/>", "unsupported", "FictionBook"),
    (zipped({"Index/Document.iwa": "x"}), "unsupported", "iWork"),
    (zipped({"META-INF/MANIFEST.MF": "x", "A.class": "y"}), "unsupported", "Java"),
    (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}, 0), "unsupported", ".odp"),
]


@pytest.mark.parametrize(("name", "data", "format"), READ)
def test_a_file_is_what_its_first_bytes_say(name: str, data: bytes, format: str) -> None:
    found = sniff(Source(name, data=data), Reading())
    assert found.format == format
    assert found.format in FORMATS


@pytest.mark.parametrize(("data", "rule", "told"), REFUSED)
def test_what_is_not_read_is_named(data: bytes, rule: str, told: str) -> None:
    with pytest.raises(Unread) as refused:
        sniff(Source("a.txt", data=data), Reading())
    assert refused.value.refusal.rule == rule
    assert told in str(refused.value.refusal.value)


@pytest.mark.parametrize(("mark", "packed"), [(b"\x1f\x8b", "gz"), (b"BZh9", "bz2"), (b"\xfd7zXZ\0", "xz")])
def test_compressed_files_say_how(mark: bytes, packed: str) -> None:
    assert sniff(Source("a", data=mark + b"\0\0"), Reading()).packed == packed


def test_readers_of_ones_own_come_first_and_pictures_are_read_with_ocr() -> None:
    own = Reading(readers={".dwg": "mine:read"})
    assert sniff(Source("a.DWG", data=b"AC1032\0"), own).own == "mine:read"
    assert sniff(Source("a.txt", data=b"\x89PNG\r\n\x1a\n"), Reading(ocr="tesseract")).reader == "image"
