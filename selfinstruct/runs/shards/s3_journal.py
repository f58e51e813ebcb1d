"""The answers of one shard under one claim: a journal on this machine, and segments in S3."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from selfinstruct.errors import RunError
from selfinstruct.progress import Total
from selfinstruct.records import Completion, Request
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.journal_rows import row_of
from selfinstruct.runs.shards import segments
from selfinstruct.runs.shards.leases import Clock
from selfinstruct.runs.shards.objects import Objects
from selfinstruct.runs.shards.store import Claim, lost
from selfinstruct.runs.shards.uniting import unite, unite_rows
from selfinstruct.runs.shards.uploads import Uploads


class S3Journal:
    """See `store.ShardJournal`. It begins with the answers of earlier claims, in S3 and on this machine."""

    def __init__(self, objects: Objects, claim: Claim, scratch: Path, durable: bool, clock: Clock) -> None:
        self._claim = claim
        folder = scratch / f"{claim.shard:05d}-{claim.epoch:06d}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"{folder}: cannot be made: {error.strerror}") from error
        self._local = Journal(folder / "journal.db")
        try:
            self._earlier: dict[str, str] = {}
            known: set[str] = set()
            for name, digest, rows in segments.read(objects, segments.listed(objects, claim.shard)):
                self._earlier[name] = digest
                known.update(str(row[0]) for row in rows)
                unite_rows(rows, self._local)
            for other in sorted(scratch.glob(f"{claim.shard:05d}-*/journal.db")):
                if other.parent != folder:
                    unite(other, self._local)
            with self._local.connection() as connection:
                rest = [row for row in connection.execute("SELECT * FROM completions") if row[0] not in known]
        except BaseException:
            self._local.close()
            raise
        self._uploads = Uploads(objects, claim.shard, claim.epoch, durable, clock)
        # What a process that died on this machine had no time to write to S3.
        self._uploads.keep(rest)

    def get(self, key: str) -> Completion | None:
        return self._local.get(key)

    async def put(self, key: str, model: str, request: Request, answer: Completion) -> None:
        # Both have it before anything is waited for: a request that is cancelled takes only its waiting with it.
        written = None
        try:
            written = self._uploads.add(row_of(key, model, request, answer))
        finally:  # an answer that S3 does not take is paid for, and kept on this machine
            await self._local.put(key, model, request, answer)
        if self._claim.lost:
            if written is not None:
                written.cancel()
            raise lost(self._claim)
        if written is not None:
            await written

    def totals(self) -> Mapping[tuple[str, str], Total]:
        return self._local.totals()

    def segments(self) -> dict[str, str]:
        """The digest of each segment that the answers stand in."""
        return self._earlier | self._uploads.names

    def flush(self) -> None:
        """Return when everything is in S3."""
        self._uploads.flush()

    def close(self) -> None:
        """Bring what is left to S3, and close; raises StorageError where that fails."""
        with closing(self._local):
            self._uploads.close()
