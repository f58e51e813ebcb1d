"""The commands `validate`, `show` and `merge`: arguments to API calls, their outcome to the terminal."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import IgnoreColumns, Json, Overwrite, out_option
from selfinstruct.cli.render.datasets import merged, record_lines, valid
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
    notice_lines,
    picked,
    plain,
    say,
    stopped_short,
    write,
)
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selfinstruct.documents.corpus import CorpusDocument
    from selfinstruct.records import Task
    from selfinstruct.runs.run import Run


def validate_command(
    path: Annotated[Path, typer.Argument(help="Seed tasks, a recipe's folder or recipe.yaml, or a rubric.")],
    develop: Annotated[
        str | None, typer.Option(metavar="METHOD", help="The method a recipe is for, if it is code of your own.")
    ] = None,
) -> None:
    """Check seed tasks, a recipe or a rubric, and say what is wrong with it."""
    with waiting():
        found = api.validate(path, develop=develop)
    write(fitted(f"{plain(path)}: {valid(found)}", sys.stdout))
    for note in found.notes:
        say(f"note: {plain(note)}")


def show_command(
    run: Annotated[
        Path,
        typer.Argument(metavar="RUN|FILE", help="A run or a label run; with --samples or --stats also a data file."),
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
    from selfinstruct.runs.reviews import INFO

    if stats:
        if samples or corpus is not None:
            raise UsageError("--samples: cannot be used with --stats; give one of the two")
        _show_stats(run, seeds, vectors, as_json)
        return
    if seeds is not None:
        raise UsageError("--seeds: needs --stats")
    if corpus is not None and not samples:
        raise UsageError("--corpus: needs --samples")
    if (run / "shards").is_dir() and not (run / "run.json").is_file():
        _show_shards(run, as_json)
    elif run.is_file() or is_several(run):
        if corpus is not None or as_json or not samples:
            what = "is a file" if run.is_file() else "stands for files of rows"
            raise UsageError(f"{run}: {what}; give --stats or --samples N to see what it contains, or a run directory")
        if vectors != "hashed":
            raise UsageError("--vectors: needs --stats, or a run")
        _show_rows(run, samples)
    elif (run / INFO).is_file() and not (run / "run.json").is_file():
        _show_labels(run, samples, as_json)
    elif (run / "judged.json").is_file() and not (run / "run.json").is_file():
        _show_judged(run, as_json)
    else:
        _show_run(run, samples, corpus, vectors, as_json)


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


def _show_judged(run: Path, as_json: bool) -> None:
    from selfinstruct.cli.render.judging import judged_summary
    from selfinstruct.flows.datasets.judging.judged_run import read_judge_run

    found = read_judge_run(run)
    if as_json:
        write(json.dumps(found.info))
        return
    told = judged_summary({**found.info, "status": _status(found.status, run)}, str(run))
    write("\n".join(fitted(line, sys.stdout) for line in (*notice_lines(found.info), *told)))


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


def merge_command(
    sources: Annotated[list[Path], typer.Argument(metavar="RUN|FILE", help="Runs, earlier merges and datasets.")],
    out: Annotated[Path, out_option("DIR", "The directory to write.")],
    novelty: Annotated[
        float, typer.Option(min=0, max=1, help="ROUGE-L above which a task repeats one from an earlier source.")
    ] = 0.7,
    ignore_columns: IgnoreColumns = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Merge runs and datasets into one, without what is too close to an earlier one."""
    with waiting():
        found = api.merge(
            sources, out, novelty=novelty, ignore_columns=tuple(ignore_columns or ()), overwrite=overwrite
        )
    if as_json:
        write(json.dumps({"path": str(found.path), **found.info}))
    told = notice_lines(found.info)
    for line in (*told, *merged(found.info, str(found.path)), *told):
        say(line)


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
