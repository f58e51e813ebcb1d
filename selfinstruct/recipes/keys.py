"""The keys of a recipe as its dataclasses have them, to say which one was meant where somebody writes another."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints

from selfinstruct.registry import load, names

# Not for people to set.
_OWN = ("name", "templates")
_FOLLOWED = ("inherits",)  # no field: it has been followed before


def unknown_key(kind: type, place: Sequence[str | int], settings: Mapping[str, Any]) -> str:
    """What is said of a key that a recipe of this kind does not have, `place` being it and those above it.

    `settings` are the recipe's, with that key among them.
    """
    above, last = place[:-1], str(place[-1])
    there = list(_keys(_kind_at(kind, above)))
    told = f"{'.'.join(map(str, place))}: unknown key"
    if not above and (meant := _named_below(kind, settings, last)):
        return f"{told}; did you mean {meant}?"
    if near := get_close_matches(last.casefold(), [*there, *(() if above else _FOLLOWED)], n=1):
        return f"{told}; did you mean {'.'.join(map(str, (*above, near[0])))}?"
    # A key of another place, written without what stands above it: `temperature` for `ask.temperature`.
    if elsewhere := next((path for path in _paths(kind) if path.endswith(f".{last}")), ""):
        return f"{told}; did you mean {elsewhere}?"
    if not above and (meant := _held_below(kind, settings, last)):
        return f"{told}; did you mean {meant}?"
    return f"{told}; known: {', '.join(there)}" if there else told


def _named_below(kind: type, settings: Mapping[str, Any], name: str) -> str:
    """The key that was meant where something that goes by a name, such as a filter, stands without its section.

    With the key that was written below it, as far as there is one like it: `filters.novelty.threshold`.
    """
    for section, entries, held in _mappings(kind, settings):
        is_filter = section == "filters" and name in names("filters")
        if name not in entries and not is_filter:
            continue
        there = entries.get(name)
        known = [*_keys(held), *(there if isinstance(there, Mapping) else ())]
        known += inspect.signature(load("filters", name)).parameters if is_filter else ()
        written = settings[name]
        below = list(map(str, written)) if isinstance(written, Mapping) else []
        near = get_close_matches(below[0], known, n=1) if len(below) == 1 else []
        return ".".join((section, name, *near))
    return ""


def _held_below(kind: type, settings: Mapping[str, Any], key: str) -> str:
    """The one place where the recipe has such a key in something that goes by a name, "" for none and for several."""
    found = [
        f"{section}.{name}.{key}"
        for section, entries, _ in _mappings(kind, settings)
        for name, value in entries.items()
        if isinstance(value, Mapping) and key in value
    ]
    return found[0] if len(found) == 1 else ""


def _mappings(kind: type, settings: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """The sections whose keys are names: what the recipe has in each, and what stands under a name."""
    hints = get_type_hints(kind)
    for section in _keys(kind):
        held, entries = _held(hints[section]), settings.get(section)
        if get_origin(held) is dict:
            yield section, entries if isinstance(entries, Mapping) else {}, _held(get_args(held)[-1])


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
