"""WARC: the pages of a crawl, each with its address and date, read for what it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.members import each_member
from selfinstruct.documents.readers.reading import read_source
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/json": ".json",
    "text/csv": ".csv", "text/markdown": ".md",
}  # fmt: skip


def read_warc(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The documents of a crawl: answers with status 200, resources, and texts that were made of them."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise MissingExtra(f"WARC needs a package: {installing('web')}") from None
    with source.open() as file:
        try:
            for name, record in each_member(_told(ArchiveIterator(file))):
                member = f"{source.member}/{name}" if source.member else name
                for item in _record(record, source, member, reading):
                    yield item if item.member else replace(item, member=member)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise Unread("damaged", f"is no whole WARC file: {' '.join(str(error).split())[:200]}") from None


def _told(records: Any) -> Iterator[tuple[str, Any]]:
    number = 0
    for record in records:
        if record.rec_type in ("response", "conversion", "resource"):
            number += 1
            yield f"record {number}", record


def _record(record: Any, source: Source, member: str, reading: Reading) -> Iterator[Document | Refusal]:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    date = record.rec_headers.get_header("WARC-Date") or ""
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() not in ("200", None):
        yield Refusal("status", f"{headers.get_statuscode()} {url}", member)
        return
    data = record.content_stream().read(reading.document_unpacked + 1)
    if len(data) > reading.document_unpacked:
        yield Refusal("too_large", f"over {reading.document_unpacked:,} bytes: {url}", member)
        return
    told = (headers.get_header("Content-Type") if headers is not None else "") or ""
    if not told and record.rec_type != "response":
        told = record.rec_headers.get_header("Content-Type") or ""
    kind, _, parameters = told.partition(";")
    kind = kind.strip().lower()
    inner = Source(_name(url, kind), data=_with_charset(data, kind, parameters), member=member, depth=source.depth + 1)
    for item in read_source(inner, reading):
        if isinstance(item, Document):
            yield replace(item, url=item.url or url, date=item.date or date)
        else:
            yield replace(item, value=f"{item.value}: {url}" if item.value else url)


def _name(url: str, kind: str) -> str:
    """A name whose ending says what the server said; of what it does not say the address tells."""
    name = PurePosixPath(urlsplit(url).path).name if url else ""
    return f"page{_ENDINGS[kind]}" if kind in _ENDINGS else name or "page"


def _with_charset(data: bytes, kind: str, parameters: str) -> bytes:
    """The bytes of a text as UTF-8 where the server names another encoding, which the page itself need not."""
    _, named, charset = parameters.lower().partition("charset=")
    charset = charset.split(";")[0].strip("\"' ")
    if not named or charset in ("utf-8", "utf8") or not kind.startswith(("text/", "application/xhtml")) or not data:
        return data
    try:
        return b"\xef\xbb\xbf" + decode(data, charset)[0].encode("utf-8", "replace")
    except Unread:
        return data
