"""A form as a JSON Schema, within what services take in strict mode: every key required, no other allowed.

https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from functools import cache
from typing import Any

from selfinstruct.forms.description import Both, Bullets, Choice, Field, Form, Listed, Number, Value

_BOUNDS = {"minimum", "maximum", "minItems", "maxItems"}


@cache
def schema(form: Form) -> dict[str, Any]:
    """The schema of an object; not to be changed by whoever gets it."""
    if form.numbered:
        numbers = range(form.first, form.first + form.most)
        return _object({str(number): {"type": "string"} for number in numbers})
    one = _object({field.key: _field(field) for field in form.fields})
    if not form.key:
        return one
    return _object({form.key: {"type": "array", "items": one, "minItems": 1, "maxItems": form.most}})


def plain_schema(form: Form) -> dict[str, Any]:
    """The same without bounds of numbers and lists, which not every service takes."""
    return _plain(schema(form))


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in told.items() if name not in _BOUNDS}
    if "properties" in kept:
        kept["properties"] = {name: _plain(value) for name, value in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = _plain(kept["items"])
    return kept


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _field(field: Field) -> dict[str, Any]:
    one = _value(field.value)
    return one if field.most == 1 else {"type": "array", "items": one, "minItems": 1, "maxItems": field.most}


def _value(value: Value) -> dict[str, Any]:
    match value:
        case Choice(words):
            return {"type": "string", "enum": list(words)}
        case Number(lowest, highest, step):
            if step == 1 and lowest == int(lowest):
                return {"type": "integer", "minimum": int(lowest), "maximum": int(highest)}
            return {"type": "number", "enum": [float(text) for text in value.values()]}
        case Both(number):
            return _object({"A": _value(number), "B": _value(number)})
        case Listed(among):
            items: dict[str, Any] = {"type": "string", "enum": list(among)} if among else {"type": "string"}
            return {"type": "array", "items": items}
        case Bullets():
            return {"type": "array", "items": {"type": "string"}}
        case _:
            return {"type": "string"}
