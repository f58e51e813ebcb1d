"""A program, what it may take, and how it ended: plain values, alike on every machine."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from selfinstruct.errors import UsageError

LANGUAGES = ("python",)
MAIN = "main.py"
_NAME = re.compile(r"[\w.-]+(/[\w.-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Program:
    """A program: its text, what it reads from stdin, its arguments, and the files that lie beside it by their names.

    Raises UsageError where a file has no name of its own within the folder, or an argument has a NUL.
    """

    source: str
    stdin: str = ""
    arguments: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    language: str = "python"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UsageError(f"language: {self.language!r:.40} is not known; known: {', '.join(LANGUAGES)}")
        for name in self.files:
            if not _NAME.fullmatch(name) or {".", ".."} & set(name.split("/")) or name == MAIN or len(name) > 200:
                raise UsageError(
                    f"files: {name!r:.60} cannot lie beside the program: letters, digits, '.', '-', '_' and '/', not "
                    f"{MAIN}"
                )
        if any("\0" in text for text in self.arguments):
            raise UsageError("arguments: none may have a NUL")

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"arguments": list(self.arguments), "files": dict(self.files)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may take.

    seconds: of the clock. processor: seconds of processors, of each process. memory: bytes of addresses a process may
    have; where several run they may not use more together. disk, files: bytes and files it may write. processes: it
    and its threads, and those it starts. output: bytes of stdout and as many of stderr; one more ends it.
    """

    seconds: float = 10.0
    processor: int = 10
    memory: int = 512 << 20
    disk: int = 64 << 20
    files: int = 1000
    processes: int = 32
    output: int = 256 << 10

    def __post_init__(self) -> None:
        for name, least in (("seconds", 0.01), ("processor", 1), ("memory", 64 << 20), ("disk", 1 << 20),
                            ("files", 16), ("processes", 1), ("output", 1)):  # fmt: skip
            if not getattr(self, name) >= least:
                raise UsageError(f"limits: {name} must be at least {least} (found {getattr(self, name)!r:.40})")

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Limits":
        """What `as_dict` gave; raises UsageError for names that are none."""
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(row) - known):
            raise UsageError(f"limits: {unknown[0]!r:.40} is none; known: {', '.join(sorted(known))}")
        return cls(**row)
