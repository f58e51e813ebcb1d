"""The command `show`: what a directory holds, as the command that made it has told it, or what a dataset is like."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json
from selfinstruct.cli.render.datasets import merged, record_lines
from selfinstruct.cli.render.distill import distilled
from selfinstruct.cli.render.generate import coverage, funnel, noted, sample
from selfinstruct.cli.render.ground import grounded
from selfinstruct.cli.render.prefer import collected, paired, pairs
from selfinstruct.cli.render.text import (
    ENDS,
    GONE,
    UNDER_WAY,
    fitted,
    go_on,
    many,
    notice_lines,
    picked,
    plain,
    stopped_short,
    write,
)
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import RunDamaged, UsageError

# Directories without rows of their own.
_TOLD = {"judge": "the answers of a judge", "proof": "a proof", "topics": "a tree of topics"}

if TYPE_CHECKING:
    from selfinstruct.documents.corpus import CorpusDocument
    from selfinstruct.records import Task
    from selfinstruct.runs.run import Run


def show_command(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="RUN|FILE", help="What a command has written; with --samples or --stats also a data file."
        ),
    ],
    samples: Annotated[
        int, typer.Option(min=0, help="Also show this many tasks or records; of a file some of its rows.")
    ] = 0,
    corpus: Annotated[
        Path | None, typer.Option(help="With --samples: the corpus of a ground run, whose passages are shown.")
    ] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Show statistics of the dataset instead.")] = False,
    seeds: Annotated[
        Path | None, typer.Option(help="With --stats: the seed tasks that novelty is measured against.")
    ] = None,
    vectors: Annotated[
        str,
        typer.Option(
            metavar="hashed|static", help="What diversity is measured over: vectors of words, or of what they mean."
        ),
    ] = "hashed",
    as_json: Json = False,
) -> None:
    """Show again what a run made, or what a dataset is like."""
    from selfinstruct.files.parts.finding import is_several
    from selfinstruct.runs.places import kind_of_place

    kind = kind_of_place(run)
    _check_shown(run, kind, {"--samples": bool(samples), "--stats": stats})
    if stats:
        if samples or corpus is not None:
            raise UsageError("--samples: cannot be used with --stats; give one of the two")
        _show_stats(run, seeds, vectors, as_json)
        return
    if seeds is not None:
        raise UsageError("--seeds: needs --stats")
    if corpus is not None and not samples:
        raise UsageError("--corpus: needs --samples")
    if kind in _TOLD:
        _show_told(run, kind, as_json)
    elif (run / "shards").is_dir() and not (run / "run.json").is_file():
        _show_shards(run, as_json)
    elif run.is_file() or is_several(run):
        if corpus is not None or as_json or not samples:
            what = "is a file" if run.is_file() else "stands for files of rows"
            raise UsageError(f"{run}: {what}; give --stats or --samples N to see what it contains, or a run directory")
        if vectors != "hashed":
            raise UsageError("--vectors: needs --stats, or a run")
        _show_rows(run, samples)
    elif kind == "labels":
        _show_labels(run, samples, as_json)
    else:
        _show_run(run, samples, corpus, vectors, as_json)


def _check_shown(run: Path, kind: str, asked: Mapping[str, bool]) -> None:
    """Raise UsageError for what tells of something else, and for rows where there are none."""
    from selfinstruct.runs.places import told_elsewhere

    if (told := told_elsewhere(run)) and not (run / "shards").is_dir():
        raise UsageError(f"{run}: {told}")
    if kind in _TOLD and (option := next((name for name, given in asked.items() if given), "")):
        raise UsageError(f"{option}: {run} holds {_TOLD[kind]}, not rows; show {run} alone tells of it")


def _show_shards(run: Path, as_json: bool) -> None:
    """The shards of an array whose last process has not written the files yet."""
    from selfinstruct.cli.render.crew import shards_now
    from selfinstruct.runs.shards.looking import shards_seen

    seen = shards_seen(run, {"journal": "shared"})
    if seen is None:
        raise UsageError(f"{run}: has shards, but no plan of them; it was deleted, or has not been written yet")
    told = (fitted(line, sys.stdout) for line in shards_now(seen))
    write(json.dumps({"shards": seen.as_dict()}) if as_json else "\n".join(told))


def _show_rows(source: Path, samples: int) -> None:
    from selfinstruct.flows.datasets.figures.shown import drawn_rows

    found = drawn_rows(source, samples)
    if not found:
        raise UsageError(f"{source}: has no row that can be shown; --stats says what it contains")
    write("\n".join(record_lines(found)).lstrip("\n"))


def _show_labels(run: Path, samples: int, as_json: bool) -> None:
    from selfinstruct.cli.render.label import label_summary
    from selfinstruct.flows.datasets.figures.shown import drawn_labels

    found = api.LabelRun(run)
    if as_json:
        write(json.dumps(found.info))
        return
    told = label_summary(found.info | {"status": _status(found.status, run)}, str(run))
    drawn = drawn_labels(found.rows(), found.info["kind"], samples) if samples else []
    write(
        "\n".join(
            [*(fitted(line, sys.stdout) for line in (*notice_lines(found.info), *told)), *record_lines(drawn[:samples])]
        )
    )


def _show_told(run: Path, kind: str, as_json: bool) -> None:
    """What a directory without rows of its own holds, as it was told when its command ended."""
    info = _told_info(run, kind)
    if as_json:
        write(json.dumps(info))
        return
    told = {"judge": _judged, "proof": _proved, "topics": _grown}[kind](run, info)
    write("\n".join(fitted(line, sys.stdout) for line in told))


def _told_info(run: Path, kind: str) -> Mapping[str, Any]:
    """What its command has written of it; raises RunDamaged where that cannot be read."""
    from selfinstruct.files.topic_trees import counted
    from selfinstruct.runs.places import TREE, file_of

    file = file_of(run, kind)
    try:
        info = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error
    if not isinstance(info, dict) or "status" not in info:
        raise RunDamaged(f"{file}: is not what selfinstruct writes there")
    if kind == "topics" and (run / TREE).is_file():
        topics, leaves = counted(run / TREE)  # it may have been edited since
        return {**info, "counts": {**info["counts"], "topics": topics, "leaves": leaves}}
    return info


def _judged(run: Path, info: Mapping[str, Any]) -> list[str]:
    from selfinstruct.cli.render.judging import judged_summary

    return [*notice_lines(info), *judged_summary({**info, "status": _status(info["status"], run)}, str(run))]


def _grown(run: Path, info: Mapping[str, Any]) -> list[str]:
    from selfinstruct.cli.render.topics import topics_summary

    return [*notice_lines(info), *topics_summary({**info, "status": _status(info["status"], run)}, str(run))]


def _proved(run: Path, info: Mapping[str, Any]) -> list[str]:
    from selfinstruct.cli.render.prove import proved

    if "verdict" in info:
        return proved(info, str(run))
    ended = len(list((run / "trials").glob("*.json")))
    told = f"{many(ended, 'training')} ended, and no verdict yet: the same command goes on from there"
    return [*notice_lines(info), f"{_status(info['status'], run)}: {told}"]


def _show_stats(source: Path, seeds: Path | None, vectors: str, as_json: bool) -> None:
    from selfinstruct.documents.corpus import is_corpus, told_as_documents
    from selfinstruct.files.parts.finding import is_run_folder

    if not is_run_folder(source) and is_corpus(source):
        from selfinstruct.cli.render.corpus import surveyed

        if seeds is not None:
            told = f"{source} {told_as_documents(source)}"
            raise UsageError(f"--seeds: {told}, which are not measured against seed tasks")
        with waiting():
            survey = api.corpus_stats(source)
        write(json.dumps(survey.as_dict()) if as_json else "\n".join(surveyed(survey)))
        return
    from selfinstruct.cli.render.stats import measured

    with waiting():
        found = api.dataset_stats(source, seeds=seeds, vectors=vectors)
    write(json.dumps(found.as_dict()) if as_json else "\n".join(measured(found)))


def _show_run(run: Path, samples: int, corpus: Path | None, vectors: str, as_json: bool) -> None:
    from selfinstruct.cli.render.crew import crewed, shards_now
    from selfinstruct.cli.render.label import seen_by_people
    from selfinstruct.cli.render.stats import diversity_lines
    from selfinstruct.flows.datasets.diversities import run_diversity
    from selfinstruct.flows.prefer.files import FILE, read_pairs
    from selfinstruct.flows.review.seen import seen_of
    from selfinstruct.runs.shards.looking import shards_seen

    found = api.Run(run)
    info = found.info
    # With workers at it, or gone in the middle of it, shards say more than what was written at the start.
    shards = shards_seen(run, info.get("session", {})) if info.get("status") != "done" else None
    with waiting():
        diverse = run_diversity(run, vectors) if "counts" in info else None
    if as_json:
        # run.json has under this name how it went over the run.
        measured = {"diversity": (info.get("diversity") or {}) | asdict(diverse)} if diverse is not None else {}
        write(json.dumps({**info, **measured, **({"shards": shards.as_dict()} if shards else {})}))
        return
    lines = [fitted(line, sys.stdout) for line in notice_lines(info)]
    if "counts" in info:  # a directory may hold preferences alone
        tasks = [task for task in found.tasks() if task.instances]
        lines += _made(found)
        lines += [] if diverse is None else diversity_lines(diverse)
        chosen = picked(tasks, samples)
        lines += coverage([task.attributes for task in tasks], info["attributes"], info.get("drawn", {}))
        lines += noted([instance.notes for task in tasks for instance in task.instances])
        lines += sample(chosen, {} if corpus is None else _documents(chosen, corpus))
    for section, report_lines in (("responses", collected), ("preferences", paired)):
        for report in info.get(section, {}).values():
            told = report_lines(report | {"status": _status(report["status"], run)}, str(run))
            lines += [fitted(line, sys.stdout) for line in told]
    lines += [fitted(line, sys.stdout) for line in (crewed(info) if shards is None else shards_now(shards))]
    lines += [fitted(seen_by_people(it), sys.stdout) for it in seen_of(run)]
    write("\n".join([*lines, *pairs(list(read_pairs(run / FILE)), samples)]))


def _documents(tasks: "Sequence[Task]", corpus: Path) -> "dict[str, CorpusDocument]":
    from selfinstruct.documents.corpus import cited_documents

    return cited_documents(corpus, {str(task.source["document"]) for task in tasks if task.source is not None})


def _made(run: "Run") -> list[str]:
    """What a run, a merge or a distillation has made; of what has not ended, what its files have so far."""
    from selfinstruct.runs.counting import counted

    kind, status = run.info.get("kind", ""), _status(run.status, run.path)
    info = run.info | {"status": status}
    if run.status == "running" and not kind:
        info["counts"] = counted(run)
    told = {"merge": merged, "distill": distilled, "ground": grounded}.get(kind, funnel)
    step = [f"Continue with: selfinstruct resume {quote(plain(run.path))}"] if status == GONE and not kind else []
    step += (
        [go_on(run.status)]
        if kind in ("distill", "ground") and run.status not in ("done", "saturated", "running")
        else []
    )
    step = [*(fitted(line, sys.stdout) for line in stopped_short(info)), *step]
    return [*(fitted(line, sys.stdout) for line in told(info, str(run.path))), *step]


def _status(status: str, run: Path) -> str:
    """How it ended; of what has not ended, whether anybody is at it still."""
    from selfinstruct.runs.directory import under_way

    return {True: UNDER_WAY, False: GONE, None: ENDS["running"]}[under_way(run)] if status == "running" else status
