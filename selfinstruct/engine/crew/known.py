"""What a driver knows of its workers, and of shards that ended workers."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from selfinstruct.engine.crew.messages import Figures, Order, Pace, Share
from selfinstruct.engine.crew.seam import Package

SUSPECT = 2  # workers that a shard may end before its items are begun one after another
DEATHS = 3  # workers that may end while one item alone is under way, before that item is left out


@dataclass(slots=True)
class KnownWorker:
    """What is known of a worker: `begun` once it has said so, `waiting` where there was no shard for it."""

    package: Package
    share: Share
    started: float
    figures: Figures = field(default_factory=Figures)
    shards: set[int] = field(default_factory=set)
    items: int = 0  # in the shards that it has ended
    bought: tuple[int, float] = (0, 0.0)  # in those: requests and US dollars, where they are limited
    place: str = ""
    models: int = 1
    running: bool = True
    begun: bool = False
    waiting: bool = False
    deaths: int = 0  # in a row, without an answer in between
    at: tuple[int, int] | None = None

    @property
    def under_way(self) -> int:
        """Items that are answered, in shards that are not done."""
        return max(0, self.figures.settled - self.items) if self.running else 0


class Workers(dict[int, KnownWorker]):
    """By number."""

    def running(self) -> Iterator[tuple[int, KnownWorker]]:
        return ((number, worker) for number, worker in self.items() if worker.running)

    def busy(self, but: int | None = None) -> bool:
        """Whether anybody, or anybody else, has a shard."""
        return any(worker.shards for number, worker in self.running() if number != but)

    def share_out(self, shares: Callable[[int], list[Share]], send: Callable[[int, Order], None]) -> None:
        """Divide the limits of the session: slots among those that are left, the pace among those that have shards.

        A pace may be taken back when one who waits gets a shard; a slot may be in use.
        """
        running = list(self.running())
        busy = sum(1 for _, worker in running if worker.shards or not worker.waiting)
        pace = shares(max(1, busy))[0]
        for (number, worker), share in zip(running, shares(len(running)) if running else [], strict=True):
            own = replace(share, rpm=pace.rpm, tpm=pace.tpm) if worker.shards or not worker.waiting else share
            if own != worker.share:
                worker.share = own
                send(number, Pace(own))


@dataclass(slots=True)
class Suspicion:
    """Shards that ended workers, and items that did.

    A worker may be killed for any reason, so that an item is left out only once it was three times the only one under
    way; `left_out` says why, by shard and place.
    """

    left_out: dict[int, dict[int, str]] = field(default_factory=dict)
    _shards: Counter[int] = field(default_factory=Counter)
    _items: Counter[tuple[int, int]] = field(default_factory=Counter)

    def careful(self, shard: int) -> bool:
        return self._shards[shard] >= SUSPECT

    def died(self, worker: KnownWorker, how: str) -> tuple[int, int] | None:
        """Take in that a worker has died; an item that is left out because of that."""
        self._shards.update(worker.shards)
        if worker.at is None or worker.at[0] not in worker.shards:
            return None
        self._items[worker.at] += 1
        if self._items[worker.at] < DEATHS:
            return None
        shard, item = worker.at
        self.left_out.setdefault(shard, {})[item] = f"each worker that began it {how}"
        return worker.at
