"""Options that several commands have."""

from typing import Annotated

import typer

BaseUrl = Annotated[
    str | None, typer.Option(help="Address of an OpenAI-compatible endpoint, for example http://localhost:8000/v1.")
]
PriceOption = Annotated[
    str | None, typer.Option("--price", metavar="IN,OUT", help="US dollars per million prompt and completion tokens.")
]
MaxCost = Annotated[float | None, typer.Option(help="Stop before this many US dollars are passed, over all sessions.")]
MaxRequests = Annotated[int | None, typer.Option(help="Stop at this many requests, over all sessions.")]
Rpm = Annotated[int | None, typer.Option(help="Most requests a minute.")]
Tpm = Annotated[int | None, typer.Option(help="Most tokens a minute.")]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON on stdout.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a recipe setting, for example bootstrap.temperature=0.9; may be repeated.",
    ),
]
