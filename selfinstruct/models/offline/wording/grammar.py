"""Sentence templates that can be written out and recognised again.

`[a|b]` is a choice of wording that changes nothing; `{name:kind}` is a slot whose value counts. Templates are
recognised in lower case, because the published parser leaves no other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TypeVar

T = TypeVar("T")
Values = Mapping[str, str]

PATTERNS = {
    "int": r"-?\d+",
    "dec": r"-?\d+(?:\.\d+)?",
    "word": r"[a-z]+",
    "unit": r"[a-z]+(?: [a-z]+)?",
    "date": r"\d{1,2} [a-z]+ \d{4}",
    "clock": r"\d{2}:\d{2}",
    "ints": r"-?\d+(?:, -?\d+)+",
    "words": r"[a-z]+(?:, [a-z]+)+",
    "phrase": r"[a-z][a-z' -]*",
    "quote": r'[^"]+',
    "phrasenum": r"[a-z][a-z0-9, ]*",
}

_PARTS = re.compile(r"(\[[^\]]*\]|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kind: str


@cache
def _parts(template: str) -> tuple[str | tuple[str, ...] | Slot, ...]:
    parts: list[str | tuple[str, ...] | Slot] = []
    for piece in _PARTS.split(template):
        if piece.startswith("["):
            parts.append(tuple(piece[1:-1].split("|")))
        elif piece.startswith("{"):
            name, _, kind = piece[1:-1].partition(":")
            parts.append(Slot(name, kind or "phrase"))
        elif piece:
            parts.append(piece)
    return tuple(parts)


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of the options; a third of the cost of `rng.choice`."""
    return options[int(rng.random() * len(options))]


def fill(template: str, rng: Random, values: Values) -> str:
    """The template written out with some wording and the given slot values."""
    out = []
    for part in _parts(template):
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Slot):
            out.append(values[part.name])
        else:
            out.append(pick(rng, part))
    return "".join(out)


def pattern(template: str, own: Values = {}) -> str:  # noqa: B006 - a Mapping is not changed
    """A regular expression for the template in lower case, with a named group for each slot.

    `own` gives patterns for slot names, where the kind's pattern is too wide.
    """
    out = []
    for part in _parts(template):
        if isinstance(part, str):
            out.append(re.escape(part.lower()))
        elif isinstance(part, Slot):
            out.append(f"(?P<{part.name}>{own.get(part.name) or PATTERNS[part.kind]})")
        else:
            out.append("(?:" + "|".join(re.escape(word.lower()) for word in part) + ")")
    return "".join(out)
