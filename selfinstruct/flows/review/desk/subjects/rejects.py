"""What a run rejected, to be looked at: the text, why, and the neighbour with the common words marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import UsageError
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import make_question
from selfinstruct.flows.review.desk.answers import Answering
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.records import ListedRecords
from selfinstruct.flows.review.desk.subjects.subject import Subject, sampled

ALL = "all"
_WORD = re.compile(r"\w+")
_NEIGHBOUR = "Neighbour"

Spans = Mapping[int, Sequence[Sequence[int]]]


def open_rejected(options: DeskOptions) -> Subject:
    """What one rule rejected, or any; raises UsageError where there is nothing, naming the rules that are there."""
    source = options.source
    file = source / "rejected.jsonl" if source.is_dir() else source
    rows = [(place, row) for place, row, problem in read_rows(file) if not problem and isinstance(row, dict)]
    rules = sorted({str(row["rule"]) for _, row in rows if row.get("rule")})
    wanted = [row for _, row in rows if options.rejected in (ALL, row.get("rule"))]
    if not wanted:
        told = f"; the rules there are {', '.join(rules)}" if rules else ""
        raise UsageError(f"--rejected {options.rejected}: nothing was rejected by this rule in {file}{told}")
    items = [_record(f"rejected-{number}", row) for number, row in enumerate(wanted, 1)]
    records = ListedRecords(items)
    return Subject(
        f"{source}: rejected", source, source, records, sampled(range(len(items)), options),
        Answering(make_question("accept", "Why was this rejected?"), read_only=True), "rejected", options.guidelines,
        marks=CommonWords(records),
    )  # fmt: skip


def _record(identifier: str, row: Mapping[str, Any]) -> LabelRecord:
    instance = row.get("instance") if isinstance(row.get("instance"), dict) else {}
    assert isinstance(instance, dict)
    named = (
        ("Instruction", row.get("text")), ("Input", instance.get("input")), ("Output", instance.get("output")),
        (_NEIGHBOUR, row.get("neighbour")),
    )  # fmt: skip
    parts = tuple((name, text) for name, text in named if isinstance(text, str) and text)
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
        other = next((place for place, (name, _) in enumerate(parts) if name == _NEIGHBOUR), None)
        if not other:
            return {}
        words = [list(_WORD.finditer(parts[place][1])) for place in (0, other)]
        one, two = ([word[0].casefold() for word in found] for found in words)
        blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
        spans = [
            [[found[at].start(), found[at + size - 1].end()] for at, size in places if size]
            for found, places in zip(
                words,
                ([(block.a, block.size) for block in blocks], [(block.b, block.size) for block in blocks]),
                strict=True,
            )
        ]
        return {0: spans[0], other: spans[1]}
