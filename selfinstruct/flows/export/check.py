"""Holds files against what a format's consumer enforces: rows one by one, then how many there are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.exporters import Exporter, load_exporter
from selfinstruct.exporters.form import Limits, WrittenFile
from selfinstruct.files.dataset_rows import DatasetRow, Record
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.parts.finding import parts_of
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import local, name
from selfinstruct.flows.export.plain_lines import layout
from selfinstruct.records import Message
from selfinstruct.runs.sources import Source
from selfinstruct.text.plural import many

TOLD = 10  # bad records that are told one by one
SPLITS = ("train", "validation", "test")
# What `export` writes into a folder beside the rows themselves.
_BESIDE = re.compile(r"(README\.md|dataset_info\.json|template\.json|splits\.json|.*\.(meta|rejected)\.jsonl)\Z")
UNANSWERED = "has no answer (its last turn is the user's)"
DOCUMENT = "is a document, in which nothing is asked"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `check` found: `invalid` rows of `rows`, and the first problems, each with its place."""

    path: str
    format: str
    rows: int
    invalid: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {"path": self.path, "format": self.format, "valid": self.valid} | asdict(self)


@dataclass(slots=True)
class ProblemTally:
    """What is wrong so far: how many records, and the first of them in words; records left out, by rule.

    Those that have no answer are counted, and not told one by one; so are documents.
    """

    bad: int = 0
    unanswered: int = 0
    documents: int = 0
    first: list[str] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def refuse(self, name: str, problems: list[str]) -> None:
        """Count a bad record; `name` is its id or its place."""
        self.bad += 1
        if problems == [UNANSWERED]:
            self.unanswered += 1
        elif problems == [DOCUMENT]:
            self.documents += 1
        elif len(self.first) < TOLD:
            self.first.append(f"{name}: {'; '.join(dict.fromkeys(problems))}")

    def left_out(self) -> list[str]:
        """The records that were left out, in words."""
        rules = ", ".join(f"{count:,} {rule}" for rule, count in sorted(self.dropped.items()))
        return [f"left out: {rules}"] if rules else []


@dataclass(slots=True)
class TraitCount:
    """How many rows of a file have each trait of its format."""

    rows: int = 0
    having: Counter[int] = field(default_factory=Counter)

    def add(self, exporter: Exporter, row: dict[str, Any]) -> None:
        """Count a row that fits."""
        self.rows += 1
        self.having.update(number for number, trait in enumerate(exporter.traits) if trait.has(row))

    def told(self, exporter: Exporter, *, refused: bool) -> Iterator[str]:
        """What that means for a file, in words: what is refused, or what is only noted."""
        for number, trait in enumerate(exporter.traits):
            if trait.refused is refused and (said := trait.told(self.having[number], self.rows)):
                yield said


@rows_given("path")
def check(path: Given, format: str, *, split: str = "") -> CheckResult:
    """Hold any file against a format, whoever wrote it; `split` says which split it is, a training file if left out.

    Of a folder that `export` wrote its data files are looked at, each as the split that its name tells. Raises
    SeedError for a file that cannot be read at all; rows that cannot be read are problems like others.
    """
    path = as_path(path)
    exporter = load_exporter(format, code=True)
    tally, traits = ProblemTally(), TraitCount()
    parts: dict[str, WrittenFile] = {}
    refused: list[str] = []
    noted: list[str] = []
    for source, own in _files(Path(path)):
        of = split or own
        before = parts.get(of, WrittenFile("", of, name(path), 0, 0))
        with local(source) as file:
            if not file.exists():
                raise SeedError([f"{name(source)}: there is no such file"])
            problems_of_file, notes_of_file = layout(file, exporter)
            refused += problems_of_file
            noted += notes_of_file
            rows = 0
            for place, row, problem in read_rows(file, called=name(source), literal=True):
                rows += 1
                if problems := [problem] if problem else exporter.check(row):
                    tally.refuse(place, problems)
                else:
                    traits.add(exporter, row)
            size = file.stat().st_size
        parts[of] = replace(before, rows=before.rows + rows, size=before.size + size)
    refused, noted = list(dict.fromkeys(refused)), list(dict.fromkeys(noted))
    looked = list(parts.values()) or [WrittenFile("", split, name(path), 0, 0)]
    more = [f"… and {tally.bad - TOLD:,} more"] if tally.bad > TOLD else []
    whole = (*refused, *off_limits(exporter, format, looked), *traits.told(exporter, refused=True))
    counts = [f"{name(path)}: {problem}" for problem in whole]
    notes = (*noted, *advice(exporter, format, looked), *traits.told(exporter, refused=False))
    return CheckResult(
        name(path), format, sum(part.rows for part in looked), tally.bad, (*tally.first, *more, *counts), notes
    )


