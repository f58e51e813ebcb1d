"""The files of preference data: lines ordered by round, method and prompt, of which a session replaces its own."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.errors import RunDamaged
from selfinstruct.files.storage import replacing

FILE, REJECTED, RESPONSES = "preferences.jsonl", "rejected.preferences.jsonl", "responses.jsonl"


def read_pairs(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one of the files; none where it is missing."""
    return (row for row, _ in _lines(path))


def check_preference_lines(path: Path) -> None:
    """Raise RunDamaged where one of the files cannot be gone on with, before anything is bought for it."""
    for _ in _lines(path):
        pass


def used_before(folder: Path, number: int) -> set[tuple[str, str]]:
    """Task and instance of each prompt that a round before this one has used, whatever became of it."""
    return {
        (row["task_id"], row["instance_id"])
        for name in (FILE, REJECTED, RESPONSES)
        for row in read_pairs(folder / name)
        if row["round"] < number
    }


def lines_begin(path: Path, place: tuple[int, str], rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the lines of this round and method that stand there begin with these."""
    there = [line for row, line in _lines(path) if (row["round"], row["method"]) == place]
    return there[: len(rows)] == [to_line(row) for row in rows]


def replace_lines(path: Path, place: tuple[int, str], rows: Sequence[dict[str, Any]]) -> None:
    """Write the file anew: the lines of this round and method are replaced, all others stay as they are."""
    lines: dict[tuple[int, str], list[str]] = {}
    for row, line in _lines(path):
        key = (row["round"], row["method"])
        if key != place:
            lines.setdefault(key, []).append(line)
    lines[place] = [to_line(row) for row in rows]
    with replacing(path) as file:
        for key in sorted(lines):
            file.writelines(f"{line}\n".encode() for line in lines[key])


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
