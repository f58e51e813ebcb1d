"""The commands `validate` and `merge`: arguments to API calls, their outcome to the terminal."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import IgnoreColumns, Json, Overwrite, out_option
from selfinstruct.cli.render.datasets import merged, valid
from selfinstruct.cli.render.text import fitted, notice_lines, plain, say, write
from selfinstruct.cli.session.waiting import waiting


def validate_command(
    path: Annotated[Path, typer.Argument(help="Seed tasks, a recipe's folder or recipe.yaml, or a rubric.")],
    develop: Annotated[
        str | None, typer.Option(metavar="METHOD", help="The method a recipe is for, if it is code of your own.")
    ] = None,
) -> None:
    """Check seed tasks, a recipe or a rubric, and say what is wrong with it."""
    with waiting():
        found = api.validate(path, develop=develop)
    write(fitted(f"{plain(path)}: {valid(found)}", sys.stdout))
    for note in found.notes:
        say(f"note: {plain(note)}")


def merge_command(
    sources: Annotated[list[Path], typer.Argument(metavar="RUN|FILE", help="Runs, earlier merges and datasets.")],
    out: Annotated[Path, out_option("DIR", "The directory to write.")],
    novelty: Annotated[
        float, typer.Option(min=0, max=1, help="ROUGE-L above which a task repeats one from an earlier source.")
    ] = 0.7,
    ignore_columns: IgnoreColumns = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Merge runs and datasets into one, without what is too close to an earlier one."""
    with waiting():
        found = api.merge(
            sources, out, novelty=novelty, ignore_columns=tuple(ignore_columns or ()), overwrite=overwrite
        )
    if as_json:
        write(json.dumps({"path": str(found.path), **found.info}))
    told = notice_lines(found.info)
    for line in (*told, *merged(found.info, str(found.path)), *told):
        say(line)
