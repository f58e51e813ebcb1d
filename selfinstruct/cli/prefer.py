"""The command `prefer`: arguments to the API call, its outcome to an exit code."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    Constraining,
    IgnoreColumns,
    Json,
    Overwrite,
    PreferSets,
    Reasoning,
    ReportFile,
    RetryFailed,
    out_option,
    overriding,
    session_options,
)
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.prefer import collected, paired
from selfinstruct.cli.session.reporting import reporting
from selfinstruct.cli.session.run_session import again, run_session
from selfinstruct.errors import UsageError

Models = Annotated[
    list[str] | None,
    typer.Option(
        help="The model that responds: provider/model, or provider/model@URL; default: the run's; may be repeated."
    ),
]
MaxLengthGap = Annotated[
    int | None, typer.Option(min=0, help="Most tokens, estimated, by which both sides may differ in length.")
]
Mixed = Annotated[
    str | None,
    typer.Option(metavar="METHODS", help="Methods that share the prompts: contrast,rank or contrast=2,rank=1."),
]
MinMargin = Annotated[float | None, typer.Option(help="Minimum points by which the chosen response is better.")]
ResponsesOnly = Annotated[
    bool, typer.Option("--responses-only", help="Write responses.jsonl for scoring elsewhere; judge nothing.")
]
Scores = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Scores of those responses, in place of judges: id and score.")
]


@session_options()
def prefer_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run directory, or a file of prompts.")],
    method: Annotated[str | None, typer.Option(help="How pairs are made: {names}.")] = None,
    mix: Mixed = None,
    out: Annotated[
        Path | None, out_option("DIR", "The directory to write, for a FILE; a RUN keeps its own preferences.")
    ] = None,
    model: Models = None,
    strong: Annotated[str | None, typer.Option(help="contrast: the model whose responses are chosen.")] = None,
    weak: Annotated[str | None, typer.Option(help="contrast: the model whose responses are rejected.")] = None,
    judge: Annotated[list[str] | None, typer.Option(help="The model that judges; may be repeated.")] = None,
    rubric: Annotated[str | None, typer.Option(help="A shipped rubric ({names}), or the path of your own.")] = None,
    responses: Annotated[int | None, typer.Option(min=2, help="rank: responses to each prompt.")] = None,
    min_margin: MinMargin = None,
    max_length_gap: MaxLengthGap = None,
    responses_only: ResponsesOnly = False,
    scores: Scores = None,
    retry_failed: RetryFailed = False,
    overwrite: Overwrite = False,
    recipe: Annotated[str | None, typer.Option(help="The path of your own recipe for the method.")] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, help="Use only the first N prompts.")] = None,
    number: Annotated[int, typer.Option("--round", min=1, help="The round these pairs belong to.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Use only prompts that no earlier round has used.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    ignore_columns: IgnoreColumns = None,
    sets: PreferSets = None,
    reasoning: Reasoning = None,
    constrain: Constraining = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the prompts and an estimate; ask nothing.")] = False,
    report_file: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Make preference data of a run or of a file of prompts. The same command again resumes."""
    options: dict[str, Any] = session | {
        "out": out, "recipe": recipe, "models": tuple(model or ()), "strong": strong, "weak": weak,
        "judges": tuple(judge or ()), "rubric": rubric, "responses": responses, "min_margin": min_margin, "n": n,
        "responses_only": responses_only, "retry_failed": retry_failed, "overwrite": overwrite, "scores": scores,
        "round": number, "fresh": fresh, "seed": seed, "overrides": overriding(sets, reasoning, constrain),
        "ignore_columns": tuple(ignore_columns or ()), "max_length_gap": max_length_gap, "mix": mix,
    }  # fmt: skip
    methods = _methods(source, method, mix)
    if responses_only and report_file is not None:
        raise UsageError("prefer: --report shows pairs, and --responses-only makes none; leave one of the two out")
    made: list[int] = []
    for name in methods:
        if dry_run:
            advice = api.advise_preferences(source, name, **options)
            # Of a mix the budget is one: what it is best spent on is told once, below the last estimate.
            last = name == methods[-1]
            show_estimate(advice.estimate, f"the method {name}", as_json, advice if last else None)
            continue
        work = partial(api.prefer, source, name, **options)
        _run(work, name, made, report_file if name == methods[-1] else None, as_json, last=name == methods[-1])


def _methods(source: Path, method: str | None, mix: str | None) -> tuple[str, ...]:
    """The method, or those of the mix in the order they are worked through."""
    if (method is None) == (mix is None):
        from selfinstruct.flows.prefer.options import check_source
        from selfinstruct.recipes.prefer import METHODS

        check_source(source)
        named = f"give --method ({', '.join(METHODS)}), or --mix with methods that share the prompts"
        raise UsageError(f"prefer: {named}{'' if method is None else '; not both'}")
    if method is not None:
        return (method,)
    from selfinstruct.flows.prefer.mix import read_mix

    return read_mix(str(mix)).methods


def _run(work: partial[Any], method: str, made: list[int], file: Path | None, as_json: bool, *, last: bool) -> None:
    """The session of one method; `made` counts what came of each, and a command that made nothing at all has failed."""
    options = work.keywords
    section, summary = ("responses", collected) if options["responses_only"] else ("preferences", paired)

    def report(path: Path) -> Mapping[str, Any]:
        found: Mapping[str, Any] = api.Run(path).info[section][f"{method}/{options['round']}"]
        return found

    def kept(told: Mapping[str, Any]) -> int:
        made.append(int(told.get("pairs", told.get("responses", 0))))
        return sum(made) if last else 1

    run_session(
        reporting(work, file), report, summary, as_json=as_json, next_steps=_next_steps, address=options["base_url"],
        kept=kept,
    )  # fmt: skip


def _next_steps(report: Mapping[str, Any], path: str, elsewhere: bool) -> list[str]:
    if report["status"] != "done":
        return again(report, path, elsewhere)
    if report.get("responses"):
        return ["Give each id a score, then run the same command with --scores FILE in place of --responses-only."]
    return []
