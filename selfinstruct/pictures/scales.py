"""Round numbers for axes, and numbers as people read them."""

import math
from collections.abc import Sequence


def ticks(most: float, wanted: int = 4) -> list[float]:
    """Round values from 0 to at least `most`, some `wanted` of them: steps of 1, 2 or 5 times a power of ten."""
    if most <= 0 or not math.isfinite(most):
        return [0.0, 1.0]
    rough = most / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    count = math.ceil(most / step - 1e-9)
    return [round(step * number, 10) for number in range(count + 1)]


def number(value: float) -> str:
    """With separators; what is not whole with as many decimals as it needs, up to two."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 else f"{value:.2g}"


def percent(part: float, whole: float) -> str:
    """A share in percent: one decimal below 10 %, none above; "–" of nothing."""
    if not whole:
        return "–"
    share = 100 * part / whole
    return f"{share:.1f} %" if 0 < share < 10 or 99 < share < 100 else f"{share:.0f} %"


def shortened(written: str, most: int) -> str:
    """A label of at most `most` characters."""
    return written if len(written) <= most else f"{written[: most - 1].rstrip()}…"


def shortened_apart(names: Sequence[str], most: int) -> list[str]:
    """Labels of at most `most` characters: cut at the end, or all in the middle where some would then look alike."""
    found = [shortened(name, most) for name in names]
    if len(set(found)) == len(set(names)):
        return found
    end = (most - 1) // 2 + 2  # what tells names apart is more often at their ends
    return [
        name if len(name) <= most else f"{name[: most - 1 - end].rstrip()}…{name[-end:].lstrip()}" for name in names
    ]
