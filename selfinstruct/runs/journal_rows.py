"""How a row of the journal is written: texts, checksums, and what only few answers have."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from selfinstruct.records import Completion

ADDED_TO_ANSWERS = ("reasoning", "assumed", "tier", "model")
TOKENS_ADDED = ("thinking", "written")


def more_of(answer: Completion) -> str:
    """JSON of what few answers have, "" where there is nothing of it."""
    told = [(name, getattr(answer, name)) for name in ADDED_TO_ANSWERS]
    told += [(name, getattr(answer.usage, name)) for name in TOKENS_ADDED]
    found = {name: value for name, value in told if value}
    return json.dumps(found) if found else ""


def checksum_values(values: Sequence[Any], batched: int, more: str) -> list[Any]:
    """What the checksum is taken of: what was added later counts where it says something."""
    return [*values, *([batched] if batched or more else []), *([more] if more else [])]


def checksum_of(values: Sequence[Any]) -> int:
    """A number by which a row is known again: a disk or a person may have changed it."""
    found = 0
    for value in values:
        found = zlib.crc32(value if isinstance(value, bytes) else repr(value).encode(), found)
    return found


def kept(text: str | None) -> str | bytes | None:
    """The text, as bytes where it has half a surrogate pair: SQLite's own text cannot hold that."""
    if text is None:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def restored_text(stored: Any) -> Any:
    return stored.decode("utf-8", "surrogatepass") if isinstance(stored, bytes) else stored


def disk_hint(error: Exception) -> str:
    """What may be done about an error of SQLite's, "" where nothing comes to mind."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return " (make the directory and its files writable, or copy the run to a place that is)"
    return " (is the disk full?)" if name.startswith("SQLITE_IOERR") else ""
