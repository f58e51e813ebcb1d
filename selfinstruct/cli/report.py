"""The command `report`."""

import json
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, out_option
from selfinstruct.cli.render.text import plain, say, write
from selfinstruct.cli.session.waiting import waiting


def report_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="What a command has written, or a data file.")],
    out: Annotated[Path | None, out_option("FILE", "The file to write; default: report.html.")] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="RUN|FILE", help="Shown beside it, with what tells the two apart.")
    ] = None,
    samples: Annotated[int, typer.Option(min=0, max=5_000, help="Rows shown as they are, drawn by hash.")] = 300,
    seeds: Annotated[Path | None, typer.Option(help="The seed tasks that novelty is measured against.")] = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write figures and samples as one HTML file, which opens without a server."""
    with waiting():
        made = api.report(
            source, out or "report.html", against=against, seeds=seeds, samples=samples, overwrite=overwrite
        )
    if as_json:
        write(json.dumps(made.as_dict()))
        return
    if str(made.out) == "-":
        return
    say(f"Report: {plain(str(made.out))} ({made.size / 1000:,.0f} kB); open it in a browser")
