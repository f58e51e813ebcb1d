"""The straight lines drawn on a page, and how much of it pictures cover."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.readers.pdf.layout.boxes import Box, Turn, View

# A rule is no thicker, and a drawing with more pieces than this is no table.
_THICK, _MOST = 3.5, 8000
_SHORTEST = 6.0
_DEEPEST = 4

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line across or down: `at` is its place on the other axis."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page beside its text. `paths` counts what is neither text nor picture."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictures: float = 0.0
    paths: int = 0

    def mirror(self, width: float) -> None:
        """Count from the right edge."""
        self.across = [Rule(rule.at, width - rule.end, width - rule.start) for rule in self.across]
        self.down = [Rule(width - rule.at, rule.start, rule.end) for rule in self.down]


def drawn(raw: Any, page: Any, turn: Turn, view: View) -> Drawn:
    """The rules of a page, and the share of it that pictures cover; no rules where it is a drawing."""
    found = Drawn()
    area = abs((view[2] - view[0]) * (view[3] - view[1])) or 1.0
    for kind, thing, matrix in _objects(raw, page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _SAME, 0):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            corners = _bounds(raw, thing, matrix)
            found.pictures += _covered(corners, view) / area
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            found.paths += 1
            if found.paths <= _MOST:
                _add(raw, thing, matrix, turn, view, found)
    if found.paths > _MOST or len(found.across) + len(found.down) > _MOST:
        found.across, found.down = [], []
    return found


def _objects(
    raw: Any, holder: Any, count: Any, get: Any, matrix: Matrix, depth: int
) -> Iterator[tuple[int, Any, Matrix]]:
    """Paths and pictures, also those within forms; text is left out."""
    for index in range(min(count(holder), 4 * _MOST)):
        thing = get(holder, index)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            yield kind, thing, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _times(_matrix(raw, thing), matrix)
            yield from _objects(raw, thing, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1)


def _add(raw: Any, thing: Any, matrix: Matrix, turn: Turn, view: View, found: Drawn) -> None:
    left, bottom, right, top = _bounds(raw, thing, matrix)
    box = turn.box((left, bottom, right, top), view)
    if min(box.width, box.height) <= _THICK:
        _keep(box, found)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    segments = raw.FPDFPath_CountSegments(thing)
    if segments > _MOST:
        return
    own = _times(_matrix(raw, thing), matrix)
    for one, other in _sides(raw, thing, segments, own):
        side = turn.box(
            (min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])), view
        )
        _keep(side, found)


def _keep(box: Box, found: Drawn) -> None:
    if box.height <= _THICK and box.width >= _SHORTEST:
        found.across.append(Rule(box.middle, box.left, box.right))
    elif box.width <= _THICK and box.height >= _SHORTEST:
        found.down.append(Rule((box.left + box.right) / 2, box.top, box.bottom))


Point = tuple[float, float]


def _sides(raw: Any, thing: Any, segments: int, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a path; a path with a curve has none, since it is a drawing or a letter."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[int, Point, bool]] = []
    for index in range(segments):
        segment = raw.FPDFPath_GetPathSegment(thing, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        a, b, c, d, e, f = matrix
        place = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        points.append((kind, place, bool(raw.FPDFPathSegment_GetClose(segment))))
    start = last = (0.0, 0.0)
    for kind, place, closes in points:
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = place
        else:
            yield last, place
        if closes:
            yield place, start
        last = place


def _bounds(raw: Any, thing: Any, matrix: Matrix) -> View:
    values = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(thing, *(ctypes.byref(value) for value in values))
    left, bottom, right, top = (value.value for value in values)
    if matrix is _SAME:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _covered(corners: View, view: View) -> float:
    wide = min(corners[2], view[2]) - max(corners[0], view[0])
    high = min(corners[3], view[3]) - max(corners[1], view[1])
    return max(wide, 0.0) * max(high, 0.0)


def _matrix(raw: Any, thing: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(thing, ctypes.byref(matrix)):
        return _SAME
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First one, then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
