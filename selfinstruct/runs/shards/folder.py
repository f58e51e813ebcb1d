"""Shards in a folder: of one host, or with `shared` on a file system that several hosts share.

    DIR/shards/plan.json
    DIR/shards/00000/journal.db          journal-0001.db of the first claim and so on where it is shared
    DIR/shards/00000/lock                who has it; claim-0001.json and so on where it is shared
    DIR/shards/00000/done.json           what it was finished with, and the journals that rests on

On one host a shard's lock keeps everybody else out, so that there is one journal. Where a claim may be taken over from
somebody who only seems to be dead, each has a journal of its own that begins with the answers of those before it.
"""

import shutil
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selfinstruct.errors import RunError
from selfinstruct.progress import Total
from selfinstruct.records import Completion, Request
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards import atomic, leases, locks
from selfinstruct.runs.shards.store import Claim, ShardJournal, lost
from selfinstruct.runs.shards.uniting import unite

_JOURNALS = "journal*.db"


class FolderStore:
    """The shards of the run directory `path`; see `store.ShardStore`."""

    def __init__(
        self,
        path: Path,
        shared: bool = False,
        lease: float = leases.LEASE,
        clock: leases.Clock = leases.elapsed,
    ) -> None:
        """`shared` says that the workers are on several hosts; then a claim ends `lease` seconds after a renewal."""
        self._folder = path / "shards"
        self._shared = shared
        self._leased = shared or not locks.AVAILABLE
        self._lease = lease
        self._clock = clock

    @property
    def place(self) -> Path:
        return self._folder.parent

    def plan(self) -> dict[str, Any] | None:
        return atomic.read(self._folder / "plan.json")

    def keep_plan(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        if not atomic.create(self._folder / "plan.json", plan):
            found = self.plan()
            if found is None:
                raise RunError(f"{self._folder / 'plan.json'}: has just been deleted; start again")
            return found
        return dict(plan)

    def done(self, shard: int) -> dict[str, Any] | None:
        found = self._end(shard)
        return None if found is None else dict(found["record"])

    def claim(self, shard: int, who: str) -> Claim | None:
        if self._end(shard) is not None:
            return None
        claim: Claim | None
        if self._leased:
            claim = leases.take(self._of(shard), shard, who, self._lease, self._clock)
        else:
            claim = locks.lock(self._of(shard), shard, who)
        if claim is not None and self._end(shard) is not None:  # finished since
            claim.release()
            return None
        return claim

    def open(self, claim: Claim) -> ShardJournal:
        if claim.lost:
            raise lost(claim)
        path = self._of(claim.shard) / self._journal_of(claim)
        earlier = self._journals(claim.shard)
        journal = Journal(path, shared=self._shared)
        try:
            for other in earlier:
                if other != path:
                    unite(other, journal)
        except BaseException:
            journal.close()
            raise
        return _Leased(journal, claim) if self._leased else journal

    def finish(self, claim: Claim, record: Mapping[str, Any]) -> bool:
        if not claim.renew():
            return False
        own = self._of(claim.shard) / self._journal_of(claim)
        # One who found everything done may not have opened it.
        journals = [path.name for path in ([own] if own.exists() else self._journals(claim.shard))]
        told = {"record": record, "who": claim.who, "epoch": claim.epoch, "journals": journals}
        return atomic.create(self._of(claim.shard) / "done.json", told)

    def unite(self, shard: int, into: Journal) -> int:
        return sum(unite(path, into) for path in self._named(shard))

    def totals(self, shard: int) -> Mapping[tuple[str, str], Total]:
        if not self._named(shard):
            return {}
        # Mostly there is one; a worker may have died while it copied the answers of those before it.
        with (
            TemporaryDirectory(prefix="selfinstruct-") as folder,
            closing(Journal(Path(folder) / "journal.db")) as journal,
        ):
            self.unite(shard, journal)
            return journal.totals()

    def forget(self, shard: int) -> None:
        end = self._end(shard)
        if end is None:
            return
        atomic.replace(self._of(shard) / "done.json", end | {"journals": []})
        for path in self._journals(shard):
            for ending in ("", "-wal", "-shm", "-journal"):
                path.with_name(path.name + ending).unlink(missing_ok=True)

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def holders(self) -> dict[int, str]:
        found = {}
        for folder in self._folder.glob("[0-9]*"):
            with suppress(ValueError):
                who = leases.holder(folder) if self._leased else locks.holder(folder)
                if who is not None and not (folder / "done.json").exists():
                    found[int(folder.name)] = who
        return dict(sorted(found.items()))

    def _of(self, shard: int) -> Path:
        return self._folder / f"{shard:05d}"

    def _journal_of(self, claim: Claim) -> str:
        return f"journal-{claim.epoch:04d}.db" if self._leased else "journal.db"

    def _named(self, shard: int) -> list[Path]:
        end = self._end(shard)
        return self._journals(shard) if end is None else [self._of(shard) / name for name in end["journals"]]

    def _journals(self, shard: int) -> list[Path]:
        return sorted(self._of(shard).glob(_JOURNALS))

    def _end(self, shard: int) -> dict[str, Any] | None:
        return atomic.read(self._of(shard) / "done.json")


@dataclass(frozen=True, slots=True)
class _Leased:
    """A journal that says so when the claim has ended; what was put is kept all the same, as it is paid for."""

    _journal: Journal
    _claim: Claim

    def get(self, key: str) -> Completion | None:
        return self._journal.get(key)

    async def put(self, key: str, model: str, request: Request, answer: Completion) -> None:
        await self._journal.put(key, model, request, answer)
        if self._claim.lost:
            raise lost(self._claim)

    def totals(self) -> Mapping[tuple[str, str], Total]:
        return self._journal.totals()

    def close(self) -> None:
        self._journal.close()
