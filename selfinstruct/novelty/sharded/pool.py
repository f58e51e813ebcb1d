"""A pool over shards: bit for bit the decisions, scores and neighbours of one index.

Shard s of S holds the entries at positions s, s + S, s + 2S … A batch of texts goes to all shards side by side, each
gives its best match, and the best of these counts, of equals the earliest. What of a batch has no match is then held,
in order, against what was kept of the batch before it, in a small index of its own. Kept texts travel to their shards
with the next batch.

That holds for every index whose match depends on one entry alone and is its best, of equals the earliest: NoveltyIndex,
JaccardIndex, MinHashIndex, ExactIndex. PassageIndex and NgramIndex add up what several entries share.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

from selfinstruct.errors import UsageError
from selfinstruct.files.spool import Spool
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.rouge import Match
from selfinstruct.novelty.sharded.shards import LocalShard, ProcessShard, Question, Shard

_Found = tuple[float, str, int]


class ShardedIndex:
    """Texts over `shards` indexes that `make` makes, in this process or, with `processes`, each in one of its own.

    `make` is for example `partial(NoveltyIndex, 0.7)`; processes get it pickled. It is to be closed where there are
    any. A process that dies is started and filled again.
    """

    def __init__(self, make: Callable[[], PoolIndex], shards: int, *, processes: bool = False) -> None:
        if shards < 1:
            raise UsageError(f"a pool cannot have {shards} shards; give at least 1")
        self._make = make
        self._spool: Spool[str] | None = Spool() if processes else None
        self._shards: list[Shard] = []
        self._size = 0
        # What each shard is still to be told of.
        self._added: list[list[str]] = [[] for _ in range(shards)]
        try:
            for number in range(shards):
                if self._spool is None:
                    self._shards.append(LocalShard(make))
                else:
                    self._shards.append(ProcessShard(make, self._spool, number, shards))
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return self._size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes, in the order of the shards."""
        return [shard.pid for shard in self._shards if isinstance(shard, ProcessShard)]

    def close(self) -> None:
        """End the processes."""
        for shard in self._shards:
            shard.close()

    def check(self, text: str) -> Match | None:
        """The closest entry if its score is above the threshold (the earliest of equals), else None."""
        return self.check_all([text])[0]

    def add(self, text: str) -> int:
        """Put a text into the pool, whatever is there, and give its position."""
        self._added[self._size % len(self._shards)].append(text)
        if self._spool is not None:
            self._spool.append(text)
        self._size += 1
        return self._size - 1

    def admit(self, text: str) -> Match | None:
        """What `check` says; a text without a match is added."""
        return self.admit_all([text])[0]

    def check_all(self, texts: Iterable[str]) -> list[Match | None]:
        """What `check` says of each, of all at once."""
        answers = self._ask(Question("check", list(texts)))
        return [Match(*best) if (best := self._best(found)) else None for found in zip(*answers, strict=True)]

    def admit_all(self, texts: Sequence[str]) -> list[Match | None]:
        """What `admit` says of each, one after the other, with one question to each shard."""
        base, found = self._size, self.check_all(texts)
        batch = self._make()
        for place, text in enumerate(texts):
            match, near = found[place], batch.check(text) if place else None
            if near is not None and (match is None or near.score > match.score):
                found[place] = Match(near.score, near.neighbour, base + near.position)
            elif match is None:
                batch.add(text)
                self.add(text)
        return found

    def nearest(self, text: str, k: int = 10) -> list[Match]:
        """The k closest entries, closest first and the earliest of equals first, whatever the threshold.

        For an index that has `nearest`.
        """
        answers = self._ask(Question("nearest", [text], k))
        found = [self._placed(shard, match) for shard, (matches,) in enumerate(answers) for match in matches]
        return [Match(*match) for match in sorted(found, key=lambda match: (-match[0], match[2]))[: max(0, k)]]

    def _ask(self, question: Question) -> list[list[Any]]:
        if not question.texts:
            return []
        try:
            for number, shard in enumerate(self._shards):
                added, self._added[number] = self._added[number], []
                shard.ask(added, question)
            return [shard.answer() for shard in self._shards]
        except BaseException:
            # What has not been answered must not be taken for the answer to the next question.
            for shard in self._shards:
                shard.close()
            raise

    def _placed(self, shard: int, match: _Found) -> _Found:
        """A match with its position in the whole pool."""
        return match[0], match[1], match[2] * len(self._shards) + shard

    def _best(self, found: Sequence[_Found | None]) -> _Found | None:
        best = None
        for shard, match in enumerate(found):
            if match is not None:
                placed = self._placed(shard, match)
                if best is None or placed[0] > best[0] or (placed[0] == best[0] and placed[2] < best[2]):
                    best = placed
        return best
