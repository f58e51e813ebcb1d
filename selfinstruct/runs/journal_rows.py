"""How a row of the journal is written: texts, checksums, and what only few answers have."""

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged
from selfinstruct.records import Completion, Request, Usage

ADDED_TO_ANSWERS = ("reasoning", "assumed", "tier", "model")
TOKENS_ADDED = ("thinking", "written")


def row_of(key: str, model: str, request: Request, answer: Completion) -> tuple[Any, ...]:
    """The row of an answer, in the order of the table's columns."""
    usage = answer.usage
    values = (
        key, model, request.purpose, request.index, answer.text.encode("utf-8", "surrogatepass"),
        kept(answer.finish_reason), usage.prompt, usage.completion, usage.cached, kept(answer.error),
    )  # fmt: skip
    more = more_of(answer)
    checksum = checksum_of(checksum_values(values, int(answer.batched), more))
    return (*values, checksum, int(answer.batched), more)


def is_sound(row: Sequence[Any]) -> bool:
    """Whether a row is as `row_of` made it."""
    *values, checksum, batched, more = row
    return bool(checksum == checksum_of(checksum_values(values, batched, more)))


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


def completion_of(row: Sequence[Any], path: Path) -> Completion:
    """The completion of a row with all its columns; raises RunDamaged, naming the file, where it has been changed."""
    if not is_sound(row):
        raise damaged(path, f"the answer {row[0]} is not as it was written")
    _, _, _, _, text, finish_reason, prompt, completion, cached, error, _, batched, more = row
    added = json.loads(more) if more else {}
    usage = Usage(prompt, completion, cached, **{name: added.pop(name, 0) for name in TOKENS_ADDED})
    return Completion(
        text.decode("utf-8", "surrogatepass"), restored_text(finish_reason), usage, restored_text(error),
        bool(batched), **added,
    )  # fmt: skip


def damaged(path: Path, how: str) -> RunDamaged:
    """The error for a file that is no journal, or no longer one."""
    return RunDamaged(
        f"{path}: is damaged or not a journal ({how}); restore it from a copy, or start with another --out"
    )


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
