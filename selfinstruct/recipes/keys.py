"""The keys of a recipe as its dataclasses have them, to say which one was meant where somebody writes another."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

# Not for people to set.
_OWN = ("name", "templates")
_FOLLOWED = ("inherits",)  # no field: it has been followed before


def unknown_key(kind: type, place: Sequence[str | int]) -> str:
    """What is said of a key that a recipe of this kind does not have, `place` being it and those above it."""
    above, last = place[:-1], str(place[-1])
    there = list(_keys(_kind_at(kind, above)))
    told = f"{'.'.join(map(str, place))}: unknown key"
    if near := get_close_matches(last.casefold(), [*there, *(() if above else _FOLLOWED)], n=1):
        return f"{told}; did you mean {'.'.join(map(str, (*above, near[0])))}?"
    # A key of another place, written without what stands above it: `temperature` for `ask.temperature`.
    if elsewhere := next((path for path in _paths(kind) if path.endswith(f".{last}")), ""):
        return f"{told}; did you mean {elsewhere}?"
    return f"{told}; known: {', '.join(there)}" if there else told


def _keys(kind: Any) -> Iterator[str]:
    if is_dataclass(kind):
        yield from (field.name for field in fields(kind) if field.name not in _OWN)


def _paths(kind: type) -> Iterator[str]:
    hints = get_type_hints(kind)
    for name in _keys(kind):
        yield from (f"{name}.{key}" for key in _keys(_held(hints[name])))


def _kind_at(kind: Any, place: Sequence[str | int]) -> Any:
    """What a place holds: what stands in a mapping or a list is found by a name or number of its own."""
    for part in place:
        parts = get_args(kind)
        kind = _held(get_type_hints(kind).get(str(part)) if is_dataclass(kind) else parts[-1] if parts else None)
    return kind


def _held(hint: Any) -> Any:
    """What of a type has keys: the dataclass, mapping or list that it is, or is as one of several."""
    return next(
        (kind for kind in (hint, *get_args(hint)) if is_dataclass(kind) or get_origin(kind) in (dict, list)), None
    )
