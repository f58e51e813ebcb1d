"""The commands `export`, `check` and `verify`: arguments to API calls, their outcome to an exit code."""

import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import selfinstruct as api
from selfinstruct.cli.options import EXIT, IgnoreColumns, Json, Overwrite, Sse, SseKmsKeyId, out_option
from selfinstruct.cli.render.export import check_summary, dealt, exported, followed, verified
from selfinstruct.cli.render.text import plain, say, write
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access

Format = Annotated[str, typer.Option("--format", metavar="NAME", help="One of {names}.")]

_THRESHOLD = 0.7

FileType = Annotated[
    str | None,
    typer.Option(help="jsonl, json, csv, spreadsheet or parquet, if the name does not tell; or jsonl.gz, jsonl.zst."),
]
Reasoning = Annotated[str, typer.Option(metavar="PLACE", help="Where reasoning goes: field, thinking, tags or drop.")]
DropInvalid = Annotated[
    bool, typer.Option("--drop-invalid", help="Leave out records that the consumer would refuse, and record them.")
]
Split = Annotated[str, typer.Option(metavar="SHARES", help="Write splits: 80/10/10, 90/10 or train=80,eval=20.")]
SplitThreshold = Annotated[
    float, typer.Option(help="ROUGE-L of instruction and input above which records stay together.")
]
Cite = Annotated[
    bool, typer.Option("--cite", help="Put into each row where in a document it stands: text, messages, hub.")
]
License = Annotated[str, typer.Option(help="For the dataset card: a licence identifier of the Hub, such as cc-by-4.0.")]
Reviewed = Annotated[
    str, typer.Option(metavar="apply|only", help="With what people decided in a review, or only what they kept.")
]
Follow = Annotated[bool, typer.Option("--follow", help="Pass on the rows of a run that is still going, until it ends.")]


def export_command(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run, or a file of instances or preferences.")],
    form: Format,
    out: Annotated[str, typer.Option("-o", "--out", help="The file or folder to write, or s3://…; - is stdout.")] = "-",
    file_type: FileType = None,
    system: Annotated[str, typer.Option(help="A system prompt for every row.")] = "",
    reasoning: Reasoning = "",
    drop_invalid: DropInvalid = False,
    split: Split = "",
    split_threshold: SplitThreshold = _THRESHOLD,
    stratify: Annotated[str, typer.Option(help="Keep the shares within each value of this field: type.")] = "",
    seeds: Annotated[Path | None, typer.Option(help="The seed tasks, to export with the rest.")] = None,
    seeds_to: Annotated[str, typer.Option(help="The split for the seed tasks, or leave-out; default: the first.")] = "",
    against: Annotated[Path | None, typer.Option(help="Leave out records that are too close to this file.")] = None,
    method: Annotated[str, typer.Option(help="Only preferences of this method: {names}.")] = "",
    number: Annotated[int | None, typer.Option("--round", help="Only preferences of this round.")] = None,
    ignore_columns: IgnoreColumns = None,
    cite: Cite = False,
    reviewed: Reviewed = "",
    license: License = "",
    terms: Annotated[str, typer.Option(help="For the dataset card: the provider's terms on using its outputs.")] = "",
    follow: Follow = False,
    overwrite: Overwrite = False,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    as_json: Json = False,
) -> None:
    """Write a dataset in a trainer's or a service's format; what that would refuse is refused here."""
    if as_json and out == "-":
        raise UsageError("--json: stdout already carries the rows; give -o FILE")
    parts: dict[str, Any] = {
        "split": split, "split_threshold": split_threshold, "stratify": stratify, "seeds": seeds, "seeds_to": seeds_to,
        "against": against,
    }  # fmt: skip
    wanted = split or stratify or seeds or seeds_to or against or split_threshold != _THRESHOLD
    chosen: dict[str, Any] = {
        "method": method, "round": number, "license": license, "terms": terms, "reviewed": reviewed,
    }  # fmt: skip
    rows: dict[str, Any] = {"system": system, "reasoning": reasoning, "drop_invalid": drop_invalid, "cite": cite}
    if follow:
        _check_follow(chosen, bool(wanted) or (file_type or "jsonl") != "jsonl")
        _follow(source, form, out, rows | {"overwrite": overwrite}, as_json)
        return
    with waiting():
        splitting = api.plan_splits(**parts) if wanted else None
    told = {"file_type": file_type, "system": system, "reasoning": reasoning} | parts | chosen
    flags = {"--cite": cite, "--drop-invalid": drop_invalid}
    command = _command(source, form, flags, told, ignore_columns or ())
    with waiting():
        found = api.export(
            source, form, out, file_type=file_type, splitting=splitting, command=command,
            ignore_columns=tuple(ignore_columns or ()), access=Access(sse=sse, sse_kms_key_id=sse_kms_key_id),
            overwrite=overwrite, **rows, **chosen,
        )  # fmt: skip
    if as_json:
        splits = {} if splitting is None else {"splitting": splitting.as_dict()}
        write(json.dumps(found.as_dict() | splits))
    for line in (*exported(found), *dealt([] if splitting is None else splitting.summary())):
        say(line)


