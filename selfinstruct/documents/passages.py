"""Cuts a document into passages: pieces that a model is shown, along its sections and never through a sentence.

Passages are disjoint and in order, and what lies between them is white space, so that nothing of a document is lost and
no text can stand in two of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from selfinstruct.documents.blocks import CODE, HEADING, TABLE, Block, blocks
from selfinstruct.documents.sentences import sentence_ends
from selfinstruct.errors import UsageError
from selfinstruct.text.tokens import estimated_tokens

MOST, LEAST = 800, 120
_LEAD = 60  # tokens of a line that only announces what follows


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` of a document, in characters.

    `section` is the path of headings above its first line that is none. `head` is where the head of a table stands
    whose rows the passage begins with; it is shown before them. `table` says that a table is in it. `tokens` is an
    estimate.
    """

    start: int
    end: int
    section: tuple[str, ...] = ()
    head: tuple[int, int] | None = None
    table: bool = False
    tokens: int = 0

    def shown(self, text: str) -> str:
        """The passage as it is shown, with the head of its table."""
        own = text[self.start : self.end]
        return own if self.head is None else f"{text[slice(*self.head)]}\n{own}"

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where in the document a span of the text shown stands: in two places where it begins in the head."""
        if self.head is None:
            return [(self.start + start, self.start + end)]
        head = self.head[1] - self.head[0] + 1
        found = []
        if start < head:
            found.append((self.head[0] + start, self.head[0] + min(end, head - 1)))
        if end > head:
            found.append((self.start + max(start - head, 0), self.start + end - head))
        return found


def passages(text: str, *, most: int = MOST, least: int = LEAST) -> list[Passage]:
    """The passages of a Markdown text, each of at most `most` estimated tokens, and of `least` where that can be.

    A section begins a passage unless what came before is shorter than `least`. Paragraphs, list items, tables and code
    stay whole where they fit; a larger table is parted between rows, code between lines, text between sentences, and
    only what has none of these between words. A heading ends no passage, but for the last one of a document.
    Raises UsageError where `most` is below 20 or `least` above half of it.
    """
    if most < 20 or not 0 <= least <= most // 2:
        raise UsageError(f"passages of {least} to {most} tokens: give at least 20, and at most half of that as least")
    packed = list(_packed(text, _pieces(text, most), most, least))
    return _without_remainders(text, packed, most, least)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is not parted any further: a block, or a part of a large one with the head of its table."""

    kind: str
    start: int
    end: int
    section: tuple[str, ...]
    tokens: int
    head: tuple[int, int] | None = None


def _pieces(text: str, most: int) -> Iterator[_Piece]:
    path: list[tuple[int, str]] = []
    for block in blocks(text):
        if block.kind == HEADING:
            path = [item for item in path if item[0] < block.level]
            if block.title:
                path.append((block.level, block.title))
        section = tuple(title for _, title in path)
        tokens = estimated_tokens(text[block.start : block.end])
        if tokens <= most:
            yield _Piece(block.kind, block.start, block.end, section, tokens)
        else:
            yield from _parted(text, block, section, most)


def _parted(text: str, block: Block, section: tuple[str, ...], most: int) -> Iterator[_Piece]:
    above = len(text[block.start : block.rows].rstrip())
    head = (block.start, block.start + above) if block.kind == TABLE and above else None
    taken = estimated_tokens(text[slice(*head)]) if head else 0
    if head and taken > most // 2:
        head, taken = None, 0
    ends = _line_ends if block.kind in (TABLE, CODE) else sentence_ends
    room = most
    first = True
    for start, end in _spans(text, block.start, block.end, most - taken, ends):
        if start >= end:  # white space alone
            continue
        own = None if first or head is None else head
        yield _Piece(
            block.kind, start, end, section, min(room, estimated_tokens(text[start:end]) + (taken if own else 0)), own
        )
        first = False


