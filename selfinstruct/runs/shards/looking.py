"""How far the shards of a run are, for whoever looks at it from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.files.storage import Access
from selfinstruct.runs.shards.opening import open_store


@dataclass(frozen=True, slots=True)
class ShardsSeen:
    """Shards of so many items: how many there are and are done, and who works on which of the others.

    `answers` are all that stand in the journals of shards.
    """

    size: int
    shards: int
    done: int
    held: Mapping[int, str]
    answers: int = 0

    @property
    def waiting(self) -> int:
        return self.shards - self.done - len(self.held)

    def as_dict(self) -> dict[str, Any]:
        held = [{"shard": shard, "worker": who} for shard, who in self.held.items()]
        counts = {"size": self.size, "shards": self.shards, "done": self.done}
        return counts | {"under_way": held, "waiting": self.waiting, "answers": self.answers}


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
    done = {shard: record for shard in range(count) if (record := store.done(shard)) is not None}
    held = {shard: who for shard, who in store.holders().items() if shard not in done}
    answers = sum(int(record.get("answers") or 0) for record in done.values())
    begun = (store.totals(shard) for shard in range(count) if shard not in done)
    answers += sum(total.requests for totals in begun for total in totals.values())
    return ShardsSeen(int(plan["size"]), count, len(done), held, answers)
