"""Prompts laid out of their parts, and schemas as types."""

from typing import Any

import pytest

from selfinstruct.flows.generate.posing.layouts import laid_out, notation

TEXT, WHOLE = {"type": "string"}, {"type": "integer", "minimum": 1}


def an_object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}


def test_slots_within_a_text_stay() -> None:
    assert laid_out("{a} {b}", {"a": "{b}", "b": "{a} {c}"}) == "{b} {a} {c}"


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (an_object(["a"], a=TEXT, b=WHOLE), '{\n  a: string;\n  b?: number; // {"type": "integer", "minimum": 1}\n}'),
        (an_object(["a"], a={"enum": ["x", 1, None]}), '{\n  a: "x" | 1 | null;\n}'),
        (an_object(["a"], a={"const": "x"}), '{\n  a: "x";\n}'),
        (an_object(["a"], a={"type": ["string", "null"], "maxLength": 9}),
         '{\n  a: string | null; // {"maxLength": 9}\n}'),
        (an_object(["a b"], **{"a b": {"type": "boolean"}}), '{\n  "a b": boolean;\n}'),
        (an_object(["a"], a={"type": "array", "items": TEXT, "minItems": 2}),
         '{\n  a: string[]; // {"minItems": 2}\n}'),
        (an_object(["a"], a={"type": "array", "items": {"enum": ["x", "y"]}}), '{\n  a: ("x" | "y")[];\n}'),
        (an_object(["a"], a={"type": "array", "items": an_object(["b"], b=TEXT)}),
         "{\n  a: {\n    b: string;\n  }[];\n}"),
        (an_object(["a"], a=TEXT) | {"additionalProperties": False},
         '{ // {"additionalProperties": false}\n  a: string;\n}'),
        (an_object(["a"], a=TEXT | {"title": "A", "description": "who"}),
         '{\n  a: string; // {"description": "who"}\n}'),
        (an_object(["a"], a={"type": "array", "items": WHOLE}), None),
        (an_object(["a"], a={"anyOf": [TEXT]}), None),
        (an_object(["a"], a={"$ref": "#"}), None),
        (an_object(["a"], a={"type": "array", "prefixItems": [TEXT]}), None),
        (an_object(["a"], a={"type": ["object", "null"]}), None),
        (an_object(["a"], a=TEXT) | {"additionalProperties": TEXT}, None),
        (an_object(["a"], a=TEXT) | {"minProperties": 1}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_notation(schema: dict[str, Any], told: str | None) -> None:
    assert notation(schema) == told
