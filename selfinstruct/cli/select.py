"""The command `select`: arguments to the API call, its outcome to the terminal."""

import json
from pathlib import Path
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json, Overwrite, Sse, SseKmsKeyId, out_option
from selfinstruct.cli.render.selecting import selected
from selfinstruct.cli.render.text import say, write
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access


def select_command(
    path: Annotated[
        Path, typer.Argument(metavar="RUN|FILE", help="A run, or a dataset in any form that seed files may have.")
    ],
    number: Annotated[int, typer.Option("-n", help="How many rows to keep.", min=1)],
    out: Annotated[
        Path, out_option("FILE", "Where to write the rows kept; the others go to a .rejected.jsonl beside it.")
    ],
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WAY",
            help="random, quality, difficulty, length, diversity or balanced; may be repeated.  [default: random]",
        ),
    ] = None,
    band: Annotated[
        str | None,
        typer.Option(metavar="LOW,HIGH", help="With --by difficulty: only rows that are this difficult, 0 to 1."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other rows.")] = 0,
    scores: Annotated[
        Path | None,
        typer.Option(metavar="FILE|DIR", help="Scores by id, or the directory of label or of filter --judge."),
    ] = None,
    attempts: Annotated[
        Path | None, typer.Option(metavar="RUN|FILE", help="Attempts, of which difficulty is the share that failed.")
    ] = None,
    overwrite: Overwrite = False,
    sse: Sse = None,
    sse_kms_key_id: SseKmsKeyId = None,
    as_json: Json = False,
) -> None:
    """Keep so many rows of a dataset, and show what as many by lot are like."""
    if as_json and str(out) == "-":
        raise UsageError("--json: stdout already carries the rows; give -o FILE")
    try:
        with waiting():
            found = api.select_dataset(
                path, out, number, by=tuple(by or ("random",)), band=None if band is None else _band(band), seed=seed,
                scores=scores, attempts=attempts, access=Access(sse=sse, sse_kms_key_id=sse_kms_key_id),
                overwrite=overwrite,
            )  # fmt: skip
    except KeyboardInterrupt:
        say("Interrupted; nothing has been written.")
        raise
    if as_json:
        write(json.dumps(found.as_dict()))
    for line in selected(found.as_dict()):
        say(line)


def _band(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--band {text!r:.40}: write two shares from 0 to 1, for example 0.3,0.7") from None
    return low, high
