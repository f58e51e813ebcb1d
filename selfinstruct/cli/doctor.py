"""The command `doctor`."""

import json
from typing import Annotated

import typer

import selfinstruct as api
from selfinstruct.cli.options import Json
from selfinstruct.cli.render.crew import examined_engine
from selfinstruct.cli.render.doctor import examined
from selfinstruct.cli.render.sandbox import surveyed
from selfinstruct.cli.render.text import plain, say, write
from selfinstruct.errors import UsageError


def doctor_command(
    base_url: Annotated[str | None, typer.Option(help="Address of an OpenAI-compatible endpoint.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model's name there, or provider/model; default: the first it names.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one request may take.")] = 120.0,
    engine: Annotated[
        str | None, typer.Option(help="Look at workers instead: what local or ray has, and what they reach.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With --engine: how many.  [default: one a processor]")
    ] = None,
    address: Annotated[str | None, typer.Option(help="With --engine ray: address of a cluster.")] = None,
    storage: Annotated[
        str | None, typer.Option(help="With --engine: a folder, or s3://BUCKET/PREFIX, that all must see.")
    ] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Look instead at what keeps programs that models wrote.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask an endpoint what it is and can, by some fifteen small requests."""
    if sandbox:
        if base_url or model or engine or workers or address or storage:
            raise UsageError("--sandbox looks at this machine alone: no other option but --json goes with it")
        survey = api.examine_sandbox()
        for line in [json.dumps(survey.as_dict())] if as_json else surveyed(survey):
            write(line)
        if survey.missing or survey.problems:
            raise typer.Exit(1)
        return
    if engine is not None:
        found = api.examine_engine(
            engine, workers=workers, address=address, base_url=base_url, model=model, storage=storage
        )
        for line in [json.dumps(found.as_dict())] if as_json else examined_engine(found):
            write(line)
        if found.problems:
            raise typer.Exit(1)
        return
    if workers is not None or address is not None or storage is not None:
        raise UsageError("--workers, --address and --storage need --engine")
    report = api.doctor(base_url, model=model, timeout=timeout, told=lambda line: say(plain(line)))
    if as_json:
        write(json.dumps(report.as_dict()))
        return
    for line in examined(report):
        write(line)
