"""XML from strangers: no document type, no entity, nothing loaded, bounded depth."""

import re
from typing import Any

from selfinstruct.documents.document import Unread
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

_BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_WIDE = {
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be",
}  # fmt: skip
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse_xml(data: bytes, name: str) -> Any:
    """The root (an lxml element) of a part of an office document.

    Raises Unread, naming the part: unsafe for a document type or an entity, too_large for a depth or a text that
    libxml2 does not take without asking, damaged for what is not well-formed.
    """
    etree = lxml_etree()
    data = _narrow(data, name)
    refuse_dtd(data, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        too_deep = "depth" in str(error) or "huge" in str(error).lower()
        raise Unread("too_large" if too_deep else "damaged", f"{name}: {error}") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:  # in an encoding in which it was not seen above
        raise Unread("unsafe", f"{name} declares a document type")
    return root


def refuse_dtd(data: bytes, name: str) -> None:
    """Raise Unread, unsafe, where XML in a narrow encoding declares a document type."""
    prolog = _BEFORE_ROOT.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data.removeprefix(b"\xef\xbb\xbf")[prolog.end() if prolog else 0 :][:2] == b"<!":
        raise Unread("unsafe", f"{name} declares a document type")


def lxml_etree() -> Any:
    """`lxml.etree`, or MissingExtra."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtra(f"reading this needs lxml: {installing('documents')}") from None
    return etree


def _narrow(data: bytes, name: str) -> bytes:
    """The same XML in UTF-8 where it was in UTF-16, whose declaration must go with it."""
    if b"\x00" not in data[:4]:
        encoding = _WIDE.get(data[:2], "")
        if not encoding:
            return data
    elif data[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00", b"\x00\x00\x00<"):
        raise Unread("damaged", f"{name} is XML in UTF-32")
    else:
        encoding = _WIDE.get(data[:2], "")
        if not encoding:
            raise Unread("damaged", f"{name} is no XML")
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise Unread("damaged", f"{name}: {error}") from None
    return _DECLARED.sub("", text.removeprefix("\ufeff"), count=1).encode()
