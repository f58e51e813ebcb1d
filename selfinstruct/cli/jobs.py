"""The command `jobs`."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json
from selfinstruct.cli.render.text import fitted, plain, say, write

if TYPE_CHECKING:
    from selfinstruct.records import Job


def jobs_command(
    run: Annotated[Path, typer.Argument(help="The run directory.")],
    cancel: Annotated[str | None, typer.Option(metavar="ID", help="Cancel this job at the service.")] = None,
    give_up: Annotated[
        str | None, typer.Option(metavar="ID", help="Stop waiting for this job; its requests are asked again.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the batch jobs of a run, and cancel one."""
    found = api.jobs(run, cancel=cancel, give_up=give_up)
    if as_json:
        write(json.dumps([asdict(job) for job in found]))
        return
    if not found:
        say("This run has no batch jobs.")
    for job in found:
        write(fitted(_line(job), sys.stdout))


def _line(job: "Job") -> str:
    ended = "under way" if job.ended is None else f"ended {_when(job.ended)}"
    return (
        f"{plain(job.identifier or job.token)}  {plain(job.state)}: {job.requests:,} requests, {job.answered:,} "
        f"answered, {job.failed:,} failed; submitted {_when(job.created)}, {ended}"
    )


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).isoformat(" ", "seconds")
