"""Reads any dataset as rows with their task, and says all that is wrong with a file at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import RunError
from selfinstruct.files.document_rows import is_document, read_document
from selfinstruct.files.reading import read_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold import unfold
from selfinstruct.records import Instance, Task
from selfinstruct.runs.run import Run
from selfinstruct.runs.sources import FILES


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: where it stands (`path:line`), what it holds, and that as a task.

    `group` is the id of the task it belongs to, where rows of one task name it; "" elsewhere.
    """

    place: str
    data: dict[str, Any]
    task: Task
    group: str

    @property
    def size(self) -> int:
        """Characters of all its text."""
        return len(self.task.instruction) + sum(len(item.input) + len(item.output) for item in self.task.instances)


def data_file(path: Path) -> Path:
    """Where the rows stand: of a directory (a run, a merge, a distillation) its dataset.jsonl."""
    return path / FILES["instances"] if path.is_dir() else path


def load_rows(path: Path) -> list[Row]:
    """All rows of a file, or of a directory's dataset.jsonl.

    Raises SeedError with a problem for each that cannot be read, RunError for a directory that holds no instances.
    """
    return read_each(_of_run(path) if path.is_dir() else read_rows(path), _row, f"{path}: contains no rows")


def _row(place: str, data: Any) -> Iterator[Row]:
    fields = _fields(data)
    yield Row(place, data, _task(fields), str(fields.get("task_id") or ""))


def _of_run(path: Path) -> Iterator[tuple[str, Any, str]]:
    """As `read_rows`, without half of a last line that a run is just writing."""
    run, file = Run(path), data_file(path)
    if not file.is_file() or file.stat().st_size == 0:
        raise RunError(f"{path}: has no instances (no {file.name}, or an empty one)")
    for number, row in enumerate(run.rows(file.name), 1):
        yield f"{file}:{number}", row, ""


def _fields(row: Any) -> Mapping[str, Any]:
    """The row, or what stands in a chat or a document as a row with an instruction."""
    if unfold(row).is_chat:
        return _from_chat(row)
    return read_document(row) if is_document(row) else row


def _task(row: Mapping[str, Any]) -> Task:
    """A row as a task; unlike a seed's, its output may be missing or empty: saying so is a filter's business."""
    instruction = row.get("instruction")
    if not isinstance(instruction, str):
        raise ValueError("instruction: is missing or not a string")
    unfolded = unfold(row)
    found = unfolded.pairs() if any(name in row for name in ("instances", "output")) or row.get("input") else []
    pairs = [(item.get("input") or "", item.get("output") or "") for item in found]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        raise ValueError("input and output: must be strings")
    labels = unfolded.labels
    instances = tuple(Instance(given, output) for given, output in pairs)
    kind = row.get("type") if isinstance(row.get("type"), str) else ""
    identifier = str(row.get("id") or content_id(instruction))
    known = tuple(str(label) for label in labels) if isinstance(labels, list) else ()
    return Task(identifier, instruction, str(kind), row.get("is_classification"), known, instances)


def _from_chat(row: Mapping[str, Any]) -> dict[str, Any]:
    turns = row["messages"] if isinstance(row["messages"], list) else []
    said = {turn.get("role"): turn.get("content") for turn in reversed(turns) if isinstance(turn, dict)}
    return dict(row) | {"instruction": said.get("user"), "output": said.get("assistant")}
