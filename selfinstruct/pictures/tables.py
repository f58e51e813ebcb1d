"""Rows that show themselves in a notebook: a table of the first of them, with what a person looks at first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, SupportsIndex, TypeVar, overload

from markupsafe import Markup

from selfinstruct.pictures.markup import marked, tag
from selfinstruct.pictures.svg import alone

T = TypeVar("T")
SHOWN = 10  # rows
LONGEST = 400  # characters of a cell
# What a person looks at first, in this order; whatever else there is comes after it, as far as there is room.
_FIRST = (
    "instruction", "input", "output", "instances", "prompt", "chosen", "rejected", "text", "label", "rule", "value",
    "margin", "type",
)  # fmt: skip
_LAST = ("id", "task_id", "instance_id")
_COLUMNS = 5
_CELL = "text-align: start; vertical-align: top; white-space: pre-wrap; max-inline-size: 32em"


class Rows(list[T]):
    """A list of rows, mappings or data classes, that a notebook shows as a table."""

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows[T]": ...
    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        found: Any = super().__getitem__(index)
        return Rows(found) if isinstance(index, slice) else found

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return alone(table(self))


def table(rows: Sequence[Any]) -> Markup:
    """The first rows as a table, and how many there are."""
    shown = [_columns(row) for row in rows[:SHOWN]]
    met = {name for row in shown for name, value in row.items() if value not in (None, "", [], {}, ())}
    others = [name for row in shown for name in row if name not in (*_FIRST, *_LAST)]
    names = [name for name in dict.fromkeys((*_FIRST, *others, *_LAST)) if name in met][:_COLUMNS]
    head = tag("tr", *(tag("th", name, style="text-align: start") for name in names))
    body = [tag("tr", *(tag("td", marked(_told(row.get(name))), style=_CELL) for name in names)) for row in shown]
    more = f"{len(rows):,} rows" if len(rows) > SHOWN else ""
    count = (
        tag("p", f"The first {SHOWN} of {more}")
        if more
        else tag("p", "1 row" if len(rows) == 1 else f"{len(rows)} rows")
    )
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body)), count)


def _columns(row: Any) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    if is_dataclass(row) and not isinstance(row, type):
        return {item.name: getattr(row, item.name) for item in fields(row)}
    return {"value": row}


def _told(value: Any) -> str:
    """A cell: turns by who speaks, instances by what they hold, other values as JSON, none of them endless."""
    if value is None:
        return ""
    if isinstance(value, str):
        told = value
    elif isinstance(value, list | tuple):
        told = "\n".join(map(_item, value))
    else:
        told = _json(value)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]} …"


def _item(item: Any) -> str:
    found = item if isinstance(item, Mapping) else _columns(item)
    if "role" in found:
        return f"{found['role']}: {found.get('content') or ''}"
    if "output" in found:
        return " → ".join(str(found.get(name)) for name in ("input", "output") if found.get(name))
    return str(found["value"]) if set(found) == {"value"} else _json(item)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
