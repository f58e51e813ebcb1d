"""Bars: amounts by name, a distribution over steps, and fractions with their intervals."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.scales import number, percent, shortened, shortened_apart, ticks
from selfinstruct.pictures.svg import LETTER, SLIM, WIDTH, Numbers, box, label, line, picture

_ROW = 22
_NAMES = 232  # the most that names take of the width
_OWN_NAMES = 202  # of bars
_END = 22  # room for half a label at the right


def bars(
    numbers: Numbers, title: str, rows: Sequence[tuple[str, float]], *, whole: float = 0, unit: str = "",
    kind: str = "",
) -> Markup:  # fmt: skip
    """A bar for each name, its length by the amount; with `whole` also the share of it. Nothing for no rows.

    Pictures of a `kind`, otherwise of a title, share a scale where they stand beside each other.
    """
    if not rows:
        return Markup("")
    most = numbers.top(kind or title, max(value for _, value in rows))
    told = [number(value) + (f" {unit}" if unit else "") + _share(value, whole) for _, value in rows]
    longest = max(len(name) for name, _ in rows)
    left = min(_OWN_NAMES, longest * LETTER + 16)
    room = SLIM - left - max(map(len, told)) * LETTER - 12
    names = shortened_apart([name for name, _ in rows], int((left - 12) / LETTER))
    parts = []
    for place, ((name, value), text) in enumerate(zip(rows, told, strict=True)):
        y = place * _ROW
        length = room * value / most if most > 0 else 0
        parts += [
            label(left - 8, y + 15, names[place], "end"),
            box(left, y + 4, length, 14, "s4", f"{name}: {text}"),
            label(left + length + 6, y + 15, text, class_="quiet"),
        ]
    description = "; ".join(f"{name} {text}" for (name, _), text in zip(rows[:12], told[:12], strict=True))
    return picture(title, description, len(rows) * _ROW + 4, *parts, width=SLIM, name=numbers.next())


def histogram(
    numbers: Numbers,
    title: str,
    counts: Sequence[float],
    edges: Sequence[str],
    *,
    axis: str = "",
    limit: tuple[float, str] | None = None,
    kind: str = "",
) -> Markup:
    """A bar for each step, `edges` (one more than steps) under their ends. `kind` is as for bars.

    `limit` is a place on the axis, in steps from the left, with what it means.
    """
    if not counts or not any(counts):
        return Markup("")
    left, bottom, top = 52.0, 150.0, 14.0
    marks = ticks(numbers.top(kind or title, max(counts)))
    wide, high = (WIDTH - left - _END) / len(counts), bottom - top
    parts = []
    for mark in marks:
        y = bottom - high * mark / marks[-1]
        parts += [line(left, y, WIDTH - _END, y), label(left - 6, y + 4, number(mark), "end", "quiet")]
    for place, value in enumerate(counts):
        tall = high * value / marks[-1]
        about = f"{edges[place]} to {edges[place + 1]}: {number(value)}"
        parts.append(box(left + place * wide + 1, bottom - tall, wide - 2, tall, "s4", about))
    every = -(-len(edges) * 7 // 90)  # labels must not meet
    for place, edge in enumerate(edges):
        if place % max(1, every) == 0:
            parts.append(label(left + place * wide, bottom + 16, edge, "middle", "quiet"))
    if limit is not None:
        x = left + limit[0] * wide
        parts += [line(x, top - 4, x, bottom, "limit"), label(x - 5, top + 6, limit[1], "end", "limit-text")]
    if axis:
        parts.append(label(WIDTH - _END, bottom + 32, axis, "end", "quiet"))
    told = "; ".join(f"{edges[place]} to {edges[place + 1]}: {number(value)}" for place, value in enumerate(counts))
    return picture(title, told, bottom + (38 if axis else 22), *parts, name=numbers.next())


def intervals(numbers: Numbers, title: str, rows: Sequence[tuple[str, float, float, float]]) -> Markup:
    """Fractions from 0 to 1, each with its interval: name, low, value, high."""
    if not rows:
        return Markup("")
    left = min(_NAMES, max(len(name) for name, *_ in rows) * LETTER + 16)
    room = WIDTH - left - 24
    bottom = len(rows) * 28.0
    parts = []
    for step in range(0, 101, 25):
        x = left + room * step / 100
        parts += [line(x, 0, x, bottom), label(x, bottom + 16, f"{step} %", "middle", "quiet")]
    for place, (name, low, value, high) in enumerate(rows):
        y = place * 28 + 14.0
        about = f"{name}: {percent(value, 1)}, between {percent(low, 1)} and {percent(high, 1)}"
        parts += [
            label(left - 8, y + 4, shortened(name, int((left - 12) / LETTER)), "end"),
            box(left + room * low, y - 3, room * (high - low), 6, "s1", about),
            box(left + room * value - 2.5, y - 8, 5, 16, "s4", about),
        ]
    told = "; ".join(
        f"{name}: {percent(value, 1)} ({percent(low, 1)} to {percent(high, 1)})" for name, low, value, high in rows
    )
    return picture(title, told, bottom + 24, *parts, name=numbers.next())


def _share(value: float, whole: float) -> str:
    return f" ({percent(value, whole)})" if whole else ""
