"""What a run rejected, to be looked at: the text, why, and the neighbour with the common words marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import UsageError
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import make_question
from selfinstruct.flows.review.desk.answers import Answering
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.records import ListedRecords
from selfinstruct.flows.review.desk.subjects.rules import meaning_of
from selfinstruct.flows.review.desk.subjects.subject import Subject, sampled
from selfinstruct.novelty.common import common_words
from selfinstruct.runs.rejections import NEIGHBOUR, read_rejections, rejected_texts, rejection_files

ALL = "all"

Spans = Mapping[int, Sequence[Sequence[int]]]


def open_rejected(options: DeskOptions) -> Subject:
    """What one rule rejected, or any; raises UsageError where there is nothing, naming the rules that are there."""
    source = options.source
    rows = [row for file in rejection_files(source) for row in read_rejections(file)]
    wanted = [row for row in rows if options.rejected in (ALL, row["rule"])]
    if not wanted:
        rules = sorted({str(row["rule"]) for row in rows})
        told = f"; the rules there are {', '.join(rules)}" if rules else ""
        raise UsageError(f"--rejected {options.rejected}: nothing was rejected by this rule in {source}{told}")
    items = [_record(f"rejected-{number}", row) for number, row in enumerate(wanted, 1)]
    records = ListedRecords(items)
    return Subject(
        f"{source}: rejected", source, source, records, sampled(range(len(items)), options),
        Answering(make_question("accept"), read_only=True), "rejected", options.guidelines,
        marks=CommonWords(records), told=lambda number: _meaning(wanted[number]),
    )  # fmt: skip


def _meaning(row: Mapping[str, Any]) -> str:
    return meaning_of(str(row["rule"]), str(row["stage"]))


def _record(identifier: str, row: Mapping[str, Any]) -> LabelRecord:
    parts = tuple(rejected_texts(row))
    told = {name: _told(row[name]) for name in ("rule", "score", "value", "stage") if row.get(name) not in (None, "")}
    return LabelRecord(identifier, parts or (("Text", ""),), row=told)


def _told(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return value if isinstance(value, str) else to_json(value)


@dataclass(frozen=True, slots=True)
class CommonWords:
    """Where the words that a rejected text has in common with its neighbour stand in both, in their common order."""

    records: ListedRecords

    def __call__(self, number: int) -> Spans:
        parts = self.records.record(number).parts
        other = next((place for place, (name, _) in enumerate(parts) if name == NEIGHBOUR), None)
        if not other:
            return {}
        own, its = common_words(parts[0][1], parts[other][1])
        return {0: own, other: its}
