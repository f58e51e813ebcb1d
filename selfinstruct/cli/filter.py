"""The command `filter`: by rules, or by a judge that is tested first."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    FilterSets,
    Json,
    Overwrite,
    RetryFailed,
    Sse,
    SseKmsKeyId,
    out_option,
    session_options,
)
from selfinstruct.cli.render.datasets import sifted
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.judging import judged_summary, unfit_step
from selfinstruct.cli.render.text import say, write
from selfinstruct.cli.session.run_session import Info, again, run_session
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access

# Workers of a session; those of the filter novelty have the same names.
_WORKERS = ("engine", "workers", "address", "shard_size", "journal", "durable")


@session_options(without=_WORKERS)
def filter_command(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="RUN|FILE", help="A run, or a dataset in any form that seed files may have.")
    ],
    out: Annotated[
        Path,
        out_option("FILE", "Where to write the rows kept; rejections go to a .rejected.jsonl beside it."),
    ],
    only: Annotated[list[str] | None, typer.Option(help="Use only this filter; may be repeated: {names}.")] = None,
    against: Annotated[
        Path | None, typer.Option(help="Also reject rows that are too close to this file or run.")
    ] = None,
    keep: Annotated[str, typer.Option(help="Which duplicate to keep: first or longest.")] = "first",
    clusters: Annotated[Path | None, typer.Option(help="Write each kept row with its duplicates to this file.")] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            help="The recipe whose filters to use: {names}, or your own.  [default: chat; of a corpus documents]"
        ),
    ] = None,
    sets: FilterSets = None,
    judge: Annotated[
        str | None,
        typer.Option(metavar="RUBRIC", help="Have a model judge each row by this rubric: {names}, or your own file."),
    ] = None,
    at: Annotated[
        float | None, typer.Option(metavar="SCORE", help="With --judge: the least score that passes.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="With --judge: who judges, provider/model; of a run its own by default.")
    ] = None,
    votes: Annotated[int, typer.Option(help="With --judge: most votes on a row, an odd number.")] = 7,
    planted: Annotated[int, typer.Option(help="With --judge: how many planted errors it is tested on.")] = 40,
    false_accepts: Annotated[
        float, typer.Option(metavar="SHARE", help="With --judge: stop where it lets more of them pass than this.")
    ] = 0.2,
    anyway: Annotated[bool, typer.Option("--anyway", help="With --judge: judge the rows even so.")] = False,
    seed: Annotated[int, typer.Option(help="With --judge: another seed plants other errors.")] = 0,
    judged: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="With --judge: the directory of its answers; default: runs/<file>-judged or RUN/judged."
        ),
    ] = None,
    retry_failed: RetryFailed = False,
    engine: Annotated[
        str | None, typer.Option(help="With --only novelty: compare many rows in processes, local or ray.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="With --engine: how many processes.  [default: one a processor]")
    ] = None,
    join_from: Annotated[
        int, typer.Option(metavar="ROWS", help="With --engine: fewer rows are compared in one process.")
    ] = 1_000_000,
    overwrite: Overwrite = False,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --judge: show the prompts and an estimate; ask nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put any dataset through the filters, or before a judge that is tested on planted errors first."""
    access = Access(sse=sse, sse_kms_key_id=sse_kms_key_id)
    if as_json and str(out) == "-":
        raise UsageError("--json: stdout already carries the rows; give -o FILE")
    by_judge: dict[str, Any] = {
        "at": at, "model": model, "votes": votes, "planted": planted, "false_accepts": false_accepts, "anyway": anyway,
        "seed": seed, "judged": judged, "retry_failed": retry_failed, "dry_run": dry_run,
    } | session  # fmt: skip
    by_rules: dict[str, Any] = {
        "only": tuple(only or ()), "against": against, "keep": keep, "clusters": clusters, "engine": engine,
        "workers": workers, "join_from": join_from,
    }  # fmt: skip
    if judge is None:
        _refuse(context, by_judge, "is for a judge; add --judge RUBRIC")
        _by_rules(path, out, by_rules, as_json, recipe=recipe, overrides=tuple(sets or ()), access=access,
                  overwrite=overwrite)  # fmt: skip
        return
    _refuse(context, by_rules, "is for the filters; filter first, and have the judge judge what is kept")
    del by_judge["dry_run"]
    by_judge |= {"recipe": recipe, "overrides": tuple(sets or ()), "access": access, "overwrite": overwrite}
    if dry_run:
        show_estimate(api.preview_judging(path, out, judge, **by_judge), "these rows", as_json)
        return
    from selfinstruct.flows.datasets.judging.judged_run import read_judge_run

    run_session(
        partial(api.judge_dataset, path, out, judge, **by_judge), lambda place: read_judge_run(place).info,
        judged_summary, as_json=as_json, next_steps=_next_steps, address=session["base_url"],
    )  # fmt: skip


def _next_steps(info: Info, path: str, elsewhere: bool) -> list[str]:
    return [unfit_step(info)] if info["status"] == "unfit" else again(info, path, elsewhere)


def _refuse(context: typer.Context, names: Iterable[str], why: str) -> None:
    """Raise UsageError for the first of these options that was typed; what a file of settings says is for others."""
    for name in names:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(f"--{name.replace('_', '-')}: {why}")


def _by_rules(path: Path, out: Path, rules: dict[str, Any], as_json: bool, **options: Any) -> None:
    try:
        with waiting():
            outcome = api.filter_dataset(path, out, **rules, **options)
    except KeyboardInterrupt:
        say("Interrupted; nothing has been written.")
        raise
    if as_json:
        write(json.dumps(outcome.as_dict()))
    for line in sifted(outcome.as_dict()):
        say(line)
