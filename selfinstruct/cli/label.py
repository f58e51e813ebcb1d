"""The command `label`: arguments to the API call, its outcome to an exit code."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    Constraining,
    Json,
    LabelSets,
    Reasoning,
    ReportFile,
    RetryFailed,
    out_option,
    overriding,
    session_options,
)
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.label import label_summary
from selfinstruct.cli.session.reporting import reporting
from selfinstruct.cli.session.run_session import run_session
from selfinstruct.files.file_types import kind_named


@session_options()
def label_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run, or a file of records.")],
    judge: Annotated[list[str], typer.Option(help="A judge, provider/model; give two or more.")],
    kind: Annotated[str, typer.Option(help="labels, accept, score, pair or text.")] = "labels",
    question: Annotated[str, typer.Option(help="The question asked about each record.")] = "",
    labels: Annotated[
        str | None,
        typer.Option(metavar="A,B|FILE", help="The labels, or a file of them: YAML, or a label a line."),
    ] = None,
    scale: Annotated[str, typer.Option(metavar="LOW-HIGH", help="The scale of a score.")] = "1-5",
    tolerance: Annotated[float, typer.Option(help="Scores that differ by no more than this agree.")] = 0.0,
    mode: Annotated[
        str, typer.Option(help="independent: each judge alone; cross: two review each other's answers.")
    ] = ("independent"),
    agree: Annotated[str, typer.Option(help="independent: all judges, or the majority.")] = "all",
    examples: Annotated[Path | None, typer.Option(help="Records with their label, shown to the judges.")] = None,
    shots: Annotated[int | None, typer.Option(min=0, help="Use only the first N examples.")] = None,
    accept_at: Annotated[float | None, typer.Option(help="The lowest confidence that is accepted, 0 to 1.")] = None,
    calibrate: Annotated[Path | None, typer.Option(help="Labels that people gave some records: id and label.")] = None,
    precision: Annotated[
        float | None, typer.Option(help="Set --accept-at from the sample: the lowest that reaches this precision.")
    ] = None,
    retry_failed: RetryFailed = False,
    recipe: Annotated[str, typer.Option(help="A shipped recipe ({names}), or the path of your own.")] = "chat",
    guidance: Annotated[str, typer.Option(help="A text added to every prompt.")] = "",
    sets: LabelSets = None,
    reasoning: Reasoning = None,
    constrain: Constraining = None,
    corpus: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The corpus of a ground run, for tasks asked without a passage.")
    ] = None,
    out: Annotated[
        Path | None,
        out_option("DIR", "The directory to write; default: runs/<file>-labels or RUN/labels."),
    ] = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the prompts and an estimate; ask nothing.")] = False,
    report: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Let models label records; what they agree on is accepted. The same command again resumes."""
    options: dict[str, Any] = session | {
        "kind": kind, "question": question, "labels": _labels(labels), "scale": scale, "tolerance": tolerance,
        "mode": mode, "agree": agree, "examples": examples, "shots": shots, "accept_at": accept_at,
        "calibrate": calibrate, "precision": precision, "retry_failed": retry_failed, "recipe": recipe,
        "guidance": guidance, "corpus": corpus, "out": out, "overrides": overriding(sets, reasoning, constrain),
    }  # fmt: skip
    if dry_run:
        show_estimate(api.preview_label(source, judge, **options), "these records", as_json)
    else:
        work = reporting(partial(api.label, source, judge, **options), report)
        run_session(
            work, lambda path: api.LabelRun(path).info, label_summary, as_json=as_json, address=session["base_url"]
        )


def _labels(text: str | None) -> Any:
    """Names, or the path of a file: what is one, or has a name like one (labels.yaml, labels.txt)."""
    if text is None:
        return ()
    if kind_named(text) or ("," not in text and Path(text).is_file()):
        return Path(text)
    return tuple(name.strip() for name in text.split(","))
