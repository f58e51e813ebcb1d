"""Files of a run, written so that a reader sees whole lines and a resume the same bytes."""

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.files.storage import replacing


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write atomically: a reader sees the old text or the new one."""
    text = json.dumps(value, ensure_ascii=True, indent=2)
    with replacing(path) as file:
        file.write(f"{text}\n".encode("ascii"))


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file of ours; {} where there is none that can be read."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows atomically; raises RunError where that cannot be done."""
    with replacing(path) as file:
        file.writelines(map(as_line, rows))


def as_line(row: Mapping[str, Any]) -> bytes:
    """A row as it stands in a file."""
    return to_line(row).encode() + b"\n"


class RunFile:
    """One file of a run, written from the start each time: what stands there must be the same, and is kept.

    A torn last line is completed; lines beyond those written stay.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        try:
            self._file = path.open("r+b" if path.exists() else "w+b")
            self._size = path.stat().st_size
            self._comparing, self._left = self._size > 0, False
        except OSError as error:
            raise RunError(f"{path}: cannot be written: {error.strerror}") from error

    @property
    def behind(self) -> bool:
        """Whether lines of earlier sessions stand there that have not been written again yet."""
        return self._left if self._file.closed else self._comparing and self._file.tell() < self._size

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a line; raises RunDamaged where another one stands in its place, RunError where it cannot be written."""
        line = as_line(row)
        self._number += 1
        try:
            if self._comparing:
                self._compare(line)
            else:
                self._file.write(line)
        except OSError as error:
            raise RunError(
                f"{self._path}: cannot be written: {error.strerror}; resume continues when it can"
            ) from error

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise RunError(
                f"{self._path}: cannot be written: {error.strerror}; resume continues when it can"
            ) from error

    def close(self) -> None:
        self._left = self.behind
        with contextlib.suppress(OSError):
            self._file.close()

    def _compare(self, line: bytes) -> None:
        start = self._file.tell()
        found = self._file.read(len(line))
        if found == line:
            return
        if len(found) == len(line) or not line.startswith(found):
            raise RunDamaged(
                f"{self._path}:{self._number}: is not the line this run wrote; "
                "delete the file and resume to have it written again from the journal"
            )
        self._comparing = False
        self._file.seek(start)
        self._file.truncate()
        self._file.write(line)
