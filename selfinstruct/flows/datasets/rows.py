"""Reads any dataset as rows with their task, and says all that is wrong with a file at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals, content_id
from selfinstruct.errors import RunError
from selfinstruct.files.dataset_rows import read_preference
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.reading import spool_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.columns import UnreadColumns, ignored_columns, texts_in, without_instruction
from selfinstruct.files.unfold.private import APART, row_texts
from selfinstruct.records import Instance, Message, Task
from selfinstruct.runs.run import Run
from selfinstruct.runs.sources import FILES
from selfinstruct.turns import is_exchange


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
    def others(self) -> str:
        """All that the row holds besides what its task says, however named and however deep: see `row_texts`."""
        read = {text for item in self.task.instances for text in item.texts()} | {self.task.instruction}
        return APART.join(row_texts(self.data, read))

    @property
    def told(self) -> dict[str, Any]:
        """What the row says of its task, as lines of rejections tell it: `task`, `type`, `is_classification`."""
        named = {"task": "task_id", "type": "type", "is_classification": "is_classification"}
        return {name: self.data[key] for name, key in named.items() if self.data.get(key) not in (None, "")}

    @property
    def size(self) -> int:
        """Characters of all its text."""
        texts = [text for item in self.task.instances for text in item.texts()]
        alone = any(item.turns for item in self.task.instances)
        return (0 if alone else len(self.task.instruction)) + sum(map(len, texts))


def data_file(path: Path) -> Path:
    """Where the rows stand: of a directory (a run, a merge, a distillation) its dataset.jsonl."""
    return path / FILES["instances"] if is_run_folder(path) else path


def load_rows(path: Path, ignore: Iterable[str] = ()) -> Spool[Row]:
    """All rows of a file, of parts, or of a run's dataset.jsonl, on disk.

    Rows of one instruction and different inputs are one task. Columns of text that are not read are told of, but for
    those to `ignore`. Raises SeedError with a problem for each row that cannot be read, RunError for a directory that
    holds no instances.
    """
    columns = UnreadColumns(ignored_columns(ignore))
    met = Ordinals()

    def read(place: str, data: Any) -> Iterator[Row]:
        unfolded = unfold(data)
        columns.add(place, unfolded.unread)
        yield task_row(place, data, unfolded, met)

    found = spool_each(_of_run(path) if is_run_folder(path) else read_rows(path), read, f"{path}: contains no rows")
    columns.warn()
    return found


def task_row(place: str, data: dict[str, Any], unfolded: UnfoldedRow, met: Ordinals) -> Row:
    """A row with its task; `met`: instructions and inputs of the rows before. ValueError for one that is none."""
    beside = tuple(text for name in unfolded.unread for text in _texts_of(data, name))
    if unfolded.kind == "preference":
        task = _pair(unfolded, beside)
    else:
        task = _chat(unfolded, beside) if unfolded.turns else _task(unfolded, beside)
    group = str(unfolded.row.get("task_id") or "")
    if not group and not unfolded.turns and len(task.instances) == 1:
        before = met.next(task.instruction, task.instances[0].input)
        group = "" if before else f"instruction {content_id(task.instruction)}"
    return Row(place, data, task, group)


def _texts_of(data: dict[str, Any], name: str) -> list[str]:
    """The texts of a column, or with `messages[].key` of what its turns have under that key."""
    column, _, key = name.partition("[].")
    return texts_in([turn.get(key) for turn in data[column]] if key else data[column])


def _of_run(path: Path) -> Iterator[tuple[str, Any, str]]:
    """As `read_rows`, without half of a last line that a run is just writing."""
    run, file = Run(path), data_file(path)
    if not file.is_file() or file.stat().st_size == 0:
        raise RunError(f"{path}: has no instances (no {file.name}, or an empty one)")
    for number, row in enumerate(run.rows(file.name), 1):
        yield f"{file}:{number}", row, ""


def _task(unfolded: UnfoldedRow, beside: tuple[str, ...]) -> Task:
    """A row as a task; unlike a seed's, its output may be missing or empty: saying so is a filter's business."""
    row, instruction = unfolded.row, unfolded.row.get("instruction")
    if not isinstance(instruction, str):
        missing = "instruction" not in row and "instruction" not in unfolded.given
        raise ValueError(without_instruction(unfolded.given) if missing else "instruction: is missing or not a string")
    found = unfolded.pairs() if any(name in row for name in ("instances", "output")) or row.get("input") else []
    texts = [[item.get(name) or "" for name in ("input", "output", "reasoning")] for item in found]
    if not all(isinstance(text, str) for item in texts for text in item):
        raise ValueError("input and output: must be strings")
    instances = tuple(Instance(given, output, reasoning, beside=beside) for given, output, reasoning in texts)
    return _about(unfolded, instruction, instances)


def _chat(unfolded: UnfoldedRow, beside: tuple[str, ...]) -> Task:
    """A conversation as a task: what the user says first, with the whole of it as the one instance."""
    return _about(unfolded, unfolded.first_question(), (unfolded.instance(beside),))


def _pair(unfolded: UnfoldedRow, beside: tuple[str, ...]) -> Task:
    """A preference as a task whose answer is the better side."""
    pair = read_preference(unfolded)
    turns = (*pair.prompt, Message("assistant", pair.chosen))
    beside = (pair.rejected, *([pair.edited] if pair.edited else []), *beside)
    if is_exchange(turns):
        return _about(unfolded, turns[0].content, (Instance("", pair.chosen, beside=beside),))
    question = next((turn.content for turn in turns if turn.role == "user"), "")
    return _about(unfolded, question, (Instance("", pair.chosen, turns=turns, beside=beside),))


def _about(unfolded: UnfoldedRow, instruction: str, instances: tuple[Instance, ...]) -> Task:
    row, labels = unfolded.row, unfolded.labels
    kind = row.get("type") if isinstance(row.get("type"), str) else ""
    label = row.get("is_classification")
    known = tuple(str(item) for item in labels) if isinstance(labels, list) else ()
    identifier = str(row.get("id") or content_id(instruction))
    return Task(identifier, instruction, str(kind), label if isinstance(label, bool) else None, known, instances)
