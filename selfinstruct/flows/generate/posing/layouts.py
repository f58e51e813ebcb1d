"""How a prompt is laid out of its parts, by texts with slots; and a JSON Schema as a prompt shows it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json

_SLOT = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SCALARS = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
_BESIDE = frozenset(
    "minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems "
    "uniqueItems description additionalProperties".split()
)
_WITHIN = frozenset({"type", "properties", "required", "items", "enum", "const"})
_NOTES = frozenset({"title", "$schema", "$id", "$comment", "examples", "default"})


def check_layouts(layouts: Sequence[str], needed: Sequence[Sequence[str]]) -> None:
    """Raise ValueError for a layout without one of each of the needed slots, or with one that is none of them."""
    known = [name for names in needed for name in names]
    if not layouts:
        raise ValueError(f"layouts: is empty; write at least one, with {', '.join(f'{{{name}}}' for name in known)}")
    for number, layout in enumerate(layouts):
        there = slots_of(layout)
        if odd := [name for name in there if name not in known]:
            raise ValueError(f"layouts[{number}]: {{{odd[0]}}} is no slot; known: {', '.join(known)}")
        for names in needed:
            if not set(names) & set(there):
                raise ValueError(f"layouts[{number}]: has no {' or '.join(f'{{{name}}}' for name in names)}")


def slots_of(layout: str) -> list[str]:
    """The names of its slots, each as often as it stands there."""
    return _SLOT.findall(layout)


def fitting_layouts(layouts: Sequence[str], shown: Mapping[str, str]) -> list[str]:
    """Those of which each slot has a text."""
    return [layout for layout in layouts if all(shown.get(name) for name in slots_of(layout))]


def laid_out(layout: str, shown: Mapping[str, str]) -> str:
    """The prompt; what stands in a slot is never looked into for slots."""
    return _SLOT.sub(lambda slot: shown[slot[1]], layout)


def shown_schema(schema: Mapping[str, Any]) -> dict[str, str]:
    """A schema for the slots of a layout: on one line, indented, and as a type where that can say it."""
    return {
        "schema": to_json(schema),
        "indented": json.dumps(schema, ensure_ascii=False, indent=2),
        "notation": notation(schema) or "",
    }


def notation(schema: Mapping[str, Any]) -> str | None:
    """The schema as a type of TypeScript, the rest behind // as JSON; None where neither can say all of it."""
    try:
        return _type_of(schema, "")
    except (LookupError, TypeError):
        return None


def _type_of(schema: Any, indent: str) -> str:
    """Raises LookupError for a keyword that has no place."""
    if not isinstance(schema, Mapping) or set(schema) - _BESIDE - _WITHIN - _NOTES:
        raise LookupError
    if "enum" in schema:
        return " | ".join(to_json(value) for value in schema["enum"])
    if "const" in schema:
        return to_json(schema["const"])
    kinds = schema["type"]
    if isinstance(kinds, list):
        return " | ".join(_SCALARS[kind] for kind in kinds)
    if kinds == "array":
        inner = _type_of(schema["items"], indent)
        told = _beside(schema["items"]) if not _is_object(schema["items"]) else ""
        if told:
            raise LookupError
        return f"({inner})[]" if "|" in inner and not _is_object(schema["items"]) else f"{inner}[]"
    return _object(schema, indent) if kinds == "object" else _SCALARS[kinds]


def _object(schema: Mapping[str, Any], indent: str) -> str:
    closed = schema.get("additionalProperties", True)
    if not isinstance(closed, bool) or not schema.get("properties"):
        raise LookupError
    lines = ["{" if closed else "{ // " + to_json({"additionalProperties": False})]
    for name, part in schema["properties"].items():
        mark = "" if name in schema.get("required", ()) else "?"
        key = name if _NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        told = _beside(part)
        lines.append(f"{indent}  {key}{mark}: {_type_of(part, indent + '  ')};{f' // {told}' if told else ''}")
    return "\n".join([*lines, f"{indent}}}"])


def _beside(schema: Any) -> str:
    """What the notation of a type cannot say of it, as JSON; "" for nothing."""
    if not isinstance(schema, Mapping):
        return ""
    told = {name: value for name, value in schema.items() if name in _BESIDE and name != "additionalProperties"}
    kinds = schema.get("type")
    if "integer" in (kinds if isinstance(kinds, list) else [kinds]) and not {"enum", "const"} & set(schema):
        told = {"type": kinds} | told
    return to_json(told) if told else ""


def _is_object(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "object"
