"""Lines become blocks: paragraphs, items of lists, code, and rows of tables without rules."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from selfinstruct.documents.readers.pdf.boxes import Box
from selfinstruct.documents.readers.pdf.contents import led
from selfinstruct.documents.readers.pdf.lines import HYPHEN, WIDE, Line, join
from selfinstruct.documents.readers.pdf.order import part
from selfinstruct.documents.readers.pdf.tables import Table

_BULLET = re.compile(r"([•◦▪▫●○■□‣⁃∙·–—*➢►▶◆❖✓-]|o(?= ))(?:\s+|$)")
_NUMBER = re.compile(r"(\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])(?:\s+|$)")
_HEAD_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*\.?|[A-Z](?:\.\d+)*\.?|[IVX]+\.)")
_ENDS = re.compile(r"[.!?:;…。！？：؟।៕။」』”\")\]»]$")
_STOPS = re.compile(r"[.!?:;…。！？：؟।]\W?$")
# Dots that lead from words to a number at the end of a line.
_DOTS = 4
# A break in a paragraph that is set well is one where the next word has no room; otherwise this share must be free.
_FREE = 0.3


@dataclass(slots=True)
class Block:
    """A piece of a page that is one thing: text, item, code, table or rows.

    `full`: the last line leaves no room, so that the text may go on. `lead`: it begins as a paragraph does.
    """

    kind: str
    text: str
    size: float = 0.0
    bold: bool = False
    lines: int = 1
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    depth: int = 0
    full: bool = False
    indented: bool = False
    rows: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """The paragraph, or the code, that lines are being added to."""

    kind: str
    lines: list[Line]
    label: str = ""
    left: float = 0.0
    pitch: float = 0.0


def blocks(rows: Sequence[list[Line] | Table], width: float) -> list[Block]:
    """The blocks of a page out of its rows, in order."""
    return list(_Builder(rows, width).build())


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _ENDS.search(text[-3:]) is not None


class _Builder:
    def __init__(self, rows: Sequence[list[Line] | Table], width: float) -> None:
        self._rows = rows
        self._width = width
        self._edges = _edges([row[0] for row in rows if isinstance(row, list) and len(row) == 1])
        self._pitch = _pitches(rows)
        self._strict = self._is_well_set()
        self._open: _Open | None = None

    def build(self) -> Iterator[Block]:
        for row in self._rows:
            if isinstance(row, Table):
                yield from self._close()
                cells = row.rows()
                if cells:
                    yield Block("table", "", rows=cells, box=row.box)
                continue
            label, line = _labelled(row)
            if line is None:
                yield from self._close()
                yield _tabbed(row)
            elif not self._goes_on(label, line):
                yield from self._close()
                self._start(label, line)
            else:
                self._add(line)
        yield from self._close()

    def _start(self, label: str, line: Line) -> None:
        kind = "item" if label else "code" if line.mono else "text"
        self._open = _Open(kind, [line], label, line.box.left)

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
            yield Block("code", _code(known.lines), first.size, first.bold, len(known.lines), box)
            return
        text = ""
        for line in known.lines:
            text = join(text, line.text)
        bold = all(line.bold for line in known.lines)
        words, number, dots = led(text)
        block = Block(known.kind, text, first.size, bold, len(known.lines), box, full=not self._fits(last, None))
        if known.kind == "item":
            block.text, block.depth = f"{known.label} {text}", round(first.box.left)
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
        if line.note or led(last.text)[2] >= _DOTS:
            return False
        if abs(line.size - last.size) > 0.12 * max(line.size, last.size) and not last.hyphen:
            return False
        if line.box.top < last.box.top - 0.5 * last.box.height:
            return self._over(known, last, line)
        if last.hyphen:
            return True
        if not self._near(known, line, 1.3):
            return False
        if line.bold != last.bold and (line.bold or self._fits(last, line)) and not _flows(last, line):
            return False
        return self._same_shape(known, last, line) and not self._is_broken(last, line)

    def _over(self, known: _Open, last: Line, line: Line) -> bool:
        """Whether a paragraph goes on at the top of the next column."""
        if last.hyphen:
            return True
        return not self._fits(last, line) and not _stops(last) and line.box.left > last.box.left

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
        if _stops(last):
            return True
        edge = self._edges.get(id(last), last.box.right)
        free = (edge - last.box.right) / max(edge - last.box.left, 1)
        if _flows(last, line):
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
            if _flows(last, line) and abs(last.box.left - line.box.left) < 1 and last.size == line.size:
                sure += 1
                broken += self._fits(last, line)
        return sure >= 3 and broken <= 0.1 * sure


def _stops(line: Line) -> bool:
    """Whether a line ends where a sentence, or what leads to a list, may end."""
    return _STOPS.search(line.words[-1].text[-3:]) is not None


def _flows(last: Line, line: Line) -> bool:
    """Whether a sentence goes on from line to line beyond doubt."""
    return line.words[0].text[:1].islower() and not _stops(last)


def _labelled(row: list[Line]) -> tuple[str, Line | None]:
    """A row as the label of an item, "" for none, and its line; no line where the row is one of a table."""
    first = row[0]
    if len(row) == 2 and len(first.words) == 1:
        word = first.words[0].text
        if _BULLET.fullmatch(word) or _NUMBER.fullmatch(word):
            return _label(word), row[1]
        if _HEAD_NUMBER.fullmatch(word) and (first.bold or "." in word or first.size < 0.85 * row[1].size):
            return "", _whole(row)
    if len(row) > 1:
        return "", None
    if len(first.words) > 1 and not first.mono:
        word = first.words[0].text
        if _BULLET.fullmatch(word) or (_NUMBER.fullmatch(word) and not first.bold):
            return _label(word), part(first, first.words[1:], hyphen=first.hyphen)
    return "", first


def _label(word: str) -> str:
    return "-" if _BULLET.match(word) else word


def _whole(row: list[Line]) -> Line:
    words = [word for line in row for word in line.words]
    return part(row[0], words, hyphen=row[-1].hyphen)


def _tabbed(row: list[Line]) -> Block:
    text = "\t".join(line.text for line in row)
    first = row[0]
    box = Box(first.box.left, min(x.box.top for x in row), row[-1].box.right, max(x.box.bottom for x in row))
    return Block("rows", text, first.size, all(line.bold for line in row), 1, box)


def _code(lines: list[Line]) -> str:
    """Lines of code with their indentation, and blank lines where the step is a double one."""
    wide = _letter_width(lines)
    left = min(line.box.left for line in lines)
    steps = [b.box.bottom - a.box.bottom for a, b in itertools.pairwise(lines)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    text = ""
    for at, line in enumerate(lines):
        if at:
            text += "\n\n" if usual and steps[at - 1] > 1.6 * usual else "\n"
        row = ""
        for word in line.words:
            place = round((word.start - left) / wide)
            row += " " * max(place - len(row), 1 if row else 0) + word.text
        text += row.replace(HYPHEN, "-")
    return text


def _letter_width(lines: list[Line]) -> float:
    widths = sorted((line.words[-1].end - line.words[-1].start) / len(line.words[-1].text) for line in lines)
    return max(widths[len(widths) // 2], 1.0)


def _edges(lines: list[Line]) -> dict[int, float]:
    """For each line how far to the right the lines around it reach."""
    spans = [(line.box.left, line.box.right) for line in lines]
    edges = {}
    for at, line in enumerate(lines):
        left, right = spans[at]
        furthest, least = right, 0.3 * (right - left)
        for start, end in spans[max(at - 8, 0) : at + 9]:
            if end > furthest and right - (start if start > left else left) > least:
                furthest = end
        edges[id(line)] = furthest
    return edges


def _pitches(rows: Iterable[list[Line] | Table]) -> dict[int, float]:
    """The step from line to line that is usual at each size."""
    steps: dict[int, Counter[float]] = {}
    last: Line | None = None
    for row in rows:
        line = row[0] if isinstance(row, list) else None
        if line and last and round(line.size) == round(last.size) and line.box.bottom > last.box.bottom:
            steps.setdefault(round(line.size), Counter())[round(line.box.bottom - last.box.bottom, 1)] += 1
        last = line
    return {size: _usual(count, size) for size, count in steps.items()}


def _usual(steps: Counter[float], size: int) -> float:
    """The least of the common steps, since paragraphs and items may stand further apart than their lines."""
    most = max(steps.values())
    common = [step for step, count in steps.items() if count >= 0.3 * most and step >= 0.8 * size]
    return min(common, default=1.35 * size)
