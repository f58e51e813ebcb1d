"""How far the shards of a run are, for whoever looks at it from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.files.storage import Access
from selfinstruct.runs.shards.opening import open_store


@dataclass(frozen=True, slots=True)
class ShardsSeen:
    """Shards of so many items: how many there are and are done, and who works on which of the others."""

    size: int
    shards: int
    done: int
    held: Mapping[int, str]

    @property
    def waiting(self) -> int:
        return self.shards - self.done - len(self.held)

    def as_dict(self) -> dict[str, Any]:
        held = [{"shard": shard, "worker": who} for shard, who in self.held.items()]
        return {"size": self.size, "shards": self.shards, "done": self.done, "under_way": held, "waiting": self.waiting}


def shards_seen(run: Path, session: Mapping[str, Any]) -> ShardsSeen | None:
    """What can be seen now of a run whose run.json has this `session`; None where it has no shards.

    Nothing is written. Raises StorageError where they are in S3, which does not answer.
    """
    access = Access(session.get("region"), session.get("profile"))
    store = open_store(session.get("journal") or "local", run, access)
    plan = store.plan()
    if plan is None:
        return None
    count = int(plan["shards"])
    done = {shard for shard in range(count) if store.done(shard) is not None}
    held = {shard: who for shard, who in store.holders().items() if shard not in done}
    return ShardsSeen(int(plan["size"]), count, len(done), held)
