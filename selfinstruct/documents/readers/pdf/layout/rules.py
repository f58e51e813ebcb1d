"""The straight lines drawn on a page, and how much of it pictures cover."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.readers.pdf.calls import direct, pointer, to_address
from selfinstruct.documents.readers.pdf.layout.boxes import Box, Turn, View

# A rule is no thicker, and a drawing with more pieces than this is no table.
_THICK, _MOST = 3.5, 8000
_SHORTEST = 6.0
_DEEPEST = 4

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
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


class Drawings:
    """Looks at what is drawn on pages."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._count = direct(raw.FPDFPage_CountObjects, ctypes.c_int)
        self._get = direct(raw.FPDFPage_GetObject, ctypes.c_void_p)
        self._kind = direct(raw.FPDFPageObj_GetType, ctypes.c_int)
        self._get_bounds = direct(raw.FPDFPageObj_GetBounds, ctypes.c_int)
        self._corners = [ctypes.c_float() for _ in range(4)]
        self._at = [ctypes.byref(value) for value in self._corners]

    def look(self, page: Any, turn: Turn, view: View) -> Drawn:
        """The rules of a page, and the share of it that pictures cover; no rules where it is a drawing."""
        found = Drawn()
        area = abs((view[2] - view[0]) * (view[3] - view[1])) or 1.0
        picture = self._raw.FPDF_PAGEOBJ_IMAGE
        for kind, thing, matrix in self._objects(pointer(page.raw), self._count, self._get, _SAME, 0):
            if kind == picture:
                found.pictures += _covered(self._bounds(thing, matrix), view) / area
                continue
            found.paths += 1
            if found.paths <= _MOST:
                self._add(thing, matrix, turn, view, found)
        if found.paths > _MOST or len(found.across) + len(found.down) > _MOST:
            found.across, found.down = [], []
        return found

    def _objects(
        self, holder: Any, count: Any, get: Any, matrix: Matrix, depth: int
    ) -> Iterator[tuple[int, int, Matrix]]:
        """Paths and pictures, by their addresses, also those within forms; text is left out."""
        raw, kind_of = self._raw, self._kind
        text, form = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM
        for index in range(min(count(holder), 4 * _MOST)):
            thing = get(holder, index)
            kind = kind_of(to_address(thing))
            if kind == text:
                continue
            if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield kind, thing, matrix
            elif kind == form and depth < _DEEPEST:
                handle = self._handle(thing)
                inner = _times(_matrix(raw, handle), matrix)
                yield from self._objects(handle, raw.FPDFFormObj_CountObjects, self._within, inner, depth + 1)

    def _within(self, form: Any, index: int) -> int | None:
        return ctypes.cast(self._raw.FPDFFormObj_GetObject(form, index), ctypes.c_void_p).value

    def _handle(self, thing: int) -> Any:
        return ctypes.cast(thing, self._raw.FPDF_PAGEOBJECT)

    def _add(self, thing: int, matrix: Matrix, turn: Turn, view: View, found: Drawn) -> None:
        box = turn.box(self._bounds(thing, matrix), view)
        if min(box.right - box.left, box.bottom - box.top) <= _THICK:
            _keep(box, found)
            return
        raw, handle = self._raw, self._handle(thing)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        segments = raw.FPDFPath_CountSegments(handle)
        if segments > _MOST:
            return
        own = _times(_matrix(raw, handle), matrix)
        for one, other in _sides(raw, handle, segments, own):
            side = turn.box(
                (min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])), view
            )
            _keep(side, found)

    def _bounds(self, thing: int, matrix: Matrix) -> View:
        if not self._get_bounds(to_address(thing), *self._at):
            left = bottom = right = top = 0.0
        else:
            left, bottom, right, top = [value.value for value in self._corners]
        if matrix is _SAME:
            return left, bottom, right, top
        a, b, c, d, e, f = matrix
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return min(xs), min(ys), max(xs), max(ys)


def _keep(box: Box, found: Drawn) -> None:
    width, height = box.right - box.left, box.bottom - box.top
    if height <= _THICK and width >= _SHORTEST:
        found.across.append(Rule(box.middle, box.left, box.right))
    elif width <= _THICK and height >= _SHORTEST:
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
