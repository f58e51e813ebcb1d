"""Amounts over two sets of names: a map of shades for many, a table of numbers for few."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.markup import plain_marks, tag
from selfinstruct.pictures.scales import number, shortened, shortened_apart
from selfinstruct.pictures.svg import LETTER, SLIM, STEPS, WIDTH, Numbers, box, label, picture, shade

_CELL = 26
_LINE = 16.0  # the height of a cell of a heat map
_ROOMY = 56  # the least width of a column of a table that is slim
_NUMBERED = 200  # cells up to which each has its number
_SLANTED = 17.0  # the least width at which slanted names do not meet


def heat_map(
    numbers: Numbers, title: str, rows: Sequence[str], columns: Sequence[str], amounts: Sequence[Sequence[float]], *,
    unit: str = "",
) -> Markup:  # fmt: skip
    """A cell for each pair of names, below them what the shades mean, in `unit`s. What is 0 stays empty.

    Few cells have their numbers; of many one path holds all of a shade.
    """
    if not rows or not columns:
        return Markup("")
    left = min(190.0, max(map(len, rows)) * LETTER + 16)
    wide = max(_SLANTED, min(40.0, (WIDTH - left - 60) / len(columns)))
    head = min(150.0, max(map(len, columns)) * LETTER * 0.72 + 14)
    most = max(map(max, amounts))
    cells = [
        (left + at * wide, head + place * _LINE, value, f"{rows[place]}, {columns[at]}: {number(value)}")
        for place, line in enumerate(amounts)
        for at, value in enumerate(line)
        if value > 0
    ]
    parts = _numbered(cells, wide, most) if len(cells) <= _NUMBERED else _shaded(cells, wide, most)
    parts += [
        label(left - 8, head + place * _LINE + 12, name, "end")
        for place, name in enumerate(shortened_apart(rows, int((left - 12) / LETTER)))
    ]
    for at, name in enumerate(shortened_apart(columns, 26)):
        x = left + at * wide + wide / 2
        turned = f"translate({x:.1f} {head - 6:.1f}) rotate(-45)"
        parts.append(tag("text", plain_marks(name), transform=turned, class_="quiet"))
    bottom = head + _LINE * len(rows) + 10
    parts += _legend(left, bottom, [value for _, _, value, _ in cells], most, unit)
    told = f"{len(rows)} by {len(columns)}; the most in a cell is {number(most)}, and "
    told += f"{len(rows) * len(columns) - len(cells)} cells are empty"
    width = max(WIDTH, left + wide * len(columns) + head)
    return picture(title, told, bottom + 22, *parts, width=width, name=numbers.next())


Cell = tuple[float, float, float, str]


def _numbered(cells: Sequence[Cell], wide: float, most: float) -> list[Markup]:
    parts = []
    for x, y, value, about in cells:
        step = shade(value, most)
        parts.append(box(x + 0.5, y + 0.5, wide - 1, _LINE - 1, f"s{step}", about))
        if len(number(value)) * LETTER < wide:
            parts.append(label(x + wide / 2, y + 12, number(value), "middle", "on" if step >= 3 else None))
    return parts


def _shaded(cells: Sequence[Cell], wide: float, most: float) -> list[Markup]:
    found: list[list[str]] = [[] for _ in range(STEPS)]
    for x, y, value, _ in cells:
        found[shade(value, most)].append(
            f"M{x + 0.5:.1f} {y + 0.5:.1f}h{wide - 1:.1f}v{_LINE - 1:.1f}h-{wide - 1:.1f}z"
        )
    return [tag("path", d="".join(drawn), class_=f"s{step}") for step, drawn in enumerate(found) if drawn]


def _legend(x: float, y: float, values: Sequence[float], most: float, unit: str) -> list[Markup]:
    """The shades that there are, each with the least and the most that has it."""
    found: dict[int, list[float]] = {}
    for value in sorted(values):
        found.setdefault(shade(value, most), []).append(value)
    parts = [label(x - 8, y + 12, unit, "end", "quiet")] if unit and found else []
    for step, own in sorted(found.items()):
        told = number(own[0]) if own[0] == own[-1] else f"{number(own[0])} to {number(own[-1])}"
        parts += [box(x, y + 1, 14, 14, f"s{step}"), label(x + 20, y + 12, told, class_="quiet")]
        x += 20 + len(told) * LETTER + 14
    return parts


def matrix(
    numbers: Numbers, title: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[float | None]],
    show: Sequence[Sequence[str]] | None = None,
) -> Markup:  # fmt: skip
    """The same with its numbers (or what `show` says) in the cells; None is a cell that cannot be."""
    if not rows or not columns:
        return Markup("")
    left = min(190.0, max(map(len, rows)) * LETTER + 16)
    width = SLIM if (SLIM - left) / len(columns) >= _ROOMY else WIDTH
    wide = min(110.0, (width - left) / len(columns))
    head = 22.0
    most = max((value for line in cells for value in line if value is not None), default=0)
    parts = [
        label(left + at * wide + wide / 2, 15, shortened(name, max(4, int(wide / LETTER))), "middle", "quiet")
        for at, name in enumerate(columns)
    ]
    for place, (name, line) in enumerate(zip(rows, cells, strict=True)):
        y = head + place * _CELL
        parts.append(label(left - 8, y + 17, shortened(name, int((left - 12) / LETTER)), "end"))
        for at, value in enumerate(line):
            if value is None:
                continue
            step = shade(value, most)
            written = show[place][at] if show else number(value)
            x = left + at * wide
            parts += [
                box(x + 1, y + 1, wide - 2, _CELL - 2, f"s{step}", f"{name}, {columns[at]}: {written}"),
                label(x + wide / 2, y + 17, written, "middle", "on" if step >= 3 else None),
            ]
    told = f"{len(rows)} by {len(columns)}; the most is {number(most)}"
    return picture(title, told, head + len(rows) * _CELL + 4, *parts, width=width, name=numbers.next())
