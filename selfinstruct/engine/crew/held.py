"""The shards that a worker has, and their items as they wait to be asked about."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.errors import SelfInstructError
from selfinstruct.runs.shards.store import Claim, ShardJournal, ShardStore

LOG = logging.getLogger("selfinstruct")
_UNLEASED = 3.0  # seconds between two looks whether there is a claim to renew


@dataclass(slots=True)
class HeldShard:
    """A shard that is worked on; `left` items have no result yet, `poisoned` ones are not asked about (again).

    While it is `careful` one item is begun after another, until so many have been asked about.
    """

    number: int
    claim: Claim
    journal: ShardJournal
    items: int
    left: int
    started: float
    careful: int = 0
    poisoned: dict[int, str] = field(default_factory=dict)

    def record(self, now: float) -> dict[str, Any]:
        """What is kept of it once it is done."""
        poisoned = {str(place): why for place, why in sorted(self.poisoned.items())}
        return {
            "items": self.items,
            "answers": sum(total.requests for total in self.journal.totals().values()),
            "seconds": round(now - self.started, 3),
            **({"poisoned": poisoned} if poisoned else {}),
        }


@dataclass(frozen=True, slots=True)
class Piece:
    """An item with its place in its shard."""

    shard: HeldShard
    place: int
    item: Any


class Feed(Sequence[Piece]):
    """Items as shards bring them; each is given away once."""

    def __init__(self) -> None:
        self._items: dict[int, Piece] = {}
        self._length = 0

    def add(self, piece: Piece) -> None:
        self._items[self._length] = piece
        self._length += 1

    @property
    def left(self) -> int:
        """Items that nobody has begun."""
        return len(self._items)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: Any) -> Any:
        return self._items.pop(place)


async def claimed(store: ShardStore, shard: int, who: str) -> Claim | None:
    """The claim on a shard, None where others have it; if this is cancelled meanwhile, nobody is left with it."""
    claiming = asyncio.ensure_future(asyncio.to_thread(store.claim, shard, who))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        claiming.add_done_callback(_let_go)
        raise


def _let_go(claiming: "asyncio.Task[Claim | None]") -> None:
    if not claiming.cancelled() and claiming.exception() is None and (claim := claiming.result()) is not None:
        claim.release()


@contextlib.asynccontextmanager
async def renewing(shards: Mapping[int, HeldShard]) -> AsyncIterator[None]:
    """Renew the claims as long as this lasts, each three times in its lease; a failure may be better the next time."""

    async def renew() -> None:
        while True:
            leases = [shard.claim.lease for shard in shards.values() if shard.claim.lease]
            await asyncio.sleep(min(leases, default=_UNLEASED) / 3)
            for shard in list(shards.values()):
                if shard.claim.lease and not shard.claim.lost:
                    try:
                        await asyncio.to_thread(shard.claim.renew)
                    except SelfInstructError as error:
                        LOG.warning("%s", error)

    task = asyncio.ensure_future(renew())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
