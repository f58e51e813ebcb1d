"""The command `ingest`: arguments to the API call, its outcome to the terminal."""

import json
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, out_option
from selfinstruct.cli.render.ingest import ingested
from selfinstruct.cli.render.text import say, write


def ingest_command(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders.")],
    out: Annotated[Path, out_option("FILE", "The corpus to write.")],
    workers: Annotated[int, typer.Option(min=1, help="Files that are read at a time; the corpus is the same.")] = 2,
    pii: Annotated[str, typer.Option(help="Personal data: mask, drop (the documents with any) or off.")] = "mask",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Read files of any kind into a corpus of documents."""
    result = api.ingest(paths, out, workers=workers, pii=pii, overwrite=overwrite)
    if as_json:
        write(json.dumps(result.as_dict()))
    for line in ingested(result.as_dict()):
        say(line)
