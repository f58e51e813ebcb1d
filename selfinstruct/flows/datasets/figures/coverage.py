"""Which of the attributes and topics that prompts draw from the accepted tasks have, and how they go together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from selfinstruct.files.topic_trees import read_tree
from selfinstruct.runs.places import TREE

MOST = 100  # values of an attribute that are told
_LEVEL = " > "


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tasks by two attributes: `amounts` has a row for each of `rows` and a column for each of `columns`.

    `values` has for each of the two how many values there are, those without a task too, and `beyond` how many rarer
    ones are left out of the table. `met` combinations have a task.
    """

    row_name: str
    column_name: str
    rows: Sequence[str]
    columns: Sequence[str]
    amounts: Sequence[Sequence[int]]
    beyond: Mapping[str, int]
    values: Mapping[str, int]
    met: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """Tasks by the `distinct` values of one attribute, the most frequent first, and not more than 100 of them.

    `unused` values were never drawn, or no task with them was kept.
    """

    name: str
    values: Sequence[tuple[str, int]]
    distinct: int
    unused: int


@dataclass(slots=True)
class CoverageSoFar:
    """What the rows of tasks.jsonl come to, taken one by one."""

    _single: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _together: defaultdict[tuple[str, str], Counter[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def take(self, row: Mapping[str, Any]) -> None:
        own = sorted((str(name), str(value)) for name, value in dict(row.get("attributes") or {}).items())
        for name, value in own:
            self._single[name][value] += 1
        for (one, value), (other, its) in combinations(own, 2):
            self._together[one, other][value, its] += 1

    def attributes(self, info: Mapping[str, Any]) -> list[Attribute]:
        """Each attribute; the values there are stand in run.json."""
        known = _known(info)
        return [
            Attribute(name, _ranked(counts)[:MOST], len(counts), len(set(known.get(name, ())) - set(counts)))
            for name, counts in sorted(self._single.items())
        ]

    def together(self, info: Mapping[str, Any]) -> list[Coverage]:
        """Each two attributes."""
        known = _known(info)
        values = {name: len(set(counts) | set(known.get(name, ()))) for name, counts in self._single.items()}
        return [_table(names, counts, values) for names, counts in sorted(self._together.items())]

    def topics(self) -> list[tuple[int, str, int]]:
        """Topics as a tree: depth, name and how many tasks lie below; [] where no topic has several levels."""
        totals: Counter[tuple[str, ...]] = Counter()
        for value, number in self._single.get("topic", Counter[str]()).items():
            path = tuple(value.split(_LEVEL))
            for depth in range(1, len(path) + 1):
                totals[path[:depth]] += number
        if all(len(path) == 1 for path in totals):
            return []
        return [(len(path) - 1, path[-1], totals[path]) for path in sorted(totals)]


def grown_topics(folder: Path) -> list[tuple[int, str, int]]:
    """A tree that `topics` has grown in a directory: depth, name and how many leaves lie below, 0 for a leaf."""
    if not (folder / TREE).is_file():
        return []
    return [(len(path) - 1, path[-1], leaves) for path, leaves in read_tree(folder / TREE).below().items()]


def _known(info: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    return {
        str(name): [str(value) for value in values]
        for name, values in dict(info.get("attributes") or {}).items()
        if isinstance(values, list)
    }


def _table(names: tuple[str, str], counts: Counter[tuple[str, str]], values: Mapping[str, int]) -> Coverage:
    sides = []
    for place, name in enumerate(names):
        used = Counter[str]()
        for pair, number in counts.items():
            used[pair[place]] += number
        sides.append((name, [value for value, _ in _ranked(used)][:MOST], max(0, len(used) - MOST)))
    if len(sides[0][1]) < len(sides[1][1]):  # the longer list goes down the side
        sides.reverse()
        counts = Counter({(other, one): number for (one, other), number in counts.items()})
    (row_name, rows, rows_beyond), (column_name, columns, columns_beyond) = sides
    amounts = [[counts[row, column] for column in columns] for row in rows]
    beyond = {row_name: rows_beyond, column_name: columns_beyond}
    of = {name: values[name] for name in beyond}
    return Coverage(row_name, column_name, rows, columns, amounts, beyond, of, len(counts))


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