def _line_ends(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("\n", start, end)
    while 0 <= at < end - 1:
        yield at + 1
        at = text.find("\n", at + 1, end)


def _spans(text: str, start: int, end: int, most: int, ends: object) -> Iterator[tuple[int, int]]:
    """Spans of at most `most` tokens, parted where `ends` says, or within what is too long even so."""
    assert callable(ends)
    begin, last, tokens = start, start, 0
    for at in [*ends(text, start, end), end]:
        size = estimated_tokens(text[last:at]) + 1
        if tokens and tokens + size > most:
            yield _trimmed(text, begin, last)
            begin, tokens = last, 0
        if size > most:
            *whole, rest = _words(text, last, at, most)
            yield from (_trimmed(text, *span) for span in whole)
            begin, tokens = rest[0], estimated_tokens(text[rest[0] : at]) + 1
        else:
            tokens += size
        last = at
    if begin < end and text[begin:end].strip():
        yield _trimmed(text, begin, end)


def _words(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Spans between words, and of what has no space between any characters that do not combine."""
    found = []
    # What is longer than that cannot fit, whatever its script: to count all of it each time would be quadratic.
    while end - start > 4 * most or estimated_tokens(text[start:end]) + 1 > most:
        low, high = start + 1, min(end, start + 4 * most)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if estimated_tokens(text[start:middle]) + 1 <= most else (low, middle - 1)
        cut = max(text.rfind(" ", start + 1, low), text.rfind("\n", start + 1, low)) + 1
        if cut <= start + (low - start) // 2:
            cut = low
            while cut > start + 1 and not (text[cut].isalnum() or text[cut].isspace()):
                cut -= 1
        found.append((start, cut))
        start = cut
    return [*found, (start, end)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _packed(text: str, pieces: Iterator[_Piece], most: int, least: int) -> Iterator[list[_Piece]]:
    held: list[_Piece] = []
    size = 0
    for piece in pieces:
        if held and piece.kind == HEADING and size >= least and not all(item.kind == HEADING for item in held):
            yield held
            held, size = [], 0
        # White space between two pieces counts as a token.
        if held and size + piece.tokens + 1 > most:
            lead = len(held)
            while lead and _leads_on(text, held[lead - 1]):
                lead -= 1
            lead = lead or len(held)
            yield held[:lead]
            held = held[lead:]
            size = sum(item.tokens + 1 for item in held)
            while held and size + piece.tokens + 1 > most:  # more headings than a passage has room for
                yield held[:1]
                size -= held[0].tokens + 1
                held = held[1:]
        held.append(piece)
        size += piece.tokens + 1
    if held:
        yield held


def _leads_on(text: str, piece: _Piece) -> bool:
    """Whether a piece is nothing without what follows it: a heading, a line that announces, a term in code."""
    if piece.kind == HEADING:
        return True
    said = text[piece.start : piece.end]
    if piece.tokens > _LEAD:
        return False
    return said.endswith((":", "：")) if piece.kind != CODE else said.count("\n") <= 2


def _without_remainders(text: str, packed: Sequence[list[_Piece]], most: int, least: int) -> list[Passage]:
    """Pieces as passages; one shorter than `least` joins the one before it where both have room in one."""
    found: list[Passage] = []
    for held in packed:
        made = _passage(held)
        before = found[-1] if found else None
        short = made.tokens < least or all(item.kind == HEADING for item in held)
        if before is not None and short and made.head is None and before.tokens + made.tokens + 1 <= most:
            both = _common(before.section, made.section)
            found[-1] = replace(
                before, end=made.end, section=both, table=before.table or made.table,
                tokens=before.tokens + made.tokens + 1,
            )  # fmt: skip
        else:
            found.append(made)
    return found


def _passage(held: Sequence[_Piece]) -> Passage:
    body = [item for item in held if item.kind != HEADING] or list(held)
    sections = [section for section, _ in groupby(item.section for item in body)]
    section = sections[0]
    for other in sections[1:]:
        section = _common(section, other)
    return Passage(
        held[0].start, held[-1].end, section, held[0].head, any(item.kind == TABLE for item in held),
        sum(item.tokens for item in held) + len(held) - 1,
    )  # fmt: skip


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]
