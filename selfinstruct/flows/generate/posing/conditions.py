"""Conditions that an answer is asked to keep: drawn from a recipe's list, worded by its templates, checked by code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from selfinstruct.checks import make_check, stamped
from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.files.task_fields import STOP_WORDS
from selfinstruct.flows.generate.posing.layouts import laid_out, slots_of
from selfinstruct.recipes.base import STRICT

_WORD = re.compile(r"[^\W\d_]{4,}")
OWN_WORDS = "of the instruction"  # an argument's value: so many of the instruction's own words


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A kind of condition in a recipe: its check, the values each argument may be drawn from, and how it is said.

    `say` are wordings, with arguments in braces. No two conditions of one `group` are drawn together, nor one whose
    `group` stands in the other's `never_with`. One of twice the `weight` is drawn about twice as often.
    """

    __pydantic_config__ = STRICT

    check: str
    say: list[str]
    group: str
    arguments: dict[str, list[Any]] = field(default_factory=dict)
    never_with: list[str] = field(default_factory=list)
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was drawn: in words, and as a check with its version."""

    words: str
    check: Mapping[str, Any]


def check_kinds(kinds: Sequence[ConditionKind]) -> None:
    """Raise RecipeError for a kind that cannot be drawn: an unknown check, a wording without its argument."""
    for number, kind in enumerate(kinds):
        where = f"method.conditions[{number}] ({kind.check})"
        if kind.weight <= 0:
            raise RecipeError(f"{where}: weight: must be more than 0 (found {kind.weight:g})")
        if not kind.say:
            raise RecipeError(f"{where}: say: is empty; write how it is asked for")
        if empty := [name for name, values in kind.arguments.items() if not values]:
            raise RecipeError(f"{where}: arguments.{empty[0]}: is empty; write the values it may have")
        try:
            for given in _examples(kind):
                make_check({"check": kind.check, **given})
        except UsageError as error:
            raise RecipeError(f"{where}: {error}") from None
        for words in kind.say:
            if odd := [name for name in slots_of(words) if name not in kind.arguments]:
                raise RecipeError(f"{where}: say: {{{odd[0]}}} is none of its arguments ({', '.join(kind.arguments)})")


def _examples(kind: ConditionKind) -> Iterator[dict[str, Any]]:
    """Arguments of a kind, so that each value comes once."""
    for place in range(max(map(len, kind.arguments.values()), default=1)):
        yield {
            name: ["word"] if _is_own(value := values[place % len(values)]) else value
            for name, values in kind.arguments.items()
        }


def _is_own(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {OWN_WORDS}


def draw_conditions(
    kinds: Sequence[ConditionKind], instruction: str, least: int, most: int, rng: Random
) -> list[Condition]:
    """Some conditions that go together and with what the instruction states itself, `least` of them where there are."""
    wanted = rng.randint(least, most)
    checks = {said["check"] for _, said in stated_checks(instruction)}
    taken = {kind.group for kind in kinds if kind.check in checks}
    barred = {group for kind in kinds if kind.check in checks for group in kind.never_with}
    drawn: list[Condition] = []
    for kind in sorted(kinds, key=lambda kind: -(rng.random() ** (1 / kind.weight))):
        if len(drawn) == wanted:
            break
        if kind.group in taken or kind.group in barred or taken & set(kind.never_with):
            continue
        arguments = _arguments(kind, instruction, rng)
        if arguments is None:
            continue
        taken.add(kind.group)
        barred.update(kind.never_with)
        words = laid_out(rng.choice(kind.say), {name: _said(value) for name, value in arguments.items()})
        drawn.append(Condition(words, stamped({"check": kind.check, **arguments})))
    return drawn


def _arguments(kind: ConditionKind, instruction: str, rng: Random) -> dict[str, Any] | None:
    """A value for each argument; None where the instruction has too few words of its own."""
    found: dict[str, Any] = {}
    for name, values in kind.arguments.items():
        value = rng.choice(values)
        if _is_own(value):
            # A name, or what stands at the beginning, would look odd within a sentence.
            words = [word for word in dict.fromkeys(_WORD.findall(instruction)) if word.islower()]
            words = [word for word in words if word not in STOP_WORDS and not word.endswith("ing")]
            if len(words) < value[OWN_WORDS]:
                return None
            value = rng.sample(words, value[OWN_WORDS])
        found[name] = value
    return found


def _said(value: Any) -> str:
    """A value within a sentence: texts in quotation marks, the last of several behind “and”."""
    if isinstance(value, list):
        texts = [f'"{item}"' for item in value]
        return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    return str(value)
