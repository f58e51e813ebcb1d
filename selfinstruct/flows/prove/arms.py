"""The arms: what each is, and the rows it trains on, out of a run or a file and what was rejected beside it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import UsageError
from selfinstruct.files.dataset_rows import DatasetRow, Record, read_dataset_rows, read_preference
from selfinstruct.files.unfold import unfold
from selfinstruct.preferences import Preference
from selfinstruct.runs.rejections import read_rejections, rejection_files
from selfinstruct.runs.run import ATTEMPTS, run_rows
from selfinstruct.runs.sources import Source, open_source, stem_of
from selfinstruct.students.student import Lesson

_ROWS_A_LABEL = 5  # of an instruction that asks for one of a few labels
_LABEL_WORDS = 5
UNTRAINED, KEPT, RANDOM, REJECTED = "untrained", "kept", "random", "rejected"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of an arm, and what may be learned from it."""

    record: Record
    lesson: Lesson


@dataclass(slots=True)
class Material:
    """Rows by arm as they were read, before any is held out; `passed` says of each arm how many rows teach nothing.

    `labelled` are the instructions that ask for one of a few labels.
    """

    kind: str
    label: str
    notice: str
    arms: dict[str, list[Item]] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)
    labelled: frozenset[str] = frozenset()

    def add(self, arm: str, records: Iterator[Record] | Sequence[Record]) -> None:
        items = self.arms.setdefault(arm, [])
        for record in records:
            if (lesson := lesson_of(record)) is None:
                self.passed[arm] = self.passed.get(arm, 0) + 1
            else:
                items.append(Item(record, lesson))


def read_material(source: str | Path, against: Sequence[str | Path], kind: str = "") -> Material:
    """All arms of a run or a file; instances where there are any, unless `kind` is preferences.

    Raises UsageError where there is nothing to train on, SeedError for rows that cannot be read.
    """
    opened = open_source(source)
    kind = kind or ("instances" if "instances" in opened.kinds else "preferences")
    if kind not in opened.kinds:
        raise UsageError(f"{opened.label}: has no {kind}{opened.wanting(kind)}")
    material = Material(kind, opened.label, opened.notice)
    material.add(KEPT, opened.read(kind))
    if not material.arms[KEPT]:
        raise UsageError(f"{opened.label}: has no {kind} that can be trained on{opened.wanting(kind)}")
    kept = {item.record.task_id: item.record for item in material.arms[KEPT] if isinstance(item.record, DatasetRow)}
    if turned_down := list(_turned_down(Path(source), opened, kind, kept)):
        material.add(REJECTED, turned_down)
        material.add(RANDOM, [*_candidates(opened, kind, kept), *turned_down])
    for path in against:
        beside = open_source(path)
        if kind not in beside.kinds:
            raise UsageError(f"--against {path}: has no {kind}, and {opened.label} is trained on as such")
        arm = _named(path, material.arms)
        material.add(arm, beside.read(kind))
        if not material.arms[arm]:
            raise UsageError(f"--against {path}: has no {kind} that can be trained on{beside.wanting(kind)}")
    material.labelled = _labelled(material.arms[KEPT])
    for arm, items in material.arms.items():
        material.arms[arm] = [classified(item, material.labelled) for item in items]
    return material


def _labelled(items: Sequence[Item]) -> frozenset[str]:
    """The instructions that ask for a label: rows say so, or there are many of them and a few short outputs."""
    outputs: dict[str, Counter[str]] = {}
    said: set[str] = set()
    for item in items:
        if not isinstance(item.record, DatasetRow):
            continue
        asking = _asking(item.record)
        if item.record.is_classification is None:
            outputs.setdefault(asking, Counter())[item.lesson.answer.strip()] += 1
        elif item.record.is_classification and asking:
            said.add(asking)
    return frozenset(said).union(
        asking
        for asking, found in outputs.items()
        if len(found) > 1
        and found.total() >= _ROWS_A_LABEL * len(found)
        and all(len(output.split()) <= _LABEL_WORDS for output in found)
    )


def classified(item: Item, labelled: frozenset[str]) -> Item:
    """The row as one with a label, where what asks for it does."""
    record = item.record
    if not isinstance(record, DatasetRow) or record.is_classification is not None or _asking(record) not in labelled:
        return item
    lesson = replace(item.lesson, classified=True, group=record.type or _asking(record))
    return Item(replace(record, is_classification=True), lesson)


def _asking(record: DatasetRow) -> str:
    """What rows with a label have in common: the instruction; "" where it stands in one text with what it is about."""
    return record.instruction if record.input.strip() else ""


