"""What a run's journal knows of its batch jobs: written before a job is submitted, so that none is submitted twice.

A job is under way from its intent on until its answers are in the journal; its requests are known by then.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import RunDamaged
from selfinstruct.records import Job, Message, Request, Sampling
from selfinstruct.runs.journal import Journal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    token TEXT PRIMARY KEY, model TEXT NOT NULL, state TEXT NOT NULL, identifier TEXT NOT NULL,
    requests INTEGER NOT NULL, answered INTEGER NOT NULL, failed INTEGER NOT NULL, created REAL NOT NULL, ended REAL,
    worst REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS job_requests (
    key TEXT PRIMARY KEY, token TEXT NOT NULL, purpose TEXT NOT NULL, number INTEGER NOT NULL, api TEXT NOT NULL,
    sampling TEXT NOT NULL
) WITHOUT ROWID;
"""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"

_COLUMNS = ", ".join(item.name for item in fields(Job))


class JobLog:
    """The jobs of one run; use it in the thread that opened the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        with journal.connection() as connection:
            connection.executescript(_SCHEMA)

    def intend(self, job: Job, requests: Mapping[str, Request]) -> None:
        """Record that these requests, by the keys of their answers, are about to be submitted."""
        marks = ", ".join("?" * len(fields(Job)))
        rows = [
            (key, job.token, item.purpose, item.index, item.api, to_json(asdict(item.sampling)))
            for key, item in requests.items()
        ]
        with self._journal.connection() as connection:
            connection.execute(f"INSERT INTO jobs ({_COLUMNS}) VALUES ({marks})", astuple(job))
            connection.executemany("INSERT OR REPLACE INTO job_requests VALUES (?, ?, ?, ?, ?, ?)", rows)

    def update(self, job: Job) -> None:
        """Record what has been heard of a job; of one that has `ended` the answers are in the journal."""
        with self._journal.connection() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, identifier = ?, answered = ?, failed = ?, created = ?, ended = ?"
                " WHERE token = ?",
                (job.state, job.identifier, job.answered, job.failed, job.created, job.ended, job.token),
            )
            if job.ended is not None:
                connection.execute("DELETE FROM job_requests WHERE token = ?", (job.token,))

    def forget(self, job: Job) -> None:
        """Take an intent back: the job was never submitted."""
        with self._journal.connection() as connection:
            connection.execute("DELETE FROM jobs WHERE token = ?", (job.token,))
            connection.execute("DELETE FROM job_requests WHERE token = ?", (job.token,))

    def under_way(self, model: str) -> list[Job]:
        """The jobs of a model whose answers are still to come, oldest first."""
        with self._journal.connection() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE model = ? AND ended IS NULL ORDER BY created, token", (model,)
            ).fetchall()
        return [Job(*row) for row in rows]

    def requests(self, job: Job) -> dict[str, Request]:
        """A job's requests by key, as far as reading their answers needs them: their messages are empty."""
        with self._journal.connection() as connection:
            rows = connection.execute(
                "SELECT key, purpose, number, api, sampling FROM job_requests WHERE token = ?", (job.token,)
            ).fetchall()
        return {
            key: Request(purpose, number, (Message("user", ""),), _sampling(sampling), api)
            for key, purpose, number, api, sampling in rows
        }


def any_under_way(journal: Journal, model: str) -> bool:
    """Whether answers are still to come to jobs of that model; a journal that never had a job is left as it is."""
    with journal.connection() as connection:
        if not _has_jobs(connection.execute(_TABLES)):
            return False
        query = "SELECT COUNT(*) FROM jobs WHERE model = ? AND ended IS NULL"
        return bool(connection.execute(query, (model,)).fetchone()[0])


def _sampling(text: str) -> Sampling:
    given = json.loads(text)
    return Sampling(**given | {"stop": tuple(given["stop"])})


def read_jobs(path: Path) -> list[Job]:
    """All jobs of the journal in that file, oldest first; nothing in it is changed, whoever writes it meanwhile."""
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            if not _has_jobs(connection.execute(_TABLES)):
                return []
            rows = connection.execute(f"SELECT {_COLUMNS} FROM jobs ORDER BY created, token").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise RunDamaged(f"{path}: cannot be read: {error}") from error
    return [Job(*row) for row in rows]


def _has_jobs(tables: Iterable[tuple[Any, ...]]) -> bool:
    return ("jobs",) in set(tables)
