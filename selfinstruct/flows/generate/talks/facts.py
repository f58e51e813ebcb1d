"""Facts that somebody tells of themselves: drawn from a recipe's list, found again by code in any wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from selfinstruct.checks import make_check
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.flows.generate.talks.spellings import (
    ANY_DATE,
    ANY_NUMBER,
    Value,
    first_of,
    is_date,
    is_plain,
    number_of,
    spelling,
    whole,
)
from selfinstruct.recipes.base import STRICT

_SLOT = "{value}"


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact in a recipe; docs/methods.md describes the fields.

    `say` is how somebody tells it, and `again` are turns of phrase in which another value contradicts it, both with the
    slot {value}. `needs` is what can only be written by whoever knows the value. Of several kinds of one `group` a
    conversation has one.
    """

    __pydantic_config__ = STRICT

    kind: str
    say: str
    needs: list[str]
    values: list[Value]
    unit: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it was drawn: in words, its value alone, and the check that finds it."""

    kind: FactKind
    drawn: Value
    needs: str
    check: Mapping[str, Any]

    @property
    def said(self) -> str:
        """The sentence that tells it."""
        return self.kind.say.replace(_SLOT, self.value)

    @property
    def value(self) -> str:
        return first_of(self.drawn)

    def is_in(self, text: str) -> bool:
        """Whether a text holds it, in any spelling that is known."""
        return make_check(self.check)(text).passed

    def told(self) -> dict[str, str]:
        """As a record tells it."""
        return {"kind": self.kind.kind, "value": self.value}


def check_facts(kinds: Sequence[FactKind]) -> None:
    """Raise RecipeError for a kind that cannot be drawn."""
    for number, kind in enumerate(kinds):
        where = f"method.facts[{number}] ({kind.kind})"
        for name in ("say", "needs", "values"):
            if not getattr(kind, name):
                raise RecipeError(f"{where}: {name}: is empty")
        for words in (kind.say, *kind.again):
            if _SLOT not in words:
                raise RecipeError(f"{where}: {words!r} has no {_SLOT}; write where the value is to stand")
        for value in kind.values:
            try:
                make_check(_check(kind, value))
            except UsageError as error:
                raise RecipeError(f"{where}: {error}") from None
            fact = Fact(kind, value, "", _check(kind, value))
            if not fact.is_in(fact.said):
                raise RecipeError(
                    f"{where}: the value {fact.value!r} is not found in {fact.said!r}; write it as it is said"
                )


def draw_facts(kinds: Sequence[FactKind], number: int, rng: Random) -> list[Fact]:
    """So many facts of different groups, fewer where there are no more."""
    drawn: list[Fact] = []
    taken: set[str] = set()
    for kind in rng.sample(list(kinds), len(kinds)):
        group = kind.group or kind.kind
        if len(drawn) < number and group not in taken:
            taken.add(group)
            value = rng.choice(kind.values)
            drawn.append(Fact(kind, value, rng.choice(kind.needs), _check(kind, value)))
    return drawn


def contradiction(facts: Sequence[Fact], text: str) -> str | None:
    """What a text says that cannot be if the facts hold, as far as turns of phrase give it away."""
    for fact in facts:
        for words in (fact.kind.say, *fact.kind.again):
            if (found := _other(fact, words, text)) is not None:
                return " ".join(found.split())
    return None


def _check(kind: FactKind, value: Value) -> dict[str, Any]:
    """The check that a text holds the value: a plain word as such, and what may be spelled otherwise as a pattern."""
    words = value if isinstance(value, list) else [value]
    if len(words) == 1 and is_plain(words[0]) and not kind.unit:
        return {"check": "required_words", "words": [words[0]]}
    return {"check": "pattern", "pattern": spelling(value, kind.unit), "within": True, "case": False}


def _other(fact: Fact, words: str, text: str) -> str | None:
    """What stands in a turn of phrase instead of the fact's value."""
    before, _, after = (re.sub(r"(?:\\ )+", r"\\s+", re.escape(part)) for part in words.partition(_SLOT))
    before, after = rf"\b{before}" if before else r"\b", rf"{after}\b" if after else ""
    if (own := whole(fact.drawn)) is not None:
        for found in re.finditer(rf"{before}[€$£]?\s?{ANY_NUMBER}{after}", text, re.IGNORECASE):
            if number_of(found[1]) not in (None, own):
                return found[0]
        return None
    others = [spelling(value) for value in fact.kind.values if value != fact.drawn]
    others += [ANY_DATE] if is_date(fact.drawn) else []
    if not others:
        return None
    for found in re.finditer(rf"{before}(?:{'|'.join(others)}){after}", text, re.IGNORECASE):
        if not fact.is_in(found[0]):
            return found[0]
    return None
