"""What a file is, by its first bytes; its name counts only for what has no mark of its own."""

import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from selfinstruct.documents.document import Reading, Source, Unread
from selfinstruct.extras import installing
from selfinstruct.files.kinds import signatures

FORMATS = (
    "pdf", "html", "docx", "odt", "pptx", "xlsx", "xls", "ods", "epub", "markdown", "text", "csv", "json", "parquet",
    "mail", "mbox", "warc", "zip", "tar", "image",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A format, one of FORMATS, and the name of its reader in `readers.SHIPPED`, or `own`, the path of a user's.

    A compressed file has `packed`, how, instead: gz, zst, bz2 or xz.
    """

    format: str
    reader: str = ""
    own: str = ""
    packed: str = ""


_SHEETS = ("xlsx", "xls", "ods")
# The longest stretch before the mark of a PDF that its readers skip.
_JUNK = 1024
_HEAD = 33_000
_NAMES = {
    "csv": ("csv", "tsv", "tab"), "json": ("json", "jsonl", "ndjson", "jsonlines", "ipynb"),
    "markdown": ("md", "markdown", "mdown", "mkd", "mdx", "rmd", "qmd"), "html": ("html", "htm", "xhtml", "shtml"),
    "mail": ("eml",), "mbox": ("mbox", "mbx"),
}  # fmt: skip
_BY_NAME = {f".{ending}": format for format, endings in _NAMES.items() for ending in endings}
_UNREAD_NAMES = {
    ".pages": ("an iWork file", "export it as DOCX, PPTX or PDF first"),
    ".dvi": ("a DVI file", "convert it first: dvipdf FILE OUT"),
}

_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|p|h[1-6]|table|article|main)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_PDF = re.compile(rb"%PDF-\d\.\d")
_XML = re.compile(rb"\s*<\?xml[^>]*>")
_ROOT = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*<([\w:.-]+)", re.DOTALL)
_MBOX = re.compile(rb"From \S+.* \d{4}\s*\r?\n[\w-]+:")
_MAIL_FIELDS = re.compile(
    rb"(received|return-path|message-id|mime-version|date|from|to|subject|delivered-to|x-[\w-]+|dkim-signature|cc"
    rb"|reply-to|content-type|content-transfer-encoding|sender|user-agent|in-reply-to|references):[ \t]",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"[!-9;-~]+:|[ \t]")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def sniff(source: Source, reading: Reading) -> Kind:
    """What a file is; raises Unread for what is not read, and says what it is."""
    ending = PurePosixPath(source.name).suffix.lower()
    if ending in reading.readers:
        return Kind(ending[1:], own=reading.readers[ending])
    with source.open() as file:
        head = file.read(_HEAD)
    return _by_bytes(source, reading, head) or _by_text(head, ending)


def _by_bytes(source: Source, reading: Reading, head: bytes) -> Kind | None:
    for mark, format in signatures.READ.items():
        if head.startswith(mark):
            return _zipped(source) if format == "zip" else Kind(format, format)
    for mark, packed in signatures.PACKED.items():
        if head.startswith(mark):
            return Kind("", packed=packed)
    if (pdf := _PDF.search(head[:_JUNK])) and (pdf.start() == 0 or b" obj" in head):
        return Kind("pdf", "pdf")
    if head.startswith(signatures.OLE2):
        return _ole2(source)
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return Kind("tar", "tar")
    for mark, what in signatures.PICTURES.items():
        if head.startswith(mark):
            return _picture(what, reading)
    for at, mark, what, advice in signatures.UNREAD:
        if head.startswith(mark, at) and (mark in signatures.TEXTUAL or not mark.isascii() or not _is_text(head)):
            raise Unread("unsupported", f"is {what}: {advice}")
    return None


def _picture(what: str, reading: Reading) -> Kind:
    if reading.ocr:
        return Kind("image", "image")
    raise Unread("scanned", f"is {what}: {installing('ocr')}, and give --ocr to have its text recognised")


def _by_text(head: bytes, ending: str) -> Kind:
    plain = _narrowed(head)
    if (xml := _XML.match(plain)) or plain.lstrip()[:5] in (b"<svg ", b"<rss "):
        root = _ROOT.match(plain, xml.end() if xml else 0)
        return _marked_up(root[1].decode() if root else "?", plain)
    if _MARKUP.match(plain) and _BY_NAME.get(ending) not in ("markdown", "csv", "json", "mail"):
        return Kind("html", "html")
    if _MBOX.match(plain):
        return Kind("mbox", "mbox")
    if ending in _UNREAD_NAMES:
        what, advice = _UNREAD_NAMES[ending]
        raise Unread("unsupported", f"is {what}: {advice}")
    format = _BY_NAME.get(ending, "")
    if format != "markdown" and format != "csv" and _is_mail(plain, format == "mail"):
        return Kind("mail", "mail")
    if not format and _is_rows(plain):
        format = "json"
    format = format if format not in ("mail", "mbox") else ""
    return Kind(format, format) if format else Kind("text", "text")


def _marked_up(root: str, plain: bytes) -> Kind:
    for name, format, what, advice in signatures.XML_ROOTS:
        if root == name or (root.lower() == name and format):
            if format:
                return Kind(format, format)
            raise Unread("unsupported", f"is {what}: {advice}")
    raise Unread("unsupported", f"is XML ({root[:40]}): turn it into HTML, JSON lines or plain text first")


def _narrowed(head: bytes) -> bytes:
    """The beginning of a text as bytes of ASCII, whatever its encoding, as far as marks of formats go."""
    if head.startswith(_BOMS[0]):
        return head[3:]
    if head.startswith(_BOMS[1:]) or head[1:2] == b"\x00" or head[:1] == b"\x00":
        return head.replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head


def _is_text(head: bytes) -> bool:
    """Whether bytes that begin like some short mark are text after all."""
    return not any(byte < 9 or 13 < byte < 27 for byte in head[:2000]) and b"\x7f" not in head[:2000]


def _is_rows(plain: bytes) -> bool:
    """Whether text without a telling name is JSON: its first line is an object, or it begins an array of them."""
    start = plain.lstrip()
    return bool(re.match(rb'\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*\{\s*"(?:[^"\\\n]|\\.)*"\s*:', start))


def _is_mail(plain: bytes, named: bool) -> bool:
    """Whether text begins with the header of a mail, and no more than that."""
    found = set()
    lines = plain.replace(b"\r\n", b"\n").split(b"\n")
    for line in lines:
        if not line:
            break
        if not _FIELD.match(line):
            return False
        if field := _MAIL_FIELDS.match(line):
            found.add(field[1].lower())
    if named:
        return bool(found)
    origin = found & {b"from", b"sender", b"return-path", b"received"}
    return bool(origin) and bool(found & {b"message-id", b"mime-version", b"received", b"date"}) and len(found) > 2


def _is_old_tar(head: bytes) -> bool:
    """Whether a header without a mark has the checksum of a tar member, and a name."""
    if len(head) < 512 or not head[0] or head[156:157] not in b"\x0001257":
        return False
    try:
        told = int(head[148:156].split(b"\x00")[0].strip() or b"x", 8)
    except ValueError:
        return False
    return told == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _zipped(source: Source) -> Kind:
    with source.open() as file:
        names, mimetype = _zip_names(file)
    for told, format, what, advice in signatures.MIMETYPES:
        if mimetype.startswith(told):
            return _found(format, what, advice)
    for pattern, format, what, advice in signatures.ZIP_MEMBERS:
        if any(pattern.fullmatch(name) for name in names):
            return _found(format, what, advice)
    return Kind("zip", "zip")


def _found(format: str, what: str, advice: str) -> Kind:
    if what == "encrypted":
        raise Unread("encrypted", "has a password: save it without one")
    if not format:
        raise Unread("unsupported", f"is {what}: {advice}")
    return Kind(format, "sheets" if format in _SHEETS else format)


def _zip_names(file: IO[bytes]) -> tuple[list[str], str]:
    """The names of a zip file's members, and what its member `mimetype` says; none where it is damaged."""
    file.seek(0)
    start = file.read(200)
    mimetype = ""
    if start[30:38] == b"mimetype":  # the first member, and not compressed
        skip, size = struct.unpack_from("<H", start, 28)[0], struct.unpack_from("<L", start, 18)[0]
        mimetype = start[38 + skip : 38 + skip + min(size or 80, 80)].decode("latin-1")
    try:
        with zipfile.ZipFile(file) as archive:
            return [name.replace("\\", "/") for name in archive.namelist()], mimetype
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return [], mimetype  # the reader says what is wrong


def _ole2(source: Source) -> Kind:
    with source.open() as file:
        names = set(_ole2_names(file))
    for name, format, what, advice in signatures.OLE2_STREAMS:
        if name in names:
            return _found(format, what, advice)
    raise Unread("unsupported", "is a file of an old Microsoft program: save it in a format of today")


def _ole2_names(file: IO[bytes]) -> list[str]:
    """The names of the streams in an OLE2 file ([MS-CFB] 2.2, 2.6): its directory is a chain of sectors."""
    head = file.read(512)
    if len(head) < 512:
        return []
    size = 1 << max(9, min(12, struct.unpack_from("<H", head, 30)[0]))
    per, at, fats = size // 4, struct.unpack_from("<L", head, 48)[0], struct.unpack_from("<109L", head, 76)
    names: list[str] = []
    for _ in range(1000):
        file.seek((at + 1) * size)
        sector = file.read(size)
        for entry in range(0, len(sector) - 127, 128):
            length = struct.unpack_from("<H", sector, entry + 64)[0]
            names.append(sector[entry : entry + max(0, min(64, length - 2))].decode("utf-16-le", "replace"))
        if at // per >= len(fats) or not sector:
            break
        file.seek((fats[at // per] + 1) * size + 4 * (at % per))
        following = file.read(4)
        if len(following) < 4 or (at := struct.unpack("<L", following)[0]) >= 0xFFFFFFFA:
            break
    return names
