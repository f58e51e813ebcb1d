"""What people review: the records of a label run, of a run or of a file, and the answers they may give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.errors import RunError
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.label.items import LabelRecord, item_of, read_items
from selfinstruct.flows.label.label_run import LabelRun
from selfinstruct.flows.label.questions import ACCEPT, REJECT, SIDES, Question, make_question
from selfinstruct.flows.review.forms import ReviewForm
from selfinstruct.runs.reviews import INFO, page_folder, review_folder

EDIT = "edit"


@dataclass(frozen=True, slots=True)
class ReviewSource:
    """What is reviewed. `labels` are the lines of labels.jsonl by id; `folder` is where reviews are kept."""

    question: Question
    items: Sequence[LabelRecord]
    labels: Mapping[str, Mapping[str, Any]]
    folder: Path

    def choices(self) -> tuple[str, ...]:
        kind = self.question.kind
        if kind == "accept":
            return (ACCEPT, REJECT, EDIT)
        if kind == "text":
            return (*SIDES, EDIT, REJECT)
        known = self.question.choices()
        return known if not known or REJECT in known else (*known, REJECT)

    def answers(self, item: LabelRecord) -> tuple[str, str]:
        """The two texts to choose from: a pair's responses, or two judges' answers."""
        if self.question.kind != "text":
            return item.sides
        return judged_sides(self.labels[item.id])


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about a source, and where reviews are kept; `labelled` where it is a label run."""

    question: Question
    folder: Path
    labelled: bool


def open_question(source: Path, question: str = "") -> Asked:
    """What a source is asked, without its records."""
    if (source / INFO).is_file():
        info = LabelRun(source).info
        low, high = info["scale"] or (1.0, 5.0)
        asked = Question(
            info["kind"], question or info["question"], tuple(info["labels"]), info.get("meanings", {}), low, high,
            info["tolerance"],
        )  # fmt: skip
        return Asked(asked, review_folder(source), True)
    kind = "pair" if _holds_pairs(source) else "accept"
    return Asked(make_question(kind, question), review_folder(source), False)


def open_review_source(source: Path, question: str = "") -> ReviewSource:
    """A label run's records as they were asked about; otherwise pairs, or records to accept or reject."""
    asked = open_question(source, question)
    if not asked.labelled:
        return ReviewSource(asked.question, read_items(source, asked.question.kind), {}, asked.folder)
    rows = {row["id"]: row for row in LabelRun(source).rows()}
    items = [item_of(row["record"], asked.question.kind, row["id"]) for row in rows.values()]
    if not items:
        raise RunError(f"{source}: nothing is labelled yet")
    return ReviewSource(asked.question, items, rows, asked.folder)


def desk_folder(source: "Asked | ReviewSource") -> Path:
    """Where the page keeps the decisions about a source: beside its reviews, of a label run in a folder of its own."""
    return page_folder(source.folder)


def judged_sides(row: Mapping[str, Any]) -> tuple[str, str]:
    """The first two answers that judges gave, of a line of labels.jsonl."""
    votes = [str(vote["label"]) for vote in row["votes"] if vote["label"] is not None]
    return (votes[0], votes[1]) if len(votes) > 1 else ("".join(votes), "")


def _holds_pairs(source: Path) -> bool:
    if is_run_folder(source):
        return False
    row = next((row for _, row, problem in read_rows(source) if not problem), None)
    return isinstance(row, dict) and ("chosen" in row or "first" in row)


def make_form(source: ReviewSource, item: LabelRecord, number: int, of: int) -> ReviewForm:
    """A record as a person is asked about it."""
    record = "\n\n".join(f"{name}:\n{text}" for name, text in item.parts)
    first, second = source.answers(item)
    if turned(item):
        first, second = second, first
    choices = source.choices()
    scale = f" ({source.question.low:g} to {source.question.high:g})" if source.question.kind == "score" else ""
    return ReviewForm(number, of, item.id, source.question.text + scale, choices, record, first, second)


def turned(item: LabelRecord) -> bool:
    """Whether people see a pair the other way round; it hangs on the id alone, so answers can be turned back."""
    return turned_id(item.id)


def turned_id(identifier: str) -> bool:
    return int(content_id("order", identifier)[0], 16) % 2 == 1
