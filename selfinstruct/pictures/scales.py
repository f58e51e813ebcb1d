"""Round numbers for axes, and numbers as people read them."""

import math


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
