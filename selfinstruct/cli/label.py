"""The commands `label` and `review`: arguments to API calls, their outcome to an exit code."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from selfinstruct.cli.options import (
    EXIT,
    BaseUrl,
    EndpointUrl,
    Json,
    LabelSets,
    MaxCost,
    MaxRequests,
    PriceOption,
    Profile,
    Region,
    Rpm,
    Tpm,
)
from selfinstruct.cli.review import review


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(label)
    app.add_typer(review)


def label(
    source: Annotated[Path, typer.Argument(metavar="FILE|RUN", help="Records: JSONL or a JSON array, or a run.")],
    judge: Annotated[list[str], typer.Option(help="A model that labels, provider/model; give two or more.")],
    kind: Annotated[str, typer.Option(help="labels, accept, score, pair or text.")] = "labels",
    question: Annotated[str, typer.Option(help="What is asked about each record.")] = "",
    labels: Annotated[
        str | None, typer.Option(metavar="A,B|FILE", help="The labels, or a YAML file of labels with meanings.")
    ] = None,
    scale: Annotated[str, typer.Option(metavar="LOW-HIGH", help="The scale of a score.")] = "1-5",
    tolerance: Annotated[float, typer.Option(help="Scores no further apart agree.")] = 0.0,
    mode: Annotated[str, typer.Option(help="independent: each alone; cross: two about each other's answer.")] = (
        "independent"
    ),
    agree: Annotated[str, typer.Option(help="independent: all judges, or the majority.")] = "all",
    examples: Annotated[Path | None, typer.Option(help="Records with their label, shown to the judges.")] = None,
    shots: Annotated[int | None, typer.Option(min=0, help="Only the first of the examples.")] = None,
    accept_at: Annotated[float | None, typer.Option(help="Least confidence, 0 to 1, that is accepted.")] = None,
    calibrate: Annotated[Path | None, typer.Option(help="What people said of some records: id and label.")] = None,
    precision: Annotated[
        float | None, typer.Option(help="Find --accept-at in the sample: the lowest that reaches this precision.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="A shipped recipe for labels, or the path of your own.")] = "chat",
    guidance: Annotated[str, typer.Option(help="A text added to every prompt.")] = "",
    out: Annotated[Path | None, typer.Option(help="The directory; runs/<file>-labels or RUN/labels.")] = None,
    concurrency: Annotated[int, typer.Option(help="Most records, and most requests to each judge, in flight.")] = 32,
    base_url: BaseUrl = None,
    endpoint_url: EndpointUrl = None,
    region: Region = None,
    profile: Profile = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    sets: LabelSets = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    dry_run: Annotated[bool, typer.Option(help="Show the prompts and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Let models label records; what they agree on is accepted. The same command again resumes."""
    options: dict[str, Any] = {
        "kind": kind, "question": question, "labels": _labels(labels), "scale": scale, "tolerance": tolerance,
        "mode": mode, "agree": agree, "examples": examples, "shots": shots, "accept_at": accept_at,
        "calibrate": calibrate, "precision": precision, "recipe": recipe, "guidance": guidance, "out": out,
        "concurrency": concurrency, "base_url": base_url, "endpoint_url": endpoint_url,
        "region": region, "profile": profile, "price": price,
        "max_cost": max_cost, "max_requests": max_requests, "rpm": rpm, "tpm": tpm, "overrides": tuple(sets or ()),
    }  # fmt: skip
    if dry_run:
        from selfinstruct.cli.render.estimate import show_estimate
        from selfinstruct.flows.label.flow import ASSUMED, preview_label

        show_estimate(preview_label(source, judge, **options), "these records", ASSUMED, as_json)
    else:
        _drive(source, judge, options, as_json)


def _labels(text: str | None) -> Any:
    """Names, or the path of a file: what ends in .yaml, .yml or .json is one."""
    if text is None:
        return ()
    if text.lower().endswith((".yaml", ".yml", ".json")):
        return Path(text)
    return tuple(name.strip() for name in text.split(","))


def _drive(source: Path, judges: list[str], options: dict[str, Any], as_json: bool) -> None:
    """Label with progress; say how it ended; exit with its code."""
    from selfinstruct.cli.interpreter import make_ready
    from selfinstruct.cli.render.label import labelled
    from selfinstruct.cli.render.progress import watching
    from selfinstruct.cli.render.text import say
    from selfinstruct.flows.label.flow import label as run
    from selfinstruct.flows.label.run import LabelRun

    found: list[LabelRun] = []

    def started(path: Path) -> None:
        found.append(LabelRun(path))
        for line in _notice(found[0]):
            say(line)
        make_ready(threads=True)

    try:
        with watching() as watch:
            run(source, judges, **options, watch=watch, signals=True, started=started)
    finally:
        if found:
            done = LabelRun(found[0].path)
            # What stopped it follows as the error itself.
            for line in (*labelled(done.info, str(done.path)), *_notice(done)):
                say(line)
            if as_json:
                print(json.dumps({"path": str(done.path), **done.info}), flush=True)
    if done.status != "done":
        raise typer.Exit(EXIT.get(done.status, 1))


def _notice(run: Any) -> list[str]:
    return [f"offline: {run.info['notice']}"] if run.info["notice"] else []
