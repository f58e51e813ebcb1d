"""A label run: the directory with the labels of records, and what people made of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError
from selfinstruct.labelfiles import accepted_rows
from selfinstruct.records import to_json

INFO = "label.json"
LABELS, ACCEPTED, UNREAD = "labels.jsonl", "accepted.jsonl", "rejected.labels.jsonl"
REVIEWED = "reviewed.jsonl"


class LabelRun:
    """A label run, read from its files; `info` is label.json."""

    def __init__(self, path: str | Path) -> None:
        """Raises RunError where `path` holds no label run."""
        self.path = Path(path)
        file = self.path / INFO
        try:
            self.info: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise RunError(f"{self.path}: is not a label run (it has no {INFO})") from None
        except (OSError, ValueError) as error:
            raise RunDamaged(f"{file}: cannot be read: {error}") from error

    @property
    def status(self) -> str:
        """done, max_requests, max_cost, interrupted, failed or running."""
        return str(self.info["status"])

    def rows(self, name: str = "labels.jsonl") -> list[dict[str, Any]]:
        """The rows of one file: labels.jsonl, accepted.jsonl or rejected.labels.jsonl."""
        return read_lines(self.path / name)


def write_accepted(folder: Path, kind: str) -> None:
    """Write accepted.jsonl from labels.jsonl and, where people have spoken, reviewed.jsonl."""
    reviewed = {row["id"]: row["result"] for row in read_lines(folder / REVIEWED)}
    write_lines(folder / ACCEPTED, accepted_rows(read_lines(folder / LABELS), kind, reviewed))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of ours, none where there is no file; raises RunDamaged."""
    try:
        return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise RunDamaged(f"{path}: cannot be read ({error}); delete it and run the command again") from error


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows atomically; raises RunError where that cannot be done."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_bytes(_bytes(rows))
        temporary.replace(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from error


def begins(path: Path, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the file begins with these rows."""
    return path.exists() and path.read_bytes().startswith(_bytes(rows))


def _bytes(rows: Sequence[dict[str, Any]]) -> bytes:
    return "".join(f"{to_json(row)}\n" for row in rows).encode()
