"""A course: values over steps, with the thresholds that they are held against."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.scales import number, percent
from selfinstruct.pictures.svg import WIDTH, Numbers, curve, label, line, picture


def course(
    numbers: Numbers, title: str, last: float, series: Sequence[tuple[str, Sequence[float | None]]], *,
    thresholds: Sequence[tuple[float, str]] = (), axis: str = "",
) -> Markup:  # fmt: skip
    """Shares (0 to 1) over equal steps up to `last`; None where a step has none. At most two series."""
    steps = max((len(values) for _, values in series), default=0)
    if steps < 2:
        return Markup("")
    left, right, top, bottom = 48.0, WIDTH - 110.0, 12.0, 160.0
    parts = []
    for mark in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - (bottom - top) * mark
        parts += [line(left, y, right, y), label(left - 6, y + 4, f"{mark:.0%}", "end", "quiet")]
    for share, name in thresholds:
        y = bottom - (bottom - top) * share
        parts += [line(left, y, right, y, "limit"), label(left + 6, y - 5, name, class_="limit-text")]
    ends: list[float] = []
    told = []
    for place, (name, values) in enumerate(series):
        points = [
            (left + (right - left) * (step + 0.5) / steps, bottom - (bottom - top) * value)
            for step, value in enumerate(values)
            if value is not None
        ]
        if not points:
            continue
        parts.append(curve(points, "curve" if place == 0 else "curve second"))
        y = points[-1][1] + 4
        if any(abs(y - other) < 14 for other in ends):
            y += 14
        ends.append(y)
        known = [value for value in values if value is not None]
        parts.append(label(points[-1][0] + 8, y, name))
        told.append(f"{name}: from {percent(known[0], 1)} to {percent(known[-1], 1)}")
    parts += [
        label(left, bottom + 16, "0", "middle", "quiet"),
        label(right, bottom + 16, number(last), "middle", "quiet"),
    ]
    parts.append(label((left + right) / 2, bottom + 16, axis, "middle", "quiet"))
    return picture(title, "; ".join(told), bottom + 24, *parts, name=numbers.next())
