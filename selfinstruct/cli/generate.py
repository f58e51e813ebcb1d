"""The commands that grow a dataset: generate and resume."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    Constraining,
    Develop,
    Json,
    Pii,
    Reasoning,
    ReportFile,
    RetryFailed,
    Sets,
    out_option,
    overriding,
    roles_named,
    session_options,
)
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.generate import funnel, left_behind, saturated
from selfinstruct.cli.render.text import many, plain
from selfinstruct.cli.session.reporting import reporting
from selfinstruct.cli.session.run_session import ELSEWHERE, run_session


@session_options(programs=True)
def generate_command(
    seeds: Annotated[
        list[Path],
        typer.Option(help="Seed tasks: JSON, CSV, YAML, text lines, Parquet or a log; may be repeated; - for stdin."),
    ],
    n: Annotated[int, typer.Option("-n", min=1, help="Tasks wanted, each with at least one instance.")] = 100,
    model: Annotated[
        str, typer.Option(help="provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    recipe: Annotated[str, typer.Option(help="A shipped recipe ({names}), or the path of your own.")] = "chat",
    out: Annotated[Path | None, out_option("DIR", "The run directory; default: runs/<name of the seeds file>.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    sets: Sets = None,
    reasoning: Reasoning = None,
    constrain: Constraining = None,
    topic: Annotated[str, typer.Option(help="The topic of all tasks.")] = "",
    topics: Annotated[Path | None, typer.Option(help="A topic tree: one topic per line, indented by level.")] = None,
    personas: Annotated[
        Path | None,
        typer.Option(help="People who may ask, one a line or row; each is drawn once before any again."),
    ] = None,
    attributes: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Rows of attributes, or NAME=FILE; drawn likewise; may be repeated."),
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the tasks, for example German.")] = "",
    guidance: Annotated[str, typer.Option(help="A text added to every prompt.")] = "",
    pool: Annotated[Path | None, typer.Option(help="Earlier tasks, which new ones must not repeat.")] = None,
    pii: Pii = None,
    develop: Develop = None,
    roles: Annotated[
        list[str] | None,
        typer.Option(
            "--role", metavar="ROLE=MODEL", help="The model for a role of the recipe's method; may be repeated."
        ),
    ] = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the prompts and an estimate; ask nothing.")] = False,
    report: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Grow seed tasks into a dataset. The same command again resumes."""
    options: dict[str, Any] = session | {
        "n": n, "model": model, "recipe": recipe, "out": out, "seed": seed,
        "overrides": overriding(sets, reasoning, constrain), "topic": topic, "topics": topics,
        "personas": personas, "attributes": tuple(attributes or ()),
        "language": language, "guidance": guidance, "pool": pool, "pii": pii, "develop": develop,
        "roles": roles_named(roles),
    }  # fmt: skip
    if dry_run:
        advice = api.advise(seeds, **options)
        show_estimate(advice.estimate, many(n, "task"), as_json, advice)
    else:
        _drive(reporting(partial(api.generate, seeds, **options), report), n, as_json)


@session_options(programs=True, resumes=True)
def resume_command(
    run: Annotated[Path, typer.Argument(help="The run directory.")],
    n: Annotated[int | None, typer.Option("-n", min=1, help="Tasks wanted; default: as before.")] = None,
    retry_failed: RetryFailed = False,
    develop: Develop = None,
    *,
    session: dict[str, Any],
    as_json: Json = False,
) -> None:
    """Go on with a run from what it recorded."""
    _drive(partial(api.resume, run, retry_failed=retry_failed, n=n, develop=develop, **session), n, as_json)


def _drive(work: Callable[..., object], asked: int | None, as_json: bool) -> None:
    run_session(
        work, lambda path: api.Run(path).info, partial(funnel, asked=asked), as_json=as_json, next_steps=_next_steps
    )  # fmt: skip


def _next_steps(info: Mapping[str, Any], path: str, elsewhere: bool) -> list[str]:
    steps = left_behind(info)
    own = str(info.get("settings", {}).get("develop", ""))
    code = f" --develop {quote(plain(own))}" if ":" in own else ""
    command = f"selfinstruct resume {quote(plain(path))}{code}" + (f" {ELSEWHERE}" if elsewhere else "")
    if info["status"] == "saturated":
        return [*steps, saturated(info)]
    if info["status"] in ("max_requests", "max_cost"):
        return [*steps, f"Continue with: {command} --{info['status'].replace('_', '-')} MORE (or none)"]
    return steps if info["status"] == "done" else [*steps, f"Continue with: {command}"]
