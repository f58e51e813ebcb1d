"""The command line: arguments to API calls, results to exit codes.

What a command needs is imported inside it: `--help` loads no SDK and no numpy.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selfinstruct import __version__
from selfinstruct.errors import SeedError, SelfInstructError, UsageError

if TYPE_CHECKING:
    from selfinstruct.run import Run

EXIT = {"done": 0, "saturated": 3, "max_requests": 3, "max_cost": 3, "interrupted": 130}

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
    try:
        app(standalone_mode=True)
    except SelfInstructError as error:
        if _state["debug"]:
            raise
        lines = error.problems if isinstance(error, SeedError) else [str(error)]
        for line in lines:
            print(f"error: {_one_line(line)}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader has gone (`show … | head`); Python would complain once more when it closes stdout.
        sys.stderr.close()
        sys.exit(0)


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
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("selfinstruct").setLevel(level)


Out = Annotated[Path | None, typer.Option(help="The run directory; runs/<name of the seeds file> if left out.")]
BaseUrl = Annotated[
    str | None, typer.Option(help="Address of an OpenAI-compatible endpoint, for example http://localhost:8000/v1.")
]
PriceOption = Annotated[
    str | None, typer.Option("--price", metavar="IN,OUT", help="US dollars per million prompt and completion tokens.")
]
MaxCost = Annotated[float | None, typer.Option(help="Stop before this many US dollars are passed, over all sessions.")]
MaxRequests = Annotated[int | None, typer.Option(help="Stop at this many requests, over all sessions.")]
Rpm = Annotated[int | None, typer.Option(help="Most requests a minute.")]
Tpm = Annotated[int | None, typer.Option(help="Most tokens a minute.")]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on stdout.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a recipe setting, for example bootstrap.temperature=0.9; may be repeated.",
    ),
]


@app.command()
def generate(
    seeds: Annotated[Path, typer.Option(help="Seed tasks: JSONL or a JSON array.")],
    n: Annotated[int, typer.Option("-n", help="Tasks wanted, each with at least one instance.")] = 100,
    model: Annotated[
        str, typer.Option(help="provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    recipe: Annotated[str, typer.Option(help="A shipped recipe's name, or the path of your own.")] = "chat",
    out: Out = None,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    concurrency: Annotated[int, typer.Option(help="Most requests in flight.")] = 32,
    base_url: BaseUrl = None,
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
    dry_run: Annotated[bool, typer.Option(help="Show the prompts and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Grow seed tasks into a dataset. The same command again resumes."""
    from selfinstruct import pipeline

    options: dict[str, Any] = {
        "n": n, "model": model, "recipe": recipe, "out": out, "seed": seed, "concurrency": concurrency,
        "base_url": base_url, "price": _price(price), "max_cost": max_cost, "max_requests": max_requests,
        "overrides": tuple(sets or ()), "topic": topic, "topics": topics, "language": language, "guidance": guidance,
        "pool": pool, "rpm": rpm, "tpm": tpm,
    }  # fmt: skip
    if dry_run:
        _show_estimate(pipeline.preview(seeds, **options), n, as_json)
        return
    _drive(lambda watch: pipeline.generate(seeds, **options, watch=watch, signals=True), model, as_json)


@app.command()
def resume(
    run: Annotated[Path, typer.Argument(help="The run directory.")],
    n: Annotated[int | None, typer.Option("-n", help="Tasks wanted, if more than before.")] = None,
    retry_failed: Annotated[
        bool, typer.Option(help="Ask again what failed for good when classifying or making instances.")
    ] = False,
    concurrency: Annotated[int | None, typer.Option(help="Most requests in flight.")] = None,
    base_url: BaseUrl = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    as_json: Json = False,
) -> None:
    """Go on with a run from what it recorded."""
    from selfinstruct import pipeline
    from selfinstruct.run import Run

    limits: dict[str, Any] = {
        "n": n, "concurrency": concurrency, "base_url": base_url, "price": _price(price), "max_cost": max_cost,
        "max_requests": max_requests, "rpm": rpm, "tpm": tpm,
    }  # fmt: skip
    model = str(Run(run).info["model"])
    _drive(
        lambda watch: pipeline.resume(run, retry_failed=retry_failed, **limits, watch=watch, signals=True),
        model,
        as_json,
    )


