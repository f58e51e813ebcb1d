"""Tasks that stand alone and have one short answer, and the right answer to them, further steps included."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from random import Random

from selfinstruct.models.offline.skills.catalogue import SKILLS
from selfinstruct.models.offline.skills.skill import Skill, recognise
from selfinstruct.models.offline.wording.grammar import Values

_ODD = ("number_to_words",)  # whose answers are long


def _labelled(kind: str, labels: tuple[str, ...], right: Callable[[int], str], *cores: str) -> Skill:
    """A task that names a number and the labels: it has an instance for the right label alone."""

    def make(values: Values, _rng: Random) -> tuple[str, str]:
        fits = right(int(values["n"])) == values["label"]
        return "" if fits else "-", values["label"]

    return Skill(kind, cores, make, lambda rng: {"n": str(rng.randint(11, 999))}, family="exact", labels=labels)


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


LABELLED = (
    _labelled(
        "number_parity",
        ("even", "odd"),
        lambda number: "odd" if number % 2 else "even",
        "is the number {n:int} {labels}?",
        "say of the number {n:int} whether it is {labels}.",
    ),
    _labelled(
        "number_primality",
        ("prime", "composite"),
        lambda number: "prime" if _is_prime(number) else "composite",
        "[decide|find out] whether {n:int} is {labels}.",
        "is {n:int} {labels}?",
    ),
)
EXACT: tuple[Skill, ...] = (
    *(
        replace(skill, family="exact")
        for skill in SKILLS
        if skill.family == "value" and not skill.field and not skill.labels and skill.type not in _ODD
    ),
    *LABELLED,
)
# Those that can be made harder, for their answer is mostly a number with which something can be done; two cannot.
_HARD = (
    "integer_arithmetic percentage_of_amount greatest_common_divisor least_common_multiple rounding days_between_dates "
    "days_in_month unit_conversion celsius_to_fahrenheit rectangle_area rectangle_perimeter triangle_area travel_time "
    "change_from_payment bill_splitting discounted_price alphabet_position clock_addition weekday_of_date"
).split()
HARD = tuple(skill for skill in EXACT if skill.type in _HARD)

_STEP = re.compile(r"Then (?:(double)|add (\d+) to|take (\d+) away from) the result\.")
STEPS = ("Then double the result.", "Then add {n} to the result.", "Then take {n} away from the result.")
NUMBER = re.compile(r"-?\d+")
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)((?: [a-z]+){0,2})")  # neither a date nor a time


@dataclass(frozen=True, slots=True)
class ExactTask:
    """A task of this kind with its right answer: `steps` is how many follow the first, `labels` what it names."""

    answer: str
    steps: int = 0
    labels: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def read_exact(prompt: str) -> ExactTask | None:
    """The task that a prompt begins with; None for a prompt of another kind. What follows it is not looked at."""
    text = " ".join(prompt.split())
    for end in [place + 1 for place, sign in enumerate(text) if sign in ".?"]:
        if (found := recognise(text[:end], EXACT)) is None:
            continue
        answer = found.solve("")
        if answer is None:
            return None
        steps = list(_STEP.finditer(text, end))
        if steps and not takes_steps(answer):
            return None
        for step in steps:
            answer = _after(answer, step)
        return ExactTask(answer, len(steps), found.labels)
    return None


def takes_steps(answer: str) -> bool:
    """Whether something can be done with a result: it is a number, perhaps with a unit."""
    return _QUANTITY.fullmatch(answer) is not None


def _after(answer: str, step: re.Match[str]) -> str:
    found = _QUANTITY.fullmatch(answer)
    assert found is not None
    number = Decimal(found[1])
    if step[1]:
        number *= 2
    else:
        number += int(step[2]) if step[2] else -int(step[3])
    return f"{number}{found[2]}"
