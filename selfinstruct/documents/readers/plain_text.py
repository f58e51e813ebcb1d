"""Plain text, reStructuredText and whatever else is text without a reader of its own: as it is."""

from collections.abc import Iterator

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread


def read_text(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The text of a file as its one document."""
    if source.size > reading.text_bytes:
        raise Unread("too_large", f"over {reading.text_bytes:,} bytes of text; split the file")
    try:
        text = source.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unread("not_text") from None
    if not text.strip():
        raise Unread("no_text")
    yield Document("\n".join(text.splitlines()))
