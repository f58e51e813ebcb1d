"""Which blocks are headings, and of which level: by the outline, else by the size of their letters."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from selfinstruct.documents.readers.pdf.layout.blocks import Block
from selfinstruct.documents.readers.pdf.layout.letters import HYPHEN

# A heading is this much larger than the body, has so many letters at most and so many lines.
_LARGER, _LONGEST, _MOST_LINES = 1.15, 160, 3
_DEEPEST = 6
# Letters that may stand before a title where it is set off by its size.
_BEFORE = 20
_TEXTS = ("text", "item", "rows")
_PLAIN = re.compile(r"[\W_]+")
_NUMBERED = re.compile(
    r"\A(?:chapter|section|appendix|part|kapitel|abschnitt|anhang|teil|chapitre|annexe)?\s*(?:\d+(?:\.\d+)*|[a-z]|[ivxlc]+)[.):\s]\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:chapter|part|appendix|kapitel|teil|anhang|chapitre|partie|annexe|cap[ií]tulo|parte|capitolo|глава|часть)"
    r"(?:\s+\w{1,10})?[.:]?|\d+(?:\.\d+)*\.?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2}|[\u2e80-\u9fff\uac00-\ud7ff]")
_NO_END = re.compile(r"[.,;:!。、，；：]$")


@dataclass(slots=True)
class Headings:
    """The outline by page, and the levels of the sizes that headings have."""

    body: float
    outline: Mapping[int, list[tuple[int, str]]] = field(default_factory=dict)
    sizes: Sequence[float] = ()
    _known: dict[float, int] = field(default_factory=dict)

    def mark(self, blocks: list[Block], page: int) -> list[Block]:
        """The blocks of a page with its headings marked: kind `heading`, their level as depth."""
        marked = self._by_outline(blocks, page) if page in self.outline else blocks
        for block in marked:
            large = block.kind == "item" and block.text[0] != "-" and block.size >= _LARGER * self.body
            if (block.kind == "text" or large) and self._is_heading(block):
                block.kind, block.depth = "heading", self._level(block)
        return marked

    def _by_outline(self, blocks: list[Block], page: int) -> list[Block]:
        plain = [_plain(block.text) if block.kind in _TEXTS and len(block.text) < 320 else None for block in blocks]
        for level, title in self.outline[page]:
            wanted, bare = _plain(title), _unnumbered(title)
            place = _find(blocks, plain, wanted, bare) or self._find_set_off(blocks, plain, bare) if wanted else None
            if place is None:
                continue
            start, end = place
            for back in (2, 1):
                before = " ".join(block.text for block in blocks[max(start - back, 0) : start])
                if start >= back and _LABEL.fullmatch(before):
                    start -= back
                    break
            head = blocks[start]
            head.size = max(block.size for block in blocks[start:end])
            head.text = " ".join(block.text for block in blocks[start:end])
            head.kind, head.depth = "heading", min(level, _DEEPEST)
            self._known.setdefault(round(head.size, 1), head.depth)
            blocks, plain = blocks[: start + 1] + blocks[end:], [*plain[:start], None, *plain[end:]]
        return blocks

    def _find_set_off(self, blocks: list[Block], plain: list[str | None], bare: str) -> tuple[int, int] | None:
        """Where large blocks end in a title, after words like CHAPTER ONE."""
        for start in range(min(len(blocks), 4)):
            found = ""
            for end in range(start, min(start + 3, len(blocks))):
                piece = plain[end]
                if piece is None or blocks[end].size < _LARGER * self.body or len(found) > _BEFORE:
                    break
                found += piece
                if len(bare) > 3 and found.endswith(bare) and len(found) <= len(bare) + _BEFORE:
                    return start, end + 1
        return None

    def _is_heading(self, block: Block) -> bool:
        if len(block.text) > _LONGEST or block.lines > _MOST_LINES or not _WORDS.search(block.text):
            return False
        if block.size >= _LARGER * self.body:
            return block.size >= 1.4 * self.body or not block.text.endswith((".", ",", ";", "。", "、"))
        return block.bold and block.lines <= 2 and block.size >= 0.97 * self.body and not _NO_END.search(block.text)

    def _level(self, block: Block) -> int:
        size = round(block.size, 1)
        if self._known:
            alike = [level for known, level in self._known.items() if abs(known - size) <= 0.03 * size]
            return alike[0] if alike else min(max(self._known.values()) + 1, _DEEPEST)
        larger = [known for known in self.sizes if known > size * 1.03]
        return min(len(larger) + 1, _DEEPEST)


def heading_sizes(sizes: Iterable[float], body: float) -> list[float]:
    """The sizes above the body's, the largest first, those that are nearly alike as one."""
    found: list[float] = []
    for size in sorted((size for size in sizes if size >= _LARGER * body), reverse=True):
        if not found or size < 0.97 * found[-1]:
            found.append(size)
    return found


def by_page(entries: Iterable[tuple[int, int, str]]) -> dict[int, list[tuple[int, str]]]:
    """The entries of an outline (page, level, title) by their page."""
    outline: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for page, level, title in entries:
        outline[page].append((level, title))
    return dict(outline)


def _find(blocks: list[Block], plain: list[str | None], wanted: str, bare: str) -> tuple[int, int] | None:
    """Where blocks, up to three of them, make up a title; the number may be missing in either."""
    for start in range(len(blocks)):
        found = ""
        for end in range(start, min(start + 3, len(blocks))):
            piece = plain[end]
            if piece is None or len(found) > len(wanted) + 24:
                break
            found += piece
            if found == wanted:
                return start, end + 1
            if found and (found.endswith(wanted) or wanted.endswith(found)):
                text = " ".join(block.text for block in blocks[start : end + 1])
                if wanted == _unnumbered(text) or found == bare:
                    return start, end + 1
    return None


def _unnumbered(text: str) -> str:
    return _plain(_NUMBERED.sub("", text, count=1))


def _plain(text: str) -> str:
    return _PLAIN.sub("", text.replace(HYPHEN, "").casefold())
