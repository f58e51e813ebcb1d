"""HTML: the text of a page without what is around it, as Markdown."""

import re
from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.charsets import declared_in
from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.html import cleaning
from selfinstruct.documents.html.formulas import settle_formulas
from selfinstruct.documents.html.metadata import told
from selfinstruct.documents.html.navigation import is_navigation
from selfinstruct.documents.html.tree import body_of, length, parse_page, plain
from selfinstruct.documents.html.writing import to_markdown
from selfinstruct.errors import MissingExtra
from selfinstruct.extras import installing

# What of the visible text our cleaner must keep, what trafilatura must keep of what ours does.
_LEAST = 1 / 3
_ENOUGH = 0.5
_NO_WIDTH = ("\xad", "\u200b", "\u2060", "\ufeff")
_WAITING = re.compile(r"^\W*(loading|please wait|redirecting|you need to enable javascript.*)\W*$", re.IGNORECASE)


def read_html(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The page in a file. Nothing it refers to is fetched."""
    yield page_document(source.read(), reading)


def page_document(data: bytes, reading: Reading, *, declared: str = "", crawled: bool = False) -> Document:
    """The document that a page is. `declared` is the encoding of a header; `crawled` says that it is from the web.

    `more` says in `html` what cleaned it, main (the element that says it is the text), page (all but what is around
    the text), all or trafilatura, and in `kept` the share of visible text that was kept. Raises Unread: not_text,
    too_large, and no_text for a page whose text scripts would make, or which only leads to others.
    """
    if len(data) > reading.text_bytes:
        raise Unread("too_large", f"has {len(data):,} bytes; {reading.text_bytes:,} of one text are allowed: split it")
    text, _ = decode(data, declared or declared_in(data))
    root = parse_page(text.replace("\x0b", " ").replace("\x00", ""))
    if root is None:
        raise Unread("no_text", "has no element with text")
    known = told(root)
    written, more = _text_of(root, text, reading, crawled)
    if not written or (_WAITING.match(written) and "<script" in text.lower()):
        frames = "<frame" in text.lower()
        raise Unread("no_text", "is a frame around other pages" if frames else "has no text before its scripts are run")
    return Document(
        written, known["title"], "html", language=known["language"], url=known["url"], date=known["date"], more=more
    )


def _text_of(root: Any, page: str, reading: Reading, crawled: bool) -> tuple[str, dict[str, Any]]:
    if "math" in page and any(mark in page for mark in ("<math", "math/tex", "mwe-math")):
        settle_formulas(root)
    body = body_of(root)
    cleaning.strip_invisible(body)
    whole = length(body)
    if not whole:
        return _tidy(to_markdown(body)), {"kept": 1.0, "html": "all"}  # pictures may have words
    if reading.html == "all":
        return _tidy(to_markdown(body)), {"kept": 1.0, "html": "all"}
    cleaning.strip_furniture(body, whole)
    main, size = cleaning.main_element(body, whole)
    kept, by = (body, "page") if main is None else (main, "main")
    if is_navigation(kept, lambda: _visible(page)):
        raise Unread("no_text", "is only links to other pages; --html all keeps them")
    if main is None:
        size = length(kept)
    if size < whole * _LEAST:  # a page that is all links, or whose classes mean other things than elsewhere
        kept, by, size = _visible(page), "all", whole
    written = _with_title(to_markdown(kept), kept, body)
    if reading.html == "trafilatura" or (reading.html == "auto" and crawled and main is None):
        extracted = _by_trafilatura(page, required=reading.html == "trafilatura")
        count = sum(map(len, extracted.split()))
        if extracted and (reading.html == "trafilatura" or count >= size * _ENOUGH):
            written, by, size = extracted, "trafilatura", min(count, whole)
    return _tidy(written), {"kept": round(size / whole, 3), "html": by}


def _visible(page: str) -> Any:
    root = parse_page(page)
    body = body_of(root)
    cleaning.strip_invisible(body)
    return body


def _with_title(written: str, kept: Any, body: Any) -> str:
    """The text under the heading of the page, where that stands outside of the element that was kept."""
    if kept is body or next(kept.iter("h1"), None) is not None:
        return written
    headings = [text for heading in body.iter("h1") if (text := plain(heading))]
    return f"# {headings[0]}\n\n{written}" if len(headings) == 1 and written else written


def _by_trafilatura(page: str, required: bool) -> str:
    try:
        import trafilatura
    except ImportError:
        if required:
            raise MissingExtra(f"--html trafilatura needs trafilatura: {installing('web')}") from None
        return ""
    return (
        trafilatura.extract(
            page, output_format="markdown", include_tables=True, include_links=False, include_comments=False,
            favor_recall=True, deduplicate=False, with_metadata=False,
        ) or ""
    )  # fmt: skip


def _tidy(text: str) -> str:
    """Without soft hyphens and marks of no width that only tell a browser where a line may end."""
    for mark in _NO_WIDTH:
        text = text.replace(mark, "")
    return text.strip()
