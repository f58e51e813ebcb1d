"""Ranges that options of methods must lie in, told in the same words by all of them."""

from collections.abc import Sequence


def check_range(options: object, least: float, most: float | None, *names: str, called: str = "") -> None:
    """Raise ValueError for the first of these options that is not within the range; `called` is said before `most`."""
    for name in names:
        value = getattr(options, name)
        if value < least or (most is not None and value > most):
            wanted = f"at least {least}" if most is None else f"{least} to {called}{most}"
            raise ValueError(f"{name}: must be {wanted} (found {value})")


def check_span(options: object, name: str, least: int, most: int) -> None:
    """Raise ValueError for an option that is not a list of two numbers, the second not smaller, within the range."""
    value: Sequence[int] = getattr(options, name)
    if len(value) != 2 or not least <= value[0] <= value[1] <= most:
        raise ValueError(f"{name}: must be [least, most] with {least} ≤ least ≤ most ≤ {most} (found {value})")


def check_least_most(least: int, most: int, floor: int) -> None:
    """Raise ValueError for options `least` and `most` that are in no order, or below `floor`."""
    if not floor <= least <= most:
        raise ValueError(f"least and most: must be {floor} ≤ least ≤ most (found {least} and {most})")
