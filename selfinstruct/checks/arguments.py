"""The arguments of checks: what kinds of values there are, and how they are read out of a record."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

_REQUIRED: Any = object()
_MOST = 1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: what it must be, in words, and how it is read; without a default it has to be given."""

    wanted: str
    read: Callable[[Any], Any]
    default: Any = _REQUIRED

    @property
    def required(self) -> bool:
        return self.default is _REQUIRED


def read_arguments(known: Mapping[str, Argument], given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each known argument; ValueError, in a line, for the first that is unknown, missing or none."""
    for name in given:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            what = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
            raise ValueError(f"there is no argument {name!r}; {what}")
    found = {}
    for name, argument in known.items():
        if given.get(name) is None:
            if argument.required:
                raise ValueError(f"{name}: is missing; it must be {argument.wanted}")
            found[name] = argument.default
            continue
        try:
            found[name] = argument.read(given[name])
        except (TypeError, ValueError, OverflowError) as error:
            told = f": {error}" if isinstance(error, _Told) else ""
            raise ValueError(f"{name}: must be {argument.wanted}, not {_short(given[name])}{told}") from None
    return found


class _Told(ValueError):
    """What is wrong is said by more than by what the argument must be."""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _known(condition: bool, told: str = "") -> None:
    if not condition:
        raise _Told(told) if told else ValueError


def whole(least: int = 0, default: Any = _REQUIRED) -> Argument:
    def read(value: Any) -> int:
        _known(isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST)
        return int(value)

    return Argument(f"a whole number from {least}", read, default)


def number(default: Any = _REQUIRED, least: float = -math.inf) -> Argument:
    def read(value: Any) -> float:
        _known(isinstance(value, int | float) and not isinstance(value, bool))
        _known(math.isfinite(float(value)) and value >= least)
        return float(value)

    return Argument("a number" if least == -math.inf else f"a number from {least:g}", read, default)


def text(default: Any = _REQUIRED, most: int = 10_000) -> Argument:
    def read(value: Any) -> str:
        _known(isinstance(value, str) and bool(value) and len(value) <= most)
        return str(value)

    return Argument("a text that is not empty", read, default)


def letter(default: Any = _REQUIRED) -> Argument:
    def read(value: Any) -> str:
        _known(isinstance(value, str) and len(value) == 1 and value.isalpha())
        return str(value)

    return Argument("one letter", read, default)


def texts(default: Any = _REQUIRED, least: int = 1) -> Argument:
    def read(value: Any) -> tuple[str, ...]:
        value = [value] if isinstance(value, str) else value
        _known(isinstance(value, list | tuple) and least <= len(value) <= 1_000)
        _known(all(isinstance(item, str) and item for item in value))
        return tuple(value)

    return Argument("a list of texts that are not empty", read, default)


def choice(*values: str, default: Any = _REQUIRED) -> Argument:
    def read(value: Any) -> str:
        _known(isinstance(value, str) and value in values)
        return str(value)

    return Argument(f"one of {', '.join(values)}", read, default)


def flag(default: bool = False) -> Argument:
    def read(value: Any) -> bool:
        _known(isinstance(value, bool))
        return bool(value)

    return Argument("true or false", read, default)


def made(wanted: str, make: Callable[[Any], Any], default: Any = _REQUIRED) -> Argument:
    """An argument that is read by a function of the checker's own, whose ValueError says what is wrong."""

    def read(value: Any) -> Any:
        try:
            return make(value)
        except ValueError as error:
            raise _Told(str(error)) from None

    return Argument(wanted, read, default)
