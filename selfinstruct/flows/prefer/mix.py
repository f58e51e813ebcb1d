"""Methods mixed over the prompts of one command: each prompt is drawn for one of them, by the seed and its ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.recipes.prefer import JUDGING_METHODS, METHODS
from selfinstruct.registry import suggestion

# Options that say something to one method only, and would be refused by others.
_OF_METHOD = {"responses": ("rank",), "strong": ("contrast",), "weak": ("contrast",)}
_OF_JUDGES = ("judges", "rubric", "min_margin")
# What a mix has no one meaning for.
_ALONE = ("recipe", "responses_only", "scores")


@dataclass(frozen=True, slots=True)
class Mix:
    """Methods and how many parts of the prompts each of them gets, in the order they are worked through."""

    parts: tuple[tuple[str, float], ...]

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.parts)

    def method_of(self, item: PreferPrompt, number: int, seed: int) -> str:
        """The method that a prompt is drawn for: it depends on no other prompt, so that more of them change nothing."""
        rng = Random(f"{seed}:prefer/mix/{number}:{item.instance_id or item.task_id}:{item.ordinal}")
        return rng.choices(self.methods, [part for _, part in self.parts])[0]

    def __str__(self) -> str:
        return ",".join(f"{name}={part:g}" for name, part in self.parts)


def read_mix(text: str) -> Mix:
    """A mix out of "contrast,rank", or "contrast=2,rank=1" for two parts in three; raises UsageError."""
    parts: dict[str, float] = {}
    for item in text.split(","):
        name, equals, said = (part.strip() for part in item.partition("="))
        if name not in METHODS:
            raise UsageError(f"mix: there is no method {name!r}; {suggestion(name, METHODS)}")
        if name in parts:
            raise UsageError(f"mix: names {name} twice")
        try:
            parts[name] = float(said) if equals else 1.0
        except ValueError:
            parts[name] = 0.0
        if not 0 < parts[name] < float("inf"):
            raise UsageError(f"mix: {item.strip()!r}: write METHOD=PARTS, with parts above 0")
    if len(parts) < 2:
        raise UsageError("mix: takes two methods at least, for example contrast,rank; one alone is --method")
    return Mix(tuple(parts.items()))


def options_of(mix: Mix, method: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """What a method of a mix is told: all but what is for the others.

    Judges, and what goes with them, are for the methods that judge by themselves; for all where none of the mix does.
    Raises UsageError for what no method of the mix has a use for.
    """
    if alone := next((name for name in _ALONE if options.get(name)), ""):
        raise UsageError(f"{alone} is for one method at a time: give --method in place of --mix")
    judging = [name for name in mix.methods if name in JUDGING_METHODS] or mix.methods
    found = dict(options)
    for name in (*_OF_METHOD, *_OF_JUDGES):
        of = judging if name in _OF_JUDGES else _OF_METHOD[name]
        if name in options and options[name] not in (None, ()) and not set(of) & set(mix.methods):
            raise UsageError(f"{name} is for the method {of[0]}, which is not in the mix")
        if method not in of:
            found.pop(name, None)
    asks = [name for name in mix.methods if name != "verified"]
    if method == "verified" or (method == "contrast" and options.get("strong") and options.get("weak") and asks[1:]):
        found.pop("models", None)
    return found
