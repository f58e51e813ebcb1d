"""The flow of `selfinstruct review`: what is contested, or a sample, goes to people, and their answers come back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from random import Random
from typing import Any

from selfinstruct.canonical import to_line
from selfinstruct.errors import RunDamaged, RunMismatch, SeedError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.destinations import write_together
from selfinstruct.files.overwriting import is_device
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.flows.label.decisions import applied
from selfinstruct.flows.label.grounded import with_passages
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.label_run import write_accepted
from selfinstruct.flows.label.questions import ACCEPT, REJECT, SIDES, TIE, Answer
from selfinstruct.flows.label.report import answer_json
from selfinstruct.flows.review import forms as reviewforms
from selfinstruct.flows.review.consolidation import RULES, Opinion, ReviewVerdict, consolidate, reviewers_agreement
from selfinstruct.flows.review.desk.decisions.compaction import compacted, is_sided, without_logged
from selfinstruct.flows.review.desk.decisions.log import DECISIONS, logged
from selfinstruct.flows.review.importing import Intake
from selfinstruct.flows.review.source import EDIT, ReviewSource, desk_folder, make_form, open_review_source
from selfinstruct.runs.directory import check_free, locked
from selfinstruct.runs.lines import write_lines
from selfinstruct.runs.reviews import ACCEPTED, REVIEWED, REVIEWS, keep_sample, read_lines


@dataclass(frozen=True, slots=True)
class ReviewExport:
    """What `review export` wrote: how many records, of how many."""

    records: int
    of: int
    out: Path

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"out": str(self.out)}


@dataclass(frozen=True, slots=True)
class ReviewImport:
    """What `review import` made of the answers so far; counts are of reviewed records."""

    opinions: int
    accepted: int
    rejected: int
    contested: int
    skipped: int
    agreement: Mapping[str, Any]
    out: Path

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"out": str(self.out)}


@rereadable_pipes()
def review_export(
    source: str | Path,
    out: str | Path,
    *,
    form: str = "jsonl",
    random: int | None = None,
    everything: bool = False,
    seed: int = 0,
    question: str = "",
    corpus: str | Path | None = None,
    overwrite: bool = False,
) -> ReviewExport:
    """Write records for people to fill in: of a label run what is still contested, else all of a file or run.

    `random` takes that many of all records instead, `everything` all. A pair's responses come in an order that says
    nothing. `form` is jsonl, csv or groundtruth. Records about documents are shown with their passage, its quotations
    marked, and where it stands; `corpus` has the passages of those that are asked without one. Raises UsageError where
    there is nothing to review, and where `out` is to be read; without `overwrite` also where it holds answers, or
    anything else than a form that nobody has filled in.
    """
    found, out = open_review_source(Path(source), question), Path(out)
    alone = str(out) == "-" or is_device(out)
    categories = [out.with_name(f"{out.name}.labels.json")] if form == "groundtruth" and not alone else []
    _check_out(Path(source), found, [out, *categories], overwrite, [] if corpus is None else [Path(corpus)])
    items = list(found.items)
    if random is not None:
        if not 1 <= random <= len(items):
            raise UsageError(f"--random: must be between 1 and {len(items)}, the number of records (found {random})")
        chosen = set(Random(f"{seed}:review:0").sample(range(len(items)), random))
        items = [item for number, item in enumerate(items) if number in chosen]
    elif found.labels and not everything:
        done = {row["id"]: row["status"] for row in read_lines(found.folder / REVIEWED)}
        items = [
            item for item in items
            if done.get(item.id, "contested") == "contested"
            and (item.id in done or found.labels[item.id]["status"] == "contested")
        ]  # fmt: skip
    if not items:
        raise UsageError(f"{source}: nothing is contested; take a sample with --random N")
    shown = with_passages(items, Path(source), None if corpus is None else Path(corpus), marking=True)
    forms = [make_form(found, item, number, len(items)) for number, item in enumerate(shown, 1)]
    texts = {out: reviewforms.dump(forms, form)}
    for path in categories:
        texts[path] = f"{to_line(reviewforms.label_categories(found.choices()))}\n".encode()
    write_together(texts, overwrite=True)  # nothing is lost with a form that nobody has filled in
    if random is not None:
        about = {"seed": seed, "type": ""}
        keep_sample(desk_folder(found), [item.id for item in items], len(found.items), about)
    return ReviewExport(len(items), len(found.items), out)


@rereadable_pipes()
def review_import(
    source: str | Path,
    files: Sequence[str | Path],
    *,
    reviewer: str | None = None,
    consolidation: str = "majority",
    least: int = 1,
    partial: bool = False,
    replace: bool = False,
    attribute: str | None = None,
    out: str | Path | None = None,
) -> ReviewImport:
    """Take filled files back, decide record by record, and write reviews.jsonl, reviewed.jsonl and accepted.jsonl.

    Without `files` the answers are those that were given on the review page.
    A row's reviewer is its own `reviewer`, else `reviewer`, else the file's name. Answers of earlier imports count on.
    Raises SeedError naming every bad line of every file, and then changes nothing; a row that is missing or has no
    answer is bad too, unless `partial`. `replace` lets a reviewer change an answer given before.
    """
    if consolidation not in RULES:
        raise UsageError(f"--consolidation: must be {' or '.join(RULES)} (found {consolidation!r})")
    found = open_review_source(Path(source))
    lines = [] if files else _decided(found)
    folder = found.folder if out is None else Path(out)
    whole = bool(found.labels) and folder.resolve() == found.folder.resolve()
    if not whole and (folder / ACCEPTED).exists() and not (folder / REVIEWED).exists():
        raise RunMismatch(f"{folder}: holds {ACCEPTED}, which no review has written; give another --out")
    with locked(folder):
        intake = Intake(
            found,
            without_logged(_opinions(folder / REVIEWS), lines, sided=is_sided(found.question)),
            partial,
            replace,
        )
        for file in map(Path, files):
            intake.take(file, reviewer, attribute)
        intake.take_rows(compacted(lines, intake.known, str(desk_folder(found) / DECISIONS)))
        if intake.problems:
            raise SeedError(intake.problems)
        opinions = intake.ordered()
        rows = _consolidated(found, opinions, consolidation, least)
        write_lines(folder / REVIEWS, [opinion.as_dict() for opinion in opinions])
        write_lines(folder / REVIEWED, rows)
        if whole:
            write_accepted(folder, found.question.kind)
        else:
            write_lines(folder / ACCEPTED, [row["result"] for row in rows if row["result"] is not None])
    statuses = [row["status"] for row in rows]
    return ReviewImport(
        len(opinions), statuses.count("accepted"), statuses.count("rejected"), statuses.count("contested"),
        intake.skipped, reviewers_agreement(opinions), folder,
    )  # fmt: skip


def _decided(source: ReviewSource) -> list[dict[str, Any]]:
    """What was decided on the review page; raises UsageError where nothing was."""
    lines = logged(desk_folder(source))
    if not lines:
        raise UsageError("files: give at least one filled file, or decide something on the review page first")
    return lines


def _check_out(
    source: Path, found: ReviewSource, written: Sequence[Path], overwrite: bool, also: Sequence[Path]
) -> None:
    """No form is written over what is read here or by `review import`, nor over what a person has filled in."""
    read = {source.resolve(), *((found.folder / name).resolve() for name in (REVIEWS, REVIEWED, ACCEPTED))}
    read |= {path.resolve() for path in also}
    for path in written:
        if storage.address(path) is not None:
            raise UsageError(f"-o {storage.name(path)}: forms are written to a local disk; copy them from there")
        there, place = reviewforms.occupied(path), path.resolve()
        kept = bool(there) or (path.is_file() and path.stat().st_size == 0)
        if place in read or (kept and place.parent == source.resolve()):
            raise UsageError(f"-o {path}: would overwrite an input; name another file")
        if there and not overwrite:
            raise UsageError(f"-o {path}: {there}, or give --overwrite to replace it")
        check_free(path)


def _opinions(path: Path) -> list[Opinion]:
    """What was imported before; raises RunDamaged for a file that is not ours."""
    known = {item.name for item in fields(Opinion)}
    rows = read_lines(path)
    if strange := next((sorted(set(row) - known)[0] for row in rows if set(row) - known), ""):
        raise RunDamaged(f"{path}: is not what review import writes ({strange}: is not known); give another --out")
    return [Opinion.from_dict(row) for row in rows]


def _consolidated(source: ReviewSource, opinions: Sequence[Opinion], rule: str, least: int) -> list[dict[str, Any]]:
    """The lines of reviewed.jsonl, in the order of the records."""
    by_id: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        by_id.setdefault(opinion.id, []).append(opinion)
    return [
        _row(source, item, by_id[item.id], consolidate(by_id[item.id], rule, least))
        for item in source.items
        if item.id in by_id
    ]


def _row(
    source: ReviewSource, item: LabelRecord, opinions: Sequence[Opinion], verdict: ReviewVerdict
) -> dict[str, Any]:
    if verdict.answer is None:
        status, why = "contested", verdict.why
    elif verdict.answer in (REJECT, TIE) and verdict.answer != _own_label(source, verdict.answer):
        status, why = "rejected", verdict.answer
    else:
        status, why = "accepted", ""
    result = _result(source, item, opinions, verdict) if status == "accepted" else None
    row: dict[str, Any] = {"id": item.id, "status": status, "answer": verdict.answer}
    if verdict.edited is not None:
        row["edited"] = verdict.edited
    if why:
        row["why"] = why
    row |= {"grade": verdict.grade} if verdict.grade else {}
    row |= {"reasons": list(verdict.reasons)} if verdict.reasons else {}
    said = [{name: value for name, value in opinion.as_dict().items() if name != "id"} for opinion in opinions]
    return row | {"share": round(verdict.backers / len(opinions), 4), "opinions": said, "result": result}


def _own_label(source: ReviewSource, answer: str) -> str:
    """The answer itself where it is one of the question's own labels ("reject" of a label set of the user's)."""
    return answer if source.question.kind == "labels" and answer in source.question.labels else ""


def _result(
    source: ReviewSource, item: LabelRecord, opinions: Sequence[Opinion], verdict: ReviewVerdict
) -> dict[str, Any] | None:
    """The record as people have decided it, with their ids."""
    assert verdict.answer is not None
    kind = source.question.kind
    told = {"reviewers": [opinion.reviewer for opinion in opinions if opinion.answer == verdict.answer]}
    answer: Answer = verdict.answer
    edited = verdict.edited
    if kind == "accept" and answer == EDIT:
        answer = ACCEPT
    elif kind == "text":
        answer = edited if edited is not None else source.answers(item)[SIDES.index(verdict.answer)]
        edited = None
    elif kind == "score":
        answer = answer_json(float(verdict.answer))
    result = applied(kind, item.row, answer, told, edited)
    if result is not None and verdict.grade:
        result |= {"grade": verdict.grade}
    return result
