"""The command `ground`: arguments to the API call, its outcome to an exit code."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    Constraining,
    Json,
    Reasoning,
    ReportFile,
    RetryFailed,
    out_option,
    overriding,
    session_options,
)
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.ground import grounded
from selfinstruct.cli.session.reporting import reporting
from selfinstruct.cli.session.run_session import run_session
from selfinstruct.errors import UsageError

Types = Annotated[
    str | None, typer.Option(metavar="NAME=WEIGHT,…", help="Types of tasks with their weights: fact=3,summary=1.")
]
Judge = Annotated[
    str | None, typer.Option(metavar="MODEL", help="A model that grades each task with the passage before it.")
]
DropKnown = Annotated[
    bool, typer.Option("--drop-known", help="Reject what the model answers rightly without the passage.")
]


@session_options(batch=True)
def ground_command(
    corpus: Annotated[
        Path, typer.Argument(metavar="CORPUS", help="Documents, as ingest writes them; or any rows with a text.")
    ],
    model: Annotated[
        str,
        typer.Option(
            help="Who writes the tasks: provider/model, for example openai/MODEL; offline is a demonstration."
        ),
    ] = "offline",
    out: Annotated[
        Path | None, out_option("DIR", "The directory to write; default: runs/<corpus file>-grounded.")
    ] = None,
    n: Annotated[
        int | None, typer.Option("-n", min=1, help="How many tasks; default: each passage is asked once.")
    ] = None,
    form: Annotated[
        str, typer.Option(help="open (the passage is the input), closed (the question alone) or both.")
    ] = "open",
    types: Types = None,
    rate: Annotated[float | None, typer.Option(help="Tasks for a thousand tokens of a passage.")] = None,
    judge: Judge = None,
    drop_known: DropKnown = False,
    language: Annotated[
        str | None, typer.Option(help="The language of the tasks; default: that of each passage.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="What the tasks should be about.")] = None,
    guidance: Annotated[str | None, typer.Option(help="Added to the prompts that ask for tasks.")] = None,
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 0,
    recipe: Annotated[str, typer.Option(help="A shipped recipe ({names}), or the path of your own.")] = "chat",
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a setting of the recipe.")
    ] = None,
    reasoning: Reasoning = None,
    constrain: Constraining = None,
    retry_failed: RetryFailed = False,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show a prompt and an estimate; ask nothing.")] = False,
    report: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Make tasks of documents, each with the quotation that proves it. The same command again resumes."""
    options: dict[str, Any] = session | {
        "model": model, "out": out, "n": n, "form": form, "types": None if types is None else parse_weights(types),
        "rate": rate, "judge": judge, "drop_known": drop_known, "language": language or "", "topic": topic or "",
        "guidance": guidance or "", "seed": seed, "recipe": recipe, "overrides": overriding(sets, reasoning, constrain),
        "retry_failed": retry_failed,
    }  # fmt: skip
    if dry_run:
        show_estimate(api.preview_ground(corpus, **options), "these passages", as_json)
    else:
        work = reporting(partial(api.ground, corpus, **options), report)
        run_session(
            work, lambda path: api.Run(path).info, grounded, as_json=as_json,
            address=session["base_url"], kept=lambda info: int(info["counts"]["instances"]),
        )  # fmt: skip


def parse_weights(text: str) -> dict[str, float]:
    """`fact=3,summary` as weights by name; a name alone has the weight 1. Raises UsageError."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, equals, weight = part.strip().partition("=")
        try:
            value = float(weight) if equals else 1.0
        except ValueError:
            value = -1.0
        if not name.strip() or not 0 <= value < float("inf"):
            raise UsageError(f"--types: {part.strip()!r:.40}: write NAME=WEIGHT, for example fact=3,summary=1")
        found[name.strip()] = value
    return found
