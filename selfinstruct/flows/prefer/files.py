"""The files of preference data: lines ordered by round, method and prompt, of which a session replaces its own."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Distinct, to_line
from selfinstruct.errors import RunDamaged
from selfinstruct.files.spool import Spool
from selfinstruct.files.storage import replacing

FILE, REJECTED, RESPONSES = "preferences.jsonl", "rejected.preferences.jsonl", "responses.jsonl"


def read_pairs(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one of the files; none where it is missing."""
    return (row for row, _ in _lines(path))


def check_preference_lines(path: Path) -> None:
    """Raise RunDamaged where one of the files cannot be gone on with, before anything is bought for it."""
    for _ in _lines(path):
        pass


def used_before(folder: Path, number: int) -> Distinct:
    """Task and instance of each prompt that a round before this one has used, whatever became of it."""
    used = Distinct()
    for name in (FILE, REJECTED, RESPONSES):
        for row in read_pairs(folder / name):
            if row["round"] < number:
                used.number(row["task_id"], row["instance_id"])
    return used


def lines_begin(path: Path, place: tuple[int, str], rows: Iterable[dict[str, Any]]) -> bool:
    """Whether the lines of this round and method that stand there begin with these."""
    there = (line for row, line in _lines(path) if (row["round"], row["method"]) == place)
    return all(next(there, None) == to_line(row) for row in rows)


def replace_lines(path: Path, place: tuple[int, str], rows: Iterable[dict[str, Any]]) -> None:
    """Write the file anew: the lines of this round and method are replaced, all others stay as they are."""
    others: dict[tuple[int, str], Spool[str]] = {}
    for row, line in _lines(path):
        key = (row["round"], row["method"])
        if key != place:
            others.setdefault(key, Spool()).append(line)
    with replacing(path) as file:
        for key in sorted({*others, place}):
            lines = map(to_line, rows) if key == place else others[key]
            file.writelines(f"{line}\n".encode() for line in lines)


def _lines(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The lines that stand there, as they stand."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                line = raw.decode("utf-8").rstrip("\n")
                row = json.loads(line)
                row["round"], row["method"], row["task_id"], row["instance_id"]
            except (ValueError, KeyError, TypeError) as error:
                raise RunDamaged(
                    f"{path}:{number}: is not a line of preferences ({error}); correct or delete it"
                ) from None
            yield row, line
