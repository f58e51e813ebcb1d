"""What a file looks like that is no file of rows, or is one by another name: said once, with what can be done."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from selfinstruct.files.kinds.signatures import MIMETYPES, OLE2, PACKED, PICTURES, TEXTUAL, UNREAD, ZIP_MEMBERS
from selfinstruct.files.unfold.columns import MEANINGS, is_known_column, plain_column

FORMS = "JSON lines, a JSON array, CSV, YAML, text lines (.txt) or Parquet"
_DOCUMENTS = "selfinstruct ingest reads documents"
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|\?xml|svg|rss|div|p|table)[\s>]", re.I | re.S
)
_OFFICE = {"docx": "a Word document", "pptx": "a PowerPoint presentation", "xlsx": "an Excel workbook",
           "epub": "an e-book (EPUB)", "odt": "an OpenDocument text", "ods": "an OpenDocument spreadsheet"}  # fmt: skip
_SHEETS = "save its table as CSV first"
_YAML = re.compile(r"(?:- +)?[\"']?([A-Za-z][\w-]{0,40})[\"']?:( +\S.*|\s*)$")
_TEXTS = {"inputs", "targets", "text", "label", "score", "chosen"}.union(*MEANINGS.values())
_HEADING = re.compile(r"#{1,6} +\S")


def resembled(start: bytes) -> str:
    """What a file is that begins so, with what can be done, "" where that is not known: anything but text of our kinds.

    Compressed files and Parquet are for others to tell.
    """
    if start.startswith(b"%PDF-"):
        return f"a PDF; {_DOCUMENTS}"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(start)
    if start.startswith(OLE2):
        return "an old Office file; save it as CSV or DOCX first"
    for mark, what in PICTURES.items():
        if start.startswith(mark):
            return what
    for mark, packed in PACKED.items():
        if packed not in ("gz", "zst") and start.startswith(mark):
            return f"a file packed with {packed}; unpack it first, or pack it with gzip or zstd"
    if start[257:262] == b"ustar":
        return "a tar archive; unpack it first"
    for at, mark, what, advice in UNREAD:
        if start.startswith(mark, at) and (mark in TEXTUAL or not mark.isascii() or b"\0" in start[:4096]):
            return f"{what}; {advice}"
    if start.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return "a pickle of Python; save its rows as JSON lines first"
    if found := _MARKUP.match(start):
        return "XML" if found[1].lower() in (b"?xml", b"svg", b"rss") else f"HTML; {_DOCUMENTS}"
    return "UTF-16 without a mark; save it as UTF-8" if _is_wide(start[:400]) else ""


def _is_wide(start: bytes) -> bool:
    """Whether every second byte is a zero, as in Latin text of two bytes a letter."""
    even, odd = start[::2], start[1::2]
    return len(start) > 7 and any(zeros.count(0) * 10 >= len(zeros) * 9 and not others.count(0)
                                  for zeros, others in ((even, odd), (odd, even)))  # fmt: skip


def _zipped(start: bytes) -> str:
    for mark, format, what, advice in MIMETYPES:
        if mark.encode() in start[:200]:
            return _office(format) or f"{what}; {advice}"
    heads = (found.start() for found in re.finditer(rb"PK\x03\x04", start))
    lengths = ((at + 30, int.from_bytes(start[at + 26 : at + 28], "little")) for at in heads)
    names = [start[at : at + length].decode("ascii", "replace") for at, length in lengths]
    for pattern, format, what, advice in ZIP_MEMBERS:
        folder = pattern.pattern.partition("/")[0]
        if any(pattern.match(name) or (format in _OFFICE and name.startswith(f"{folder}/")) for name in names):
            return _office(format) or f"{what}; {advice}"
    if any(name.startswith("[Content_Types]") for name in names):
        return f"an Office document; {_DOCUMENTS}, and a table can be saved as CSV"
    return "a zip archive; unpack it first"


def _office(format: str) -> str:
    advice = _SHEETS if format in ("xlsx", "ods") else _DOCUMENTS
    return f"{_OFFICE[format]}; {advice}" if format in _OFFICE else ""


def of_lines(lines: list[bytes], name: str) -> str:
    """What lines look like none of which is JSON, with what can be done."""
    texts = [line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip() for line in lines]
    said = [text for text in texts if text.strip()]
    first = said[0] if said else ""
    if csv_head(first):
        return "CSV; give it a name that ends in .csv"
    if yaml_head(said):
        return "YAML; give it a name that ends in .yaml"
    if PurePosixPath(name).suffix.lower() in (".md", ".markdown") or _HEADING.match(first):
        return "Markdown"
    if all("\0" not in text and "\ufffd" not in text for text in said) and not first.lstrip().startswith(("{", "[")):
        return "plain text; give it a name that ends in .txt if each line is an instruction"
    return ""


def csv_head(line: str) -> bool:
    """Whether a line is the head of CSV: short names, most of them columns of ours, and one that holds a text."""
    cells = [plain_column(cell.strip().strip('"')) for cell in line.strip().split(max(",;\t", key=line.count))]
    if not all(re.fullmatch(r"[^\W\d]\w{0,39}", cell) for cell in cells) or not _TEXTS.intersection(cells):
        return False
    return 2 * sum(map(is_known_column, cells)) >= len(cells)


def yaml_head(lines: Sequence[str]) -> bool:
    """Whether lines begin YAML: a list of mappings whose first key is a column of ours, or a key that holds a list."""
    said = [line for line in lines[:3] if line.strip() not in ("", "---")]
    found = _YAML.match(said[0]) if said else None
    if found is None:
        return False
    if said[0].startswith("- "):
        return is_known_column(found[1])
    return not found[2].strip() and len(said) > 1 and said[1].lstrip().startswith("- ")
