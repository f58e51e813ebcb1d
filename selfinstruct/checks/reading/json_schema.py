"""JSON Schema (draft 2020-12), as far as texts of models are checked by it.

A keyword that is neither known nor a mere note is refused: nothing that a schema asks is passed over. References lead
within the schema only. Patterns are those of `patterns`, so that no text makes one run long; `format` is not among what
is known.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from selfinstruct.checks.reading.patterns import Pattern

_NOTES = frozenset(
    "$schema $id $comment title description default examples deprecated readOnly writeOnly $defs definitions".split()
)
_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: _is_number(value),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
}
_SIZES = {"minLength": (str, "characters"), "minItems": (list, "items"), "minProperties": (dict, "keys")}
_MOST_SIZES = {name.replace("min", "max"): what for name, what in _SIZES.items()}
_LIMITS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (lambda value, limit: value >= limit, "less than"),
    "maximum": (lambda value, limit: value <= limit, "more than"),
    "exclusiveMinimum": (lambda value, limit: value > limit, "not more than"),
    "exclusiveMaximum": (lambda value, limit: value < limit, "not less than"),
}
_MANY, _ONE, _NAMED = (
    ("allOf", "anyOf", "oneOf", "prefixItems"),
    ("items", "additionalProperties", "not"),
    ("properties",),
)
_OTHER = ("type", "enum", "const", "required", "pattern", "multipleOf", "uniqueItems", "$ref")
_KNOWN = {*_SIZES, *_MOST_SIZES, *_LIMITS, *_MANY, *_ONE, *_NAMED, *_OTHER}
_MOST_STEPS = 100_000
_DEEPEST = 60
_DEEPEST_VALUE = 100


class _Unsettled(Exception):
    """The value takes too many steps to decide about."""


class Schema:
    """A schema that was read; ValueError says what of it is not known."""

    def __init__(self, schema: Any) -> None:
        self._root = schema
        self._patterns: dict[str, Pattern] = {}
        self._followed: list[str] = []
        self._read(schema, "#", 0)
        for name in self._followed:  # which grows by what they lead to
            self._read(self._target(name), name, 0)

    def problem(self, value: Any) -> str:
        """What is wrong with a value first, with its place; "" where nothing is."""
        self._steps = 0
        try:
            return self._judge(self._root, value, "", 0)
        except (_Unsettled, RecursionError):
            return "takes too many steps to decide about"

    def _read(self, schema: Any, at: str, depth: int) -> None:
        if isinstance(schema, bool):
            return
        if not isinstance(schema, dict) or depth > _DEEPEST:
            raise ValueError(f"{at}: must be an object" if depth <= _DEEPEST else "is nested too deeply")
        for name, given in schema.items():
            if name not in _KNOWN and name not in _NOTES:
                raise ValueError(f"{at}: the keyword {name!r} is not known here")
            self._read_keyword(name, given, f"{at}/{name}", depth)
        for name in ("$defs", "definitions", *_NAMED):
            for key, part in _mapping(schema.get(name, {}), f"{at}/{name}").items():
                self._read(part, f"{at}/{name}/{key}", depth + 1)

    def _read_keyword(self, name: str, given: Any, at: str, depth: int) -> None:
        if name in _MANY:
            if not isinstance(given, list) or not given:
                raise ValueError(f"{at}: must be a list of schemas")
            for number, part in enumerate(given):
                self._read(part, f"{at}/{number}", depth + 1)
        elif name in _ONE:
            self._read(given, at, depth + 1)
        elif name in _SIZES or name in _MOST_SIZES:
            if not (_TYPES["integer"](given) and given >= 0):
                raise ValueError(f"{at}: must be a whole number from 0")
        elif name in _LIMITS or name == "multipleOf":
            if not _is_number(given) or (name == "multipleOf" and given <= 0):
                raise ValueError(f"{at}: must be a number")
        elif name == "type":
            if not all(isinstance(item, str) and item in _TYPES for item in _several(given)):
                raise ValueError(f"{at}: must be of {', '.join(_TYPES)}")
        elif name in ("required", "enum"):
            if not isinstance(given, list) or (name == "required" and not all(isinstance(key, str) for key in given)):
                raise ValueError(f"{at}: must be a list")
        elif name == "pattern":
            self._patterns[given] = Pattern(given, within=True)
        elif name == "uniqueItems":
            if not isinstance(given, bool):
                raise ValueError(f"{at}: must be true or false")
        elif name == "$ref":
            self._target(given)
            if given not in self._followed:
                self._followed.append(given)

    def _target(self, name: Any) -> Any:
        found, parts = self._root, str(name).split("/")
        if parts[0] != "#":
            raise ValueError(f"$ref {name!r}: leads elsewhere; only #/… is followed")
        for part in parts[1:]:
            found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        if not isinstance(found, bool | dict):
            raise ValueError(f"$ref {name!r}: leads nowhere")
        return found

    def _judge(self, schema: Any, value: Any, at: str, depth: int) -> str:
        self._steps += 1
        if self._steps > _MOST_STEPS or depth > _DEEPEST_VALUE:
            raise _Unsettled
        place = at or "the value"
        if isinstance(schema, bool):
            return "" if schema else f"{place}: is not allowed"
        if told := self._plain(schema, value):
            return f"{place}: {told}"
        return self._grouped(schema, value, at, depth) or self._parts(schema, value, at, depth)

    def _plain(self, schema: Mapping[str, Any], value: Any) -> str:
        """What is wrong with a value by itself, without a look into its parts."""
        if "type" in schema and not any(_TYPES[name](value) for name in _several(schema["type"])):
            return f"is not of type {' or '.join(_several(schema['type']))}"
        if "enum" in schema and not any(_key(item) == _key(value) for item in schema["enum"]):
            return "is none of the values listed"
        if "const" in schema and _key(schema["const"]) != _key(value):
            return "is not the value asked for"
        for names, too in ((_SIZES, "fewer"), (_MOST_SIZES, "more")):
            for name, (kind, what) in names.items():
                if name in schema and isinstance(value, kind):
                    size, limit = len(value), schema[name]
                    if size < limit if too == "fewer" else size > limit:
                        return f"has {size} {what}, {too} than {limit}"
        if _is_number(value):
            for name, (holds, words) in _LIMITS.items():
                if name in schema and not holds(value, schema[name]):
                    return f"is {value}, {words} {schema[name]}"
            if "multipleOf" in schema and not _divides(schema["multipleOf"], value):
                return f"is {value}, no multiple of {schema['multipleOf']}"
        if isinstance(value, str) and "pattern" in schema and not self._patterns[schema["pattern"]].holds(value):
            return "does not match the pattern"
        if schema.get("uniqueItems") and isinstance(value, list) and len(set(map(_key, value))) < len(value):
            return "has an item twice"
        missing = [key for key in schema.get("required", ()) if isinstance(value, dict) and key not in value]
        return f"has no key {missing[0]!r}" if missing else ""

    def _grouped(self, schema: Mapping[str, Any], value: Any, at: str, depth: int) -> str:
        """What is wrong by other schemas that the value has to keep to, with its place."""
        place = at or "the value"

        def judged(part: Any) -> str:
            return self._judge(part, value, at, depth + 1)

        if "$ref" in schema and (told := judged(self._target(schema["$ref"]))):
            return told
        for part in schema.get("allOf", ()):
            if told := judged(part):
                return told
        if "anyOf" in schema and all(map(judged, schema["anyOf"])):
            return f"{place}: is nothing of anyOf"
        if "oneOf" in schema and (held := sum(not judged(part) for part in schema["oneOf"])) != 1:
            return f"{place}: is {held} of oneOf"
        return f"{place}: is what it must not be" if "not" in schema and not judged(schema["not"]) else ""

    def _parts(self, schema: Mapping[str, Any], value: Any, at: str, depth: int) -> str:
        """What is wrong with the parts of an object or an array."""
        pairs: list[tuple[Any, Any, str]] = []
        if isinstance(value, dict):
            known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
            pairs = [(known.get(key, other), part, f"{at}/{key[:40]}") for key, part in value.items()]
        elif isinstance(value, list):
            first, other = schema.get("prefixItems", []), schema.get("items", True)
            pairs = [
                (first[number] if number < len(first) else other, part, f"{at}/{number}")
                for number, part in enumerate(value)
            ]
        return next((told for part, item, place in pairs if (told := self._judge(part, item, place, depth + 1))), "")


def _mapping(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{at}: must be an object")
    return value


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _divides(step: float, value: float) -> bool:
    if isinstance(step, int) and isinstance(value, int):
        return value % step == 0
    try:
        share = value / step
    except OverflowError:
        return False
    return math.isfinite(share) and math.isclose(share, round(share), rel_tol=1e-12, abs_tol=1e-9)


def _key(value: Any) -> str:
    """The same for values that JSON Schema takes for equal: 1 and 1.0, but not 1 and true."""

    def plain(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: plain(part) for key, part in item.items()}
        if isinstance(item, list):
            return list(map(plain, item))
        return int(item) if isinstance(item, float) and item.is_integer() else item

    return json.dumps(plain(value), sort_keys=True)
