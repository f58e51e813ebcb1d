"""The ranges of the numbers in recipes: those of every kind have stages that sample, and some say when to stop."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.errors import RecipeError


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both included; `least` itself is not where numbers must be `above` it."""

    least: float
    most: float = math.inf
    above: bool = False

    def __contains__(self, value: float) -> bool:
        return math.isfinite(value) and self.least <= value <= self.most and not (self.above and value == self.least)

    def __str__(self) -> str:
        if self.most == math.inf:
            return f"{'above' if self.above else 'at least'} {self.least:g}"
        if self.above:
            return f"above {self.least:g}, at most {self.most:g}"
        return f"between {self.least:g} and {self.most:g}"


SHARE = Range(0, 1)
# As the OpenAI API has them, but for temperatures above 2: servers of one's own take them.
SAMPLING = {
    "max_tokens": Range(1),
    "temperature": Range(0),
    "top_p": SHARE,
    "presence_penalty": Range(-2, 2),
    "frequency_penalty": Range(-2, 2),
    "timeout": Range(0, above=True),
}
SATURATION = {"candidates": Range(0), "accepted": SHARE, "tasks": Range(0), "yielding": SHARE}


def outside(values: object, ranges: Mapping[str, Range], section: str = "") -> Iterator[str]:
    """What is said of each number that is not in its range; `values` has them as attributes, None for none."""
    for key, allowed in ranges.items():
        value: Any = getattr(values, key, None)
        if value is not None and value not in allowed:
            yield f"{f'{section}.' if section else ''}{key}: must be {allowed} (found {value:g})"


def refuse(faults: Iterator[str], origin: str) -> None:
    """Raise RecipeError for all that is out of range, a line each."""
    if told := [f"{origin}: {fault}" for fault in faults]:
        raise RecipeError(*told)
