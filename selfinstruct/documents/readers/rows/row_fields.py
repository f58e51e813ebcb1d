"""What the fields of a row say about a document: its text, title, address, date and language, by their usual names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source
from selfinstruct.documents.readers.reading import read_source

TEXTS = ("text", "content", "body", "document", "page_content", "raw_content", "markdown", "article", "passage",
         "contents", "plain_text", "full_text", "maintext", "html")  # fmt: skip
_TITLES = ("title", "headline", "metadata.title", "meta.title")
_URLS = ("url", "link", "source_url", "metadata.url", "metadata.source", "meta.url", "warc_url", "source")
_DATES = ("date", "published", "published_at", "publish_date", "date_published", "timestamp", "created_at", "created",
          "metadata.date", "meta.date")  # fmt: skip
_LANGUAGES = ("language", "lang", "metadata.language", "meta.language")
# All that is looked at, for files that have columns.
COLUMNS = frozenset(
    name.partition(".")[0] for names in (TEXTS, _TITLES, _URLS, _DATES, _LANGUAGES, ("id",)) for name in names
)

_ISO = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d\S*)?)?\Z|\d{4}\Z")
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][A-Za-z0-9]+)*\Z")
_NAMES_TOLD = 12


def row_documents(row: Any, place: str, source: Source, reading: Reading, format: str) -> Iterator[Document | Refusal]:
    """The document of a row, or why it has none; a row whose text is a web page is read as one."""
    member = f"{source.member}/{place}" if source.member else place
    text, refusal = row_text(row, reading)
    if refusal[0]:
        yield Refusal(*refusal, member)
    elif len(text) > reading.text_bytes:
        yield Refusal("too_large", f"has over {reading.text_bytes:,} characters; split it", member)
    elif _HTML.match(text) and reading.html:
        page = Source("page.html", data=text.encode("utf-8", "replace"), member=member, depth=source.depth)
        for item in read_source(page, reading):
            yield item if isinstance(item, Refusal) else _told(row, item.text, member, reading, "html", item)
    else:
        yield _told(row, text, member, reading, format)


def row_text(row: Any, reading: Reading) -> tuple[str, tuple[str, str]]:
    """A row's text, or the rule by which it has none and what is to be said."""
    if not isinstance(row, Mapping):
        return "", ("row", f"is no object with fields (found {row!r:.40})")
    for name in (reading.text,) if reading.text else TEXTS:
        value = _at(row, name)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value, ("", "")
        if isinstance(value, str | list) or (value is None and name in row):
            return "", ("no_text", f"its {name} is empty")
    return "", ("row", without_text(row, reading))


def without_text(names: Iterable[str], reading: Reading) -> str:
    """What is said of rows whose text has no name that is known."""
    seen = list(names)
    told = ", ".join(f"{name:.40}" for name in seen[:_NAMES_TOLD]) + (", …" if len(seen) > _NAMES_TOLD else "")
    asked = f"has no {reading.text}" if reading.text else "has no text"
    return f"{asked} among {told or 'no fields'}; --text FIELD says which it is"


def _told(
    row: Mapping[str, Any], text: str, member: str, reading: Reading, format: str, page: Document | None = None
) -> Document:
    title = _first(row, (reading.title,) if reading.title else _TITLES) or (page.title if page else "")
    url = next((value for name in _URLS if _is_url(value := _at(row, name))), page.url if page else "")
    date = next(
        (str(value) for name in _DATES if (value := _at(row, name)) is not None and _ISO.match(str(value))),
        page.date if page else "",
    )
    language = next(
        (value for name in _LANGUAGES if isinstance(value := _at(row, name), str) and _TAG.match(value)),
        page.language if page else "",
    )
    known = row.get("id")
    more: dict[str, Any] = {**(page.more if page else {})}
    if isinstance(known, str | int) and known != "":
        more["row_id"] = known
    return Document(_lines(text), title, format, member, language, url, date, page.pages if page else (), more)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _at(row: Mapping[str, Any], name: str) -> Any:
    """The value of a field, or with dots of a field in a field; a name with dots in it counts first."""
    value: Any = row.get(name)
    if value is not None or "." not in name:
        return value
    value = row
    for part in name.split("."):
        value = value.get(part) if type(value) is dict else None
    return value


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    found = (value for name in names if isinstance(value := _at(row, name), str) and value.strip())
    return " ".join(next(found, "").split())


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))
