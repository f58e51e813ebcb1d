"""Material that holds what a schema asks for, and the record that is read from it again."""

import json
import re
from random import Random
from typing import Any

import yaml

from selfinstruct.models.offline.records.tasks import DATE, structure_for
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS, TOWNS

UNFIT = 0.1  # share of schemas that a {} would satisfy
_HEAD = "Notes taken by {name}:"
_NOTES = re.compile(r"^Notes taken by \w+:\n((?:[^\n]+(?:\n|\Z))+)", re.MULTILINE)
_REQUESTS = (
    "Take what the notes below say into one record.", "Put the notes into a record, with nothing added.",
    "I have the notes only as they were taken. Give me the data in them.", "What do these notes say, as data?",
)  # fmt: skip
_DEEPEST = 8


def pose_record(instruction: str, given: dict[str, Any] | None, rng: Random) -> str:
    """A request, material and a schema for a task; no schema where one is given."""
    schema = given if given is not None else structure_for(instruction, rng)
    record = _drawn(schema, "", rng, 0)
    notes = yaml.safe_dump(record, sort_keys=False, allow_unicode=True).strip()
    head = _HEAD.format(name=pick(rng, NAMES))
    text = f"Request: {pick(rng, _REQUESTS)}\nMaterial:\n{head}\n{notes}"
    if given is not None:
        return text
    if rng.random() < UNFIT:
        schema = {name: part for name, part in schema.items() if name != "required"}
    return f"{text}\nSchema:\n{json.dumps(schema, indent=2)}"


def write_record(prompt: str, rng: Random, *, careful: bool) -> str | None:
    """The record that notes in a prompt hold, None where it has none; without care it is not as the schema asks."""
    found = _NOTES.search(prompt)
    record = _read(found[1]) if found else None
    if record is None:
        return None
    if careful:
        return json.dumps(record, ensure_ascii=False, indent=pick(rng, (None, 2)))
    fault = rng.random()
    if fault < 0.3:
        return f"Here is the record: {json.dumps(record, ensure_ascii=False)}"
    if fault < 0.6:
        return json.dumps(dict(list(record.items())[1:]), ensure_ascii=False)
    return json.dumps({name: str(value) for name, value in record.items()} | {"note": None}, ensure_ascii=False)[:-1]


def _read(notes: str) -> dict[str, Any] | None:
    try:
        record = yaml.safe_load(notes)
        json.dumps(record)
    except (yaml.YAMLError, RecursionError, TypeError, ValueError):
        return None
    return record if isinstance(record, dict) and record else None


def _drawn(schema: Any, name: str, rng: Random, depth: int) -> Any:
    """A value that a schema allows, as far as the model understands it."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return "something"
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else pick(rng, schema["enum"])
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in schema:
        required = schema.get("required", [])
        parts = schema.get("properties", {})
        named = [key for key in parts if key in required or rng.random() < 0.6]
        return {key: _drawn(parts[key], key, rng, depth + 1) for key in named}
    if kind == "array":
        least = schema.get("minItems", 1)
        count = min(rng.randint(least, least + 2), schema.get("maxItems", least + 2), 20)
        items: list[Any] = []
        for _ in range(4 * count):
            item = _drawn(schema.get("items"), name, rng, depth + 1)
            if len(items) < count and not (schema.get("uniqueItems") and item in items):
                items.append(item)
        return items
    if kind in ("integer", "number"):
        return _number(schema, kind, rng)
    if kind == "boolean":
        return rng.random() < 0.5
    return None if kind == "null" else _text(schema, name, rng)


def _number(schema: dict[str, Any], kind: str, rng: Random) -> float:
    least = schema.get("minimum", 1)
    number: float = rng.randint(int(least), max(int(least), int(schema.get("maximum", least + 60))))
    return number if kind == "integer" or rng.random() < 0.5 else number - 0.5 if number - 0.5 >= least else number


def _text(schema: dict[str, Any], name: str, rng: Random) -> str:
    if schema.get("pattern") == DATE or "date" in name:
        return f"20{rng.randint(10, 29)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if name in ("town", "place", "city"):
        return pick(rng, TOWNS)
    return pick(rng, NAMES if name in ("name", "customer", "observer", "guest") else OBJECTS)
