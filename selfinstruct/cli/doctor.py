"""The command `doctor`."""

import json
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json
from selfinstruct.cli.render.doctor import examined
from selfinstruct.cli.render.text import plain, say, write


def doctor_command(
    base_url: Annotated[str | None, typer.Option(help="Address of an OpenAI-compatible endpoint.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model's name there, or provider/model; default: the first it names.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one request may take.")] = 120.0,
    as_json: Json = False,
) -> None:
    """Ask an endpoint what it is and can, by some fifteen small requests."""
    report = api.doctor(base_url, model=model, timeout=timeout, told=lambda line: say(plain(line)))
    if as_json:
        write(json.dumps(report.as_dict()))
        return
    for line in examined(report):
        write(line)
