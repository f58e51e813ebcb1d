"""Plain text, reStructuredText and whatever else is text without a reader of its own: as it is."""

from collections.abc import Iterator

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread

_SAME = 200


def read_text(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The text of a file as its one document."""
    yield Document(plain_text(source, reading), format="text")


def plain_text(source: Source, reading: Reading) -> str:
    """The text of a file with line feeds for all ends of lines; raises Unread for too much of it, or none."""
    if source.size > reading.text_bytes:
        raise Unread("too_large", f"over {reading.text_bytes:,} bytes of text; split the file")
    text = decode(source.read())[0].replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > reading.text_bytes:
        raise Unread("too_large", f"over {reading.text_bytes:,} characters of text; split the file")
    text = text.removesuffix("\x1a").strip("\n").rstrip()
    if not text.strip():
        raise Unread("no_text")
    if len(text) > _SAME and text.count(text[0]) == len(text):  # filled, as disks and tests are
        raise Unread("not_text", f"is nothing but {text[0]!r}, {len(text):,} times")
    return text