@app.command()
def validate(path: Annotated[Path, typer.Argument(help="Seed tasks to check.")]) -> None:
    """Check a file of seed tasks, and say all that is wrong with it."""
    from selfinstruct.seeds import load_seeds

    tasks = load_seeds(path)
    labelled = sum(bool(task.is_classification) for task in tasks)
    alone = sum(all(not item.input for item in task.instances) for task in tasks)
    counts = f"{len(tasks):,} tasks can be read, {labelled:,} classification, {alone:,} without an input"
    print(f"{_one_line(str(path))}: {counts}")


@app.command("filter")
def filter_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A dataset in any form that seeds may have.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to write what is kept; FILE.rejected.jsonl stands beside it.")
    ],
    only: Annotated[list[str] | None, typer.Option(help="Use this filter only; may be repeated.")] = None,
    against: Annotated[Path | None, typer.Option(help="Also reject what is too close to this file.")] = None,
    recipe: Annotated[str, typer.Option(help="Whose filters to use.")] = "chat",
    sets: Sets = None,
    as_json: Json = False,
) -> None:
    """Put any dataset through the filters."""
    from selfinstruct.display import say, sifted
    from selfinstruct.sieve import filter_dataset

    outcome = filter_dataset(
        path, out, only=tuple(only or ()), against=against, recipe=recipe, overrides=tuple(sets or ())
    )
    if as_json:
        print(json.dumps(outcome.as_dict()))
    for line in sifted(outcome.as_dict()):
        say(line)


@app.command()
def show(
    run: Annotated[Path, typer.Argument(help="The run directory.")],
    samples: Annotated[int, typer.Option(help="Also show this many tasks, spread over the run.")] = 0,
    as_json: Json = False,
) -> None:
    """Show again what a run made, and how its tasks cover what was asked for."""
    from selfinstruct.display import coverage, funnel, sample
    from selfinstruct.run import Run

    found = Run(run)
    if as_json:
        print(json.dumps(found.info))
        return
    if found.info["notice"]:
        print(f"offline: {found.info['notice']}")
    print("\n".join(funnel(found.info, str(run))))
    tasks = [task for task in found.tasks() if task.instances]
    print(
        "\n".join([*coverage([task.attributes for task in tasks], found.info["attributes"]), *sample(tasks, samples)])
    )


@app.command("list")
def list_command(kind: Annotated[str, typer.Argument(metavar="models|recipes|filters")]) -> None:
    """List what can be named, each with a line of description."""
    from selfinstruct.registry import describe

    for name, text in describe(kind):
        print(f"{name:<28} {text}")


def _price(text: str | None) -> Any:
    from selfinstruct.prices import parse_price

    return None if text is None else parse_price(text)


def _drive(work: Any, model: str, as_json: bool) -> None:
    """Run with progress; say how it ended; exit with its code."""
    from selfinstruct.display import funnel, say, watching
    from selfinstruct.pipeline import NOTICE

    offline = model.partition("/")[0] == "offline"
    if offline:
        say(f"offline: {NOTICE}")
    try:
        with watching() as watch:
            run: Run = work(watch)
        for line in funnel(run.info, str(run.path)):
            say(line)
        if run.status != "done":
            say(_next_step(run))
        if as_json:
            print(json.dumps({"path": str(run.path), **run.info}))
    finally:
        if offline:
            say(f"offline: {NOTICE}")
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


def _show_estimate(found: Any, n: int, as_json: bool) -> None:
    from selfinstruct.estimate import ASSUMED

    if as_json:
        from dataclasses import asdict

        print(json.dumps(asdict(found) | {"requests": found.requests}))
        return
    for step in found.steps:
        print(f"===== {step.stage}: about {step.requests:,} requests")
        for message in step.messages:
            print(f"----- {message.role}")
            print("\n".join(_one_line(line) for line in message.content.split("\n")))
    usage = found.usage
    cost = "cost unknown (give --price IN,OUT)" if found.cost is None else f"about ${found.cost:,.2f}"
    print(
        f"===== for {n:,} tasks: about {found.requests:,} requests, {usage.prompt:,} prompt and "
        f"{usage.completion:,} completion tokens, {cost}\n({ASSUMED})"
    )


if __name__ == "__main__":
    main()
