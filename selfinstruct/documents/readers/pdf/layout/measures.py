"""What is usual on a page: how far lines reach, and the step from one to the next."""

from collections import Counter
from collections.abc import Iterable

from selfinstruct.documents.readers.pdf.layout.tables import Table
from selfinstruct.documents.readers.pdf.layout.words import Line


def edges_of(lines: list[Line]) -> dict[int, float]:
    """For each line how far to the right the lines around it reach."""
    spans = [(line.box.left, line.box.right) for line in lines]
    edges: dict[int, float] = {}
    for at, line in enumerate(lines):
        left, right = spans[at]
        furthest, least = right, 0.3 * (right - left)
        for start, end in spans[max(at - 8, 0) : at + 9]:
            if end > furthest and right - (start if start > left else left) > least:
                furthest = end
        edges[id(line)] = furthest
    return edges


def pitches_of(rows: Iterable[list[Line] | Table]) -> dict[int, float]:
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
    common = [step for step, count in steps.items() if count >= 0.3 * most and 0.8 * size <= step <= 2.5 * size]
    return min(common, default=1.35 * size)
