"""What is posed for an answer in a fixed structure: a request, material to work on, and a JSON Schema that fits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks import make_check
from selfinstruct.errors import UsageError
from selfinstruct.parse.chat_json import find_json
from selfinstruct.parse.chat_text import is_nothing
from selfinstruct.parse.methods.sections import read_sections

DEEPEST = 5  # objects and arrays within one another
MOST_PROPERTIES = 60
LONGEST = 8_000  # characters of a schema
# What `format` asks, as far as a pattern can: the checker has patterns, and passes over nothing.
_FORMATS = {
    "date": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    "time": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    "date-time": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?$",
    "email": r"^[^@\s]+@[^@\s]+$",
}
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_PAIRS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))


@dataclass(frozen=True, slots=True)
class PosedSchema:
    """A request for data, the material that has it, and the schema; None where the schema was given."""

    request: str
    material: str
    schema: dict[str, Any] | None = None


def read_posed_schema(text: str, *, given: bool = False) -> PosedSchema:
    """What a poser wrote; ValueError says what is missing. `given` says that the schema was, so that none is read."""
    names = ("Request", "Material") if given else ("Request", "Material", "Schema")
    found = read_sections(text, names)
    request = " ".join(found["Request"].split())
    if is_nothing(found["Material"]):
        raise ValueError("has no material")
    if given:
        return PosedSchema(request, found["Material"])
    answer = find_json(found["Schema"])
    schema = next((value for _, value in answer.values if isinstance(value, dict)), None)
    if schema is None or answer.cut is not None:
        raise ValueError("its schema is cut off" if answer.cut is not None else "its schema is no JSON object")
    return PosedSchema(request, found["Material"], with_patterns(schema))


def with_patterns(schema: Any) -> Any:
    """The schema without `format`, which no check knows: of dates and times a pattern asks the same."""
    if isinstance(schema, list):
        return [with_patterns(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for name, part in schema.items():
        if name in ("properties", "$defs", "definitions") and isinstance(part, dict):
            made[name] = {key: with_patterns(item) for key, item in part.items()}
        elif name == "format" and isinstance(part, str):
            if part in _FORMATS and "pattern" not in schema:
                made["pattern"] = _FORMATS[part]
        else:
            made[name] = part if name in ("enum", "const", "default", "examples") else with_patterns(part)
    return made


def fault_of_schema(schema: Any) -> str:
    """Why a schema is not fit to ask an answer by; "" where it is.

    It must be one that the check reads, ask for an object of at least two properties, say which are required and what
    each may be, and be satisfied by nothing empty.
    """
    try:
        size = len(to_json(schema))
        if size > LONGEST:
            return f"is {size:,} characters long; {LONGEST:,} are enough"
        check = make_check({"check": "json_schema", "schema": schema})
    except (UsageError, RecursionError, TypeError, ValueError) as error:
        return str(error) if isinstance(error, UsageError) else "cannot be read"
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        return "#: is not of type object"
    if len(schema.get("properties", {})) < 2:
        return "#: has fewer than two properties"
    parts = list(_parts(schema, "#", 1))
    if len(parts) > MOST_PROPERTIES:
        return f"has more than {MOST_PROPERTIES} parts"
    for at, part, depth in parts:
        if told := f"is nested more than {DEEPEST} deep" if depth > DEEPEST else _fault_of(part):
            return f"{at}: {told}"
    return next((f"{text} satisfies it" for text in ("{}", "null") if check(text).passed), "")


def _fault_of(part: Any) -> str:
    if not isinstance(part, Mapping) or not set(part) - {"title", "description", "default", "examples", "$comment"}:
        return "asks for nothing"
    kind, properties = part.get("type"), part.get("properties")
    if kind == "object" or properties is not None:
        if not properties:
            return "is an object without properties"
        required = part.get("required") or []
        if not required:
            return "requires none of its properties"
        if strange := [name for name in required if name not in properties]:
            return f"requires {strange[0]!r:.40}, which is none of its properties"
    if kind == "array" and not (isinstance(part.get("items"), Mapping) or part.get("prefixItems")):
        return "is an array without items"
    if part.get("enum") == []:
        return "allows none of no values"
    for least, most in _PAIRS:
        if least in part and most in part and part[least] > part[most]:
            return f"has a {least} above its {most}"
    return ""


def _parts(schema: Any, at: str, depth: int) -> Iterator[tuple[str, Any, int]]:
    """A schema and those within it, each with its place and depth."""
    yield at, schema, depth
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return
    for name in ("properties", "$defs", "definitions"):
        for key, part in schema.get(name, {}).items():
            yield from _parts(part, f"{at}/{name}/{key[:40]}", depth + _holds(part))
    if isinstance(schema.get("items"), Mapping):
        yield from _parts(schema["items"], f"{at}/items", depth + _holds(schema["items"]))
    for name in _LISTS:
        for number, part in enumerate(schema.get(name, ())):
            yield from _parts(part, f"{at}/{name}/{number}", depth + 1)


def _holds(part: Any) -> bool:
    """Whether a schema is of what has parts of its own."""
    return isinstance(part, Mapping) and ("properties" in part or "items" in part or part.get("type") == "object")
