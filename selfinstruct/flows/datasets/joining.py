"""Novelty over the rows of a very large file, joined by an engine before the rows go through the sieve."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.flows.datasets.sieve import Sieve
from selfinstruct.novelty.join.engines import Engine
from selfinstruct.novelty.join.local import LocalEngine
from selfinstruct.novelty.join.ray_actors import RayEngine, import_ray
from selfinstruct.novelty.join.run import block_number, joined
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.registry import suggestion

ENGINES = ("local", "ray")
# Below so many rows one index is about as fast, and needs no start.
JOIN_FROM = 1_000_000


@dataclass(frozen=True, slots=True)
class Joining:
    """How rows are to be joined: by which engine, with how many workers, and from how many rows on."""

    engine: str
    workers: int
    join_from: int

    def made(self, make: Callable[[], Any]) -> Engine:
        return RayEngine(make, self.workers) if self.engine == "ray" else LocalEngine(make, self.workers)


def joining(engine: str | None, workers: int | None, join_from: int, only: Sequence[str]) -> Joining | None:
    """The options read and checked, None without an engine. Raises UsageError, MissingExtra where Ray is missing."""
    if engine is None:
        if workers is not None:
            raise UsageError("--workers: needs --engine local or --engine ray")
        return None
    if engine not in ENGINES:
        raise UsageError(f"--engine {engine!r}: filter has no such engine; {suggestion(engine, ENGINES)}")
    if tuple(only) != ("novelty",):
        raise UsageError("--engine: is for the filter novelty alone; add --only novelty, and no other")
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers}: must be at least 1")
    if join_from < 0:
        raise UsageError(f"--join-from {join_from}: must be at least 0")
    if engine == "ray":
        import_ray()
    return Joining(engine, workers or _processors(), join_from)


@contextmanager
def joined_novelty(how: Joining | None, sieve: Sieve, rows: Sequence[Row], against: Sequence[Row]) -> Iterator[str]:
    """The sieve with a pool that knows all pairs of the rows, which come in this order; gives what a person is told.

    Rows of `against` come before them. Where there are too few rows, or too many pairs, the sieve stays as it is.
    """
    if how is None:
        yield ""
        return
    number = len(rows) + len(against)
    if number < how.join_from:
        yield f"Compared in one process: {number:,} rows are fewer than {how.join_from:,} (--join-from)"
        return
    (item,) = (item for item in sieve.filters.filters if isinstance(item, PoolFilter))
    assert isinstance(item.index, NoveltyIndex)
    shown = _Shown(item)
    with joined(
        shown.texts(rows), item.index.threshold, item.index.profile, how.made,
        partial(block_number, workers=how.workers), seeds=shown.texts(against), entries=item.within,
        alone=lambda: not shown.systems,
    ) as found:  # fmt: skip
        if found.pool is None:
            yield f"Compared in one process: the texts are so much alike that {found.pairs:,} pairs and more are close"
            return
        before, item.index = item.index, found.pool
        try:
            yield (
                f"Compared by {how.engine} in {how.workers:,} processes: {found.tasks:,} tasks, "
                f"{found.pairs:,} close pairs"
            )
        finally:
            item.index = before


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Shown:
    """What the filter will be asked about; `systems` says whether a system prompt that tells texts apart came by."""

    def __init__(self, item: PoolFilter) -> None:
        self._item = item
        self.systems = False

    def texts(self, rows: Iterable[Row]) -> Iterator[str]:
        """Each text of the rows."""
        item = self._item
        for row in rows:
            for instance in row.task.instances if item.scope == "instance" and row.task.instances else (None,):
                if (text := item.shown(row.task, instance)).strip():
                    self.systems = self.systems or bool(item.system(row.task, instance))
                    yield text
