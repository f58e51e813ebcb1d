"""All that a report shows of a run or a file, measured: the statistics of its dataset, and what only a run has."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.datasets.figures.comparing import Difference, difference
from selfinstruct.flows.datasets.figures.course import Course, CourseSoFar
from selfinstruct.flows.datasets.figures.coverage import Attribute, Coverage, CoverageSoFar, topic_tree
from selfinstruct.flows.datasets.figures.making import RejectedByRule, Spending, funnel, rejections, spending
from selfinstruct.flows.datasets.figures.opinions import (
    JudgeFigures,
    PairFigures,
    ReviewFigures,
    judge_figures,
    pair_figures,
    review_figures,
)
from selfinstruct.flows.datasets.stats import Stats, measured_rows
from selfinstruct.runs.run import run_rows
from selfinstruct.runs.sources import Source, open_source

SAMPLES = 300
_COMPARED = 10_000  # instructions of each of two datasets


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report shows. What a source does not have is None or empty.

    `samples` are rows with their numbers from 0, drawn by hash. `info` is run.json or label.json, {} for a file.
    """

    source: str
    notice: str
    info: Mapping[str, Any]
    stats: Stats | None
    funnel: Sequence[tuple[str, int]]
    rejected: Sequence[RejectedByRule]
    course: Course | None
    attributes: Sequence[Attribute]
    coverage: Sequence[Coverage]
    topics: Sequence[tuple[int, str, int]]
    spending: Spending | None
    pairs: PairFigures | None
    judges: JudgeFigures | None
    review: ReviewFigures | None
    samples: Sequence[tuple[int, DatasetRow]]


def measure_figures(source: str | Path, *, seeds: str | Path | None = None, samples: int = SAMPLES) -> Figures:
    """Measure a run's directory, a label run or a file. Raises UsageError where there is nothing to show."""
    opened = _opened(Path(source))
    stats, rows = (
        measured_rows(source, seeds, samples) if "instances" in opened.kinds else (None, list[tuple[int, DatasetRow]]())
    )
    info, folder = opened.info, opened.whole
    went, covered = CourseSoFar(), CoverageSoFar()
    for row in _lines(folder, "tasks.jsonl"):
        went.take_task(row)
        covered.take(row)
    rejected = rejections(_noted(went, _rejected(folder)))
    attributes = covered.attributes(info)
    found = Figures(
        source=opened.whole.resolve().name if opened.whole is not None else opened.label.rpartition("/")[2],
        notice=opened.notice,
        info=info,
        stats=stats,
        funnel=funnel(info) if folder else [],
        rejected=rejected,
        course=went.course(info),
        attributes=attributes,
        coverage=covered.together(info),
        topics=topic_tree(attributes),
        spending=spending(info) if folder else None,
        pairs=pair_figures(_pairs(opened), info),
        judges=judge_figures(info),
        review=review_figures(_reviewed(Path(source))),
        samples=rows,
    )
    if found.stats is None and found.pairs is None and found.judges is None:
        raise UsageError(f"{source}: has nothing to report on")
    return found


def compare_figures(source: str | Path, against: str | Path) -> Difference:
    """How the instructions of two datasets differ, from a sample of each."""
    drawn = []
    for path in (source, against):
        _, rows = measured_instructions(path)
        drawn.append(rows)
    return difference(drawn[0], drawn[1])


def measured_instructions(path: str | Path) -> tuple[int, list[str]]:
    """How many different instructions a source has, and up to 10,000 of them in the file's order."""
    opened = open_source(path)
    if "instances" not in opened.kinds:
        raise UsageError(f"--against {path}: contains no instances to compare")
    found: dict[str, None] = {}
    for row in opened.read("instances"):
        found.setdefault(row.instruction)
    return len(found), list(found)[:_COMPARED]


def _opened(source: Path) -> Source:
    """A label run is a source without rows of its own; everything else is as exports see it."""
    file = source / "label.json"
    if not file.is_file():
        return open_source(source)
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error
    if not isinstance(info, dict):
        raise RunDamaged(f"{file}: is not what label writes")
    return Source(str(source), {}, info, str(info.get("notice") or ""), source)


def _lines(folder: Path | None, name: str) -> Iterator[dict[str, Any]]:
    return run_rows(folder, name) if folder is not None and (folder / name).is_file() else iter(())


def _noted(went: CourseSoFar, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        went.take_rejected(row)
        yield row


def _rejected(folder: Path | None) -> Iterator[dict[str, Any]]:
    if folder is None:
        return
    for path in sorted(folder.glob("rejected*.jsonl")):
        stage = path.name.removeprefix("rejected").removesuffix(".jsonl").strip(".")
        for row in run_rows(folder, path.name):
            if "rule" in row:
                yield {"stage": stage, **row} if "stage" not in row else row


def _pairs(opened: Source) -> Iterator[Mapping[str, Any]]:
    path = opened.files.get("preferences")
    if path is None:
        return
    for _, row, problem in read_rows(path):
        if not problem and isinstance(row, dict) and "chosen" in row:
            yield row


def _reviewed(source: Path) -> Iterator[dict[str, Any]]:
    """reviewed.jsonl where `review import` writes it."""
    places = (source, source / "review") if source.is_dir() else (source.parent / f"{source.stem}-review",)
    folder = next((place for place in places if (place / "reviewed.jsonl").is_file()), None)
    return _lines(folder, "reviewed.jsonl")
