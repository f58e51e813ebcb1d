"""JSON by a reader of its own, the other forms by other libraries; sections and tables line by line."""

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import yaml
from lxml import etree

from tests.checks.second import plain
from tests.checks.second.counted import within
from tests.checks.second.json_reader import Reader, Wrong
from tests.checks.second.plain import tidy

Given = Mapping[str, Any]


def unfenced(text: str) -> str:
    rows = text.strip().split("\n")
    found = re.fullmatch(r"(`{3,}|~{3,})([\w+-]*)[ \t]*", rows[0])
    return "\n".join(rows[1:-1]) if found and len(rows) > 1 and rows[-1].strip() == found[1] else text


def json_value(text: str) -> Any:
    return Reader(unfenced(text).strip()).whole()


def as_json(judge: Callable[[Any, Given], bool]) -> Callable[[str, Given], bool]:
    def holds(text: str, given: Given) -> bool:
        try:
            return judge(json_value(text), given)
        except Wrong:
            return False

    return holds


def of_kind(value: Any, given: Given) -> bool:
    kinds = {"object": dict, "array": list, "string": str, "any": object}
    return isinstance(value, kinds[given.get("kind", "any")])


def with_keys(value: Any, given: Given) -> bool:
    if not isinstance(value, dict):
        return False
    return set(given["keys"]) <= set(value) and (not given.get("only") or set(given["keys"]) == set(value))


def by_schema(value: Any, given: Given) -> bool:
    return bool(jsonschema.Draft202012Validator(given["schema"]).is_valid(value))


def as_yaml(text: str, given: Given) -> bool:
    text = unfenced(text)
    if "\t" in text:
        return False
    try:
        events = list(yaml.parse(text, yaml.CSafeLoader))
        value = yaml.load(text, yaml.CSafeLoader)  # libyaml, in place of the reader in Python
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, AttributeError):
        return False
    if any(isinstance(event, yaml.AliasEvent) for event in events):
        return False
    keys = given.get("keys", ())
    return all(key in value for key in keys) if isinstance(value, dict) else isinstance(value, list) and not keys


def cells(text: str, mark: str) -> list[list[str]]:
    """CSV by a machine of its own; a quotation mark within a cell that began without one is a letter."""
    rows: list[list[str]] = [[]]
    cell, state = "", "begin"
    for char in [*io.StringIO(text, newline=None).read(), "\n"]:
        if state == "quoted":
            if char == '"':
                state = "closed"
            else:
                cell += char
        elif state == "closed" and char == '"':
            cell, state = cell + '"', "quoted"
        elif char == mark or char == "\n":
            if char == mark or state != "begin" or rows[-1]:
                rows[-1].append(cell)
            cell, state = "", "begin"
            if char == "\n":
                rows.append([])
        elif state == "closed":
            raise Wrong
        elif state == "begin" and char == '"':
            state = "quoted"
        else:
            cell, state = cell + char, "bare"
    if state == "quoted":
        raise Wrong
    return [row for row in rows if row]


def is_table(rows: list[list[str]], given: Given) -> bool:
    if not rows or len({len(row) for row in rows}) > 1:
        return False
    named = not given.get("columns") or [cell.strip() for cell in rows[0]] == list(given["columns"])
    return named and within(len(rows) - 1, given, 1)


def as_csv(text: str, given: Given) -> bool:
    try:
        return is_table(cells(unfenced(tidy(text)).strip(), given.get("delimiter", ",")), given)
    except Wrong:
        return False


def row_cells(row: str) -> list[str]:
    if row.startswith("|"):
        row = row[1:]
    if row.endswith("|") and row[-2:] != "\\|":
        row = row[:-1]
    found, cell = [], ""
    for place, char in enumerate(row):
        if char == "|" and row[place - 1 : place] != "\\":
            found.append(cell.strip())
            cell = ""
        else:
            cell += char
    return [*found, cell.strip()] if row else []


def is_ruler(cell: str) -> bool:
    inner = cell[1:] if cell.startswith(":") else cell
    inner = inner[:-1] if inner.endswith(":") else inner
    return inner != "" and set(inner) == {"-"}


def in_markdown(text: str, given: Given) -> bool:
    rows = [line.strip() for line in tidy(text).split("\n")]
    for head, ruler in zip(range(len(rows)), range(1, len(rows)), strict=False):
        marks = row_cells(rows[ruler])
        if "|" in rows[head] and "|" in rows[ruler] and marks and all(is_ruler(mark) for mark in marks):
            if len(row_cells(rows[head])) != len(marks):
                continue
            body = []
            for row in rows[ruler + 1 :]:
                if "|" not in row:
                    break
                body.append(row_cells(row))
            return is_table([row_cells(rows[head]), *body], given)
    return False


def as_xml(text: str, given: Given) -> bool:
    text = unfenced(text).strip()
    if "<!DOCTYPE" in text:
        return False
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        found = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return False
    return found is not None and given.get("root") in (None, found.tag)


def sectioned(text: str, given: Given) -> bool:
    parts = [[]]  # type: list[list[str]]
    for line in plain.lines(tidy(text)):
        if line == given["separator"].strip():
            parts.append([])
        else:
            parts[-1].append(line)
    return min(map(len, parts)) > 0 and within(len(parts), given)


def split(text: str, given: Given) -> bool:
    parts = tidy(text).split(given["mark"])
    return len(parts) >= 2 and not any(part.strip() == "" for part in parts)


def titled(text: str, given: Given) -> bool:
    text = tidy(text)
    for begin in range(len(text)):
        if text[begin : begin + 2] == "<<":
            end = begin + 2
            while end < len(text) and text[end] not in "<>\n":
                end += 1
            if text[end : end + 2] == ">>" and text[begin + 2 : end].strip():
                return True
    return False


def afterword(text: str, given: Given) -> bool:
    found = plain.lines(tidy(text))
    last = found[-1] if found else ""
    last = last[2:] if last.startswith("**") else last
    for begin in ("P.S.", "P. S.", "PS.", "P S.", "P.S", "P. S", "PS", "P S"):
        if last.startswith(begin):
            rest = last[len(begin) :]
            for after in (rest, rest[1:] if rest.startswith(" ") else rest):
                left = after
                while left and not (left[0].isspace() or left[0].isalnum() or left[0] in "_.:"):
                    left = left[1:]
                if left and (left[0] == ":" or left[0].isspace()):
                    return True
    return False


def markup_free(text: str, given: Given) -> bool:
    text = tidy(text)
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        size = len(line) - len(line.lstrip("#"))
        if 1 <= size <= 6 and re.match(r"[ \t]+\S", line[size:]):
            return False
        if bare[:1] in ("-", "*", "+") and re.match(r"[ \t]+\S", bare[1:]):
            return False
        if bare.startswith(">") or (bare.startswith("|") and line.rstrip(" \t").endswith("|") and bare.rstrip() != "|"):
            return False
        if line.startswith("~~~") and not given.get("code"):
            return False
    doubled = any(text[at : at + 2] in ("**", "__") and text[at + 2 : at + 3].strip() for at in range(len(text)))
    return not doubled and "](" not in text and (given.get("code", False) or "`" not in text)


HOLDS: dict[str, Callable[[str, Given], bool]] = {
    "json": as_json(of_kind),
    "json_keys": as_json(with_keys),
    "json_schema": as_json(by_schema),
    "yaml": as_yaml,
    "csv": as_csv,
    "markdown_table": in_markdown,
    "xml": as_xml,
    "sections": sectioned,
    "separated": split,
    "title": titled,
    "postscript": afterword,
    "plain_text": markup_free,
}
