"""The blocks of a Markdown text: headings, paragraphs, list items, tables and code, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADING, PARAGRAPH, ITEM, TABLE, CODE = "heading", "paragraph", "item", "table", "code"

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])\s+\S")
_TABLE = re.compile(r"\s*\|")
_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]`, without the white space around it. `level` and `title` are a heading's.

    `rows` is where the first row of a table's body begins, `start` where the table has no head.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    title: str = ""
    rows: int = 0


def blocks(text: str) -> Iterator[Block]:
    """All of the text but white space, in order. Code is fenced, or indented by four after a blank line."""
    kind, start, end, blank = "", 0, 0, True
    rows = fence_length = 0
    fence = ""
    place = 0
    for line in text.splitlines(keepends=True):
        at, place = place, place + len(line)
        bare = line.strip()
        if fence:
            end = at + len(line.rstrip()) if bare else end
            if bare.startswith(fence * fence_length) and not bare.strip(fence):
                yield Block(CODE, start, end)
                kind = fence = ""
            continue
        if not bare:
            blank = True
            continue
        found = _kind(line, kind, blank)
        begins = at + len(line) - len(line.lstrip())
        # An indented line, or one right below, goes on with the item; so does code with code over blank lines.
        goes_on = kind == found and (found in (TABLE, CODE) or not blank) and found not in (HEADING, ITEM)
        if kind == TABLE and found == TABLE and blank:
            goes_on = False
        if kind == ITEM and found != ITEM and found != HEADING and (not blank or line[0] in " \t"):
            goes_on = True
        if goes_on:
            if kind == TABLE and not rows and _RULE.match(line):
                rows = place
            end = at + len(line.rstrip())
        else:
            if kind:
                yield _block(text, kind, start, end, rows)
            kind, start, end, rows = found, begins, at + len(line.rstrip()), 0
            if opened := _FENCE.match(line):
                fence, fence_length = opened[1][0], len(opened[1])
                kind = CODE
        blank = False
    if kind:
        yield _block(text, kind, start, end, rows)


def _kind(line: str, before: str, blank: bool) -> str:
    if _FENCE.match(line):
        return "fence"
    if _HEADING.match(line.rstrip("\r\n")):
        return HEADING
    if _TABLE.match(line):
        return TABLE
    if (line.startswith("    ") or line.startswith("\t")) and (before == CODE or (blank and before != ITEM)):
        return CODE
    return ITEM if _ITEM.match(line) else PARAGRAPH


def _block(text: str, kind: str, start: int, end: int, rows: int) -> Block:
    if kind == HEADING:
        found = _HEADING.match(text[start:end])
        assert found is not None
        return Block(HEADING, start, end, len(found[1]), (found[2] or "").strip())
    if kind == TABLE:
        return Block(TABLE, start, end, rows=rows if start < rows < end else start)
    return Block(kind, start, end)
