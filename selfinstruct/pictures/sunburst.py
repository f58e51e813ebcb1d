"""Two rings: amounts by name, and what each is made of."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.markup import plain_marks, tag
from selfinstruct.pictures.scales import number, percent, shortened
from selfinstruct.pictures.svg import Numbers, label, picture

_SIZE = 560.0
_RINGS = (70.0, 165.0, 185.0)  # inner edge, edge between the rings, outer edge
Branch = tuple[str, float, Sequence[tuple[str, float]]]


def sunburst(numbers: Numbers, title: str, branches: Sequence[Branch]) -> Markup:
    """Each branch has a name, its amount and leaves with theirs, which may be less in all; clockwise from the top."""
    whole = sum(amount for _, amount, _ in branches)
    if whole <= 0:
        return Markup("")
    parts, at = [], 0.0
    for place, (name, amount, leaves) in enumerate(branches):
        end = at + amount / whole
        about = f"{name}: {number(amount)} ({percent(amount, whole)})"
        parts.append(_arc(_RINGS[0], _RINGS[1], at, end, f"s{3 if place % 2 else 4} gap", about))
        if end - at > 0.012:
            parts.append(_along(at, end, (_RINGS[0] + _RINGS[1]) / 2, shortened(name, 13), "on", "middle"))
        start = at
        for leaf, count in leaves:
            stop = start + count / whole
            parts.append(
                _arc(
                    _RINGS[1],
                    _RINGS[2],
                    start,
                    stop,
                    f"s{1 if place % 2 else 2} gap",
                    f"{name} {leaf}: {number(count)}",
                )
            )
            if stop - start > 0.0075:
                parts.append(_along(start, stop, _RINGS[2] + 6, shortened(leaf, 14), None, "start"))
            start = stop
        at = end
    parts += [
        label(_SIZE / 2, _SIZE / 2 - 2, number(whole), "middle"),
        label(_SIZE / 2, _SIZE / 2 + 14, "in all", "middle", "quiet"),
    ]
    told = "; ".join(f"{name} {number(amount)}" for name, amount, _ in branches[:10])
    return picture(title, told, _SIZE, *parts, width=_SIZE, name=numbers.next())


def _arc(inner: float, outer: float, start: float, end: float, class_: str, about: str) -> Markup:
    """A piece of a ring between two shares of a turn."""
    end = min(end, start + 0.99999)
    (a, b), (c, d) = _point(outer, start), _point(outer, end)
    (e, f), (g, h) = _point(inner, end), _point(inner, start)
    large = int(end - start > 0.5)
    way = (
        f"M{a:.1f} {b:.1f}A{outer:g} {outer:g} 0 {large} 1 {c:.1f} {d:.1f}"
        f"L{e:.1f} {f:.1f}A{inner:g} {inner:g} 0 {large} 0 {g:.1f} {h:.1f}z"
    )
    return tag("path", tag("title", plain_marks(about)), d=way, class_=class_)


def _along(start: float, end: float, radius: float, written: str, class_: str | None, anchor: str) -> Markup:
    """A text along the middle of a piece, never upside down."""
    middle = (start + end) / 2
    x, y = _point(radius, middle)
    turn = 360 * middle - 90
    if middle > 0.5:
        turn += 180
        anchor = "end" if anchor == "start" else anchor
    return tag(
        "text", plain_marks(written), transform=f"translate({x:.1f} {y:.1f}) rotate({turn:.1f})", dy="0.35em",
        text_anchor=None if anchor == "start" else anchor, class_=class_,
    )  # fmt: skip


def _point(radius: float, share: float) -> tuple[float, float]:
    angle = 2 * math.pi * share - math.pi / 2
    return _SIZE / 2 + radius * math.cos(angle), _SIZE / 2 + radius * math.sin(angle)
