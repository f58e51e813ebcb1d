"""Duplicates: where what was compared comes from, and what was dropped for each entry that was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.flows.datasets.rows import Row
from selfinstruct.records import Instance, Reason


@dataclass(frozen=True, slots=True, order=True)
class PoolEntry:
    """Where an entry of a pool comes from: `file` is 0 for --against, 1 for the dataset."""

    file: int
    number: int
    place: str
    id: str
    instance: int | None

    def as_dict(self) -> dict[str, Any]:
        where: dict[str, Any] = {"place": self.place, "id": self.id}
        return where if self.instance is None else where | {"instance": self.instance}


def origin(file: int, number: int, row: Row, instance: Instance | None) -> PoolEntry:
    """Where a row's instance comes from, or with None the row."""
    place = row.place.rpartition("/")[2] if file else row.place
    several = instance is not None and len(row.task.instances) > 1
    index = next((i for i, item in enumerate(row.task.instances) if item is instance), None) if several else None
    return PoolEntry(file, number, place, row.task.id, index)


@dataclass(slots=True)
class Clusters:
    """Each entry that something was dropped for, with all that was."""

    _dropped: dict[PoolEntry, list[tuple[PoolEntry, Reason]]] = field(default_factory=dict)

    def add(self, kept: PoolEntry, dropped: PoolEntry, reason: Reason) -> None:
        self._dropped.setdefault(kept, []).append((dropped, reason))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The lines of the file of clusters, in the order of what was kept."""
        for kept, dropped in sorted(self._dropped.items(), key=lambda item: item[0]):
            there = sorted(dropped, key=lambda item: item[0])
            lines = [at.as_dict() | {"rule": reason.rule, "score": reason.score} for at, reason in there]
            yield {"kept": kept.as_dict(), "dropped": lines}
