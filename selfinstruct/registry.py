"""Finds what is called by name: models, filters, exporters.

Each kind has a table of the shipped names, SHIPPED in the package called like the kind. An installed package extends it
with an entry point (`selfinstruct.filters` and so on) and a user by writing `module:attr` in place of a name.
"""

import functools
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from selfinstruct.errors import UnknownName

KINDS = ("models", "filters", "exporters")
# What a person calls a kind of name, where it is not the kind itself.
CALLED = {"exporters": "formats"}


def shipped(kind: str) -> dict[str, str]:
    """The shipped names of a kind with the paths of their objects; none of these is imported."""
    table: dict[str, str] = importlib.import_module(f"selfinstruct.{kind}").SHIPPED
    return table


def names(kind: str) -> list[str]:
    """The known names of a kind, shipped ones first."""
    return list(_table(kind))


def load(kind: str, name: str, *, code: bool = False) -> Any:
    """The object called `name`; with `code`, `module:attr` is imported too.

    Raises UnknownName, listing the known names, where there is none.
    """
    table = _table(kind)
    if name in table:
        return _import(kind, table[name])
    if code and ":" in name:
        return _import(kind, name)
    known = ", ".join(table)
    raise UnknownName(f"there is no {_one(kind)} {name!r}; known: {known}")


@functools.cache
def _table(kind: str) -> Mapping[str, str]:
    found = {point.name: point.value for point in entry_points(group=f"selfinstruct.{kind}")}
    return shipped(kind) | found | shipped(kind)


def _import(kind: str, path: str) -> Any:
    module, _, attribute = path.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownName(f"{_one(kind)} {path!r} cannot be imported: {error}") from error


def _one(kind: str) -> str:
    return CALLED.get(kind, kind).removesuffix("s")
