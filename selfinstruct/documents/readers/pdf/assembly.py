"""Blocks become the text of a document: Markdown, paragraphs joined over pages, and where each page begins."""

import re

from selfinstruct.documents.readers.pdf.lines import HYPHEN, join
from selfinstruct.documents.readers.pdf.paragraphs import Block, ends
from selfinstruct.documents.readers.pdf.tables import markdown

# Where a page begins within a block, until that is written; no text has it, since reading leaves it out.
_PAGE = "\uffff"
_PARTED = re.compile(rf"(?<!\w)(\w*+){HYPHEN}({_PAGE}?)(?=(\w*))")
_MARKS = re.compile(r"^(#{1,6} |>|```|~~~)")
# A note at the foot of a page is this much smaller than the paragraph that goes on over it.
_NOTE = 0.93
# What is longer than this, in letters or rows, goes on anew on the next page.
_LONGEST = 50_000


class Assembly:
    """Takes blocks page by page. `compounds` are words that are known to have a hyphen of their own."""

    def __init__(self, compounds: set[str]) -> None:
        self.length = 0
        self.title = ""
        self._compounds = compounds
        self._parts: list[str] = []
        self._pages: list[tuple[int, int]] = []
        self._kind = ""
        self._held: Block | None = None
        self._within: list[int] = []
        self._notes: list[Block] = []
        self._indents: list[int] = []

    def page(self, number: int, blocks: list[Block]) -> None:
        """The blocks of the next page."""
        held = self._held
        if held is not None and blocks and _continues(held, blocks[0]) and not (held.kind == "table" and self._notes):
            first, *blocks = blocks
            _extend(held, first)
            self._within.append(number)
            if blocks:
                self._flush()
        else:
            self._flush()
            self._pages.append((self.length + (2 if self._parts else 0), number))
        blocks, notes = _parted(blocks)
        for block in blocks:
            self._settle()
            self._held = block
        self._notes += notes

    def result(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text, and pairs of an offset into it and the page that begins there."""
        self._flush()
        text = "".join(self._parts)
        return text, tuple((min(at, len(text)), number) for at, number in self._pages)

    def _flush(self) -> None:
        self._settle()
        notes, self._notes = self._notes, []
        for note in notes:
            self._write(note)

    def _settle(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._write(held)

    def _write(self, block: Block) -> None:
        text = self._markdown(block)
        start = ""
        if self._parts:
            start = "\n" if block.kind in ("item", "rows") and self._kind == block.kind else "\n\n"
        at = self.length + len(start)
        for number, piece in zip(self._within, text.split(_PAGE), strict=False):
            at += len(piece)
            self._pages.append((at, number))
        self._within = []
        text = start + text.replace(_PAGE, "")
        self._parts.append(text)
        self.length += len(text)
        self._kind = block.kind

    def _markdown(self, block: Block) -> str:
        if block.kind == "table":
            return self._resolved(markdown(block.rows))
        if block.kind == "code":
            fence = "```" if "```" not in block.text else "````"
            return f"{fence}\n{block.text}\n{fence}"
        text = self._resolved(block.text)
        if block.kind == "heading":
            self.title = self.title or text
            return "#" * block.depth + " " + text
        if block.kind == "item":
            return "  " * self._depth(block) + text
        return _MARKS.sub(r"\\\1", text)

    def _depth(self, block: Block) -> int:
        """How deep an item lies, by the indents of the items before it."""
        if self._kind != "item":
            self._indents = []
        self._indents = [indent for indent in self._indents if indent < block.depth - 4]
        self._indents.append(block.depth)
        return len(self._indents) - 1

    def _resolved(self, text: str) -> str:
        """Words parted at the ends of lines as one, with their hyphen where it is their own."""
        return _PARTED.sub(self._whole, text) if HYPHEN in text else text

    def _whole(self, match: re.Match[str]) -> str:
        before, page, after = match.groups()
        own = not before or not after or not after[0].islower() or before[-1].isdigit()
        kept = "-" if own or f"{before}-{after}".casefold() in self._compounds else ""
        return before + kept + page


def _continues(last: Block, block: Block) -> bool:
    """Whether a paragraph, or a table, goes on with a block at the top of the next page."""
    if last.kind == "table" and block.kind == "table":
        if len(last.rows) > _LONGEST:
            return False
        return len(block.rows[0]) == len(last.rows[0]) and abs(block.box.left - last.box.left) < 5
    if last.kind == "code" and len(last.text) <= _LONGEST:
        return block.kind == "code" and abs(block.size - last.size) < 0.5
    if len(last.text) > _LONGEST:
        return False
    if block.kind != "text" or last.kind not in ("text", "item") or abs(block.size - last.size) > 0.5:
        return False
    if last.text.endswith(HYPHEN):
        return True
    return last.full and not ends(last.text) and last.bold == block.bold


def _extend(last: Block, block: Block) -> None:
    if last.kind == "table":
        rows = block.rows[1:] if len(block.rows) > 1 and block.rows[0] == last.rows[0] else block.rows
        last.rows += [[_PAGE + rows[0][0], *rows[0][1:]], *rows[1:]]
        return
    text = f"{last.text}\n{block.text}" if last.kind == "code" else join(last.text, block.text)
    start = len(text) - len(block.text)
    last.text, last.full = text[:start] + _PAGE + text[start:], block.full


def _parted(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks of a page, and the notes at its foot where a paragraph above them goes on overleaf."""
    at = len(blocks)
    while at and blocks[at - 1].kind in ("text", "item", "rows") and blocks[at - 1].size < _NOTE * blocks[0].size:
        at -= 1
    if 0 < at < len(blocks):
        last = blocks[at - 1]
        if last.kind == "text" and last.full and not ends(last.text):
            return blocks[:at], blocks[at:]
    return blocks, []
