"""The command `distill`: arguments to the API call, its outcome to an exit code."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from selfinstruct.cli.options import (
    EXIT,
    BaseUrl,
    Batch,
    BatchMinimum,
    BatchRole,
    BatchS3,
    DistillSets,
    EndpointUrl,
    Json,
    MaxCost,
    MaxRequests,
    Poll,
    PriceOption,
    Profile,
    Region,
    Rpm,
    Sse,
    SseKmsKeyId,
    Tpm,
    place,
)


def distill(
    prompts: Annotated[
        Path,
        typer.Option(help="A production log, a run, or a file of prompts; a folder or s3:// prefix of such files."),
    ],
    model: Annotated[
        str, typer.Option(help="The teacher: provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    out: Annotated[
        Path | None, typer.Option(parser=place, metavar="DIR", help="The directory; runs/<prompts file>-distilled.")
    ] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, help="Only the first prompts.")] = None,
    pii: Annotated[
        str, typer.Option(help="Personal data in prompts and answers: mask, drop (prompts that have some) or off.")
    ] = "mask",
    own_output: Annotated[
        bool, typer.Option("--own-output", help="Keep the answers that the file has; ask for the others.")
    ] = False,
    recipe: Annotated[str, typer.Option(help="A shipped recipe of distill, or the path of your own.")] = "chat",
    concurrency: Annotated[int, typer.Option(min=1, help="Most requests in flight.")] = 32,
    base_url: BaseUrl = None,
    endpoint_url: EndpointUrl = None,
    region: Region = None,
    profile: Profile = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    sets: DistillSets = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    batch: Batch = None,
    batch_minimum: BatchMinimum = None,
    batch_s3: BatchS3 = None,
    batch_role: BatchRole = None,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    poll: Poll = None,
    dry_run: Annotated[bool, typer.Option(help="Show a prompt and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Ask a teacher for a completion of each prompt, without personal data. The same command again resumes."""
    options: dict[str, Any] = {
        "model": model, "out": out, "n": n, "pii": pii, "own_output": own_output, "recipe": recipe,
        "concurrency": concurrency, "base_url": base_url, "endpoint_url": endpoint_url, "region": region,
        "profile": profile, "price": price, "max_cost": max_cost,
        "max_requests": max_requests, "rpm": rpm, "tpm": tpm, "overrides": tuple(sets or ()), "batch": batch,
        "batch_minimum": batch_minimum, "batch_s3": batch_s3, "batch_role": batch_role, "sse": sse,
        "sse_kms_key_id": sse_kms_key_id, "poll": poll,
    }  # fmt: skip
    if dry_run:
        _preview(prompts, options, as_json)
    else:
        _drive(prompts, options, as_json)


def _drive(prompts: Path, options: dict[str, Any], as_json: bool) -> None:
    """Run with progress; say how it ended; exit with its code."""
    from selfinstruct.cli.interpreter import make_ready
    from selfinstruct.cli.render.distill import distilled
    from selfinstruct.cli.render.generate import closed, idle
    from selfinstruct.cli.render.progress import watching
    from selfinstruct.cli.render.text import say, write
    from selfinstruct.flows.distill.flow import distill as ask
    from selfinstruct.runs.run import Run

    paths: list[Path] = []

    def started(path: Path) -> None:
        paths.append(path)
        for line in _notice(Run(path)):
            say(line)
        make_ready(threads=True)

    try:
        with watching() as watch:
            ask(prompts, **options, watch=watch, signals=True, started=started)
    finally:
        if paths:
            done = Run(paths[0])
            # What stopped it follows as the error itself.
            if not idle(done.info):
                for line in (*distilled(closed(done.info), str(done.path)), *_notice(done)):
                    say(line)
            if as_json:
                write(json.dumps({"path": str(done.path), **done.info}))
    if done.status != "done":
        raise typer.Exit(EXIT.get(done.status, 1))


def _notice(run: Any) -> list[str]:
    return [f"offline: {run.info['notice']}"] if run.info["notice"] else []


def _preview(prompts: Path, options: dict[str, Any], as_json: bool) -> None:
    from selfinstruct.cli.render.estimate import show_estimate
    from selfinstruct.flows.distill.flow import ASSUMED, preview_distill

    show_estimate(preview_distill(prompts, **options), "these prompts", ASSUMED, as_json)
