"""Markdown: as it is, what its front matter says being told beside it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.html.metadata import iso_date, language_tag

_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.{0,65536}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
# PyYAML takes time by the square of what is nested.
_MOST_BRACKETS = 200
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}# +(.+?)[ #]*$")
_NAMES = {
    "title": ("title",),
    "language": ("lang", "language", "locale"),
    "date": ("date", "published", "publishdate", "created", "updated", "lastmod", "modified"),
    "url": ("canonical", "canonical_url", "url", "permalink"),
}


def read_markdown(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The text without its front matter. Front matter that is neither YAML nor TOML stays text."""
    if source.size > reading.text_bytes:
        raise Unread(
            "too_large", f"has {source.size:,} bytes; {reading.text_bytes:,} of one text are allowed: split it"
        )
    text, _ = decode(source.read())
    text, said = front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip("\n").rstrip()
    if not text.strip():
        raise Unread("no_text", "holds nothing but front matter" if said else "holds no text")
    told = {
        name: next((value for key in keys if (value := _plain(said.get(key)))), "") for name, keys in _NAMES.items()
    }
    yield Document(
        text,
        told["title"] or first_heading(text),
        "markdown",
        language=language_tag(told["language"]),
        url=told["url"] if told["url"].startswith(("http://", "https://")) else "",
        date=iso_date(told["date"]),
    )


def front_matter(text: str) -> tuple[str, Mapping[str, Any]]:
    """The text below the front matter, and what that says; all of the text where there is none that can be read."""
    found = _MATTER.match(text)
    if not found or found[2].count("[") + found[2].count("{") > _MOST_BRACKETS:
        return text, {}
    try:
        said = yaml.safe_load(found[2]) if found[1] == "---" else tomllib.loads(found[2])
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return text, {}
    if not isinstance(said, dict):
        return text, {}
    return text[found.end() :], {str(name).lower(): value for name, value in said.items()}


def first_heading(text: str) -> str:
    """The text of the first heading of the first level that is not in code, "" for none."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence and (found := _HEADING.match(line)):
            return found[1].strip()
    return ""


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return " ".join(value.split()) if isinstance(value, str) else str(value) if isinstance(value, int) else ""
