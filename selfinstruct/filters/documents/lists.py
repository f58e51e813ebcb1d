"""Lists of a user's own, an entry a line: hosts, words."""

from functools import lru_cache
from pathlib import Path

from selfinstruct.errors import UsageError


@lru_cache(maxsize=16)
def listed_in(file: str) -> tuple[str, ...]:
    """The lines of a UTF-8 file without those that are empty or begin with `#`; raises UsageError without any."""
    try:
        lines = Path(file).expanduser().read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise UsageError(f"{file}: cannot be read: {told}") from error
    found = tuple(entry for line in lines if (entry := line.strip()) and not entry.startswith("#"))
    if not found:
        raise UsageError(f"{file}: has no entries; write one a line")
    return found
