"""The shards of a run as the driver sees them: done, waiting for a worker, or somebody else's."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

LOG = logging.getLogger("selfinstruct")
AGAIN = 1.0  # seconds after which a shard that somebody else has is asked for again


@dataclass(slots=True)
class Work:
    """The shards of a run: how many items each has, what is done, and how an item is read again."""

    sizes: Sequence[int]
    done: set[int]
    items: Callable[[int], Iterable[tuple[int, Any]]]
    finished: Callable[[int], bool]  # by whoever it is; may block


@dataclass(slots=True)
class ShardQueue:
    """What is to be handed out. A shard that others have is offered again until `patience` is over."""

    work: Work
    patience: float
    attempts: Counter[int] = field(default_factory=Counter)
    _waiting: deque[int] = field(default_factory=deque)
    _elsewhere: dict[int, tuple[float, float]] = field(default_factory=dict)  # since when, and when to ask again

    def __post_init__(self) -> None:
        self._waiting.extend(shard for shard in range(len(self.work.sizes)) if shard not in self.work.done)

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def open(self) -> bool:
        """Whether a shard waits, or may come back from others."""
        return bool(self._waiting or self._elsewhere)

    def take(self) -> int:
        shard = self._waiting.popleft()
        self.attempts[shard] += 1
        return shard

    def back(self, shards: Iterable[int]) -> None:
        """Shards that were not finished go to the front again."""
        self._waiting.extendleft(sorted(shards, reverse=True))

    def done(self, shard: int) -> None:
        self.work.done.add(shard)
        self._elsewhere.pop(shard, None)

    def elsewhere(self, shard: int, now: float) -> None:
        """Somebody else has it."""
        since, _ = self._elsewhere.get(shard, (now, now))
        self._elsewhere[shard] = (since, now + AGAIN)

    def look(self, now: float, held: set[int]) -> Iterator[int]:
        """Offer what others had once more, unless a worker has it; yields what is left to them for good."""
        for shard, (since, again) in list(self._elsewhere.items()):
            if now < again or shard in self._waiting or shard in held:
                continue
            if now - since > self.patience:
                del self._elsewhere[shard]
                yield shard
            else:
                self._waiting.append(shard)
