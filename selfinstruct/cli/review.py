"""The commands `review export` and `review import`."""

import json
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, out_option
from selfinstruct.cli.render.label import reviewed
from selfinstruct.cli.render.text import many, plain, say, write
from selfinstruct.errors import UsageError

review = typer.Typer(
    name="review",
    help="Give records to people for review and take their answers back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@review.command("export")
def review_export_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run, a label run or a file.")],
    out: Annotated[Path, out_option("FILE", "The file to write.")],
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or groundtruth.")] = "jsonl",
    random: Annotated[
        int | None, typer.Option(help="A random sample of this many records instead of the contested ones.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All records.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    question: Annotated[str, typer.Option(help="The question asked, if not the one the judges were asked.")] = "",
    corpus: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The corpus of a ground run, for tasks asked without a passage.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write what is contested, or a sample, as a file that people fill in."""
    if as_json and str(out) == "-":
        raise UsageError("--json: stdout already carries the forms; give -o FILE")
    found = api.review_export(
        source, out, form=form, random=random, everything=everything, seed=seed, question=question, corpus=corpus,
        overwrite=overwrite,
    )  # fmt: skip
    if as_json:
        write(json.dumps(found.as_dict()))
    say(f"{many(found.records, 'record')} of {found.of:,} to review: {plain(found.out)}")


@review.command("import")
def review_import_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="The run or file that was exported from.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILLED", help="Filled-in files from one or more reviewers.")],
    reviewer: Annotated[
        str | None, typer.Option(help="Who answered, where a row does not say; default: the file's name.")
    ] = None,
    consolidation: Annotated[str, typer.Option(help="majority, or all: how many must agree.")] = "majority",
    least: Annotated[int, typer.Option("--reviewers", min=1, help="Minimum answers a record needs.")] = 1,
    partial: Annotated[bool, typer.Option(help="Accept files with missing rows or answers.")] = False,
    replace: Annotated[bool, typer.Option(help="Let reviewers change earlier answers.")] = False,
    attribute: Annotated[str | None, typer.Option(help="The label attribute of a Ground Truth manifest.")] = None,
    out: Annotated[
        Path | None, out_option("DIR", "Where to write; default: beside the run or file exported from.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take filled files back; nothing is changed while a line of them is bad."""
    found = api.review_import(
        source, files, reviewer=reviewer, consolidation=consolidation, least=least, partial=partial, replace=replace,
        attribute=attribute, out=out,
    )  # fmt: skip
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in reviewed(found.as_dict()):
        say(line)
