"""Lines become blocks: paragraphs, items of lists, code, and rows of tables without rules."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfinstruct.documents.readers.pdf.layout.blocks import Block
from selfinstruct.documents.readers.pdf.layout.boxes import Box
from selfinstruct.documents.readers.pdf.layout.code import code_of
from selfinstruct.documents.readers.pdf.layout.contents import led
from selfinstruct.documents.readers.pdf.layout.labels import flows, is_definition, labelled, stops
from selfinstruct.documents.readers.pdf.layout.letters import WIDE, join
from selfinstruct.documents.readers.pdf.layout.measures import edges_of, pitches_of
from selfinstruct.documents.readers.pdf.layout.tables import Table
from selfinstruct.documents.readers.pdf.layout.words import Line

# Dots that lead from words to a number at the end of a line.
_DOTS = 4
# A break in a paragraph that is set well is one where the next word has no room; otherwise this share must be free.
_FREE = 0.3


@dataclass(slots=True)
class _Open:
    """The paragraph, or the code, that lines are being added to."""

    kind: str
    lines: list[Line]
    label: str = ""
    left: float = 0.0
    pitch: float = 0.0
    indent: float = 0.0


def blocks(rows: Sequence[list[Line] | Table], width: float) -> list[Block]:
    """The blocks of a page out of its rows, in order."""
    found = list(_Builder(rows, width).build())
    for block, below in itertools.pairwise(found):
        if block.kind == "code" and block.lines == 1 and below.kind in ("text", "item") and _heads(block, below):
            block.kind = "text"
    return found


def _heads(block: Block, below: Block) -> bool:
    """Whether a line is a term that what stands below it, further in, is about."""
    near = below.box.top - block.box.bottom < 0.8 * max(below.size, 1.0)
    return near and below.box.left > block.box.left + 6 and below.box.top > block.box.top


class _Builder:
    def __init__(self, rows: Sequence[list[Line] | Table], width: float) -> None:
        self._rows = rows
        self._width = width
        self._edges = edges_of([row[-1] for row in rows if isinstance(row, list) and len(row) < 3])
        self._pitch = pitches_of(rows)
        self._strict = self._is_well_set()
        self._open: _Open | None = None
        self._terms: tuple[int, ...] = ()

    def build(self) -> Iterator[Block]:
        for at, row in enumerate(self._rows):
            if isinstance(row, Table):
                yield from self._close()
                cells = row.rows()
                if cells:
                    yield Block("table", "", rows=cells, box=row.box)
                continue
            label, line = self._item(at, row)
            if line is None:
                yield from self._close()
                yield _tabbed(row)
            elif not self._goes_on(label, line):
                yield from self._close()
                self._start(label, line, row[0].box.left)
            else:
                self._add(line)
        yield from self._close()

    def _item(self, at: int, row: list[Line]) -> tuple[str, Line | None]:
        """The label of a row, "" for none, and its line; None for the line of a row of several cells."""
        after = self._rows[at + 1] if at + 1 < len(self._rows) else None
        places = tuple(round(line.box.left / 4) for line in row)
        if places == self._terms or is_definition(row, after if isinstance(after, list) else None, self._width):
            self._terms = places
            term = row[0].text.replace("`", "")
            return f"- `{term}`" if row[0].mono else f"- {term}", row[1]
        label, line = labelled(row)
        if label and len(row) == 1 and self._is_within(label, row[0]):
            return "", row[0]
        return label, line

    def _is_within(self, label: str, line: Line) -> bool:
        """Whether what looks like a label is a word of a sentence that goes on: "a status of / 127. If"."""
        known = self._open
        if known is None or known.kind not in ("text", "item", "note") or line.words[0].text.startswith("•"):
            return False
        last = known.lines[-1]
        shift = last.box.left - line.box.left
        first = len(known.lines) == 1
        level = -2 < shift < 4 * line.size and known.kind != "item" if first else abs(shift) < 2
        return level and not stops(last) and not self._fits(last, line) and self._near(known, line, 1.15)

    def _start(self, label: str, line: Line, left: float) -> None:
        kind = "item" if label else "note" if line.note else "code" if line.mono else "text"
        self._open = _Open(kind, [line], label, line.box.left, indent=left)

    def _add(self, line: Line) -> None:
        assert self._open is not None
        known = self._open
        if len(known.lines) == 1:
            known.left = line.box.left
        step = line.box.bottom - known.lines[-1].box.bottom
        if step > 0:
            known.pitch = step
        known.lines.append(line)

    def _close(self) -> Iterator[Block]:
        known, self._open = self._open, None
        if known is None:
            return
        first, last = known.lines[0], known.lines[-1]
        box = Box(
            min(x.box.left for x in known.lines), first.box.top, max(x.box.right for x in known.lines), last.box.bottom
        )
        if known.kind == "code":
            yield Block("code", code_of(known.lines), first.size, first.bold, len(known.lines), box)
            return
        text = ""
        for line in known.lines:
            text = join(text, line.text)
        bold = all(line.bold for line in known.lines)
        words, number, dots = led(text) if _is_led(last) else ("", "", 0)
        block = Block(known.kind, text, first.size, bold, len(known.lines), box, full=not self._fits(last, None))
        if known.kind == "item":
            block.text, block.depth = f"{known.label} {text}", round(known.indent)
        elif known.kind == "note":
            number, _, words = text.partition(" ")
            block.text = f"[^{number}]: {words}"
        elif dots >= _DOTS and len(number) <= 8 and words and number:
            block.kind, block.text = "rows", f"{words}\t{number}"
        yield block

    def _goes_on(self, label: str, line: Line) -> bool:
        """Whether a line belongs to what is open."""
        known = self._open
        if known is None or label:
            return False
        last = known.lines[-1]
        if known.kind == "code":
            return line.mono and self._near(known, line, 3.2) and line.box.top > last.box.top
        if line.note or _is_led(last):
            return False
        if abs(line.size - last.size) > 0.12 * max(line.size, last.size):
            return False
        if line.box.top < last.box.top - 0.5 * last.box.height:
            return self._over(known, last, line)
        if not self._near(known, line, 1.6 if last.hyphen else 1.3):
            return False
        if last.hyphen:
            return True
        if line.bold != last.bold and (line.bold or self._fits(last, line)) and not flows(last, line):
            return False
        return self._same_shape(known, last, line) and not self._is_broken(last, line)

    def _over(self, known: _Open, last: Line, line: Line) -> bool:
        """Whether a paragraph goes on at the top of the next column."""
        if last.hyphen:
            return True
        return not self._fits(last, line) and not stops(last) and line.box.left > last.box.left

    def _near(self, known: _Open, line: Line, factor: float) -> bool:
        step = line.box.bottom - known.lines[-1].box.bottom
        usual = known.pitch or self._pitch.get(round(line.size), 1.35 * line.size)
        return step <= factor * usual + 1

    def _same_shape(self, known: _Open, last: Line, line: Line) -> bool:
        """Whether a line begins where the lines of a paragraph begin, or stands in the middle as they do."""
        em = 0.8 * line.size
        shift = line.box.left - (known.left if len(known.lines) > 1 else last.box.left)
        if abs(shift) <= em:
            return True
        if len(known.lines) == 1 and known.kind == "item":
            return 0 < shift < 6 * line.size
        center = abs((line.box.left + line.box.right) - (last.box.left + last.box.right)) / 2
        if center <= 0.5 * line.size:
            return True
        if len(known.lines) == 1:
            return (shift < 0 and -shift < 5 * line.size) or (shift < 6 * line.size and not self._fits(last, line))
        return False

    def _is_broken(self, last: Line, line: Line) -> bool:
        """Whether the line before was ended on purpose."""
        if not self._fits(last, line):
            return False
        if stops(last):
            return True
        edge = self._edges.get(id(last), last.box.right)
        free = (edge - last.box.right) / max(edge - last.box.left, 1)
        if flows(last, line):
            return free > 0.6
        return self._strict or free > _FREE

    def _fits(self, last: Line, line: Line | None) -> bool:
        """Whether the next line's first word would have had room in this one."""
        edge = self._edges.get(id(last), last.box.right)
        if line is None:
            return last.box.right < edge - 3 * last.size
        word = line.words[0]
        wide = 2.5 * line.size if WIDE.match(word.text) else word.end - word.start + 0.25 * line.size
        return last.box.right + wide < edge - 0.3 * line.size

    def _is_well_set(self) -> bool:
        """Whether lines are broken where the next word has no room, as typesetting does, and not by hand."""
        sure = broken = 0
        lines = [row[0] for row in self._rows if isinstance(row, list) and len(row) == 1]
        for last, line in itertools.pairwise(lines):
            if flows(last, line) and abs(last.box.left - line.box.left) < 1 and last.size == line.size:
                sure += 1
                broken += self._fits(last, line)
        return sure >= 3 and broken <= 0.1 * sure


def _is_led(line: Line) -> bool:
    """Whether a line has dots before its last word."""
    words = line.words
    dotted = (len(words) > 1 and words[-2].text[-1] in ".·…_") or ".." in words[-1].text
    return dotted and led(line.text)[2] >= _DOTS


def _tabbed(row: list[Line]) -> Block:
    text = "\t".join(line.text for line in row)
    first = row[0]
    box = Box(first.box.left, min(x.box.top for x in row), row[-1].box.right, max(x.box.bottom for x in row))
    return Block("rows", text, first.size, all(line.bold for line in row), 1, box)
