"""Answers of one journal added to another: row by row as they are, those that are there already left alone."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError, UsageError
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.journal_rows import is_sound

# Journals of before there were batch jobs, and of before answers had more to say, lack the last two.
_COLUMNS = (
    "key", "model", "purpose", "number", "text", "finish_reason", "prompt", "completion", "cached", "error", "checksum",
)  # fmt: skip
_ADDED = {"batched": "0", "more": "''"}
_BESIDE = ("", "-wal", "-journal")  # not -shm: SQLite makes that anew
_MARK = (
    "INSERT OR IGNORE INTO main.others SELECT key FROM other.completions AS theirs"
    " WHERE NOT EXISTS (SELECT 1 FROM main.completions AS ours WHERE ours.key = theirs.key)"
)
_PATIENCE = 2.0  # seconds for a lock; a commit takes milliseconds


def unite_journals(directories: Iterable[str | Path], into: Journal) -> int:
    """Add the answers of other runs, of their shards too, to a run's journal; says how many were new there.

    They are marked as bought by others: neither requests nor cost of this run. Nothing of theirs is changed. Raises
    UsageError for a directory that has no journal.
    """
    added = 0
    for directory in map(Path, directories):
        found = [*directory.glob("journal.db"), *sorted(directory.glob("shards/*/journal*.db"))]
        if not found:
            raise UsageError(f"{directory}: holds no journal.db; name the directory of a run")
        added += sum(unite(path, into, of_others=True) for path in found)
    return added


def unite(source: Path, into: Journal, *, of_others: bool = False) -> int:
    """Add the answers of one journal; says how many were new. Raises RunDamaged where a checksum is not right.

    Those `of_others` are marked as bought by another run.
    """
    with readable(source) as uri, into.connection() as connection:
        if uri is None:
            return 0
        connection.execute("ATTACH DATABASE ? AS other", (uri,))
        try:
            if of_others:
                connection.execute(_MARK)
            added = _insert(source, connection, into)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.execute("DETACH DATABASE other")
    return added


def unite_rows(rows: Sequence[Sequence[Any]], into: Journal) -> int:
    """Add answers that are in no file of SQLite's, by rows that are known to be sound; says how many were new."""
    marks = ", ".join("?" * (len(_COLUMNS) + len(_ADDED)))
    into.mark(str(row[0]) for row in rows)
    with into.connection() as connection:
        before = connection.total_changes
        connection.executemany(f"INSERT OR IGNORE INTO completions VALUES ({marks})", rows)
        return connection.total_changes - before


def _insert(source: Path, connection: sqlite3.Connection, into: Journal) -> int:
    damaged: list[str] = []

    def sound(*row: Any) -> bool:
        if is_sound(row):
            into.mark([str(row[0])])
            return True
        damaged.append(str(row[0]))
        raise ValueError

    try:
        there = {row[1] for row in connection.execute("PRAGMA other.table_info(completions)")}
        columns = ", ".join((*_COLUMNS, *(name if name in there else plain for name, plain in _ADDED.items())))
        connection.create_function("sound", len(_COLUMNS) + len(_ADDED), sound, deterministic=True)
        return connection.execute(
            # CASE has an order, which AND has not: what is there already is not verified again.
            f"INSERT OR IGNORE INTO main.completions SELECT {columns} FROM other.completions AS theirs WHERE CASE WHEN"
            " EXISTS (SELECT 1 FROM main.completions AS ours WHERE ours.key = theirs.key) THEN 0"
            f" ELSE sound({columns}) END"
        ).rowcount
    except sqlite3.DatabaseError as error:
        if damaged:
            raise _damaged(source, f"the answer {damaged[0]} is not as it was written") from error
        # What else may go wrong with a statement is a full disk or a lock, and that of the journal written to.
        if isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorname", "") != "SQLITE_ERROR":
            raise
        raise _damaged(source, str(error)) from error


@contextlib.contextmanager
def readable(source: Path) -> Iterator[str | None]:
    """A URI by which SQLite reads a journal, whoever wrote it; nothing is left beside it. None for one without a table.

    It is one of a copy where the file cannot be read in its place: its writer died within a transaction that must be
    rolled back, or was stopped in one and holds its locks, or the folder cannot be written to.
    """
    try:
        with source.open("rb") as file:
            written_ahead = file.read(20)[18:19] == b"\2"
    except OSError as error:
        raise RunError(f"{source}: cannot be read: {error.strerror}") from error
    uri = source.absolute().as_uri()
    # Without a log nobody writes, and nothing else is to be looked at; SQLite would make a log even for a reader.
    quiet = written_ahead and not source.with_name(source.name + "-wal").exists()
    uri += "?immutable=1" if quiet else "?mode=ro"
    with contextlib.ExitStack() as closing:
        try:
            try:
                begun = _begun(uri)
            except sqlite3.OperationalError:
                folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="selfinstruct-"))
                uri = _copied(source, Path(folder)).as_uri()
                begun = _begun(uri)
        except sqlite3.DatabaseError as error:
            raise _damaged(source, str(error)) from error
        yield uri if begun else None


def _begun(uri: str) -> bool:
    """Whether there is a table of answers: its writer may have died before. Raises what SQLite raises."""
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'completions'").fetchone()
        if found is None:
            return False
        connection.execute("SELECT key FROM completions LIMIT 1").fetchone()
        return True


def _copied(source: Path, folder: Path) -> Path:
    for ending in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(source.with_name(source.name + ending), folder / (source.name + ending))
    return folder / source.name


def _damaged(source: Path, how: str) -> RunDamaged:
    return RunDamaged(f"{source}: is damaged or not a journal ({how}); restore it from a copy, or go on without it")
