"""Amounts over two sets of names: a map of shades for many, a table of numbers for few."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.markup import tag
from selfinstruct.pictures.scales import number, shortened
from selfinstruct.pictures.svg import LETTER, STEPS, WIDTH, Numbers, box, label, picture, shade

_CELL = 26
_SLANTED = 17.0  # the least width at which slanted names do not meet


def heat_map(
    numbers: Numbers, title: str, rows: Sequence[str], columns: Sequence[str], amounts: Sequence[Sequence[float]]
) -> Markup:
    """A cell for each pair of names; one path holds all cells of a shade. What is 0 stays empty."""
    if not rows or not columns:
        return Markup("")
    left = min(190.0, max(map(len, rows)) * LETTER + 16)
    wide = max(_SLANTED, min(40.0, (WIDTH - left - 60) / len(columns)))
    tall = 16.0
    head = min(150.0, max(map(len, columns)) * LETTER * 0.72 + 14)
    most = max(map(max, amounts))
    cells: list[list[str]] = [[] for _ in range(STEPS)]
    for place, line in enumerate(amounts):
        for at, value in enumerate(line):
            if value > 0:
                x, y = left + at * wide + 0.5, head + place * tall + 0.5
                cells[shade(value, most)].append(f"M{x:.1f} {y:.1f}h{wide - 1:.1f}v{tall - 1:.1f}h-{wide - 1:.1f}z")
    parts = [tag("path", d="".join(found), class_=f"s{step}") for step, found in enumerate(cells) if found]
    parts += [
        label(left - 8, head + place * tall + 12, shortened(name, int((left - 12) / LETTER)), "end")
        for place, name in enumerate(rows)
    ]
    for at, name in enumerate(columns):
        x = left + at * wide + wide / 2
        parts.append(
            tag("text", shortened(name, 26), transform=f"translate({x:.1f} {head - 6:.1f}) rotate(-45)", class_="quiet")
        )
    empty = sum(value == 0 for line in amounts for value in line)
    told = f"{len(rows)} by {len(columns)}; the most in a cell is {number(most)}, and {empty} cells are empty"
    width = max(WIDTH, left + wide * len(columns) + head * 0.7)
    return picture(title, told, head + tall * len(rows) + 6, *parts, width=width, name=numbers.next())


def matrix(
    numbers: Numbers, title: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[float | None]],
    show: Sequence[Sequence[str]] | None = None,
) -> Markup:  # fmt: skip
    """The same with its numbers (or what `show` says) in the cells; None is a cell that cannot be."""
    if not rows or not columns:
        return Markup("")
    left = min(190.0, max(map(len, rows)) * LETTER + 16)
    wide = min(110.0, (WIDTH - left) / len(columns))
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
    return picture(title, told, head + len(rows) * _CELL + 4, *parts, name=numbers.next())
