"""The commands that grow a dataset: generate and resume."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selfinstruct.cli.options import (
    EXIT,
    BaseUrl,
    Batch,
    BatchMinimum,
    BatchRole,
    BatchS3,
    EndpointUrl,
    Json,
    MaxCost,
    MaxRequests,
    Pii,
    Poll,
    PriceOption,
    Profile,
    Region,
    Rpm,
    Sets,
    Sse,
    SseKmsKeyId,
    Tpm,
    place,
)

if TYPE_CHECKING:
    from selfinstruct.runs.run import Run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(generate)
    app.command()(resume)


Out = Annotated[
    Path | None,
    typer.Option(parser=place, metavar="DIR", help="The run directory; runs/<name of the seeds file> if left out."),
]


def generate(
    seeds: Annotated[Path, typer.Option(help="Seed tasks: JSONL or a JSON array.")],
    n: Annotated[int, typer.Option("-n", min=1, help="Tasks wanted, each with at least one instance.")] = 100,
    model: Annotated[
        str, typer.Option(help="provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    recipe: Annotated[str, typer.Option(help="A shipped recipe's name, or the path of your own.")] = "chat",
    out: Out = None,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    concurrency: Annotated[int, typer.Option(min=1, help="Most requests in flight.")] = 32,
    base_url: BaseUrl = None,
    endpoint_url: EndpointUrl = None,
    region: Region = None,
    profile: Profile = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    sets: Sets = None,
    topic: Annotated[str, typer.Option(help="What all tasks are to be about.")] = "",
    topics: Annotated[Path | None, typer.Option(help="A topic tree: one a line, indented for levels.")] = None,
    language: Annotated[str, typer.Option(help="The language of the tasks, for example German.")] = "",
    guidance: Annotated[str, typer.Option(help="A text added to every prompt.")] = "",
    pool: Annotated[Path | None, typer.Option(help="Tasks made before, which new ones must not repeat.")] = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    batch: Batch = None,
    batch_minimum: BatchMinimum = None,
    batch_s3: BatchS3 = None,
    batch_role: BatchRole = None,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    poll: Poll = None,
    pii: Pii = None,
    dry_run: Annotated[bool, typer.Option(help="Show the prompts and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Grow seed tasks into a dataset. The same command again resumes."""
    from selfinstruct.flows.generate import flow as pipeline

    options: dict[str, Any] = {
        "n": n, "model": model, "recipe": recipe, "out": out, "seed": seed, "concurrency": concurrency,
        "base_url": base_url, "endpoint_url": endpoint_url,
        "region": region, "profile": profile, "price": price, "max_cost": max_cost,
        "max_requests": max_requests,
        "overrides": tuple(sets or ()), "topic": topic, "topics": topics, "language": language, "guidance": guidance,
        "pool": pool, "rpm": rpm, "tpm": tpm, "batch": batch, "batch_minimum": batch_minimum, "batch_s3": batch_s3,
        "batch_role": batch_role, "sse": sse, "sse_kms_key_id": sse_kms_key_id, "poll": poll, "pii": pii,
    }  # fmt: skip
    if dry_run:
        from selfinstruct.cli.render.estimate import show_estimate
        from selfinstruct.cli.render.text import many
        from selfinstruct.flows.generate.estimate import ASSUMED

        show_estimate(pipeline.preview(seeds, **options), many(n, "task"), ASSUMED, as_json)
        return
    _drive(
        lambda watch, started: pipeline.generate(seeds, **options, watch=watch, started=started, signals=True),
        model,
        n,
        as_json,
    )


def resume(
    run: Annotated[Path, typer.Argument(help="The run directory.")],
    n: Annotated[int | None, typer.Option("-n", min=1, help="Tasks wanted, if more than before.")] = None,
    retry_failed: Annotated[
        bool, typer.Option(help="Ask again what failed for good when classifying or making instances.")
    ] = False,
    concurrency: Annotated[int | None, typer.Option(min=1, help="Most requests in flight.")] = None,
    base_url: BaseUrl = None,
    endpoint_url: EndpointUrl = None,
    region: Region = None,
    profile: Profile = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    batch: Batch = None,
    batch_minimum: BatchMinimum = None,
    batch_s3: BatchS3 = None,
    batch_role: BatchRole = None,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    poll: Poll = None,
    as_json: Json = False,
) -> None:
    """Go on with a run from what it recorded."""
    from selfinstruct.flows.generate import flow as pipeline
    from selfinstruct.runs.run import Run

    limits: dict[str, Any] = {
        "n": n, "concurrency": concurrency, "base_url": base_url, "endpoint_url": endpoint_url,
        "region": region, "profile": profile, "price": price, "max_cost": max_cost,
        "max_requests": max_requests, "rpm": rpm, "tpm": tpm, "batch": batch, "batch_minimum": batch_minimum,
        "batch_s3": batch_s3, "batch_role": batch_role, "sse": sse, "sse_kms_key_id": sse_kms_key_id, "poll": poll,
    }  # fmt: skip
    model = str(Run(run).info["model"])
    _drive(
        lambda watch, started: pipeline.resume(
            run, retry_failed=retry_failed, **limits, watch=watch, started=started, signals=True
        ),
        model,
        n,
        as_json,
    )


def _drive(work: Any, model: str, asked: int | None, as_json: bool) -> None:
    """Run with progress; say how it ended; exit with its code."""
    from selfinstruct.cli.interpreter import make_ready
    from selfinstruct.cli.render.generate import closed, funnel, idle, left_behind
    from selfinstruct.cli.render.progress import watching
    from selfinstruct.cli.render.text import say, write
    from selfinstruct.runs.info import NOTICE
    from selfinstruct.runs.run import Run

    notice = [f"offline: {NOTICE}"] if model.partition("/")[0] == "offline" else []
    paths: list[Path] = []

    def started(path: Path) -> None:
        paths.append(path)
        for line in notice:
            say(line)
        make_ready(threads=model.startswith("bedrock/"))

    try:
        with watching() as watch:
            run: Run = work(watch, started)
    finally:
        if paths:
            run = Run(paths[0])
            steps = left_behind(run.info) + ([] if run.status == "done" else [_next_step(run)])
            # What stopped it follows as the error itself.
            told = [] if idle(run.info) else funnel(closed(run.info), str(run.path), asked)
            for line in told:
                say(line)
            for line in steps:
                say(line, whole=True)
            for line in notice if told else ():
                say(line)
            if as_json:
                write(json.dumps({"path": str(run.path), **run.info}))
    if run.status != "done":
        raise typer.Exit(EXIT.get(run.status, 1))


def _next_step(run: "Run") -> str:
    from selfinstruct.cli.render.text import plain

    command = f"selfinstruct resume {plain(str(run.path))}"
    if run.status == "saturated":
        return "Bring more varied seeds, another recipe or --topics; what was made is kept."
    if run.status in ("max_requests", "max_cost"):
        option = f"--{run.status.replace('_', '-')}"
        return f"Go on with: {command} {option} MORE"
    return f"Go on with: {command}"
