"""Shards in Amazon S3: what is asked is kept on this machine as ever, and in segments that outlive it.

    prefix/plan.json
    prefix/claims/<shard>/<epoch>                       who has or had a shard
    prefix/journal/<shard>/<epoch>-<number>.jsonl.gz    answers
    prefix/done/<shard>.json                            what it was finished with, and the segments that rests on

A claim is written over to renew it, a record once its answers are in the run's journal; nothing else is. A record names
its segments by digest: what somebody writes who has lost the claim, and does not know yet, changes nothing.
"""

import json
import logging
import shutil
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RunDamaged, RunError, StorageError
from selfinstruct.files.storage import Access
from selfinstruct.progress import Total
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards import leases, s3_claims, segments
from selfinstruct.runs.shards.objects import Objects
from selfinstruct.runs.shards.s3_journal import S3Journal
from selfinstruct.runs.shards.store import Claim, lost
from selfinstruct.runs.shards.uniting import unite_rows

LOG = logging.getLogger("selfinstruct")
_PLAN = "plan.json"
_DONE = "done/"


class S3Store:
    """The shards of a run below `where`, s3://bucket/prefix; see `store.ShardStore`."""

    def __init__(
        self,
        where: str,
        access: Access,
        run: Path,
        durable: bool = False,
        lease: float = leases.LEASE,
        clock: leases.Clock = leases.elapsed,
    ) -> None:
        """`run` is the directory of the run on this machine; with `durable` an answer counts once it is in S3."""
        self.place = run
        self._parameters = (where, access, run, durable, lease, clock)
        self._objects = Objects(where, access)
        self._scratch = run / "shards" / content_id(self._objects.name(""))
        self._durable = durable
        self._lease = lease
        self._clock = clock
        self._journals: dict[tuple[int, int], S3Journal] = {}
        self._ends: dict[int, dict[str, Any]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._parameters

    def plan(self) -> dict[str, Any] | None:
        return self._read(_PLAN)

    def keep_plan(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        found = self.plan()
        if found is not None:
            return found
        if self._objects.create(_PLAN, _data(plan)) is not None:
            self._objects.check_conditions(_PLAN)
            return dict(plan)
        found = self.plan()
        if found is None:
            raise RunError(f"{self._objects.name(_PLAN)}: has just been deleted; start again")
        return found

    def done(self, shard: int) -> dict[str, Any] | None:
        end = self._end(shard)
        return None if end is None else dict(end["record"])

    def claim(self, shard: int, who: str) -> Claim | None:
        if self._end(shard) is not None:
            return None
        claim = s3_claims.take(self._objects, shard, who, self._lease, self._clock)
        if claim is not None and self._end(shard) is not None:  # finished since
            claim.release()
            return None
        return claim

    def open(self, claim: Claim) -> S3Journal:
        if claim.lost:
            raise lost(claim)
        journal = S3Journal(self._objects, claim, self._scratch, self._durable, self._clock)
        self._journals[claim.shard, claim.epoch] = journal
        return journal

    def finish(self, claim: Claim, record: Mapping[str, Any]) -> bool:
        journal = self._journals.get((claim.shard, claim.epoch))
        if journal is None:  # one who found everything done may not have opened it
            there = segments.listed(self._objects, claim.shard)
            named = {name: digest for name, digest, _ in segments.read(self._objects, there)}
        else:
            journal.flush()
            named = journal.segments()
        if not claim.renew():
            return False
        told = {"record": record, "who": claim.who, "epoch": claim.epoch, "segments": named}
        first = self._objects.create(_end_of(claim.shard), _data(told)) is not None
        self._drop_scratch(claim.shard)
        return first

    def unite(self, shard: int, into: Journal) -> int:
        end = self._read(_end_of(shard))  # as it is now: another process may have had it forgotten
        named = segments.listed(self._objects, shard) if end is None else end["segments"]
        return sum(unite_rows(rows, into) for _, _, rows in segments.read(self._objects, named))

    def totals(self, shard: int) -> Mapping[tuple[str, str], Total]:
        try:
            self._scratch.mkdir(parents=True, exist_ok=True)
            with (
                TemporaryDirectory(dir=self._scratch) as folder,
                closing(Journal(Path(folder) / "journal.db")) as journal,
            ):
                self.unite(shard, journal)
                return journal.totals()
        except OSError as error:
            raise RunError(f"{self._scratch}: cannot be written: {error.strerror}") from error

    def forget(self, shard: int) -> None:
        key = _end_of(shard)
        found = self._objects.get(key)
        if found is None:
            return
        end = self._told(key, found.data)
        if end["segments"]:
            self._objects.replace(key, _data(end | {"segments": {}}), found.etag)
        self._drop_scratch(shard)
        try:
            self._objects.delete(list(segments.listed(self._objects, shard)))
        except StorageError as error:  # nothing rests on them any more: they only take up room
            LOG.warning("answers that the run has now stay in S3 as well: %s", error)

    def clear(self) -> None:
        # The plan last: where this is cut short, it is begun again.
        for prefix in (_DONE, segments.FOLDER, s3_claims.CLAIMS, _PLAN):
            self._objects.delete(self._objects.names(prefix))
        self._ends.clear()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def holders(self) -> dict[int, str]:
        newest = {}
        for key in self._objects.names(s3_claims.CLAIMS):  # sorted: the last of a shard stays
            newest[int(key.split("/")[1])] = key
        finished = set(self._objects.names(_DONE))
        found = {
            shard: s3_claims.holder(self._objects, key)
            for shard, key in newest.items()
            if _end_of(shard) not in finished
        }
        return {shard: who for shard, who in found.items() if who is not None}

    def _end(self, shard: int) -> dict[str, Any] | None:
        if shard not in self._ends:
            found = self._read(_end_of(shard))
            if found is None:
                return None
            self._ends[shard] = found
        return self._ends[shard]

    def _read(self, key: str) -> dict[str, Any] | None:
        found = self._objects.get(key)
        return None if found is None else self._told(key, found.data)

    def _told(self, key: str, data: bytes) -> dict[str, Any]:
        with suppress(ValueError):
            told = json.loads(data)
            if isinstance(told, dict):
                return told
        raise RunDamaged(f"{self._objects.name(key)}: is damaged: it holds no JSON object; restore it, or delete it")

    def _drop_scratch(self, shard: int) -> None:
        """Leave nothing of a finished shard on this machine; what is still open goes with its last reader."""
        for folder in self._scratch.glob(f"{shard:05d}-*"):
            shutil.rmtree(folder, ignore_errors=True)


def _end_of(shard: int) -> str:
    return f"{_DONE}{shard:05d}.json"


def _data(value: Mapping[str, Any]) -> bytes:
    return to_json(value).encode() + b"\n"
