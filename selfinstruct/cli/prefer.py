"""The command `prefer`: arguments to the API call, its outcome to an exit code."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from selfinstruct.cli.options import (
    EXIT,
    BaseUrl,
    EndpointUrl,
    Json,
    MaxCost,
    MaxRequests,
    PreferSets,
    PriceOption,
    Profile,
    Region,
    Rpm,
    Tpm,
    place,
)


def prefer(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run directory, or a file of prompts.")],
    method: Annotated[str, typer.Option(help="contrast, rank, revise or corrupt.")],
    out: Annotated[
        Path | None, typer.Option(parser=place, metavar="DIR", help="The directory, for a FILE; a RUN keeps its own.")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="Who responds: provider/model, or provider/model@URL; the run's own if left out; may be repeated."
        ),
    ] = None,
    strong: Annotated[str | None, typer.Option(help="contrast: whose responses are chosen.")] = None,
    weak: Annotated[str | None, typer.Option(help="contrast: whose responses are rejected.")] = None,
    judge: Annotated[list[str] | None, typer.Option(help="Who judges; may be repeated.")] = None,
    rubric: Annotated[str | None, typer.Option(help="A shipped rubric's name, or the path of your own.")] = None,
    responses: Annotated[int | None, typer.Option(min=2, help="rank: responses to each prompt.")] = None,
    min_margin: Annotated[float | None, typer.Option(help="Least points by which the chosen one is better.")] = None,
    responses_only: Annotated[
        bool, typer.Option("--responses-only", help="Write responses.jsonl, to be scored elsewhere; judge nothing.")
    ] = False,
    scores: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Scores of these responses: id and score; nobody else judges.")
    ] = None,
    recipe: Annotated[str | None, typer.Option(help="The path of your own recipe for the method.")] = None,
    n: Annotated[int | None, typer.Option("-n", min=1, help="Only the first prompts.")] = None,
    number: Annotated[int, typer.Option("--round", min=1, help="The round these pairs belong to.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Only prompts that no earlier round has used.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 0,
    concurrency: Annotated[int, typer.Option(min=1, help="Most requests in flight to each model.")] = 32,
    base_url: BaseUrl = None,
    endpoint_url: EndpointUrl = None,
    region: Region = None,
    profile: Profile = None,
    price: PriceOption = None,
    max_cost: MaxCost = None,
    max_requests: MaxRequests = None,
    sets: PreferSets = None,
    rpm: Rpm = None,
    tpm: Tpm = None,
    dry_run: Annotated[bool, typer.Option(help="Show the prompts and an estimate; ask nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Make preference data of a run or of a file of prompts. The same command again resumes."""
    options: dict[str, Any] = {
        "out": out, "recipe": recipe, "models": tuple(model or ()), "strong": strong, "weak": weak,
        "judges": tuple(judge or ()), "rubric": rubric, "responses": responses, "min_margin": min_margin, "n": n,
        "responses_only": responses_only, "scores": scores, "round": number, "fresh": fresh, "seed": seed,
        "overrides": tuple(sets or ()), "concurrency": concurrency, "base_url": base_url,
        "endpoint_url": endpoint_url, "region": region, "profile": profile,
        "price": price, "max_cost": max_cost, "max_requests": max_requests,
        "rpm": rpm, "tpm": tpm,
    }  # fmt: skip
    if dry_run:
        _preview(source, method, options, as_json)
    else:
        _drive(source, method, options, as_json)


def _drive(source: Path, method: str, options: dict[str, Any], as_json: bool) -> None:
    """Run with progress; say how it ended; exit with its code."""
    from selfinstruct.cli.interpreter import make_ready
    from selfinstruct.cli.render.generate import closed, idle
    from selfinstruct.cli.render.prefer import collected, paired
    from selfinstruct.cli.render.progress import watching
    from selfinstruct.cli.render.text import say
    from selfinstruct.flows.prefer.flow import PreferResult
    from selfinstruct.flows.prefer.flow import prefer as make
    from selfinstruct.flows.prefer.report import read_info

    found: list[PreferResult] = []
    section, told = ("responses", collected) if options["responses_only"] else ("preferences", paired)
    entry = f"{method}/{options['round']}"

    def recorded(path: Path) -> PreferResult:
        return PreferResult(path, read_info(path)[section][entry])

    def started(path: Path) -> None:
        found.append(recorded(path))
        for line in _notice(found[0]):
            say(line)
        make_ready(threads=True)

    try:
        with watching() as watch:
            make(source, method, **options, watch=watch, signals=True, started=started)
    finally:
        if found:
            done = recorded(found[0].path)
            # What stopped it follows as the error itself.
            summary = [] if idle(done.report) else [*told(closed(done.report), str(done.path))]
            for line in (*summary, *_next_step(done), *(_notice(done) if summary else ())):
                say(line)
            if as_json:
                print(json.dumps({"path": str(done.path), **done.report}), flush=True)
    if done.status != "done":
        raise typer.Exit(EXIT.get(done.status, 1))


def _next_step(done: Any) -> list[str]:
    if done.status != "done":
        return ["Go on with the same command; what was answered is not asked again."]
    if done.report.get("responses"):
        return ["Give each id a score, and run the same command with --scores FILE for --responses-only."]
    return []


def _notice(done: Any) -> list[str]:
    return [f"offline: {done.report['notice']}"] if done.report["notice"] else []


def _preview(source: Path, method: str, options: dict[str, Any], as_json: bool) -> None:
    from selfinstruct.cli.render.estimate import show_estimate
    from selfinstruct.flows.prefer.estimate import ASSUMED, preview_preferences

    show_estimate(preview_preferences(source, method, **options), f"the method {method}", ASSUMED, as_json)
