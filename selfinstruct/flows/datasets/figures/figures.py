"""All that a report shows of a run or a file, measured: the statistics of its dataset, and what only a run has."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.documents.corpus import is_corpus
from selfinstruct.errors import RunDamaged, UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.datasets.corpus_stats import CorpusStats, corpus_stats
from selfinstruct.flows.datasets.figures.comparing import SAMPLED, Difference, Instructions, difference
from selfinstruct.flows.datasets.figures.course import Course, CourseSoFar
from selfinstruct.flows.datasets.figures.coverage import Attribute, Coverage, CoverageSoFar, grown_topics
from selfinstruct.flows.datasets.figures.judging import JudgedFigures, judged_figures
from selfinstruct.flows.datasets.figures.making import RejectedByRule, Spending, rejections, spending
from selfinstruct.flows.datasets.figures.opinions import (
    JudgeFigures,
    PairFigures,
    ReviewFigures,
    judge_figures,
    pair_figures,
    review_figures,
)
from selfinstruct.flows.datasets.figures.shown import ShownRecord, drawn_labels, drawn_pairs
from selfinstruct.flows.datasets.judging.judged_run import read_judge_run
from selfinstruct.flows.datasets.sampling import Sample
from selfinstruct.flows.datasets.stats import Stats, measured_rows
from selfinstruct.novelty.exact import hash64
from selfinstruct.runs.lines import read_json
from selfinstruct.runs.places import TOPICS, kind_of_place, told_elsewhere
from selfinstruct.runs.proofs import ended_proof
from selfinstruct.runs.rejections import read_rejections, rejection_files
from selfinstruct.runs.reviews import ACCEPTED, INFO, LABELS, REVIEWED, page_folder, read_lines, review_folder
from selfinstruct.runs.reviews import samples as drawn_samples
from selfinstruct.runs.run import Run, run_rows, steps
from selfinstruct.runs.sources import FILES, Source, open_source

SAMPLES = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report shows. What a source does not have is None or empty.

    Of a corpus `corpus` stands in place of `stats`. `samples` are rows with their numbers from 0, drawn by hash: the
    first of them are a fair sample too. So are `drawn_pairs`, and of `drawn_labels` the contested records and the
    others. `info` is what its command says of a directory (run.json, label.json …), {} for a file. `tree` are the lines
    of a tree that `topics` has grown: depth, topic, and how many leaves lie below it.
    """

    source: str
    notice: str
    info: Mapping[str, Any]
    stats: Stats | None
    corpus: CorpusStats | None
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
    proof: Mapping[str, Any] | None
    judged: JudgedFigures | None
    tree: Sequence[tuple[int, str, int]]
    samples: Sequence[tuple[int, DatasetRow]]
    drawn_pairs: Sequence[ShownRecord]
    drawn_labels: Sequence[ShownRecord]


def measure_figures(source: str | Path, *, seeds: str | Path | None = None, samples: int = SAMPLES) -> Figures:
    """Measure a run's directory, a label run or a file. Raises UsageError where there is nothing to show."""
    opened = _opened(Path(source))
    stats, corpus, rows = _measured(opened, source, seeds, samples)
    info, folder = opened.info, opened.whole
    went, covered = CourseSoFar(), CoverageSoFar()
    for row in _lines(folder, "tasks.jsonl"):
        went.take_task(row)
        covered.take(row)
    rejected = rejections(_noted(went, rejection_files(folder) if folder is not None else []))
    rows_there = stats.rows if stats is not None else 0
    found = Figures(
        source=opened.whole.resolve().name if opened.whole is not None else opened.label.rpartition("/")[2],
        notice=opened.notice,
        info=info,
        stats=stats,
        corpus=corpus,
        funnel=steps(info) if folder else [],
        rejected=rejected,
        course=went.course(info),
        attributes=covered.attributes(info),
        coverage=covered.together(info),
        topics=covered.topics(),
        spending=spending(info) if folder else None,
        pairs=pair_figures(_pairs(opened), info),
        judges=judge_figures(info),
        review=_reviewed(Path(source), rows_there),
        proof=ended_proof(Path(source)),
        judged=judged_figures(Path(source)),
        tree=grown_topics(Path(source)),
        samples=rows,
        drawn_pairs=drawn_pairs(_pairs(opened), samples),
        drawn_labels=_labels(folder, info, samples),
    )
    if folder is None and found.stats is None and found.corpus is None and found.pairs is None:
        raise UsageError(f"{source}: has nothing to report on")
    return found


