"""The command `topics`: arguments to the API call, its outcome to an exit code."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    Constraining,
    Json,
    Reasoning,
    RetryFailed,
    out_option,
    overriding,
    session_options,
)
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.render.text import plain
from selfinstruct.cli.render.topics import topics_summary
from selfinstruct.cli.session.run_session import again, run_session


@session_options()
def topics_command(
    subject: Annotated[
        str | None, typer.Argument(metavar="SUBJECT", help="What the topics are of, in a few words.")
    ] = None,
    seeds: Annotated[
        list[Path] | None,
        typer.Option(help="Seed tasks, whose field is divided, or that show what the topics are for; may be repeated."),
    ] = None,
    tree: Annotated[
        Path | None, typer.Option("--from", help="A topic tree whose leaves grow further, as you have edited it.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    out: Annotated[Path | None, out_option("DIR", "The directory to write; default: runs/<subject>-topics.")] = None,
    depth: Annotated[
        int | None, typer.Option(min=1, help="Levels that are added.  [default: 2; with --from 1]")
    ] = None,
    width: Annotated[int, typer.Option(min=1, help="Topics under each.")] = 8,
    language: Annotated[str, typer.Option(help="The language of the topics, for example German.")] = "",
    guidance: Annotated[str, typer.Option(help="A text added to every prompt.")] = "",
    seed: Annotated[int, typer.Option(help="The seed of all chance.")] = 0,
    recipe: Annotated[str, typer.Option(help="A shipped recipe ({names}), or the path of your own.")] = "chat",
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a setting of the recipe.")
    ] = None,
    retry_failed: RetryFailed = False,
    reasoning: Reasoning = None,
    constrain: Constraining = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show a prompt and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Grow a tree of topics, to be edited and given to generate --topics. The same command again resumes."""
    options: dict[str, Any] = session | {
        "seeds": seeds, "tree": tree, "model": model, "out": out, "depth": depth, "width": width, "language": language,
        "guidance": guidance, "seed": seed, "recipe": recipe, "retry_failed": retry_failed,
        "overrides": overriding(sets, reasoning, constrain),
    }  # fmt: skip
    if dry_run:
        show_estimate(api.preview_topics(subject, **options), "this tree", as_json)
    else:
        run_session(
            partial(api.topics, subject, **options), _info, topics_summary,
            as_json=as_json, address=session["base_url"], kept=lambda info: int(info["counts"]["grown"]),
            next_steps=_next_steps,
        )  # fmt: skip


def _info(path: Path) -> Mapping[str, Any]:
    from selfinstruct.runs.lines import read_json  # no help page needs what it loads

    return read_json(path / "topics.json")


def _next_steps(info: Mapping[str, Any], path: str, elsewhere: bool) -> list[str]:
    """How to go on: with the tree that is there, or with what is left to ask."""
    if info["status"] == "done" and info["counts"]["grown"]:
        tree = quote(plain(f"{path}/topics.txt"))
        return [
            f"Continue with: selfinstruct generate --topics {tree} --seeds SEEDS (edit topics.txt before as you like)"
        ]
    return again(info, path, elsewhere)
