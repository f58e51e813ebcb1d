"""Which of the attributes and topics that prompts draw from the accepted tasks have, and how they go together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 100  # values of an attribute that are told
_LEVEL = " > "


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tasks by two attributes: `amounts` has a row for each of `rows` and a column for each of `columns`."""

    row_name: str
    column_name: str
    rows: Sequence[str]
    columns: Sequence[str]
    amounts: Sequence[Sequence[int]]
    unused: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Attribute:
    """Tasks by the values of one attribute, the most frequent first; `unused` values were never drawn or kept."""

    name: str
    values: Sequence[tuple[str, int]]
    unused: int


def coverage(tasks: Iterable[Mapping[str, Any]], info: Mapping[str, Any]) -> tuple[list[Attribute], list[Coverage]]:
    """Each attribute, and each two of them together. The values there are stand in run.json."""
    known: dict[str, Sequence[str]] = {
        str(name): [str(value) for value in values]
        for name, values in dict(info.get("attributes") or {}).items()
        if isinstance(values, list)
    }
    single: dict[str, Counter[str]] = {}
    together: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for row in tasks:
        own = {str(name): str(value) for name, value in dict(row.get("attributes") or {}).items()}
        for name, value in own.items():
            single.setdefault(name, Counter())[value] += 1
        for one in sorted(own):
            for other in sorted(own):
                if one < other:
                    together.setdefault((one, other), Counter())[own[one], own[other]] += 1
    attributes = [
        Attribute(name, _ranked(counts)[:MOST], len(set(known.get(name, ())) - set(counts)))
        for name, counts in sorted(single.items())
    ]
    return attributes, [_table(names, counts, known) for names, counts in sorted(together.items())]


def topic_tree(attributes: Sequence[Attribute]) -> list[tuple[int, str, int]]:
    """Topics as a tree: depth, name and how many tasks lie below; [] without an attribute `topic` of several levels."""
    found = next((item for item in attributes if item.name == "topic"), None)
    if found is None:
        return []
    totals: Counter[tuple[str, ...]] = Counter()
    for value, number in found.values:
        path = tuple(value.split(_LEVEL))
        for depth in range(1, len(path) + 1):
            totals[path[:depth]] += number
    if not any(len(path) > 1 for path in totals):
        return []
    return [(len(path) - 1, path[-1], totals[path]) for path in sorted(totals)]


def _table(names: tuple[str, str], counts: Counter[tuple[str, str]], known: Mapping[str, Sequence[str]]) -> Coverage:
    sides = []
    for place, name in enumerate(names):
        used = Counter[str]()
        for pair, number in counts.items():
            used[pair[place]] += number
        values = [value for value, _ in _ranked(used)][:MOST]
        sides.append((name, values, len(set(known.get(name, ())) - set(used))))
    if len(sides[0][1]) < len(sides[1][1]):  # the longer list goes down the side
        sides.reverse()
        counts = Counter({(other, one): number for (one, other), number in counts.items()})
    (row_name, rows, rows_unused), (column_name, columns, columns_unused) = sides
    amounts = [[counts[row, column] for column in columns] for row in rows]
    return Coverage(row_name, column_name, rows, columns, amounts, {row_name: rows_unused, column_name: columns_unused})


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
