"""What a query gives in SQLite: run in memory on tables of the check's own, read-only, within limits.

Tables and query come out of data, so both are held: no other file, no pragma, no function that depends on the time or
on chance or makes a long text in one step (printf), texts of bounded length, and so many steps of SQLite's machine,
which count the same on every computer.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from selfinstruct.checks.arguments import flag, made, text
from selfinstruct.checks.checker import Check, checker, shown
from selfinstruct.checks.structure import unfenced

_STEPS = 300_000
_EVERY = 1_000
_ROWS = 1_000
_LONGEST = 10_000  # characters of a text or query
_MOST_TEXT = 1_000_000  # characters of all rows
_FORBIDDEN = frozenset(
    "load_extension random randomblob zeroblob current_date current_time current_timestamp changes total_changes "
    "last_insert_rowid sqlite_version sqlite_source_id fts3_tokenizer readfile writefile edit printf format".split()
)
_NOW = re.compile(
    r"'\s*now|\b(?:date|time|datetime|julianday|unixepoch|strftime)\s*\(\s*(?:'[^']*'\s*)?\)", re.IGNORECASE
)
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE)
_MAKING = (*_READING, sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_REINDEX,
           sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_TRANSACTION)  # fmt: skip
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _LONGEST,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_COLUMN: 50,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
}
Rows = tuple[tuple[Any, ...], ...]


def _held(allowed: tuple[int, ...]) -> Any:
    def authorize(action: int, first: str | None, second: str | None, *_: Any) -> int:
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_DENY if str(second).lower() in _FORBIDDEN else sqlite3.SQLITE_OK
        return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY

    return authorize


def rows_of(tables: str, query: str) -> Rows:
    """The rows that a query gives on these tables; ValueError where it fails or passes a limit."""
    left = _STEPS // _EVERY

    def step() -> int:
        nonlocal left
        left -= 1
        return left < 0

    if _NOW.search(tables) or _NOW.search(query):
        raise ValueError("depends on the time")
    base = sqlite3.connect(":memory:", cached_statements=0, isolation_level=None)
    try:
        base.execute("PRAGMA max_page_count = 4000")
        for limit, most in _LIMITS.items():
            base.setlimit(limit, most)
        base.set_progress_handler(step, _EVERY)
        base.set_authorizer(_held(_MAKING))
        base.executescript(tables)
        base.set_authorizer(_held(_READING))
        found = _fetched(base.execute(query))
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        limited = left < 0
        raise ValueError("takes too many steps" if limited else " ".join(str(error).split())[:120]) from None
    finally:
        base.close()
    return found


def _fetched(rows: sqlite3.Cursor) -> Rows:
    found: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(found) == _ROWS or size > _MOST_TEXT:
            raise sqlite3.DataError(f"gives more than {_ROWS:,} rows, or too much text")
        found.append(_plain(row))
    return tuple(found)


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row whose numbers compare as they are read: 2 and 2.0 are one."""
    return tuple(map(_value, row))


def _value(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 9)
    return int(value) if isinstance(value, bool) else value


def _rows(value: Any) -> Rows:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ValueError("write a list of rows, each a list of values")
    if not all(item is None or isinstance(item, str | int | float) for row in value for item in row):
        raise ValueError("a value is a text, a number or null")
    return tuple(map(_plain, value))


@checker(tables=text(most=_LONGEST), rows=made("rows", _rows), ordered=flag())
def sql(*, tables: str, rows: Rows, ordered: bool) -> Check:
    """The rows that the text gives as a query in SQLite, on tables made for it; with `ordered` in their order."""
    rows_of(tables, "select 1")
    wanted = list(rows) if ordered else sorted(rows, key=repr)

    def judge(text: str) -> tuple[bool, str]:
        query = unfenced(text).strip()
        if not query or len(query) > _LONGEST:
            return False, "no query" if not query else "a query that is too long"
        try:
            found = list(rows_of(tables, query))
        except ValueError as error:
            return False, f"the query fails: {error}"
        holds = (found if ordered else sorted(found, key=repr)) == wanted
        return holds, f"{len(found)} rows" + (f", first {shown(repr(found[0]))}" if found and not holds else "")

    return Check(f"a query that gives {len(rows)} rows", judge)