def lesson_of(record: Record) -> Lesson | None:
    """What may be learned from a row; None where it has no answer, calls tools, or is a document."""
    if isinstance(record, Preference):
        if not record.chosen.strip() or not record.rejected.strip() or record.chosen == record.rejected:
            return None
        return Lesson(record.id, record.prompt, record.chosen, record.rejected)
    turns = record.conversation
    if record.document or record.tools or not turns or turns[-1].role != "assistant" or not turns[-1].content.strip():
        return None
    if any(turn.role == "tool" or turn.tool_calls for turn in turns) or len(turns) < 2:
        return None
    classified = bool(record.labels or record.is_classification)
    group = record.type or (record.instruction if record.input else "")
    return Lesson(record.id, turns[:-1], turns[-1].content, None, group, classified)


def _named(path: str | Path, taken: Mapping[str, Any]) -> str:
    """What an arm is called that was named by its file: by the file, or its folder for those of a run."""
    path = Path(path)
    stem = stem_of(path.name)
    name = path.resolve().parent.name if stem == "dataset" else stem
    count = 1
    while (shown := name if count == 1 else f"{name}-{count}") in {*taken, UNTRAINED, KEPT, RANDOM, REJECTED}:
        count += 1
    return shown


def _turned_down(path: Path, opened: Source, kind: str, kept: Mapping[str, DatasetRow]) -> Iterator[Record]:
    """What was rejected and could have been trained on: rows, instances, pairs, attempts that failed, worse answers."""
    asked = {row.instruction: row for row in kept.values()}
    for file in rejection_files(path):
        for row in read_rejections(file):
            for read in _rejected(row, kind):
                yield _told_by(read, asked) if isinstance(read, DatasetRow) else read
    if kind == "instances":
        yield from _attempts(opened, kept, passed=False)
        yield from _worse(opened, kept)


def _candidates(opened: Source, kind: str, kept: Mapping[str, DatasetRow]) -> Iterator[Record]:
    """What was kept as it stood before anything was decided: where a task was tried several times, each good try."""
    passed = list(_attempts(opened, kept, passed=True)) if kind == "instances" else []
    yield from passed
    tried = {record.task_id for record in passed}
    yield from (record for record in opened.read(kind) if record.task_id not in tried)


def _attempts(opened: Source, kept: Mapping[str, DatasetRow], *, passed: bool) -> Iterator[DatasetRow]:
    """The attempts of a run's methods that passed, or that did not, as rows."""
    folder = opened.whole
    if folder is None or not (folder / ATTEMPTS).is_file():
        return
    for row in run_rows(folder, ATTEMPTS):
        if bool(row.get("passed")) is passed and isinstance(row.get("prompt"), list):
            answer = {"role": "assistant", "content": str(row.get("output") or "")}
            yield from _rows_of([*row["prompt"], answer], str(row.get("task_id") or ""), str(row.get("attempt")), kept)


def _worse(opened: Source, kept: Mapping[str, DatasetRow]) -> Iterator[DatasetRow]:
    """The answers that judges found worse, where a run has preferences."""
    if "preferences" not in opened.kinds:
        return
    for pair in opened.read("preferences"):
        turns = [*(turn.as_dict() for turn in pair.prompt), {"role": "assistant", "content": pair.rejected}]
        yield from _rows_of(turns, pair.task_id, f"worse {pair.method} {pair.round}", kept)


def _rows_of(turns: Sequence[Any], task: str, salt: str, kept: Mapping[str, DatasetRow]) -> Iterator[DatasetRow]:
    """A conversation as a row of a task, with what the kept rows of the task say of it."""
    for read in read_dataset_rows({"messages": turns, "task_id": task}):
        own = content_id(read.id, salt)
        about = kept.get(task)
        if about is None:
            yield replace(read, id=own)
        else:
            yield replace(read, id=own, type=about.type, is_classification=about.is_classification, labels=about.labels)


def _rejected(row: Mapping[str, Any], kind: str) -> Iterator[Record]:
    """A line of a file of rejections as what it was; nothing where it holds no answer."""
    try:
        if kind == "preferences":
            if row.get("chosen") and row.get("rejected"):
                yield read_preference(unfold(_pair(row)))
            return
        instance = row.get("instance", row.get("record"))
        if isinstance(instance, Mapping) and isinstance(row.get("text"), str):
            said = {name: instance[name] for name in ("prompt", "input", "output", "reasoning") if name in instance}
            task = {name: row[name] for name in ("type", "is_classification", "labels") if name in row}
            task |= {"task_id": row["task"]} if isinstance(row.get("task"), str) else {}
            yield from read_dataset_rows({"instruction": row["text"], **task, **said})
    except ValueError:  # it was rejected for a reason: what cannot be read is no lesson
        return


def _told_by(read: DatasetRow, asked: Mapping[str, DatasetRow]) -> DatasetRow:
    """A rejected row with what a kept one of the same instruction says of their task; it goes where that goes."""
    about = asked.get(read.instruction)
    if about is None:
        return read
    classified = about.is_classification if read.is_classification is None else read.is_classification
    return replace(read, task_id=about.task_id, type=read.type or about.type, is_classification=classified)


def _pair(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("prompt", "chosen", "rejected", "task_id", "method", "round")
    return {name: row[name] for name in names if name in row}