def _check_follow(chosen: Mapping[str, Any], whole: bool) -> None:
    """Raise UsageError for what needs the whole run: what `chosen` names, and `whole` for splits or other files."""
    if any(value not in ("", None) for value in chosen.values()):
        raise UsageError(
            "--follow: cannot be used with --method, --round, --reviewed, --license or --terms; export at the end"
        )
    if whole:
        raise UsageError("--follow: cannot be used with splits or a file type other than jsonl; export at the end")


def _follow(source: Path, form: str, out: str, options: Mapping[str, Any], as_json: bool) -> None:
    try:
        found = api.follow(source, form, out, note=lambda text: say(plain(text)), **options)
    except BrokenPipeError:
        # A reader that has seen enough; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in followed(found):
        say(line)
    if found.status != "done":
        raise typer.Exit(EXIT.get(found.status, 1))


def check_command(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="Any data file, a folder of export, a pipe, or - for stdin.")
    ],
    form: Format,
    split: Annotated[
        str, typer.Option(help="Which split the file is, if limits differ: train, validation or test.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Hold any file against a format: what its trainer or service would refuse, row by row."""
    with waiting():
        found = api.check(path, form, split=split)
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in check_summary(found):
        say(line)
    if not found.valid:
        raise typer.Exit(2)


def verify_command(
    path: Annotated[
        Path, typer.Argument(metavar="RUN|FILE", help="A run, or any file of rows that carry checks, or - for stdin.")
    ],
    out: Annotated[Path | None, out_option("FILE", "Write the rows with their verdicts to this file.")] = None,
    run: Annotated[
        bool, typer.Option("--run", help="Run the programs of checks that need it, in the sandbox.")
    ] = False,
    sandbox: Annotated[
        str | None, typer.Option(help="With --run: process or container:IMAGE; default: process.")
    ] = None,
    overwrite: Overwrite = False,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    as_json: Json = False,
) -> None:
    """Run the checks that rows carry, and say what fails: what was asked, and what was found."""
    if as_json and str(out) == "-":
        raise UsageError("--json: stdout already carries the rows; give -o FILE")
    with waiting():
        access = Access(sse=sse, sse_kms_key_id=sse_kms_key_id)
        found = api.verify(path, out, access=access, overwrite=overwrite, run=run, sandbox=sandbox)
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in verified(found):
        say(line)
    if not found.passed:
        raise typer.Exit(2)


def _command(
    source: Path, form: str, flags: Mapping[str, bool], options: Mapping[str, Any], ignored: Sequence[str]
) -> str:
    """The command that makes the same data again; where it is to go is for whoever runs it to say."""
    command = ["selfinstruct", "export", str(source), "--format", form, "-o", "DIR"]
    for name, value in options.items():
        if value and (name, value) != ("split_threshold", _THRESHOLD):
            command += [f"--{name.replace('_', '-')}", str(value)]
    command += [word for name in ignored for word in ("--ignore-columns", name)]
    return shlex.join([*command, *(name for name, given in flags.items() if given)])
