"""Tasks that ask for data out of a text, and the structures that the offline model gives them."""

from collections.abc import Callable
from random import Random
from typing import Any

from selfinstruct.models.offline.skills.skill import Skill, alone, recognise
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import COLOURS, NAMES, OBJECTS, TOWNS, WHENS

DATE = r"^\d{4}-\d{2}-\d{2}$"
_NOTHING = "There is nothing to take down."


def _values(rng: Random) -> Values:
    return {"thing": pick(rng, OBJECTS), "name": pick(rng, NAMES), "town": pick(rng, TOWNS), "when": pick(rng, WHENS)}


def _records(kind: str, *cores: str) -> Skill:
    return Skill(kind, cores, alone(lambda _: _NOTHING), _values, family="records")


RECORDS: tuple[Skill, ...] = (
    _records(
        "order_entry",
        "[Take down|Record] the order that {name:word} placed in {town:phrase}, {thing:phrase} and all.",
        "[Turn|Put] what {name:word} wants to buy in {town:phrase} {when:phrase} into an order.",
    ),
    _records(
        "booking_details",
        "[Take|Draw] the details of the booking by {name:word} in {town:phrase} from a message.",
        "[List|Record] who stays in {town:phrase} {when:phrase}, for how long, at the wish of {name:word}.",
    ),
    _records(
        "lost_item_report",
        "[Record|File] the report of {name:word}, who has lost a {thing:phrase} in {town:phrase}.",
        "[Make|Draw up] a report on the {thing:phrase} that {name:word} found {when:phrase}.",
    ),
    _records(
        "reading_log",
        "[Turn|Put] the readings that {name:word} took in {town:phrase} into entries.",
        "[List|Record] what {name:word} measured in {town:phrase} {when:phrase}.",
    ),
)


def structure_for(instruction: str, rng: Random) -> dict[str, Any]:
    """A JSON Schema that fits a task of this kind; that of a report for any other."""
    found = recognise(instruction, RECORDS)
    return _STRUCTURES[found.skill.type if found else "lost_item_report"](rng)


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, **more}


def _object(properties: dict[str, Any], *optional: str, closed: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": properties}
    made["required"] = [name for name in properties if name not in optional]
    return made | ({"additionalProperties": False} if closed else {})


def _order(rng: Random) -> dict[str, Any]:
    item = _object({
        "thing": _text(),
        "colour": {"type": "string", "enum": rng.sample(COLOURS, 4)},
        "count": {"type": "integer", "minimum": 1, "maximum": pick(rng, (9, 20, 99))},
    }, closed=rng.random() < 0.5)  # fmt: skip
    return _object({
        "customer": _text(),
        "items": {"type": "array", "minItems": 1, "maxItems": 6, "items": item},
        "due": {"type": "string", "pattern": DATE},
        "express": {"type": "boolean"},
    }, *(("due",) if rng.random() < 0.5 else ()))  # fmt: skip


def _booking(rng: Random) -> dict[str, Any]:
    return _object({
        "guest": _object({"name": _text(), "town": _text()}),
        "arrival": {"type": "string", "pattern": DATE},
        "nights": {"type": "integer", "minimum": 1, "maximum": pick(rng, (7, 14, 30))},
        "room": {"type": "string", "enum": rng.sample(("single", "double", "family", "shared"), 3)},
        "remark": _text(),
    }, "remark", closed=rng.random() < 0.5)  # fmt: skip


def _report(rng: Random) -> dict[str, Any]:
    return _object({
        "name": _text(),
        "thing": _text(),
        "colours": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True,
                    "items": {"type": "string", "enum": list(COLOURS)}},
        "town": _text(),
        "worth": {"type": "number", "minimum": 0},
        "state": {"enum": rng.sample(("open", "found", "closed", "unknown"), 3)},
    }, *(("worth",) if rng.random() < 0.5 else ()))  # fmt: skip


def _readings(rng: Random) -> dict[str, Any]:
    reading = _object({
        "date": {"type": "string", "pattern": DATE},
        "degrees": {"type": "number", "minimum": -40, "maximum": 50},
    })  # fmt: skip
    return _object({
        "observer": _text(),
        "town": _text(),
        "readings": {"type": "array", "minItems": 2, "maxItems": 5, "items": reading},
        "unit": {"type": "string", "enum": rng.sample(("celsius", "fahrenheit", "kelvin"), 2)},
    }, closed=rng.random() < 0.5)  # fmt: skip


_STRUCTURES: dict[str, Callable[[Random], dict[str, Any]]] = {
    "order_entry": _order, "booking_details": _booking, "lost_item_report": _report, "reading_log": _readings,
}  # fmt: skip
