"""What is reviewed: the records of a label run, a run or a file, those of them that are chosen, and the question."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Protocol

from selfinstruct.errors import UsageError
from selfinstruct.flows.label.items import LabelRecord, read_item
from selfinstruct.flows.label.questions import Question
from selfinstruct.flows.review.desk.answers import Answering
from selfinstruct.flows.review.desk.decisions.ledger import Decision
from selfinstruct.flows.review.desk.decisions.log import logged
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.records import IndexedRecords, Records, open_records
from selfinstruct.flows.review.source import Asked, desk_folder, judged_sides, open_question
from selfinstruct.runs.reviews import INFO, LABELS, REVIEWED, keep_sample, read_lines


class Compared(Protocol):
    """What a blind comparison comes to."""

    def figures(self, done: Mapping[str, Decision]) -> dict[str, Any]:
        """The figures of what is finished, with `sentences` that say them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is on the desk. `numbers` are the records chosen, in the file's order; `folder` is where decisions go.

    `mode` is review, sample, settle, compare or rejected. `opinions` are what is settled: what people said
    of each record, in the form's orientation. `marks` gives spans of a record's parts, `told` a sentence about it.
    """

    title: str
    source: Path
    folder: Path
    records: Records
    numbers: Sequence[int]
    answering: Answering
    mode: str = "review"
    guidelines: str = ""
    opinions: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    marks: Callable[[int], Mapping[int, Sequence[Sequence[int]]]] = lambda number: {}
    told: Callable[[int], str] = lambda number: ""
    comparison: "Compared | None" = None
    growing: bool = False
    corpus: Path | None = None

    @property
    def question(self) -> Question:
        return self.answering.question


def open_subject(options: DeskOptions) -> Subject:
    """Read what is to be reviewed; raises UsageError where there is nothing."""
    asked = open_question(options.source, options.question)
    question = replace(asked.question, meanings={**asked.question.meanings, **options.meanings})
    if options.asks and question.kind != "accept":
        raise UsageError(f"--ask: is for records to accept or reject; these are answered by {question.kind}")
    if options.graded and question.kind != "pair":
        raise UsageError("--grades: is for pairs")
    records = (
        _label_records(options.source, question) if asked.labelled else open_records(options.source, question.kind)
    )
    numbers = _chosen(options, asked, records)
    if not numbers:
        raise UsageError(_nothing(options))
    return Subject(
        str(options.source), options.source, desk_folder(asked), records, numbers,
        Answering(question, options.asks, options.graded), "review" if options.random is None else "sample",
        options.guidelines, growing=options.random is None and not asked.labelled, corpus=options.corpus,
    )  # fmt: skip


def _label_records(run: Path, question: Question) -> Records:
    """The records of labels.jsonl, with the two answers of judges where these are what people choose from."""

    def made(row: Any) -> LabelRecord:
        item = replace(read_item(row["record"], question.kind), id=row["id"])
        return replace(item, sides=judged_sides(row)) if question.kind == "text" else item

    return IndexedRecords(run / LABELS, made)


def _chosen(options: DeskOptions, asked: Asked, records: Records) -> Sequence[int]:
    numbers: Sequence[int] = range(len(records.ids))
    if options.type:
        numbers = list(of_type(records, options.type, asked.labelled))
    if options.random is not None:
        return sampled(numbers, options)
    if asked.labelled and not options.everything:
        contested = set(_contested(asked, records))
        return [number for number in numbers if number in contested]
    return numbers


def sampled(numbers: Sequence[int], options: DeskOptions) -> list[int]:
    """The random sample of these, or all where none is asked for; raises UsageError for one that is too large."""
    if options.random is None:
        return list(numbers)
    if not 1 <= options.random <= len(numbers):
        raise UsageError(
            f"--random: must be between 1 and {len(numbers)}, the number of records (found {options.random})"
        )
    return sorted(Random(f"{options.seed}:review:0").sample(numbers, options.random))


def note_sample(subject: Subject, options: DeskOptions) -> None:
    """Note down which records were drawn."""
    ids = [subject.records.ids[number] for number in subject.numbers]
    of = len(subject.records.ids)
    if options.type:
        of = sum(True for _ in of_type(subject.records, options.type, (options.source / INFO).is_file()))
    keep_sample(subject.folder, ids, of, {"seed": options.seed, "type": options.type})


def _contested(asked: Asked, records: Records) -> Iterator[int]:
    """What judges left open and people have not closed, but for what was closed at this very desk."""
    done = {row["id"] for row in read_lines(asked.folder / REVIEWED) if row["status"] != "contested"}
    again = {row["id"] for row in read_lines(asked.folder / REVIEWED) if row["status"] == "contested"}
    here = {row["id"] for row in logged(desk_folder(asked))}
    for number, row in records.rows("contested"):
        if row.get("status") == "contested" and (row["id"] not in done or row["id"] in here):
            yield number
            again.discard(row["id"])
    yield from sorted(records.at[identifier] for identifier in again if identifier in records.at)


def of_type(records: Records, wanted: str, labelled: bool = False) -> Iterator[int]:
    """The records whose `type` is this one."""
    for number, row in records.rows(wanted):
        known: Any = row.get("record") if labelled and isinstance(row, dict) else row
        if isinstance(known, dict) and known.get("type") == wanted:
            yield number


def _nothing(options: DeskOptions) -> str:
    if options.type:
        return f"{options.source}: no record to review has the type {options.type!r:.60}"
    return f"{options.source}: nothing is contested; take a sample with --random N"


def missing_from(records: Records, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ids that decisions speak of and that the records no longer have."""
    return sorted({str(row["id"]) for row in rows if row["id"] not in records.at})
