"""Errors planted in answers, to see whether a judge finds them: one kind a function, from the rows themselves.

What is made is wrong for certain, as far as code can say: another answer than the row's, a text that stops half-way, a
condition that was kept and no longer is. None is returned where a row cannot have an error of the kind.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from selfinstruct.checks import carried_checks
from selfinstruct.checks.checker import Check
from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.errors import UsageError
from selfinstruct.filters import load_filters
from selfinstruct.flows.datasets.judging.answers import shown
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.records import Filter, Instance, Task
from selfinstruct.text.tokens import unicode_tokens

_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+(?=\S)")
_SHORTEST = 8  # words of a text that can be cut off, or from which something can be left out
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Soil:
    """A row's answer in which an error is planted, and `others`: answers of other rows, drawn by lot.

    `labels` are those of its task, or what rows of its type answer where these answers are few and short. `checks` are
    those that the row carries.
    """

    task: Task
    instance: Instance
    others: Sequence[str] = ()
    labels: Sequence[str] = ()
    checks: Sequence[Check] = ()

    @property
    def output(self) -> str:
        return self.instance.output

    @property
    def prompt(self) -> str:
        return shown(self.task.instruction, self.instance)[0]


def _folded(text: str) -> str:
    return " ".join(unicode_tokens(text))


def _swapped(soil: Soil, rng: Random) -> str | None:
    """The answer of another row, which has nothing to do with this one."""
    own = _folded(soil.output)
    fitting = [text for text in soil.others if _folded(text) not in ("", own) and not _near(text, soil.output)]
    return rng.choice(fitting) if fitting else None


def _near(one: str, other: str) -> bool:
    """Whether the words of one text are for the most part those of the other: it may be right as well."""
    words, known = set(unicode_tokens(one)), set(unicode_tokens(other))
    return 2 * len(words & known) > min(len(words), len(known))


def _number(soil: Soil, rng: Random) -> str | None:
    """One number changed by a little, or by a digit."""
    found = [match for match in _NUMBER.finditer(soil.output) if len(match[0]) < 19]
    if not found:
        return None
    match = rng.choice(found)
    value = int(match[0])
    changed = [other for other in (value + 1, value - 1, value + 10, value * 10 + 1, value + 7) if other >= 0]
    return f"{soil.output[: match.start()]}{rng.choice(changed)}{soil.output[match.end() :]}"


def _label(soil: Soil, rng: Random) -> str | None:
    """Another one of the labels."""
    own = _folded(soil.output)
    if own not in map(_folded, soil.labels):
        return None
    others = [label for label in soil.labels if _folded(label) not in ("", own)]
    return rng.choice(others) if others else None


def _truncated(soil: Soil, rng: Random) -> str | None:
    """The first part of the answer, cut off within a sentence."""
    starts = [match.start() for match in re.finditer(r"\S+", soil.output)]
    if len(starts) < _SHORTEST:
        return None
    cut = starts[rng.randint(len(starts) // 3, 2 * len(starts) // 3)]
    text = soil.output[:cut].rstrip().rstrip(".!?:;,。！？")
    return text if text.strip() else None


def _condition(soil: Soil, rng: Random) -> str | None:
    """A part left out or said again, so that a condition which was kept no longer is.

    Conditions are those that the prompt states in words, as the filter `claims` reads them, and the checks of the row.
    """
    if not (soil.checks or stated_checks(soil.task.instruction)) or _breaks(soil, soil.output):
        return None
    broken = [text for text in _parted(soil.output) if text.strip() and _breaks(soil, text)]
    return rng.choice(broken) if broken else None


def _breaks(soil: Soil, text: str) -> bool:
    if any(not check(text).passed for check in soil.checks):
        return True
    return _claims()(soil.task, _with(soil.instance, text)) is not None


@cache
def _claims() -> Filter:
    (found,) = load_filters({"claims": {}})
    return found


def _parted(text: str) -> list[str]:
    """The text without one of its lines, sentences or last words, and with one of them twice."""
    found: list[str] = []
    for parts, between in ((text.split("\n"), "\n"), (_SENTENCE.split(text), " ")):
        if len(parts) > 1:
            found += [between.join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))]
            found += [between.join([*parts[: at + 1], *parts[at:]]) for at in range(len(parts))]
    return [*found, f"{text} {text}"][:60]


def _repeated(soil: Soil, rng: Random) -> str | None:
    """A sentence or a line that comes three times more."""
    parts = [part for part in re.split(r"\n+", soil.output) if part.strip()]
    parts = parts if len(parts) > 1 else _SENTENCE.split(soil.output)
    long = [part for part in parts if len(unicode_tokens(part)) >= 4]
    if not long:
        return None
    part = rng.choice(long)
    return soil.output.replace(part, " ".join([part] * 4), 1)


PLANTS: dict[str, Callable[[Soil, Random], str | None]] = {
    "swapped": _swapped,
    "number": _number,
    "label": _label,
    "truncated": _truncated,
    "condition": _condition,
    "repeated": _repeated,
}


def plant(kind: str, soil: Soil, rng: Random) -> str | None:
    """The answer with an error of the kind, None where it cannot have one."""
    for _ in range(_TRIES):
        found = PLANTS[kind](soil, rng)
        if found is None:
            return None
        if _folded(found) != _folded(soil.output):
            return found
    return None


def _with(instance: Instance, output: str) -> Instance:
    if not instance.turns:
        return replace(instance, output=output)
    return replace(instance, output=output, turns=(*instance.turns[:-1], replace(instance.turns[-1], content=output)))


def soil_of(row: Row, place: int, others: Sequence[str], labels: Sequence[str]) -> Soil:
    """The soil that an answer of a row is."""
    return Soil(row.task, row.task.instances[place], others, row.task.labels or labels, _checks(row))


def _checks(row: Row) -> tuple[Check, ...]:
    """The checks that a row carries, as far as they can be made here and run no program."""
    with suppress(ValueError, UsageError):
        return tuple(check for _, check in carried_checks(row.data.get("checks")) if isinstance(check, Check))
    return ()
