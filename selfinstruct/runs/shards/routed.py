"""One model stack over many journals: each request finds and leaves its answer in that of its shard."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from selfinstruct.progress import Total
from selfinstruct.records import Completion, Request
from selfinstruct.runs.journal_rows import completion_of
from selfinstruct.runs.shards.store import ShardJournal
from selfinstruct.runs.shards.uniting import readable

SHARD: ContextVar[ShardJournal] = ContextVar("shard")


class RoutedJournal:
    """The journal of whatever shard the current task belongs to, and the answers of earlier journals behind it."""

    def __init__(self, earlier: Sequence["EarlierJournal"] = ()) -> None:
        self._earlier = earlier

    def get(self, key: str) -> Completion | None:
        found = SHARD.get().get(key)
        if found is not None:
            return found
        return next((answer for other in self._earlier if (answer := other.get(key)) is not None), None)

    async def put(self, key: str, model: str, request: Request, answer: Completion) -> None:
        await SHARD.get().put(key, model, request, answer)

    def totals(self) -> Mapping[tuple[str, str], Total]:
        """Nothing: what is there already is the driver's to count."""
        return {}


class EarlierJournal:
    """A journal that is only read, while nobody writes it; of the thread that opened it."""

    def __init__(self, path: Path, uri: str | None) -> None:
        self._path = path
        self._connection = None if uri is None else sqlite3.connect(uri, uri=True, timeout=30)

    def get(self, key: str) -> Completion | None:
        """The completion of that name, None where there is none. Raises RunDamaged."""
        if self._connection is None:
            return None
        there = self._connection.execute("SELECT * FROM completions WHERE key = ?", (key,)).fetchone()
        return None if there is None else completion_of(there, self._path)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@contextlib.contextmanager
def earlier_journals(paths: Sequence[str]) -> Iterator[list[EarlierJournal]]:
    """The journals that exist of these paths, and hold an answer."""
    with contextlib.ExitStack() as closing:
        found = []
        for path in map(Path, paths):
            if path.exists():
                journal = EarlierJournal(path, closing.enter_context(readable(path)))
                closing.callback(journal.close)
                found.append(journal)
        yield found
