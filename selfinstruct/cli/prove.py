"""The command `prove`: arguments to the API call, its verdict to an exit code."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, ReportFile, out_option, session_options
from selfinstruct.cli.render.prove import proved
from selfinstruct.cli.render.text import plain, say, write
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UsageError


@session_options()
def prove_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run, or a file of instances or preferences.")],
    student: Annotated[
        str,
        typer.Option(metavar="PATH|NAME", help="tfidf, a folder of the Hub's form, a .gguf, smollm2, or OWNER/NAME."),
    ],
    test: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Held-out rows of your own, in place of a share of the data.")
    ] = None,
    drop_leaks: Annotated[
        bool,
        typer.Option("--drop-leaks", help="Leave out of training what is in the test, in place of refusing."),
    ] = False,
    against: Annotated[
        list[Path] | None, typer.Option(metavar="RUN|FILE", help="Another dataset to train on beside it; repeatable.")
    ] = None,
    arm: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these arms beside the data: random, rejected …")
    ] = None,
    kind: Annotated[str, typer.Option(help="instances or preferences, of a run that has both.")] = "",
    repeats: Annotated[int, typer.Option(min=1, help="Trainings of each arm, by a seed each.")] = 3,
    seed: Annotated[int, typer.Option(help="The first of these seeds.")] = 0,
    rows: Annotated[int | None, typer.Option(min=2, help="At most so many rows an arm.")] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps of each training; default: two epochs, at most 300.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Rows a step.")] = 8,
    rate: Annotated[
        float | None, typer.Option(help="Learning rate; default: 5e-4, of pairs and of all weights 5e-5.")
    ] = None,
    rank: Annotated[int, typer.Option(min=1, help="Rank of LoRA.")] = 16,
    full: Annotated[bool, typer.Option("--full", help="Train all weights in place of LoRA.")] = False,
    longest: Annotated[int, typer.Option(min=32, help="Tokens of a row, beyond which it is cut.")] = 512,
    test_share: Annotated[float, typer.Option(help="The share of the data that is held out.")] = 0.2,
    questions: Annotated[
        int | None, typer.Option(min=20, help="At most so many held-out tasks; default: 120, of tfidf 1,000.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Trainings at a time; default: one a core, at most 4, and 1 on a GPU.")
    ] = None,
    judge: Annotated[
        list[str] | None, typer.Option(metavar="MODEL", help="Also have judges compare the answers, in both orders.")
    ] = None,
    out: Annotated[
        Path | None, out_option("DIR", "The directory to write; default: RUN/proof or runs/<file>-proof.")
    ] = None,
    *,
    session: dict[str, Any],
    report: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Train a small student on the data and on arms beside it, and test what each has learned."""
    given = {name: value for name, value in session.items() if value is not None}
    if not judge and (more := sorted(set(given) - {"concurrency"})):
        raise UsageError(f"--{more[0].replace('_', '-')}: is for --judge MODEL, and no judge is named")
    if report is not None:
        from selfinstruct.reporting.flow import check_report

        check_report(report, option="--report")
    try:
        with waiting():
            found = api.prove(
                source, student, test=test, drop_leaks=drop_leaks, against=tuple(against or ()), arms=tuple(arm or ()),
                kind=kind, repeats=repeats, seed=seed, rows=rows, steps=steps, batch=batch, rate=rate, rank=rank,
                full=full, longest=longest, test_share=test_share, questions=questions, jobs=jobs,
                judge=tuple(judge or ()), judge_options=given if judge else {}, out=out,
                told=lambda line: say(plain(line)),
            )  # fmt: skip
    except KeyboardInterrupt:
        say("Interrupted: every training that has ended stands; the same command goes on from there.")
        raise
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in proved(found.info, str(found.out)):
        say(line)
    if report is not None:
        api.report(found.out, report)
        say(f"Report: {plain(str(report))}")
    raise typer.Exit(found.exit_code)
