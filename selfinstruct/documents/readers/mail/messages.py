"""Messages and boxes of them: the body is a document under its subject, each attachment a file of its own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from itertools import chain

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.mail.headers import header
from selfinstruct.documents.readers.mail.parts import Part, body_parts, is_encrypted, sorted_parts, text_of
from selfinstruct.documents.readers.mail.replies import without_replies, without_signature
from selfinstruct.documents.readers.members import each_member
from selfinstruct.documents.readers.reading import read_source

# The line before each message of a box (RFC 4155): a sender and a date.
_FROM = re.compile(rb"From (?:\S+ +)?\S.*\d{4}\s*$|From \S+\s*$")
_ESCAPED = re.compile(rb">+From ")
_STUB = 200  # characters: a plain part this short may only say that there is an HTML one


def read_mail(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """A message and its attachments."""
    if source.size > reading.document_unpacked:
        raise Unread("too_large", f"over {reading.document_unpacked:,} bytes; --most-bytes N allows more")
    yield from _read(source.read(), source, source.member, reading)


def read_mbox(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The messages of a box, one after the other; how large it is does not matter."""
    numbered = ((f"message {number}", data) for number, data in enumerate(_messages(source, reading), 1))
    for name, data in each_member(numbered):
        member = f"{source.member}/{name}" if source.member else name
        if data is None:
            yield Refusal("too_large", f"over {reading.document_unpacked:,} bytes; --most-bytes N allows more", member)
            continue
        try:
            for item in _read(data, source, member, reading):
                yield item if item.member else replace(item, member=member)
        except Unread as unread:
            yield replace(unread.refusal, member=member)


def _messages(source: Source, reading: Reading) -> Iterator[bytes | None]:
    """The bytes of each message, None for one beyond all bounds."""
    held: list[bytes] = []
    size, blank, begun = 0, True, False
    with source.open() as file:
        while line := file.readline(1 << 20):
            if blank and line.startswith(b"From ") and _FROM.match(line):
                if begun:
                    yield b"".join(held) if size <= reading.document_unpacked else None
                held, size, begun = [], 0, True
            else:
                size += len(line)
                if size <= reading.document_unpacked:
                    held.append(line[1:] if _ESCAPED.match(line) else line)
            blank = line in (b"\n", b"\r\n")
    if begun:
        yield b"".join(held) if size <= reading.document_unpacked else None


def _read(data: bytes, source: Source, member: str, reading: Reading) -> Iterator[Document | Refusal]:
    try:
        message = BytesParser().parsebytes(data.lstrip(b"\r\n"))
        body, attachments = sorted_parts(message, reading.members)
    except RecursionError:
        raise Unread("nested", "has parts within parts, too many to follow") from None
    if is_encrypted(message):
        raise Unread("encrypted", "is encrypted for its recipient: decrypt it first")
    parts: Iterator[tuple[str, Part | None]] = chain([("", None)], ((part.name, part) for part in attachments))
    found = False
    for name, part in each_member(parts):
        if part is None:
            items = _body(message, body, member, source, reading)
        else:
            inner = Source(name, data=part.data, member=f"{member}/{name}" if member else name, depth=source.depth + 1)
            items = (
                item if item.member else replace(item, member=inner.member) for item in read_source(inner, reading)
            )
        for item in items:
            found = True
            yield item
    if not found:
        raise Unread("no_text", "has neither a text nor an attachment")


def _body(
    message: Message, body: list[Message], member: str, source: Source, reading: Reading
) -> Iterator[Document | Refusal]:
    subject = header(message, "subject")
    texts: list[str] = []
    for part in body_parts(body, _STUB):
        if part.get_content_type() == "text/html":
            page = Source("body.html", data=("\ufeff" + text_of(part)).encode("utf-8", "replace"), depth=source.depth)
            items = list(read_source(page, reading))
            if all(isinstance(item, Refusal) and item.rule == "no_text" for item in items):
                items = list(read_source(page, replace(reading, html="all")))  # links alone may be what a mail says
            for item in items:
                if isinstance(item, Document):
                    texts.append(item.text)
                elif item.rule not in ("no_text", "empty"):
                    yield replace(item, member=member)
        else:
            texts.append(text_of(part))
    text = "\n\n".join(stripped for text in texts if (stripped := text.strip("\n").rstrip()))
    cut = 0
    if not reading.replies:
        is_reply = message.get("in-reply-to") is not None or message.get("references") is not None
        text, cut = without_replies(text, subject, is_reply)
    if not reading.furniture:
        text = without_signature(text)
    if not text.strip():
        return
    whole = f"# {subject}\n\n{text}" if subject else text
    more = {"replies_cut": cut} if cut else {}
    yield Document(
        whole, subject, "mail", member, header(message, "content-language")[:20], "", _date(message), (), more
    )


def _date(message: Message) -> str:
    try:
        return parsedate_to_datetime(header(message, "date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
