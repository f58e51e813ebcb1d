"""Markdown: as it is, but for the front matter, which says title, date and language."""

import re
from collections.abc import Iterator

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.plain_text import plain_text

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"(title|date|lang|language)\s*:\s*(.+)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")


def read_markdown(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The text of a file as its one document."""
    text = plain_text(source, reading)
    told: dict[str, str] = {}
    if front := _FRONT.match(text):
        fields = [_FIELD.match(line) for line in (front[1] or "").split("\n")]
        told = {field[1].lower(): field[2].strip().strip("\"'") for field in fields if field}
        text = text[front.end() :].strip("\n")
    if not text.strip():
        raise Unread("no_text")
    date = told.get("date", "")
    language = told.get("lang") or told.get("language", "")
    yield Document(
        text, told.get("title") or first_heading(text), "markdown", language=language,
        date=date if _DATE.match(date) else "",
    )  # fmt: skip


def first_heading(text: str) -> str:
    """The first heading of the first level that is none of a fenced code block, "" for none."""
    fence = ""
    for line in text.split("\n"):
        if found := _FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif not fence and (heading := _HEADING.match(line)):
            return heading[1]
    return ""
