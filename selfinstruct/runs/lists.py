"""Long lists among a run's inputs, kept in its journal block by block: the directory alone can be resumed."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Protocol

from selfinstruct.files.row_blocks import PackedRows, told_rows
from selfinstruct.runs.journal import Journal

_SCHEMA = "CREATE TABLE IF NOT EXISTS lists (name TEXT, number INTEGER, rows BLOB, PRIMARY KEY (name, number))"


class Connected(Protocol):
    """A journal, or one that is read without a session."""

    def connection(self) -> AbstractContextManager[sqlite3.Connection]: ...


def keep_lists(journal: Journal, lists: Sequence[PackedRows]) -> None:
    """Record all rows of all lists, in one transaction, in place of whatever an attempt that was killed left behind."""
    if not lists:
        return
    with journal.connection() as connection:
        connection.execute(_SCHEMA)
        connection.execute("DELETE FROM lists")
        for rows in lists:
            blocks = ((rows.digest, number, rows.block(number)) for number in range(rows.blocks))
            connection.executemany("INSERT OR REPLACE INTO lists VALUES (?, ?, ?)", blocks)


def kept_list(journal: Connected, told: Mapping[str, Any]) -> PackedRows:
    """The list that `PackedRows.as_dict` has told of; its rows are read as they are asked for."""
    return told_rows(told, partial(_block, journal, str(told["digest"])))


def _block(journal: Connected, digest: str, number: int) -> bytes:
    with journal.connection() as connection:
        found = connection.execute("SELECT rows FROM lists WHERE name = ? AND number = ?", (digest, number)).fetchone()
    return b"" if found is None else bytes(found[0])