def compare_figures(source: str | Path, against: str | Path) -> Difference:
    """How the instructions of two datasets differ, from a sample of each."""
    return difference(_instructions(source), _instructions(against))


def _instructions(path: str | Path) -> Instructions:
    hashes: set[int] = set()
    drawn: Sample[str] = Sample(SAMPLED)
    for number, row in enumerate(open_source(path).read("instances")):
        before = len(hashes)
        hashes.add(hash64(row.instruction))
        if len(hashes) > before:
            drawn.take(number, row.instruction)
    return Instructions(drawn.items(), frozenset(hashes))


def _measured(
    opened: Source, source: str | Path, seeds: str | Path | None, samples: int
) -> tuple[Stats | None, CorpusStats | None, list[tuple[int, DatasetRow]]]:
    """The statistics that `show --stats` gives of it, and the rows that are shown."""
    if "instances" not in opened.kinds:
        return None, None, []
    if opened.whole is None and is_corpus(Path(source)):
        drawn: Sample[tuple[int, DatasetRow]] = Sample(samples)
        for number, row in enumerate(opened.read("instances")) if samples else ():
            drawn.take(number, (number, row))
        return None, corpus_stats(source), drawn.items()
    stats, rows = measured_rows(source, seeds, samples)
    return stats, None, rows


def _opened(source: Path) -> Source:
    """A label run is a source without rows of its own, and so is a run that made none; else it is as exports see it.

    So are a proof, the answers of a judge and a tree of topics.
    """
    match kind_of_place(source):
        case "proof":
            proof = ended_proof(source)
            if proof is None:
                raise UsageError(f"{source}: holds a proof that has not ended; prove goes on with it")
            return Source(str(source), {}, {}, str(proof.get("notice") or ""), source)
        case "judge":
            info = read_judge_run(source).info
            if info.get("test") is None:
                raise UsageError(f"{source}: holds a judge whose test has not ended; filter goes on with it")
            return Source(str(source), {}, info, str(info.get("notice") or ""), source)
        case "topics":
            info = read_json(source / TOPICS)
            return Source(str(source), {}, info, str(info.get("notice") or ""), source)
    made = (source / name for name in FILES.values())
    if (source / "run.json").is_file() and not any(file.is_file() and file.stat().st_size for file in made):
        info = Run(source).info
        return Source(str(source), {}, info, str(info.get("notice") or ""), source)
    file = source / INFO
    if not file.is_file():
        _check_folder(source)
        return open_source(source)
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error
    if not isinstance(info, dict):
        raise RunDamaged(f"{file}: is not what label writes")
    return Source(str(source), {}, info, str(info.get("notice") or ""), source)


def _check_folder(source: Path) -> None:
    """Raises UsageError for a folder that holds no run; it names one that lies a level deeper."""
    if told := told_elsewhere(source):
        raise UsageError(f"{source}: {told}")
    if not is_run_folder(source) or (source / "run.json").is_file() or (source / ACCEPTED).is_file():
        return
    inside = sorted(file.parent for name in ("run.json", INFO) for file in source.glob(f"*/{name}"))
    told = f"; it holds runs, name one of them: {inside[0]}" if inside else ""
    raise UsageError(
        f"{source}: is a folder without a run (no run.json){told or '; name the folder of a run, or a file'}"
    )


def _lines(folder: Path | None, name: str) -> Iterator[dict[str, Any]]:
    return run_rows(folder, name) if folder is not None and (folder / name).is_file() else iter(())


def _noted(went: CourseSoFar, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        for row in read_rejections(file):
            went.take_rejected(row)
            yield row


def _pairs(opened: Source) -> Iterator[Mapping[str, Any]]:
    path = opened.files.get("preferences")
    if path is None:
        return
    for _, row, problem in read_rows(path):
        if not problem and isinstance(row, dict) and "chosen" in row:
            yield row


def _labels(folder: Path | None, info: Mapping[str, Any], most: int) -> list[ShownRecord]:
    if folder is None or judge_figures(info) is None:
        return []
    return drawn_labels(read_lines(folder / LABELS), str(info.get("kind")), most)


def _reviewed(source: Path, rows: int) -> ReviewFigures | None:
    """What people have said, from where reviews of a source are kept."""
    folder = review_folder(source)
    lines = read_lines(folder / REVIEWED)
    if not lines:
        return None
    labelled = (folder / INFO).is_file()
    return review_figures(lines, [] if labelled else drawn_samples(page_folder(folder)), 0 if labelled else rows)
