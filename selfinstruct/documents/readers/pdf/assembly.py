"""Blocks become the text of a document: Markdown, paragraphs joined over pages, and where each page begins."""

import re

from selfinstruct.documents.readers.pdf.layout.blocks import Block, ends
from selfinstruct.documents.readers.pdf.layout.letters import HYPHEN, join
from selfinstruct.documents.readers.pdf.layout.tables import markdown

# Where a page begins within a block, until that is written; no text has it, since reading leaves it out.
_PAGE = "\uffff"
_PARTED = re.compile(rf"(?<!\w)(\w*+){HYPHEN}({_PAGE}?)(?=(\w*))")
_MARKS = re.compile(r"^(#{1,6} |>|```|~~~)")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
# Before these a hyphen stands for the rest of a word: pre- and post-war.
_LINKS = {"and", "or", "to", "und", "oder", "bis", "bzw", "et", "ou", "e", "o", "y", "en", "of", "och", "og"}
# A note at the foot of a page is this much smaller than the paragraph that goes on over it.
_NOTE = 0.93
# What is longer than this, in letters or rows, goes on anew on the next page.
_LONGEST = 50_000


class Assembly:
    """Takes blocks page by page. `compounds` are words that are known to have a hyphen of their own.

    Notes at the foot of a page wait for the next heading, or for the end of the next page, so that they stand between
    no two parts of a sentence or a list.
    """

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
        self._noted = 0
        self._indents: list[int] = []

    def page(self, number: int, blocks: list[Block]) -> None:
        """The blocks of the next page."""
        held = self._held
        if held is not None and blocks and _continues(held, blocks[0]) and not (held.kind == "table" and self._notes):
            first, *blocks = blocks
            _extend(held, first, _PAGE)
            self._within.append(number)
        else:
            self._settle()
            if number > self._noted + 1:
                self._flush()
            self._pages.append((self.length + (2 if self._parts else 0), number))
        blocks, notes = _parted(blocks)
        for block in blocks:
            if self._held is not None and _is_parted_word(self._held, block):
                _extend(self._held, block, "")
                continue
            self._settle()
            if block.kind == "heading":
                self._flush()
            self._held = block
        if notes:
            self._notes += notes
            self._noted = number

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
        if before and after in _LINKS:
            return f"{before}- {page}"
        start = match.start()
        if "/" in match.string[max(match.string.rfind(" ", max(start - 60, 0), start), start - 60, 0) : start]:
            return f"{before}-{page}"
        own = not before or not after or not after[0].islower() or before[-1].isdigit()
        kept = "-" if own or f"{before}-{after}".casefold() in self._compounds else ""
        return before + kept + page


def _continues(last: Block, block: Block) -> bool:
    """Whether a paragraph, a table or code goes on with a block at the top of the next page."""
    if last.kind == "table" and block.kind == "table" and len(last.rows) <= _LONGEST:
        return len(block.rows[0]) == len(last.rows[0]) and abs(block.box.left - last.box.left) < 5
    if len(last.text) > _LONGEST:
        return False
    if last.kind == "code":
        return block.kind == "code" and abs(block.size - last.size) < 0.5
    if _is_parted_word(last, block):
        return True
    if block.kind != "text" or last.kind not in ("text", "item", "note") or abs(block.size - last.size) > 0.5:
        return False
    return (last.full or block.text[:1].islower()) and not ends(last.text) and last.bold == block.bold


def _is_parted_word(last: Block, block: Block) -> bool:
    """Whether a block ends within a word, and the next goes on with it."""
    if not {last.kind, block.kind} <= {"text", "item", "rows", "note"} or not block.text[:1].islower():
        return False
    return last.text.endswith(HYPHEN) or (last.full and _HYPHENATED.search(last.text[-3:]) is not None)


def _extend(last: Block, block: Block, mark: str) -> None:
    """Put a block at the end of another, with a mark between."""
    if last.kind == "table":
        rows = block.rows[1:] if len(block.rows) > 1 and block.rows[0] == last.rows[0] else block.rows
        last.rows += [[mark + rows[0][0], *rows[0][1:]], *rows[1:]]
        return
    if last.kind != "code" and block.text[:1].islower() and _HYPHENATED.search(last.text[-3:]):
        last.text = last.text[:-1] + HYPHEN
    text = f"{last.text}\n{block.text}" if last.kind == "code" else join(last.text, block.text)
    start = len(text) - len(block.text)
    last.text, last.full = text[:start] + mark + text[start:], block.full


def _parted(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks of a page, and the notes at its foot where a paragraph above them goes on overleaf."""
    at = next((at for at, block in enumerate(blocks) if block.kind == "note"), len(blocks))
    if at == len(blocks):
        largest = max((block.size for block in blocks), default=0.0)
        while at and blocks[at - 1].kind in ("text", "item", "rows") and blocks[at - 1].size < _NOTE * largest:
            at -= 1
        last = blocks[at - 1] if at else None
        if last is None or last.kind != "text" or ends(last.text):
            return blocks, []
    elif any(block.kind == "heading" or block.size > blocks[at].size / _NOTE for block in blocks[at:] if block.size):
        return blocks, []
    return blocks[:at], blocks[at:]
