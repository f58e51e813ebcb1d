"""The tree of a page, whatever its markup is like, and small changes to it."""

import html
import html.entities
import re
from functools import cache
from typing import Any

from selfinstruct.documents.document import Unread
from selfinstruct.documents.safe_xml import lxml_etree

# An element and its texts take some 400 bytes in libxml2, and there are two marks to most of them.
_MOST_MARKS = 2_500_000
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
# What old pages never close, and what a page to break readers nests: of no use to the text.
_FLAT = re.compile(r"<(/?)(?:div|span|font|b|i|u|em|strong|small|big|center|section|a)\b[^<>]*>", re.IGNORECASE)
# XHTML closes any element by itself; HTML takes the slash for nothing and the rest of the page for what is in it.
_XHTML = re.compile(r"^\s*<\?xml|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")
_CLOSED = re.compile(
    r"<(script|style|title|textarea|iframe|noscript|a|abbr|b|blockquote|code|dd|div|dl|dt|em|figure|h[1-6]|i|li|ol|p|pre"
    r"|section|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul|video|audio|object|nav|aside)\b([^<>]*)/>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_SPACE = re.compile(r"\s+")


def parse_page(text: str) -> Any:
    """The root (an lxml element) of a page, its comments left out; None for one without any element.

    Raises Unread: too_large for a page with too many elements, or nested too deeply.
    """
    marks = text.count("<")
    if marks > _MOST_MARKS:
        raise Unread("too_large", f"has {marks:,} tags; {_MOST_MARKS:,} are allowed")
    if "&" in text:
        text = _ENTITY.sub(_html5, text)
    if _XHTML.search(text[:2000]):
        text = _CDATA.sub(lambda found: html.escape(found[1]), _CLOSED.sub(r"<\1\2></\1>", text))
    root, whole = _parsed(text)
    if not whole:
        root, whole = _parsed(_FLAT.sub(lambda found: " " if found[1] else " <br>", text))
    if not whole:
        raise Unread("too_large", "is nested too deeply")
    return root


def _parsed(text: str) -> tuple[Any, bool]:
    etree = lxml_etree()
    # huge_tree: 2,048 elements may nest instead of 256; what is beyond is lost without a word but for the log.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, True
    return root, not any("depth" in entry.message for entry in parser.error_log)


def _html5(found: re.Match[str]) -> str:
    """Characters that libxml2 has no name for."""
    name = found[1]
    if name[:-1] in html.entities.name2codepoint:
        return found[0]
    return html.entities.html5.get(name, found[0])


def body_of(root: Any) -> Any:
    """The element with all of the text: libxml2 makes no body where a page begins with what may stand in a head."""
    return next(root.iter("body"), root)


def drop(element: Any) -> None:
    """Take an element out, and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        leave(element, element.tail)
    parent.remove(element)


def leave(element: Any, text: str) -> None:
    """Put text before an element."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + text


def replace(element: Any, text: str) -> None:
    """Put text in the place of an element."""
    leave(element, text)
    drop(element)


def length(element: Any) -> int:
    """The characters of its text, white space aside."""
    text: str = _string()(element)
    if text.isascii():
        return len(text.encode().translate(None, b" \n\t\r"))
    return len(text) - sum(map(text.count, " \n\t\r\xa0"))


@cache
def _string() -> Any:
    return lxml_etree().XPath("string()", smart_strings=False)


def plain(element: Any) -> str:
    """Its text in one line."""
    return _SPACE.sub(" ", "".join(element.itertext())).strip()
