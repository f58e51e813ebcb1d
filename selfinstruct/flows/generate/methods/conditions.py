"""Conditions that an answer is asked to keep: drawn from a recipe's list, worded by its templates, checked by code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from selfinstruct.checks import make_check, stamped, verdicts_on
from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.files.task_fields import STOP_WORDS
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.method import Developed
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Attempt, Instance, Message, Rejection

_SLOT = re.compile(r"\{(\w+)\}")
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
            if odd := [name for name in _SLOT.findall(words) if name not in kind.arguments]:
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
        words = _worded(rng.choice(kind.say), arguments)
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


def _worded(wording: str, arguments: Mapping[str, Any]) -> str:
    return _SLOT.sub(lambda found: _said(arguments[found[1]]), wording)


def _said(value: Any) -> str:
    """A value within a sentence: texts in quotation marks, the last of several behind “and”."""
    if isinstance(value, list):
        texts = [f'"{item}"' for item in value]
        return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    return str(value)


def all_passed(verdicts: Sequence[Mapping[str, Any]]) -> bool:
    return all(verdict["passed"] for verdict in verdicts)


def failed(verdicts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The verdicts that say no, as a rejection tells them."""
    return [{key: item[key] for key in ("check", "asked", "found")} for item in verdicts if not item["passed"]]


async def until_passed(
    ask: Ask, prompt: str, checks: tuple[Mapping[str, Any], ...], lost: Sequence[Rejection]
) -> Developed:
    """Ask the solver in the stage `answer` until an answer passes all checks, or as often as `attempts` says.

    `lost` are rejections of before, which are told in any case.
    """
    turns, missed = (Message("user", prompt),), list(lost)
    attempts: list[Attempt] = []
    for number in range(ask.options.attempts):
        try:
            answer = await ask("answer", {"prompt": prompt}, model="solver", attempt=number, plain=True)
        except Unanswered as none:
            missed.append(none.rejection)
            continue
        verdicts = verdicts_on(checks, answer.text)
        passed = all_passed(verdicts)
        attempts.append(Attempt(turns, answer.text, passed, number + 1, checks, verdicts, answer.reasoning))
        if passed:
            said = Message("assistant", answer.text, answer.reasoning)
            kept = Instance("", answer.text, turns=(*turns, said), checks=checks, verdicts=verdicts)
            return Developed([kept], missed, attempts)
    value = {"attempts": ask.options.attempts, "failed": failed(attempts[-1].verdicts) if attempts else []}
    return Developed((), [*missed, ask.rejection("none_passed", value, prompt)], attempts)
