"""Novelty over shards and over blocks beside one index, in the same run: `benchmarks/novelty.py --shards 4`.

A pool grows from nothing by all texts in turn, each of which it takes unless it has a match. CPU is that of this
process; what the processes of the shards need is in the time on the clock only, and in `all`, that of all of them.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from selfinstruct.novelty.join.engines import Outcome
from selfinstruct.novelty.join.local import LocalEngine
from selfinstruct.novelty.join.pairs import Joiner, Task
from selfinstruct.novelty.join.run import joined
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from selfinstruct.novelty.sharded.pool import ShardedIndex

Found = list[Match | None]


class Here:
    """Carries out the tasks of a join in this process."""

    def __init__(self, make: Callable[[], Joiner]) -> None:
        self._joiner = make()

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
        return ((task, self._joiner(task)) for task in tasks)

    def close(self) -> None:
        pass


class Clock:
    """µs a text since it was made: on the clock, of this process, and of this process and all that have ended."""

    def __init__(self, texts: int) -> None:
        self._texts, self._start = texts, self._now()

    def __call__(self) -> tuple[float, float, float]:
        wall, mine, everyone = (
            (now - start) / self._texts * 1e6 for now, start in zip(self._now(), self._start, strict=True)
        )
        return wall, mine, everyone

    @staticmethod
    def _now() -> tuple[float, float, float]:
        used = os.times()
        mine = time.process_time()
        return time.perf_counter(), mine, mine + used.children_user + used.children_system


def admitted(pool: PoolIndex, texts: Sequence[str]) -> Found:
    found: Found = []
    for text in texts:
        match = pool.check(text)
        if match is None:
            pool.add(text)
        found.append(match)
    return found


def compare(texts: Sequence[str], shards: int, batch: int, workers: int) -> bool:
    """Whether all ways decide alike; prints what each costs."""
    clock = Clock(len(texts))
    expected = admitted(NoveltyIndex(), texts)
    one = clock()[1]
    kept = sum(match is None for match in expected)
    print(f"{len(texts):,} texts, {kept:,} kept; µs a text, then driver and all as multiples of one index")
    print(f"{'':<66} {'clock':>8} {'driver':>8} {'all':>8}")
    print(f"{'one index':<66} {one:>8.1f} {one:>8.1f} {one:>8.1f}")
    same = []
    for number, processes in ((shards, False), (1, True), (shards, True)):
        clock = Clock(len(texts))
        with ShardedIndex(NoveltyIndex, number, processes=processes) as pool:
            found = [
                match for start in range(0, len(texts), batch) for match in pool.admit_all(texts[start : start + batch])
            ]
        where = "in processes" if processes else "in this process"
        same.append(told(f"shards: {number} {where}, batches of {batch:,}", clock(), one, found == expected))
    for blocks in (1, 4):
        same.append(join(texts, expected, one, f"join, blocks: {blocks}, in this process", Here, blocks))
    local = partial(LocalEngine, workers=workers)
    same.append(join(texts, expected, one, f"join, blocks: 4, {workers} processes", local, 4))
    return all(same)


def join(
    texts: Sequence[str], expected: Found, one: float, name: str, engine: Callable[..., object], blocks: int
) -> bool:
    clock = Clock(len(texts))
    with joined(texts, 0.7, "unicode", engine, lambda _: blocks) as made:
        assert made.pool is not None
        paired = clock()
        found = admitted(made.pool, texts)
        whole = clock()
    passed = whole[1] - paired[1]
    return told(f"{name} (pass {passed:.1f}; {made.pairs:,} pairs)", whole, one, found == expected)


def told(name: str, spent: tuple[float, float, float], one: float, same: bool) -> bool:
    wall, mine, everyone = spent
    verdict = "the same to the last bit" if same else "THEY DIFFER"
    print(
        f"{name:<66} {wall:>8.1f} {mine:>8.1f} {everyone:>8.1f} {mine / one:>6.2f}× {everyone / one:>5.2f}×  {verdict}"
    )
    return same
