"""The command line: arguments to API calls, results to exit codes.

What a command needs is imported inside it: `--help` loads no SDK and no numpy.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selfinstruct import __version__, cli_datasets, cli_exports, cli_jobs, cli_labels, streams
from selfinstruct.cli_distill import distill
from selfinstruct.cli_options import (
    EXIT,
    BaseUrl,
    Batch,
    BatchMinimum,
    BatchRole,
    BatchS3,
    EndpointUrl,
    FilterSets,
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
from selfinstruct.cli_preferences import prefer
from selfinstruct.errors import ExportRefused, SeedError, SelfInstructError, UsageError

if TYPE_CHECKING:
    from selfinstruct.run import Run

app = typer.Typer(
    name="selfinstruct",
    help="Grow seed tasks into an instruction-tuning dataset with any LLM.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_state = {"debug": False}


def main() -> None:
    """Run the command line and exit with its code."""
    sys.path.append(os.getcwd())  # where a user's own module:attr is looked for, after everything installed
    streams.prepare()
    try:
        code = app(prog_name="selfinstruct", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        sys.exit(code or 0)
    except SelfInstructError as error:
        _tell(error)
        streams.finish()
        sys.exit(error.exit_code)
    except typer.TyperException as error:
        _tell_usage(error)
        sys.exit(2)
    except BrokenPipeError:
        streams.finish()
        sys.exit(0)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def _tell(error: SelfInstructError) -> None:
    if _state["debug"]:
        traceback.print_exc()
        return
    lines = error.problems if isinstance(error, SeedError | ExportRefused) else [str(error)]
    for line in lines:
        print(f"error: {_one_line(line)}", file=sys.stderr)


def _tell_usage(error: typer.TyperException) -> None:
    """What is wrong with the words of a command, on one line; a command without any is told all of its help."""
    told: Any = error
    if "NoArgs" in type(error).__name__:
        told.show()
        return
    command = told.ctx.command_path if getattr(told, "ctx", None) else "selfinstruct"
    text = _one_line(told.format_message()).rstrip(".")
    print(f"error: {text}; see {command} --help", file=sys.stderr)


def _plain_record(record: Any) -> bool:
    """What a service says may stand in a log line: it must not act on the terminal."""
    record.msg, record.args = _one_line(record.getMessage()), ()
    return True


def _one_line(text: str) -> str:
    from selfinstruct.display import plain

    return plain(text)


def _version(value: bool) -> None:
    if value:
        print(f"selfinstruct {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    debug: Annotated[bool, typer.Option(help="Show the traceback of an error.")] = False,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "warning",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    import logging

    _state["debug"] = debug
    level = getattr(logging, log_level.upper(), None)
    if not isinstance(level, int):
        raise UsageError(f"--log-level {log_level!r}: use debug, info, warning or error")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("selfinstruct").setLevel(level)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_plain_record)


Out = Annotated[
    Path | None,
    typer.Option(parser=place, metavar="DIR", help="The run directory; runs/<name of the seeds file> if left out."),
]


@app.command()
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
    from selfinstruct import pipeline

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
        from selfinstruct.display import many, show_estimate
        from selfinstruct.estimate import ASSUMED

        show_estimate(pipeline.preview(seeds, **options), many(n, "task"), ASSUMED, as_json)
        return
    _drive(
        lambda watch, started: pipeline.generate(seeds, **options, watch=watch, started=started, signals=True),
        model,
        n,
        as_json,
    )


@app.command()
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
    from selfinstruct import pipeline
    from selfinstruct.run import Run

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


app.command()(prefer)
app.command()(distill)
cli_labels.register(app)
cli_exports.register(app)
cli_datasets.register(app)
app.command()(cli_jobs.jobs)


@app.command("filter")
def filter_command(
    path: Annotated[
        Path, typer.Argument(metavar="RUN|FILE", help="A run, or a dataset in any form that seeds may have.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            parser=place,
            metavar="FILE",
            help="Where to write what is kept; a .rejected.jsonl stands beside it.",
        ),
    ],
    only: Annotated[list[str] | None, typer.Option(help="Use this filter only; may be repeated.")] = None,
    against: Annotated[Path | None, typer.Option(help="Also reject what is too close to this file or run.")] = None,
    keep: Annotated[str, typer.Option(help="Which of duplicates is kept: first or longest.")] = "first",
    clusters: Annotated[
        Path | None, typer.Option(help="Write here what was kept together with its duplicates.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="Whose filters to use.")] = "chat",
    sets: FilterSets = None,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    as_json: Json = False,
) -> None:
    """Put any dataset through the filters."""
    from selfinstruct.display import say, sifted, write
    from selfinstruct.sieve import filter_dataset
    from selfinstruct.storage import Access

    outcome = filter_dataset(
        path, out, only=tuple(only or ()), against=against, keep=keep, clusters=clusters, recipe=recipe,
        overrides=tuple(sets or ()), access=Access(sse=sse, sse_kms_key_id=sse_kms_key_id),
    )  # fmt: skip
    if as_json:
        write(json.dumps(outcome.as_dict()))
    for line in sifted(outcome.as_dict()):
        say(line)


@app.command("list")
def list_command(
    kind: Annotated[str, typer.Argument(metavar="models|recipes|filters|formats|methods|rubrics|label-recipes")],
) -> None:
    """List what can be named, each with a line of description."""
    from selfinstruct.display import fitted, write
    from selfinstruct.registry import describe

    write("\n".join(fitted(f"{name:<28} {text}", sys.stdout, 29) for name, text in describe(kind)))


def _drive(work: Any, model: str, asked: int | None, as_json: bool) -> None:
    """Run with progress; say how it ended; exit with its code."""
    from selfinstruct.display import closed, funnel, idle, left_behind, say, watching, write
    from selfinstruct.interpreter import make_ready
    from selfinstruct.records import NOTICE
    from selfinstruct.run import Run

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
    command = f"selfinstruct resume {_one_line(str(run.path))}"
    if run.status == "saturated":
        return "Bring more varied seeds, another recipe or --topics; what was made is kept."
    if run.status in ("max_requests", "max_cost"):
        option = f"--{run.status.replace('_', '-')}"
        return f"Go on with: {command} {option} MORE"
    return f"Go on with: {command}"


if __name__ == "__main__":
    main()
