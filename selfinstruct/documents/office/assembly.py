"""A document put together: blocks to a text, with the places at which pages begin."""

import re
from collections.abc import Iterable

from selfinstruct.documents.document import Unread

# Marks of Markdown at the beginning of a line: a page that begins right behind them begins with the line.
_LEAD = re.compile(r"[#>\-|*\d.() ]*$")


def paged(blocks: Iterable[str], mark: str, most: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The blocks between empty lines, and the pages: a mark in a block is where the next page begins.

    No pages where there is no mark. Raises Unread: too_large for a text of more than `most` bytes, as far as it goes.
    """
    kept: list[str] = []
    size = 0
    for block in blocks:
        size += len(block)
        if size > most:
            raise Unread("too_large", f"has a text of more than {most:,} bytes: split it")
        kept.append(block)
    pieces = "\n\n".join(kept).split(mark)
    if len(pieces) == 1:
        return pieces[0].strip(), ()
    text = pieces[0].lstrip()
    pages = [(0, 1)]
    for number, piece in enumerate(pieces[1:], 2):
        line = text.rfind("\n") + 1
        at = line if _LEAD.fullmatch(text, line) else len(text)
        if pages[-1][0] == at:
            pages.pop()
        pages.append((at, number))
        text += piece
    whole = text.rstrip()
    return whole, tuple((min(at, len(whole)), number) for at, number in pages)


def sections(parts: Iterable[tuple[int, str]], most: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Texts with their numbers (slides, sheets, chapters), as one text, and where each begins; none for the empty."""
    pages: list[tuple[int, int]] = []
    kept: list[str] = []
    size = 0
    for number, text in parts:
        if not text:
            continue
        pages.append((size, number))
        kept.append(text)
        size += len(text) + 2
        if size > most:
            raise Unread("too_large", f"has a text of more than {most:,} bytes: split it")
    return "\n\n".join(kept), tuple(pages)
