"""The parts of a message: which are its body, which of them say the same twice, and which are attachments."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Unread
from selfinstruct.documents.readers.mail.headers import filename

# Parts that say something about the message, and nothing to people.
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
               "message/delivery-status", "text/rfc822-headers", "message/disposition-notification")  # fmt: skip
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TAG = re.compile(r"<[^>]*>")
_FLOWED = re.compile(r"(?<=[^\n]) \n(?![>\n]|-- \n)")


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment: its name, without folders, and its bytes."""

    name: str
    data: bytes


def is_encrypted(message: Message) -> bool:
    """Whether only the recipient can read it."""
    kind = message.get_content_type()
    opaque = kind in _ENCRYPTED and message.get_param("smime-type") != "signed-data"
    return kind == "multipart/encrypted" or opaque


def sorted_parts(message: Message, most: int) -> tuple[list[Message], list[Part]]:
    """The parts that are the body, in order, with those that say the same twice side by side, and the attachments."""
    body: list[Message] = []
    attachments: list[Part] = []
    names: dict[str, int] = {}
    for number, part in enumerate(_leaves(message), 1):
        if number > most:
            raise Unread("too_large", f"has more than {most:,} parts")
        kind = part.get_content_type()
        if kind in _SIGNATURES:
            continue
        if kind.startswith("text/") and kind != "text/calendar" and not _is_attached(part):
            body.append(part)
        elif not part.get("content-id") or (_is_attached(part) and not _is_picture(part)):
            name = _unique(filename(part) or _unnamed(part, number), names)
            attachments.append(Part(name, _data(part)))
    return body, attachments


def body_parts(body: list[Message], stub: int) -> Iterator[Message]:
    """Of parts that say the same the plain one, unless that only says that there is another."""
    groups: dict[int, list[Message]] = {}
    for part in body:
        groups.setdefault(getattr(part, "twins", id(part)), []).append(part)
    for twins in groups.values():
        plain = [part for part in twins if part.get_content_type() == "text/plain"]
        pages = [part for part in twins if part.get_content_type() == "text/html"]
        if len(twins) == 1 or not (plain and pages):
            yield from twins if len(twins) == 1 else plain or pages or twins
            continue
        said = len("".join("".join(text_of(part) for part in plain).split()))
        shown = len("".join(_TAG.sub("", "".join(text_of(part) for part in pages)).split()))
        yield from pages if said == 0 or (said < stub and shown > 10 * said) else plain


def text_of(part: Message) -> str:
    """The text of a part, with line feeds; where lines are flowed (RFC 3676), whole paragraphs."""
    data = part.get_payload(decode=True)
    charset = part.get_param("charset")
    declared = charset if isinstance(charset, str) else charset[2] if isinstance(charset, tuple) else ""
    try:
        text = decode(data, declared or "")[0] if isinstance(data, bytes) and data else ""
    except Unread:
        text = data.decode("latin-1") if isinstance(data, bytes) else ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _FLOWED.sub("" if str(part.get_param("delsp", "")).lower() == "yes" else " ", text)
        text = re.sub(r"(?m)^ (?=[ >]|From )", "", text)
    return text


def _leaves(message: Message, twins: int = 0) -> Iterator[Message]:
    """The parts that hold no others; those of one choice among several have the same `twins`."""
    kind = message.get_content_type()
    if kind == "message/rfc822" or not message.is_multipart():
        if twins:
            message.twins = twins  # type: ignore[attr-defined]
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part, twins or (id(message) if kind == "multipart/alternative" else 0))


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(filename(part))


def _is_picture(part: Message) -> bool:
    """Whether it is a picture that the body shows."""
    return part.get_content_maintype() == "image" and part.get("content-id") is not None


def _unnamed(part: Message, number: int) -> str:
    kind = part.get_content_type()
    ending = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind, strict=True) or ""
    return f"part {number}{ending}"


def _unique(name: str, names: dict[str, int]) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{names[name]}-{name}"


def _data(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else inner
        return first.as_bytes() if isinstance(first, Message) else str(first).encode("utf-8", "replace")
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
