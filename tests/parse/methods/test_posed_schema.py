"""What a poser writes of request, material and schema; which schemas ask for something."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.parse.methods.posed_schema import fault_of_schema, read_posed_schema, with_patterns
from selfinstruct.parse.methods.sections import read_sections, unfenced
from tests.support.cases import cases
from tests.support.pieces import ANY

TEXT = {"type": "string"}
TWO = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a"]}
SAID = json.dumps(TWO)
PARTS = st.sampled_from(
    ["Request:", "Material:", "Schema:", "\n", "> ", "**", "```", SAID, "{", "}", '"', "- ", "none"]
)
HOSTILE = ANY | st.lists(PARTS, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "request_", "material"),
    [
        (f"Request: Take it.\nMaterial:\nMira, 3\nSchema:\n{SAID}", "Take it.", "Mira, 3"),
        (f"Sure!\n\n**Request:** Take\n  it.\n### Material\n\n### Material:\nMira\n\nSchema: {SAID}", None, "Mira"),
        (f"1. **Request**: Take it.\n2. **Material:**\n```\nMira\n```\n---\n3. **Schema:**\n```json\n{SAID}\n```",
         "Take it.", "Mira"),
        (f"> Request: Take it.\n> Material:\n> Mira\n> Schema:\n> {SAID}", "Take it.", "Mira"),
        (f"<think>Request: no</think>Request: Take it.\nMaterial:\nMira\nSchema: old\nmore\nSchema:\n{SAID}",
         "Take it.", "Mira\nSchema: old\nmore"),
        (f"request：Take it.\nmaterial：Mira\nschema：{SAID}", "Take it.", "Mira"),
    ],
)  # fmt: skip
def test_read(text: str, request_: str | None, material: str) -> None:
    found = read_posed_schema(text)
    assert request_ is None or found.request == request_
    assert (found.material, found.schema) == (material, TWO)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has no line Request:"),
        (f"Request: a\nSchema: {SAID}", "has no line Material:"),
        ("Request: a\nMaterial: b", "has no line Schema:"),
        (f"Request:\nMaterial: b\nSchema: {SAID}", "has nothing behind Request:"),
        (f"Request: a\nMaterial: none\nSchema: {SAID}", "has no material"),
        ("Request: a\nMaterial: b\nSchema: as you like", "its schema is no JSON object"),
        ("Request: a\nMaterial: b\nSchema: [1, 2]", "its schema is no JSON object"),
        ('Request: a\nMaterial: b\nSchema: {"type": "object", "properties": {', "its schema is cut off"),
    ],
)
def test_unreadable(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_posed_schema(text)


def test_a_given_schema_is_not_read_again() -> None:
    found = read_posed_schema("Request: a\nMaterial:\nb\nSchema: c", given=True)
    assert (found.material, found.schema) == ("b\nSchema: c", None)


@cases(300)
@given(HOSTILE, st.booleans())
def test_any_text_is_read_or_said_to_be_unreadable(text: str, given_: bool) -> None:
    with contextlib.suppress(ValueError):
        found = read_posed_schema(text, given=given_)
        assert found.request
        assert found.material
        assert isinstance(fault_of_schema(found.schema), str)


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = dict(TWO)
    for _ in range(depth):
        inner = {"type": "object", "properties": {"a": inner, "b": TEXT}, "required": ["a"]}
    return inner


def having(**part: Any) -> dict[str, Any]:
    return {**TWO, "properties": {"a": part, "b": TEXT}}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        (TWO, ""),
        (nested(4), ""),
        (having(type="array", items={"type": "string"}, minItems=1), ""),
        (having(enum=["x", "y"]), ""),
        (having(type=["string", "null"]), ""),
        ({**TWO, "additionalProperties": False}, ""),
        ({}, "#: is not of type object"),
        (True, "#: is not of type object"),
        ([1], "#: must be an object"),
        ({"type": "array", "items": TEXT}, "#: is not of type object"),
        ({"type": "object", "properties": {"a": TEXT}, "required": ["a"]}, "#: has fewer than two properties"),
        ({"type": "object", "properties": {"a": TEXT, "b": TEXT}}, "#: requires none of its properties"),
        ({**TWO, "required": ["c"]}, "#: requires 'c', which is none of its properties"),
        (having(), "#/properties/a: asks for nothing"),
        (having(description="what"), "#/properties/a: asks for nothing"),
        (having(type="object"), "#/properties/a: is an object without properties"),
        (having(type="object", properties={"x": TEXT}), "#/properties/a: requires none of its properties"),
        (having(type="array"), "#/properties/a: is an array without items"),
        (having(type="array", items=True), "#/properties/a: is an array without items"),
        (having(type="array", items={}), "#/properties/a/items: asks for nothing"),
        (having(enum=[]), "#/properties/a: allows none of no values"),
        (having(type="integer", minimum=5, maximum=4), "#/properties/a: has a minimum above its maximum"),
        (having(type="string", dependentRequired={}), "the keyword 'dependentRequired' is not known"),
        (nested(5), "is nested more than 5 deep"),
        (nested(80), "is nested"),
        ({**TWO, "properties": {f"p{n}": TEXT for n in range(70)}, "required": ["p1"]}, "has more than 60 parts"),
        ({**TWO, "description": "x" * 9000}, "characters long"),
        ({"type": "object", "properties": {"a": {"type": "null"}, "b": TEXT}, "required": ["a"]}, ""),
    ],
)  # fmt: skip
def test_fault(schema: Any, fault: str) -> None:
    found = fault_of_schema(schema)
    assert fault in found
    assert bool(fault) == bool(found)


def test_formats_become_patterns_and_data_stay() -> None:
    said = {"properties": {"format": {"type": "string", "format": "date"}, "b": {"format": "uuid", "type": "string"}},
            "enum": [{"format": "date"}], "anyOf": [{"format": "time", "pattern": "x"}]}  # fmt: skip
    made = with_patterns(said)
    assert made["properties"]["format"]["pattern"].startswith("^")
    assert made["properties"]["b"] == {"type": "string"}
    assert made["enum"] == [{"format": "date"}]
    assert made["anyOf"] == [{"pattern": "x"}]
    assert "format" in said["properties"]["format"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a", "a"), ("```\na\n```", "a"), ("```json\na\n", "```json\na"), ("```\na\n```\nb\n```\nc\n```",) * 2],
)
def test_unfenced(text: str, plain: str) -> None:
    assert unfenced(text) == plain


def test_sections_keep_their_order() -> None:
    with pytest.raises(ValueError, match="has no line B:"):
        read_sections("B: 1\nA: 2", ("A", "B"))
    assert read_sections("A: 1\nB: 2\nA: 3", ("A", "B")) == {"A": "1", "B": "2\nA: 3"}
