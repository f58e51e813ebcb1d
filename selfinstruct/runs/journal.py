"""Keeps every completion before anything is done with it: one SQLite file, one writer thread.

Commits are grouped: whatever was handed over while the last commit ran goes into the next. `synchronous` is FULL, so
that a completion whose `put` has returned survives a killed process, a crash of the machine and a loss of
power; the thread waits for the disk, the event loop does not. Where the file system has no shared memory for
write-ahead logging (NFS and the like) SQLite's rollback journal is used instead.
"""

import asyncio
import contextlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.progress import Total
from selfinstruct.records import Completion, Request, Usage
from selfinstruct.runs.journal_rows import (
    TOKENS_ADDED,
    checksum_of,
    completion_of,
    damaged,
    disk_hint,
    row_of,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS completions (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, purpose TEXT NOT NULL, number INTEGER NOT NULL,
    text BLOB NOT NULL, finish_reason TEXT, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
    cached INTEGER NOT NULL, error TEXT NOT NULL, checksum INTEGER NOT NULL, batched INTEGER NOT NULL DEFAULT 0,
    more TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS others (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Journals of before there were batch jobs, and of before answers had more to say: JSON of what few of them have.
_ADDED = {"batched": "INTEGER NOT NULL DEFAULT 0", "more": "TEXT NOT NULL DEFAULT ''"}
_CHECKSUM = "checksum"
# What is asked again is bought by this run.
_NO_OTHERS = "DELETE FROM others WHERE NOT EXISTS (SELECT 1 FROM completions WHERE completions.key = others.key)"
_OWN = " WHERE NOT EXISTS (SELECT 1 FROM others WHERE others.key = completions.key)"
_MARKS = 1 << 24  # bits
_INSERT = "INSERT OR IGNORE INTO completions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_Waiting = tuple[tuple[Any, ...], asyncio.AbstractEventLoop, asyncio.Future[None]]  # a row, and who waits for it


class Journal:
    """The completions of a run. `get` and `total` may be called from the thread that opened it only."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """Open or create; raises RunDamaged where the file is not a journal or cannot be read.

        `shared` says that the file system is one of several hosts, where a write-ahead log must not be.
        """
        self._path = path
        self._mode = "DELETE" if shared else "WAL"
        with self._explained():
            self._reader = self._connect()
            self._reader.executescript(_SCHEMA)
            there = {row[1] for row in self._reader.execute("PRAGMA table_info(completions)")}
            for name, kind in _ADDED.items():
                if name not in there:
                    self._reader.execute(f"ALTER TABLE completions ADD COLUMN {name} {kind}")
            self._reader.commit()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._failure: Exception | None = None
        # A mark for what may be here: most requests are new, and asking the file costs more than all else about them.
        self._marks = bytearray(_MARKS >> 3)
        with self._explained():
            self.mark(key for (key,) in self._reader.execute("SELECT key FROM completions"))
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    def get(self, key: str) -> Completion | None:
        """The completion of that name, None where there is none."""
        place, bit = _place(key)
        if not self._marks[place] & bit:
            return None
        with self._explained():
            row = self._reader.execute("SELECT * FROM completions WHERE key = ?", (key,)).fetchone()
        return None if row is None else completion_of(row, self._path)

    async def put(self, key: str, model: str, request: Request, answer: Completion) -> None:
        """Return when the completion is on disk; raises RunError where it cannot be written."""
        self._mark(key)
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        if self._failure is not None:
            raise RunError(str(self._failure))
        self._queue.put((row_of(key, model, request, answer), loop, written))
        # A request that is cancelled now takes only its waiting with it: the answer is on its way to the disk.
        await written

    def mark(self, keys: Iterable[str]) -> None:
        """Know that there are answers of these names, which others have added through `connection`."""
        for key in keys:
            self._mark(key)

    def _mark(self, key: str) -> None:
        place, bit = _place(key)
        self._marks[place] |= bit

    def totals(self) -> dict[tuple[str, str], Total]:
        """Requests, failures and tokens of each purpose and model, without what other runs bought."""
        with self._explained():
            rows = self._reader.execute(
                "SELECT purpose, model, COUNT(*), SUM(finish_reason IS NULL), SUM(prompt), SUM(completion),"
                " SUM(cached), SUM(batched), SUM(batched * prompt), SUM(batched * completion), SUM(batched * cached)"
                f" FROM completions{_OWN} GROUP BY purpose, model ORDER BY purpose, model"
            ).fetchall()
        if not all(isinstance(number, int) for row in rows for number in row[2:]):
            raise self._damaged("the tokens of its answers cannot be added up")
        totals = {(row[0], row[1]): Total(row[2], row[3], Usage(*row[4:7]), row[7], Usage(*row[8:])) for row in rows}
        self._add_more(totals)
        return totals

    def _add_more(self, totals: dict[tuple[str, str], Total]) -> None:
        """Add what stands in the column `more`, which only some answers have."""
        with self._explained():
            rows = self._reader.execute(
                "SELECT purpose, model, prompt, completion, cached, batched, more"
                f" FROM completions{_OWN} AND more != ''"
            )
            for purpose, model, prompt, completion, cached, batched, more in rows:
                try:
                    added = json.loads(more)
                    extra = Usage(**{name: int(added.get(name, 0)) for name in TOKENS_ADDED})
                    tier, own = (str(added.get(name, "")) for name in ("tier", "model"))
                    usage = Usage(int(prompt), int(completion), int(cached)) + extra
                except (TypeError, ValueError, AttributeError) as error:
                    raise self._damaged("the tokens of its answers cannot be added up") from error
                totals[purpose, model] = totals[purpose, model].with_more(
                    extra, usage, bool(batched), tier, bool(added.get("assumed")), own
                )

    def forget_failures(self, purposes: tuple[str, ...]) -> int:
        """Drop what failed for good in these purposes, so that it is asked again; says how many there were."""
        marks = ", ".join("?" * len(purposes))
        with self._explained(), self._reader:
            number = self._reader.execute(
                f"DELETE FROM completions WHERE finish_reason IS NULL AND purpose IN ({marks})", purposes
            ).rowcount
            self._reader.execute(_NO_OTHERS)
        return number

    def forget_trailing_failures(self, purpose: str) -> int:
        """Drop what failed for good in this purpose after its last answer; says how many there were."""
        with self._explained(), self._reader:
            number = self._reader.execute(
                "DELETE FROM completions WHERE finish_reason IS NULL AND purpose = ?1 AND number > (SELECT"
                " COALESCE(MAX(number), -1) FROM completions WHERE purpose = ?1 AND finish_reason IS NOT NULL)",
                (purpose,),
            ).rowcount
            self._reader.execute(_NO_OTHERS)
        return number

    def inputs(self) -> dict[str, str]:
        """What `keep_inputs` kept."""
        with self._explained():
            return inputs_in(self._reader, self._path)

    def keep_inputs(self, values: dict[str, str]) -> None:
        """Record what the run was started with."""
        with self._explained(), self._reader:
            rows = [*values.items(), (_CHECKSUM, str(checksum_of(sorted(values.items()))))]
            self._reader.executemany("INSERT OR REPLACE INTO inputs VALUES (?, ?)", rows)
        with self._explained():  # a run whose write-ahead log is lost still knows what it is
            self._reader.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextlib.contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The file itself, for tables that others keep in it; what is written is committed at the end."""
        with self._explained(), self._reader:
            yield self._reader

    def close(self) -> None:
        """Write what is queued, fold the write-ahead log into the file and close."""
        self._queue.put(None)
        self._thread.join()
        with contextlib.suppress(sqlite3.Error):
            self._reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._reader.close()

    def _connect(self) -> sqlite3.Connection:
        # As a URI, so that other files can be attached read-only.
        where = self._path.absolute().as_uri()
        connection = sqlite3.connect(where, timeout=30, isolation_level="DEFERRED", uri=True)
        try:
            connection.execute(f"PRAGMA journal_mode={self._mode}")
        except sqlite3.OperationalError:  # no shared memory here
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _write(self) -> None:
        connection: sqlite3.Connection | None = None
        ended = False
        while not ended:
            batch = [self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get())
            ended = None in batch
            work = [item for item in batch if item is not None]
            try:
                connection = connection or self._connect()
                with connection:
                    connection.executemany(_INSERT, [row for row, _, _ in work])
            except Exception as error:  # whatever it is, whoever waits must hear of it
                self._failure = RunError(
                    f"{self._path}: cannot be written: {error}{disk_hint(error)}; what was written before is safe"
                )
            settle([(loop, future) for _, loop, future in work], self._failure)
        if connection is not None:
            connection.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            # What Python itself cannot read of a row has no name.
            name = getattr(error, "sqlite_errorname", "")
            if isinstance(error, sqlite3.OperationalError) and name:
                raise RunError(f"{self._path}: {error}{disk_hint(error)}") from error
            raise self._damaged(str(error)) from error
        except UnicodeDecodeError as error:  # SQLite quotes what it found, and Python cannot read the quotation
            raise self._damaged("it contains something that is not text") from error

    def _damaged(self, how: str) -> RunDamaged:
        return damaged(self._path, how)


def inputs_in(reader: sqlite3.Connection, path: Path) -> dict[str, str]:
    """What `Journal.keep_inputs` has kept in a journal; raises RunDamaged where it is not as it was written."""
    found = dict(reader.execute("SELECT name, value FROM inputs").fetchall())
    if found and found.pop(_CHECKSUM, None) != str(checksum_of(sorted(found.items()))):
        raise damaged(path, "what the run was started with is not as it was written")
    return found


def _place(key: str) -> tuple[int, int]:
    """The byte and the bit of a key's mark."""
    number = zlib.crc32(str(key).encode("utf-8", "replace")) % _MARKS
    return number >> 3, 1 << (number & 7)


def settle(
    waiting: Sequence[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]], failure: BaseException | None
) -> None:
    """Tell whoever waits, from a thread that has no loop, that it is done, or what it has failed with."""
    groups: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for loop, future in waiting:
        groups.setdefault(loop, []).append(future)
    for loop, futures in groups.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, futures, failure)


def _settle(futures: list[asyncio.Future[None]], failure: BaseException | None) -> None:
    for future in futures:
        if future.cancelled():
            continue
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(failure)
