"""The command `distill`: arguments to the API call, its outcome to an exit code."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import (
    DistillSets,
    IgnoreColumns,
    Json,
    Reasoning,
    ReportFile,
    RetryFailed,
    out_option,
    overriding,
    session_options,
)
from selfinstruct.cli.render.distill import distilled
from selfinstruct.cli.render.estimate import show_estimate
from selfinstruct.cli.session.reporting import reporting
from selfinstruct.cli.session.run_session import run_session
from selfinstruct.errors import UsageError


@session_options(batch=True)
def distill_command(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="RUN|FILE",
            help="A production log, a run, or a file of prompts; a folder or s3:// prefix of such files.",
        ),
    ] = None,
    prompts: Annotated[Path | None, typer.Option("--prompts", hidden=True)] = None,
    model: Annotated[
        str, typer.Option(help="The teacher: provider/model, for example openai/MODEL; offline is a demonstration.")
    ] = "offline",
    out: Annotated[
        Path | None, out_option("DIR", "The directory to write; default: runs/<prompts file>-distilled.")
    ] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, help="Use only the first N prompts.")] = None,
    pii: Annotated[
        str, typer.Option(help="Personal data in prompts and answers: mask, drop (prompts that contain any) or off.")
    ] = "mask",
    own_output: Annotated[
        bool, typer.Option("--own-output", help="Keep the answers the file already has; ask only for the rest.")
    ] = False,
    retry_failed: RetryFailed = False,
    recipe: Annotated[str, typer.Option(help="A shipped recipe ({names}), or the path of your own.")] = "chat",
    sets: DistillSets = None,
    reasoning: Reasoning = None,
    ignore_columns: IgnoreColumns = None,
    *,
    session: dict[str, Any],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show a prompt and an estimate; ask nothing.")] = False,
    report: ReportFile = None,
    as_json: Json = False,
) -> None:
    """Ask a teacher for a completion of each prompt, without personal data. The same command again resumes."""
    # Scripts of before name it as an option.
    named = [path for path in (source, prompts) if path is not None]
    if len(named) != 1:
        raise UsageError("distill: give one RUN or FILE: a production log, a run, or a file of prompts")
    options: dict[str, Any] = session | {
        "model": model, "out": out, "n": n, "pii": pii, "own_output": own_output, "recipe": recipe,
        "retry_failed": retry_failed, "overrides": overriding(sets, reasoning),
        "ignore_columns": tuple(ignore_columns or ()),
    }  # fmt: skip
    if dry_run:
        show_estimate(api.preview_distill(named[0], **options), "these prompts", as_json)
    else:
        work = reporting(partial(api.distill, named[0], **options), report)
        run_session(
            work, lambda path: api.Run(path).info, distilled, as_json=as_json,
            address=session["base_url"], kept=lambda info: int(info["counts"]["instances"]),
        )  # fmt: skip
