"""For every kind of check: arguments, texts that keep them, and texts with a violation planted."""

from dataclasses import dataclass, field
from typing import Any

from tests.checks.kinds import answered, counted, formal, worded


@dataclass(frozen=True)
class Example:
    """Arguments of a kind with the texts that keep them and those that do not."""

    kind: str
    given: dict[str, Any]
    sound: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


EXAMPLES = [
    Example(kind, given, sound, broken)
    for table in (counted.TABLE, worded.TABLE, formal.TABLE, answered.TABLE)
    for kind, given, sound, broken in table
]
