"""What a reader is given and what it gives back: documents, or refusals that say why there is none."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Document:
    """A document as plain text in Markdown: headings, tables, lists and fenced code as Markdown has them.

    `pages` are pairs of an offset into the text, in characters, and the number of the page, slide, sheet or chapter
    (from 1) that begins there, in order. `member` is its place within the file, "" where the file is the document.
    `format` is one of `sniffing.FORMATS`. `language`, `url` and `date` (ISO 8601) are what the file itself says, ""
    where it says nothing. `more` has what only some readers can tell: `kept`, the share of visible text kept of a web
    page, and `html`, by which cleaner; `ocr`, the numbers of pages that were recognised.
    """

    text: str
    title: str = ""
    format: str = ""
    member: str = ""
    language: str = ""
    url: str = ""
    date: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file, or a part of it, gives no document: a line of corpus.rejected.jsonl.

    `rule` is one of RULES, `value` says what was found and what to do. `member` is the place within the file, `page`
    a page's number.
    """

    rule: str
    value: Any = None
    member: str = ""
    page: int | None = None


# What refusals are for, and what each says in general.
RULES = {
    "encrypted": "is encrypted",
    "damaged": "cannot be read to its end",
    "empty": "has no bytes",
    "not_text": "is binary, and of no known format",
    "unsupported": "is of a format that is not read",
    "scanned": "is pictures of pages, without a text",
    "no_text": "holds no text",
    "too_large": "would take more memory or room than allowed",
    "unsafe": "refers to something outside of itself",
    "nested": "is an archive within an archive within an archive",
    "timeout": "took longer than allowed",
    "crashed": "made its reader fail",
    "row": "is a row that cannot be read",
    "no_value": "has formulas without a stored value",
    "duplicate": "has the text of an earlier document",
    "extra": "needs a package that is not installed",
    "unreadable": "may not be opened, or is not there",
    "status": "is an answer of a web server without a page",
    "pii": "holds personal data",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: one of this machine, or the bytes of a member of an archive or of a compressed file.

    `name` is for its ending: relative to the folder that was asked for, or within the archive, with "/"; a reader
    trusts the bytes and not the name. `member` is its place within the file, "" for the file itself, `depth` how many
    archives it is in. What is read as it is unpacked has an `opener`, which gives the bytes from the beginning but not
    back, and of which no more than `most` are held in memory.
    """

    name: str
    path: Path | None = None
    data: bytes = b""
    member: str = ""
    depth: int = 0
    opener: Callable[[], IO[bytes]] | None = None
    most: int = 0

    def open(self) -> IO[bytes]:
        """The bytes from the beginning."""
        if self.opener is not None:
            return self.opener()
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    @property
    def size(self) -> int:
        """In bytes; 1 where it is not known."""
        if self.opener is not None:
            return 1
        return len(self.data) if self.path is None else self.path.stat().st_size

    def read(self) -> bytes:
        """All bytes."""
        if self.opener is None:
            return self.data if self.path is None else self.path.read_bytes()
        with self.opener() as file:
            data = file.read(self.most + 1)
        if len(data) > self.most:
            raise Unread("too_large", f"unpacks to more than {self.most:,} bytes; --most-bytes N allows more")
        return data


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. Everything in here is JSON, since the readers run in processes of their own.

    html: auto, main, all or trafilatura. text, title: the field or column that is the text, the title, "" for the
    usual names. notes: speakers' notes of slides. furniture: keep running heads and page numbers. ocr: "", tesseract,
    textract or a `module:attr`; ocr_language: as Tesseract names them, eng+deu. passwords: tried in turn. members,
    unpacked, ratio: the most members of an archive, bytes they may take together, and bytes per byte packed.
    text_bytes: the most of one document's text. replies: keep quoted replies of mail. readers: of a user's own, by
    ending.
    """

    html: str = "auto"
    text: str = ""
    title: str = ""
    notes: bool = True
    furniture: bool = False
    ocr: str = ""
    ocr_language: str = "eng"
    passwords: tuple[str, ...] = ()
    members: int = 10_000
    unpacked: int = 1 << 30
    document_unpacked: int = 200_000_000
    ratio: int = 200
    text_bytes: int = 64_000_000
    replies: bool = False
    readers: Mapping[str, str] = field(default_factory=dict)


# Bytes in, documents or refusals out, in the order in which they stand in the file. A reader raises `Unread` to refuse
# the file as a whole; any other exception of its libraries that bad bytes can cause it turns into that.
Reader = Callable[[Source, Reading], Iterator[Document | Refusal]]


class Unread(Exception):
    """A file, or the member that is read now, cannot be read; `refusal` says why."""

    def __init__(self, rule: str, value: Any = None, page: int | None = None) -> None:
        super().__init__(rule, value)
        self.refusal = Refusal(rule, value, page=page)
