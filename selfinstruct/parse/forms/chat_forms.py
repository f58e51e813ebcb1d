"""Answers in other forms than text and JSON: Markdown tables, tags and CSV become the objects that JSON would give.

A form is read only if it is what the answer consists of, a preamble aside, and if it names one of the wanted fields: a
table or a tag inside an instruction is part of it.
"""

import csv
import html
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from selfinstruct.parse.chat_json import key
from selfinstruct.parse.chat_lines import marker

Record = dict[str, str]

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\Z")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([^\W\d][\w.-]{0,30})((?:\s+[\w.-]{1,30}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([\w.-]{1,30})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DEEPEST = 20  # elements within each other
_MOST_BEFORE = 3  # lines of a preamble
# Elements that hold those of one task or example.
_CONTAINERS = frozenset("tasks items instructions examples instances entries records list root data".split())
_WRAPPERS = frozenset("task item example instance entry record row exercise 任务 例".split())


def read_records(text: str, wanted: Collection[str], fields: Collection[str]) -> list[Record]:
    """The rows of a table, the elements of tags or the lines of CSV that have one of the `wanted` fields; else none.

    `fields` are all names of fields, as `chat_json.key` makes them.
    """
    for read in (_from_table, _from_tags, _from_csv):
        if records := read(text, wanted, fields):
            return records
    return []


def _from_table(text: str, wanted: Collection[str], fields: Collection[str]) -> list[Record]:
    lines = text.split("\n")
    for index, line in enumerate(lines[:-1]):
        if "|" in line and "|" in lines[index + 1] and _RULE.match(lines[index + 1].strip()):
            head = ["number" if cell.strip() in ("#", "№") else key(_plain(cell)) for cell in _cells(line)]
            if not set(head) & set(wanted) or not _only_announces(lines[:index]):
                return []
            return list(_rows(head, lines[index + 2 :]))
    return []


def _rows(head: list[str], lines: list[str]) -> Iterable[Record]:
    for line in lines:
        if "|" in line:
            cells = _cells(line)
            # A bar that should have been escaped, as in labels: what is too much belongs to the last column.
            cells[len(head) - 1 :] = ["|".join(cells[len(head) - 1 :])]
            if any(map(str.strip, cells)):
                yield {name: _plain(cell) for name, cell in zip(head, cells, strict=False) if name}


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells: list[str] = []
    code = False
    for part in _BAR.split(inner):
        # A bar in code parts no cells.
        cells[-1:] = [f"{cells[-1]}|{part}"] if code else [*cells[-1:], part]
        code ^= part.count("`") % 2 == 1
    return cells


def _plain(cell: str) -> str:
    text = _BREAK.sub("\n", cell.strip()).replace("\\|", "|")
    for mark in ("**", "__", "*"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark) and text.count(mark) == 2:
            return text[len(mark) : -len(mark)].strip()
    return text


def _from_tags(text: str, wanted: Collection[str], fields: Collection[str]) -> list[Record]:
    known = set(fields) | _WRAPPERS | _CONTAINERS
    tags = [found for found in _TAG.finditer(text) if key(found[2]) in known]
    if not tags or not _only_announces(text[: tags[0].start()].split("\n")):
        return []
    if text[: tags[0].start()].rpartition("\n")[2].strip():
        return []
    records: list[Record] = [{}]
    covered = 0
    opened: list[list[Any]] = []  # the tag, and whether it holds others
    for tag in tags:
        name = key(tag[2])
        if not tag[1]:
            # An element of one task, or the attributes that say all of it.
            given = {key(found[1]): html.unescape(found[2] or found[3] or "") for found in _ATTRIBUTE.finditer(tag[3])}
            if (
                records[-1]
                and (name in _WRAPPERS or name in records[-1])
                and not (opened and key(opened[-1][0][2]) not in _WRAPPERS)
            ):
                records.append({})
            if name in _CONTAINERS:
                continue
            records[-1] |= {field: value for field, value in given.items() if field in fields}
            if not tag[4]:
                if opened:
                    opened[-1][1] = True
                opened.append([tag, False])
                if len(opened) > _DEEPEST:
                    return []
            continue
        if name in _CONTAINERS or not any(key(other[2]) == name for other, _ in opened):
            continue
        while key(opened[-1][0][2]) != name:
            opened.pop()
        begin, parent = opened.pop()
        if not parent and name in fields:
            inside = _CDATA.sub(r"\1", text[begin.end() : tag.start()])
            if name in records[-1]:
                records.append({})
            records[-1][name] = html.unescape(inside).strip()
        if not opened:
            covered += tag.end() - begin.start()
        if name in _WRAPPERS and records[-1]:
            records.append({})
    found = [record for record in records if set(record) & set(wanted)]
    return found if covered >= len(text.strip()) / 2 or (found and any(not tag[1] and tag[4] for tag in tags)) else []


def _from_csv(text: str, wanted: Collection[str], fields: Collection[str]) -> list[Record]:
    lines = text.strip("\n").split("\n")
    for index, line in enumerate(lines[: _MOST_BEFORE + 2]):
        for separator in (",", ";", "\t"):
            head = [key(cell) for cell in line.split(separator)]
            if len(head) > 1 and set(head) <= set(fields) | {""} and set(head) & set(wanted):
                body = [one for one in lines[index + 1 :] if not one.startswith("```")]
                return _csv_rows(head, body, separator)
    return []


def _csv_rows(head: list[str], lines: list[str], separator: str) -> list[Record]:
    try:
        rows = list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    except csv.Error:
        return []
    return [
        {name: cell.strip() for name, cell in zip(head, row, strict=True) if name}
        for row in rows
        if len(row) == len(head)
    ]


def _only_announces(lines: list[str]) -> bool:
    """Whether lines are few, and none of them begins an item."""
    text = [line for line in lines if line.strip()]
    return len(text) <= _MOST_BEFORE and not any(found and found.rest for found in map(marker, text))


def names_of(*tables: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All spellings in tables of fields, as `chat_json.key` makes them."""
    return frozenset(key(name) for table in tables for names in table.values() for name in names)
