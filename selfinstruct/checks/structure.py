"""Texts that other programs read: JSON, YAML, CSV, tables in Markdown, XML.

A fence around the whole text, as models like to put one, does not count. What is read is never run or followed: YAML
has its plain types alone and no references, XML no document type.
"""

import csv
import io
import json
import re
from typing import Any
from xml.parsers import expat

from selfinstruct.checks.arguments import choice, flag, made, text, texts
from selfinstruct.checks.bounds import BOUNDS, Bounds, counted
from selfinstruct.checks.checker import Check, checker, listed, shown
from selfinstruct.checks.reading.json_schema import Schema
from selfinstruct.checks.units import seen

_FENCE = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*")
_DELIMITER = re.compile(r":?-+:?")
_KINDS = {"object": dict, "array": list, "string": str, "any": object}
_LONGEST_YAML = 50_000  # its reader takes a second for so many characters


def unfenced(text: str) -> str:
    """The text without the fence around it."""
    first, _, rest = text.strip().partition("\n")
    fence = _FENCE.fullmatch(first)
    inner, _, last = rest.rpartition("\n")
    return inner if fence and last.strip() == fence[1] else text


def read_json(text: str) -> Any:
    """What a text says in JSON; ValueError where it is none, or an object has a key twice."""
    try:
        return json.loads(unfenced(text).strip(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("has a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is none of its values")


def _not_json(error: ValueError) -> str:
    return f"no valid JSON: {' '.join(str(error).split())[:120]}"


@checker(kind=choice(*_KINDS, default="any"))
def valid_json(*, kind: str) -> Check:
    """The text is valid JSON: an object, an array, a string or any value."""

    def judge(text: str) -> tuple[bool, str]:
        try:
            value = read_json(text)
        except ValueError as error:
            return False, _not_json(error)
        return isinstance(value, _KINDS[kind]), f"JSON, {_named(value)}"

    return Check("valid JSON" + ("" if kind == "any" else f", an {kind}" if kind != "string" else ", a string"), judge)


def _named(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


@checker(keys=texts(), only=flag())
def json_keys(*, keys: tuple[str, ...], only: bool) -> Check:
    """The text is a JSON object with these keys; with `only` it has no others."""

    def judge(text: str) -> tuple[bool, str]:
        try:
            value = read_json(text)
        except ValueError as error:
            return False, _not_json(error)
        if not isinstance(value, dict):
            return False, f"JSON, {_named(value)}"
        if missing := [key for key in keys if key not in value]:
            return False, f"without {listed(missing)}"
        others = [key for key in value if key not in keys]
        return not (only and others), f"also {listed(others)}" if others else "these keys"

    return Check(f"JSON with {'only ' if only else ''}the keys {listed(keys)}", judge)


@checker(schema=made("a JSON Schema", Schema))
def json_schema(*, schema: Schema) -> Check:
    """The text is JSON that a JSON Schema allows; a keyword that is not known is refused, not passed over."""

    def judge(text: str) -> tuple[bool, str]:
        try:
            value = read_json(text)
        except ValueError as error:
            return False, _not_json(error)
        problem = schema.problem(value)
        return not problem, problem or "as the schema asks"

    return Check("JSON as the schema asks", judge)


@checker(keys=texts(()))
def valid_yaml(*, keys: tuple[str, ...]) -> Check:
    """The text is YAML, a mapping or a list; with `keys` a mapping that has them."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("references are not read")
            return super().compose_node(parent, index)

    def judge(text: str) -> tuple[bool, str]:
        if len(text) > _LONGEST_YAML:
            return False, f"{len(text):,} characters, of which no more than {_LONGEST_YAML:,} are read as YAML"
        if "\t" in unfenced(text):
            return False, "a tab, which one reader of YAML takes and another refuses"
        try:
            value = yaml.load(unfenced(text), Loader)  # a safe loader, which makes plain values
        except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError, AttributeError) as error:
            return False, f"no valid YAML: {' '.join(str(error).split())[:120]}"
        if keys and not isinstance(value, dict):
            return False, "YAML, but no mapping"
        missing = [key for key in keys if key not in value]
        return isinstance(value, dict | list) and not missing, f"without {listed(missing)}" if missing else "YAML"

    return Check(f"YAML with the keys {listed(keys)}" if keys else "valid YAML", judge)


@checker(columns=texts(()), delimiter=text(",", most=1), **BOUNDS)
def valid_csv(*, columns: tuple[str, ...], delimiter: str, **given: Any) -> Check:
    """The text is CSV with a head, and each row has as many cells; with `columns` these, and so many rows."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"], 1)
    if delimiter in '"\r\n':
        raise ValueError(f"delimiter: must not be {delimiter!r}")

    def judge(text: str) -> tuple[bool, str]:
        try:
            rows = [
                row
                for row in csv.reader(io.StringIO(unfenced(seen(text)).strip()), delimiter=delimiter, strict=True)
                if row
            ]
        except csv.Error as error:
            return False, f"no valid CSV: {error}"
        return _table(rows, columns, bounds)

    return Check(_asked_of_table("CSV", columns, bounds), judge)


@checker(columns=texts(()), **BOUNDS)
def markdown_table(*, columns: tuple[str, ...], **given: Any) -> Check:
    """The text has a table in Markdown, and each row has as many cells; with `columns` these, and so many rows."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"], 1)

    def judge(text: str) -> tuple[bool, str]:
        return _table(table_of(seen(text)), columns, bounds)

    return Check(_asked_of_table("a Markdown table", columns, bounds), judge)


def table_of(text: str) -> list[list[str]]:
    """The cells of the first table in a text, its head first; without one an empty list."""
    rows = [line.strip() for line in text.split("\n")]
    for number in range(1, len(rows)):
        marks = _cells(rows[number])
        if "|" not in rows[number - 1] or not marks or not all(map(_DELIMITER.fullmatch, marks)):
            continue
        head = _cells(rows[number - 1])
        if len(head) == len(marks) and "|" in rows[number]:
            found = [head]
            for row in rows[number + 1 :]:
                if "|" not in row:
                    break
                found.append(_cells(row))
            return found
    return []


def _cells(row: str) -> list[str]:
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)] if row else []


def _asked_of_table(what: str, columns: tuple[str, ...], bounds: Bounds) -> str:
    named = f" with the columns {listed(columns)}" if columns else ""
    return f"{what}{named} and {bounds.said('row')}"


def _table(rows: list[list[str]], columns: tuple[str, ...], bounds: Bounds) -> tuple[bool, str]:
    if not rows:
        return False, "no table"
    head = [cell.strip() for cell in rows[0]]
    if columns and head != list(columns):
        return False, f"the columns {listed(head)}"
    odd = next((number for number, row in enumerate(rows) if len(row) != len(head)), 0)
    if odd:
        return False, f"row {odd} has {counted(len(rows[odd]), 'cell')}, the head {len(head)}"
    return bounds.hold(len(rows) - 1), counted(len(rows) - 1, "row")


@checker(root=text(None))
def valid_xml(*, root: str | None) -> Check:
    """The text is well-formed XML without a document type; with `root` its outermost element has this name."""

    def judge(text: str) -> tuple[bool, str]:
        outermost: list[str] = []

        def begin(name: str, _: dict[str, str]) -> None:
            if not outermost:
                outermost.append(name)

        def refuse(*_: Any) -> None:
            raise ValueError("has a document type")

        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, refuse
        try:
            parser.Parse(unfenced(text).strip().encode(), True)
        except (expat.ExpatError, ValueError) as error:
            return False, f"no well-formed XML: {error}"
        return root in (None, outermost[0]), f"XML with the root {shown(outermost[0])}"

    return Check(f"well-formed XML{f' with the root {shown(root)}' if root else ''}", judge)
