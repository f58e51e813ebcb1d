"""The order in which a page is read: PDFium's, but for columns written across and pieces that stand displaced."""

import itertools
from collections.abc import Sequence
from typing import Protocol, TypeVar

from selfinstruct.documents.readers.pdf.layout.boxes import Box, around
from selfinstruct.documents.readers.pdf.layout.words import Line, Word

# A gap wider than this many heights of a line parts it.
GAP = 1.8
# Columns have as many lines side by side, and are filled by them to such a share.
_SIDE_BY_SIDE, _FILLED = 6, 0.55
# A narrower one beside a wide one holds terms, or the first cells of rows.
_NARROW = 0.5
# A line of a column has as many letters.
_LETTERS = 12
# With more pieces than this a page is a drawing, and stays as it is.
_MOST_RUNS = 600


class Piece(Protocol):
    """Something that has its place on the page."""

    @property
    def box(self) -> Box: ...


P = TypeVar("P", bound=Piece)


def parted(line: Line) -> list[Line]:
    """A line as one piece, or as several where gaps are wide; code has its gaps on purpose."""
    if len(line.words) < 2 or line.mono:
        return [line]
    limit, before = GAP * min(line.box.height, 1.5 * line.size), line.words[0]
    piece = [before]
    pieces = [piece]
    for word in line.words[1:]:
        if word.start - before.end > limit or before.start - word.end > limit:
            piece = []
            pieces.append(piece)
        piece.append(word)
        before = word
    if len(pieces) == 1:
        return [line]
    last = len(pieces) - 1
    return [part(line, words, hyphen=line.hyphen and at == last) for at, words in enumerate(pieces)]


def part(line: Line, words: list[Word], *, hyphen: bool) -> Line:
    """Some words of a line as a line."""
    left, right = min([word.start for word in words]), max([word.end for word in words])
    return Line(words, Box(left, line.box.top, right, line.box.bottom), line.size, hyphen, line.note)


def ordered(pieces: Sequence[P]) -> list[P]:
    """Pieces in the order in which a person reads them."""
    return _settled(_columns(list(pieces)))


def rows(pieces: Sequence[P]) -> list[list[P]]:
    """Pieces by height on the page, those side by side together, from left to right."""
    found: list[list[P]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.box.middle, piece.box.left)):
        if found and _level(found[-1][0].box, piece.box):
            found[-1].append(piece)
        else:
            found.append([piece])
    for row in found:
        row.sort(key=lambda piece: piece.box.left)
    return found


def _level(one: Box, other: Box) -> bool:
    return one.beside(other) > 0.5 * min(one.height, other.height)


def _columns(pieces: list[P]) -> list[P]:
    """Where lines were written across two columns, the left column before the right one."""
    lines = rows(pieces)
    gutter = _gutter(lines)
    if gutter is None:
        return pieces
    place = {id(piece): at for at, piece in enumerate(pieces)}
    for band in _bands(lines, gutter):
        left = [piece for row in band for piece in row if piece.box.right <= gutter]
        right = [piece for row in band for piece in row if piece.box.left >= gutter]
        if not _are_columns(left, right, place):
            continue
        left.sort(key=lambda piece: place[id(piece)])
        right.sort(key=lambda piece: place[id(piece)])
        inside = {id(piece) for piece in (*left, *right)}
        first = min(place[known] for known in inside)
        before = [piece for piece in pieces[:first] if id(piece) not in inside]
        after = [piece for piece in pieces[first:] if id(piece) not in inside]
        pieces = [*before, *_columns(left), *_columns(right), *after]
        place = {id(piece): at for at, piece in enumerate(pieces)}
    return pieces


def _gutter(lines: list[list[P]]) -> float | None:
    """The place from left that most gaps between pieces side by side have in common."""
    ends = []
    for row in lines:
        for one, other in itertools.pairwise(row):
            if other.box.left > one.box.right:
                ends += [(one.box.right, 1), (other.box.left, -1)]
    best, most, open_gaps = None, _SIDE_BY_SIDE - 1, 0
    ends.sort()
    for at, (place, step) in enumerate(ends):
        open_gaps += step
        if open_gaps > most:
            most, best = open_gaps, (place + ends[at + 1][0]) / 2
    return best


def _bands(lines: list[list[P]], gutter: float) -> list[list[list[P]]]:
    """Runs of rows in which nothing crosses the gutter."""
    bands: list[list[list[P]]] = [[]]
    for row in lines:
        if any(piece.box.left < gutter < piece.box.right for piece in row):
            bands.append([])
        else:
            bands[-1].append(row)
    return [band for band in bands if len(band) >= _SIDE_BY_SIDE]


def _are_columns(left: list[P], right: list[P], place: dict[int, int]) -> bool:
    """Whether both sides are full of text, and the order jumps from side to side."""
    if min(len(left), len(right)) < _SIDE_BY_SIDE or not (_full(left) and _full(right)):
        return False
    narrow, wide = sorted(_middle([piece.box.width for piece in side]) for side in (left, right))
    if narrow < _NARROW * wide:
        return False
    sides = sorted([(place[id(piece)], 0) for piece in left] + [(place[id(piece)], 1) for piece in right])
    return sum(one[1] != other[1] for one, other in itertools.pairwise(sides)) > _SIDE_BY_SIDE


def _full(pieces: list[P]) -> bool:
    """Whether most rows are filled by text, which cells of a table are too short for."""
    across = around([piece.box for piece in pieces]).width
    filled = _middle([sum(piece.box.width for piece in row) for row in rows(pieces)])
    letters = _middle([piece.letters if isinstance(piece, Line) else 0 for piece in pieces])
    return filled >= _FILLED * across and letters >= _LETTERS


def _middle(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


def _settled(pieces: list[P]) -> list[P]:
    """What stands below something and beneath it comes after it, whatever the file's order; else that stays."""
    runs = _runs(pieces)
    if not 1 < len(runs) <= _MOST_RUNS:
        return pieces
    boxes = [around([piece.box for piece in run]) for run in runs]
    before: list[list[int]] = [[] for _ in runs]
    for one, upper in enumerate(boxes):
        near = 0.4 * runs[one][-1].box.height
        for other, lower in enumerate(boxes):
            if lower.top > upper.top and upper.bottom - lower.top <= near and upper.over(lower) > 1:
                before[other].append(one)
    result: list[P] = []
    seen: set[int] = set()
    for start in range(len(runs)):
        waiting = [start]
        while waiting:
            at = waiting[-1]
            first = next((one for one in before[at] if one not in seen), None)
            if at in seen or first is None:
                waiting.pop()
                result += runs[at] if at not in seen else []
                seen.add(at)
            else:
                waiting.append(first)
    return result


def _runs(pieces: list[P]) -> list[list[P]]:
    """Pieces that follow one another down the page without a jump."""
    runs: list[list[P]] = []
    for piece in pieces:
        before = runs[-1][-1].box if runs else None
        height = min(piece.box.height, before.height) if before else 0
        if before is None or piece.box.top < before.top - 0.5 * height or piece.box.top > before.bottom + 3 * height:
            runs.append([])
        runs[-1].append(piece)
    return runs