def _files(path: Path) -> Iterator[tuple[str | Path, str]]:
    """The files of rows, and which split each is: "" where its name does not say so."""
    if not path.is_dir() or not any(_BESIDE.match(item.name) for item in path.iterdir()):
        yield from ((item.path, "") for item in parts_of(path))
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not _BESIDE.match(file.name) and not file.name.startswith("."):
            named = [
                part for part in (*file.relative_to(path).parts[:-1], file.stem.partition("-")[0]) if part in SPLITS
            ]
            yield file, "" if not named else named[-1]


def checked_rows(exporter: Exporter, record: Record) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of a record, and all that is wrong with them or with the record, each in words."""
    rows, problems = _checked(exporter, record)
    answered = _answered(record) if problems else None
    # Where any answer would do it is the answer that is missing, however the format says that.
    if answered is not None and not _checked(exporter, answered)[1]:
        problems = [DOCUMENT if answered.document else UNANSWERED]
    return rows, problems


def _checked(exporter: Exporter, record: Record) -> tuple[list[dict[str, Any]], list[str]]:
    try:
        rows = exporter.rows(record)
        return rows, list(dict.fromkeys(problem for row in rows for problem in exporter.check(row)))
    except ValueError as error:
        return [], [str(error)]


def _answered(record: Record) -> DatasetRow | None:
    """The record with some answer, where it asks and nobody answers; otherwise None."""
    if not isinstance(record, DatasetRow):
        return None
    *before, last = record.conversation
    if last.role != "user" and any(text.strip() for text in last.texts()):
        return None
    asked = (*before, last) if last.role == "user" else tuple(before)
    turns = (*asked, Message("assistant", "Yes.")) if record.turns else ()
    return replace(record, output="Yes.", turns=turns)


def off_limits(exporter: Exporter, format: str, parts: Sequence[WrittenFile]) -> Iterator[str]:
    """Which data files have too few rows, too many or too many bytes, in words."""
    if not any(part.rows for part in parts):
        yield "there are no rows"
        return
    for part in parts:
        limits, name = exporter.limits_of(part.split), _name(part)
        if part.rows < limits.least:
            yield f"{name}has {many(part.rows, 'row')}; {format} needs {limits.least:,} or more"
        if limits.most is not None and part.rows > limits.most:
            yield f"{name}has {many(part.rows, 'row')}; {format} takes {limits.most:,} at most"
        if limits.size is not None and part.size >= limits.size:
            yield f"{name}has {many(part.size, 'byte')}; {format} takes less than {limits.size:,}"
    counted = [part for part in parts if exporter.limits_of(part.split).total is not None]
    total = max((exporter.limits_of(part.split).total or 0 for part in counted), default=0)
    if len(counted) > 1 and (rows := sum(part.rows for part in counted)) > total:
        names = " and ".join(part.split for part in counted)
        yield f"{names}: have {rows:,} rows together; {format} takes {total:,} at most"


def advice(exporter: Exporter, format: str, parts: Sequence[WrittenFile]) -> Iterator[str]:
    """What a consumer advises and does not enforce."""
    for part in parts:
        if not part.rows:
            continue
        limits: Limits = exporter.limits_of(part.split)
        if part.rows < limits.advised:
            yield f"{_name(part)}has {many(part.rows, 'row')}; {limits.advised:,} or more are advised for {format}"
        for model, least, most in limits.models:
            if part.rows < least:
                yield f"{_name(part)}has {many(part.rows, 'row')}; {model} needs {least:,} or more"
            elif most is not None and part.rows > most:
                yield f"{_name(part)}has {many(part.rows, 'row')}; {model} takes {most:,} at most"


def _name(part: WrittenFile) -> str:
    return f"{part.split}: " if part.split else ""


def refusals(format: str, tally: ProblemTally, source: Source) -> list[str]:
    """What is wrong with the records of a source, in words, and what to do about it."""
    if not tally.bad:
        return []
    silent, documents = tally.unanswered, tally.documents
    others = tally.bad - silent - documents
    more = f", of which these are the first {TOLD}" if others > TOLD else ""
    count = f"{tally.bad:,} records are" if tally.bad > 1 else "1 record is"
    one = (
        f"1 record {UNANSWERED}"
        if silent == 1
        else f"{silent:,} records have no answer (their last turn is the user's)"
    )
    lines = [f"{count} not fit for {format}{more}; --drop-invalid writes the rest", *([one] if silent else [])]
    if documents:
        count = f"{documents:,} records are documents" if documents > 1 else "1 record is a document"
        lines.append(f"{count}, in which nothing is asked{source.wanting('instances')}")
    return [*lines, *tally.first]
