"""Fields of a mail's header as text: encoded words (RFC 2047), parameters (RFC 2231), and what is written instead."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import unquote_to_bytes

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Unread

_CONTINUED = re.compile(r"[\r\n]+[ \t]+")


def header(message: Message, name: str) -> str:
    """A field on one line, "" where there is none."""
    return decoded_field(next((str(value) for field, value in message.raw_items() if field.lower() == name), ""))


def decoded_field(value: str) -> str:
    """A field's value as text; bytes that are no ASCII are escaped in it, as the parser leaves them."""
    raw = _CONTINUED.sub(" ", value.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    text = "".join(_text(part, charset) for part, charset in parts)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def filename(part: Message) -> str:
    """The last part of the name that an attachment has, "" for none."""
    try:
        value = part.get_param("filename", None, "content-disposition") or part.get_param("name", None, "content-type")
    except (ValueError, UnicodeError):
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        # What RFC 2231 splits and escapes has been put together; its characters are bytes.
        name = _text((text or "").encode("latin-1", "replace"), charset) or collapse_rfc2231_value(value)
    else:
        name = decoded_field(str(value or ""))
        if re.match(r"[\w-]+''", name) and "%" in name:
            charset, _, rest = name.partition("''")
            name = _text(unquote_to_bytes(rest), charset)
    return re.split(r"[/\\]", name)[-1].strip(". \t") if name else ""


def _text(part: bytes | str, charset: str | None) -> str:
    data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
    try:
        return decode(data, charset or "")[0] if data else ""
    except Unread:
        return data.decode("latin-1")
