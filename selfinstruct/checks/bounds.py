"""How many: exactly, at least, at most, or between two numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from selfinstruct.checks.arguments import Argument, whole
from selfinstruct.checks.checker import Check

BOUNDS: Mapping[str, Argument] = {
    "exactly": whole(default=None),
    "at_least": whole(default=None),
    "at_most": whole(default=None),
}


class Bounds:
    """How many there may be; ValueError where nothing is asked, or nothing can be it."""

    def __init__(self, exactly: int | None, at_least: int | None, at_most: int | None, default: int = 0) -> None:
        if exactly is not None and (at_least is not None or at_most is not None):
            raise ValueError("exactly: stands alone; leave out at_least and at_most")
        if exactly is at_least is at_most is None:
            if not default:
                raise ValueError("exactly, at_least or at_most: is missing; say how many")
            at_least = default
        self.least = exactly if exactly is not None else at_least or 0
        self.most = exactly if exactly is not None else at_most
        if self.most is not None and self.least > self.most:
            raise ValueError(f"at_least: {self.least} is more than at_most, {self.most}")

    def hold(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)

    def said(self, one: str, many: str = "") -> str:
        """In words: exactly 3 words, 5 to 9 words, at least 1 word."""
        if self.least == self.most:
            return f"exactly {counted(self.least, one, many)}"
        if self.most is None:
            return f"at least {counted(self.least, one, many)}"
        if not self.least:
            return f"at most {counted(self.most, one, many)}"
        return f"{self.least:,} to {counted(self.most, one, many)}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def count_check(
    count: Callable[[str], int], given: Mapping[str, Any], one: str, many: str = "", least: int = 0
) -> Check:
    """A check of how many of something a text has; where no number is given, `least` is asked for."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"], least)

    def judge(text: str) -> tuple[bool, str]:
        found = count(text)
        return bounds.hold(found), counted(found, one, many)

    return Check(bounds.said(one, many), judge)
