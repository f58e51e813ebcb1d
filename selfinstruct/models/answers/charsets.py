"""The text of an answer: JSON is UTF-8, and what is not is in the character set that its header names."""

import codecs
import re
from collections.abc import Mapping

_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
# Texts in these may pass as UTF-8 too, as something else.
_NEVER_UTF8 = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")


def decoded_body(content: bytes, headers: Mapping[str, str]) -> str:
    """The text without a byte order mark, U+FFFD for what cannot be read; many services call UTF-8 something else."""
    named = _CHARSET.search(headers.get("content-type", ""))
    try:
        charset = codecs.lookup(named[1]).name if named else ""
    except LookupError:
        charset = ""
    if charset.startswith(_NEVER_UTF8):
        return _as(content, charset)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Latin-1 has no letters where Windows has its quotation marks; no text has the controls that it has there.
        return _as(content, {"iso8859-1": "cp1252", "ascii": ""}.get(charset, charset))


def _as(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset or "utf-8-sig", "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError):  # a codec that is not one of texts
        return content.decode("utf-8-sig", "replace")
