"""The commands `review page`, `review export` and `review import`."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, out_option
from selfinstruct.cli.render.label import page_closed, reviewed
from selfinstruct.cli.render.text import many, plain, say, write
from selfinstruct.cli.shape.adding import HELP, add
from selfinstruct.cli.shape.help import SectionedGroup
from selfinstruct.errors import UsageError

Source = Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run, a label run or a file.")]
Random = Annotated[int | None, typer.Option(help="A random sample of this many records instead of the contested ones.")]
Everything = Annotated[bool, typer.Option("--all", help="All records.")]
Question = Annotated[str, typer.Option(help="The question asked, if not the one the judges were asked.")]
Corpus = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The corpus of a ground run, for tasks asked without a passage.")
]
Reviewers = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Who reviews, several with a page each; default: your user name."),
]
Ask = Annotated[str, typer.Option(metavar="NAMES", help="Questions that must all hold for accept: valid,fits,right.")]
Against = Annotated[Path | None, typer.Option(metavar="RUN|FILE", help="Compare with this one, blind; needs --random.")]
Rejected = Annotated[
    str | None,
    typer.Option(metavar="RULE", help="Look at what this rule rejected (all: any); decides nothing."),
]
Absent = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="NAME", help="With --each, whose open records others get."),
]
Guidelines = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What reviewers go by, as text; YAML: what each label means.")
]
AllowHost = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="A further name the page may be asked by, of a proxy.")
]

# What the page does with decisions, by what is asked for.
_ENDS = {
    "review": "Decisions are saved one by one; Ctrl-C ends the page and applies them.",
    "compare": "Decisions are saved one by one; Ctrl-C ends the page, and what they come to is told.",
    "rejected": "There is nothing to decide, only to look at; Ctrl-C ends the page.",
}


def review_page_command(
    source: Source,
    reviewer: Reviewers = None,
    random: Random = None,
    everything: Everything = False,
    type: Annotated[str, typer.Option("--type", metavar="TYPE", help="Records of this type alone.")] = "",
    ask: Ask = "",
    grades: Annotated[bool, typer.Option("--grades", help="Of pairs also how much better a side is.")] = False,
    differing: Annotated[bool, typer.Option("--differing", help="Settle what reviewers answered differently.")] = False,
    against: Against = None,
    rejected: Rejected = None,
    each: Annotated[int | None, typer.Option(help="How many reviewers see each record; default: all.")] = None,
    absent: Absent = None,
    repeat: Annotated[float, typer.Option(metavar="PERCENT", help="This share of the records is shown twice.")] = 0,
    order: Annotated[str, typer.Option(help="random, another one for each reviewer, or file.")] = "random",
    seed: Annotated[int, typer.Option(help="Seed of the sample and of the order.")] = 0,
    question: Question = "",
    guidelines: Guidelines = None,
    corpus: Corpus = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; 0: any.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    allow_host: AllowHost = None,
    frame: Annotated[bool, typer.Option("--frame", help="Let pages of its origin frame it, as Jupyter.")] = False,
    as_json: Json = False,
) -> None:
    """Review records in the browser; what is decided is applied when Ctrl-C ends it."""
    if order not in ("random", "file"):
        raise UsageError(f"--order {order!r}: use random or file")
    mode = "compare" if against is not None else "rejected" if rejected is not None else "review"
    found = api.review_page(
        source, reviewers=reviewer or (), random=random, everything=everything, type=type, asks=ask, grades=grades,
        differing=differing, against=against, rejected=rejected, each=each, absent=absent or (), repeat=repeat,
        in_order=order == "file", seed=seed, question=question, guidelines=guidelines, corpus=corpus, port=port,
        opening=not no_open, hosts=allow_host or (), framed=frame, ready=partial(_tell_addresses, _ENDS[mode]),
    )  # fmt: skip
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in page_closed(found.as_dict()):
        say(line)
    if found.problem:
        raise typer.Exit(1)


def _tell_addresses(end: str, addresses: Sequence[tuple[str, str]]) -> None:
    for name, address in addresses:
        say(f"Review as {plain(name)}: {address}", whole=True, always=True)
    say(end)


def review_export_command(
    source: Source,
    out: Annotated[Path, out_option("FILE", "The file to write.")],
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or groundtruth.")] = "jsonl",
    random: Random = None,
    everything: Everything = False,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    question: Question = "",
    corpus: Corpus = None,
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
    say(f"{found.records:,} of {many(found.of, 'record')} to review: {plain(found.out)}")


def review_import_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="The run or file that was exported from.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILLED", help="Filled-in files; without any, what was decided on the review page."),
    ] = None,
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
        source, files or [], reviewer=reviewer, consolidation=consolidation, least=least, partial=partial,
        replace=replace, attribute=attribute, out=out,
    )  # fmt: skip
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in reviewed(found.as_dict()):
        say(line)


def add_review(app: typer.Typer, section: str) -> None:
    """Give `app` the group `review` with its commands."""
    review = typer.Typer(
        name="review",
        cls=SectionedGroup,
        help="Let people review records: on a page in the browser, or in files that they fill in.",
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=HELP,
    )
    add(review, "page", review_page_command, "Commands", within="review")
    add(review, "export", review_export_command, "Commands", within="review")
    add(review, "import", review_import_command, "Commands", within="review")
    app.add_typer(review, rich_help_panel=section)
