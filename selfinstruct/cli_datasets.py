"""The commands `validate`, `show` and `merge`: arguments to API calls, their outcome to the terminal."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selfinstruct.cli_options import Json, place

if TYPE_CHECKING:
    from selfinstruct.run import Run


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(validate)
    app.command()(show)
    app.command()(merge)


def validate(
    path: Annotated[Path, typer.Argument(help="Seed tasks, a recipe's folder or recipe.yaml, or a rubric.")],
) -> None:
    """Check seed tasks, a recipe or a rubric, and say what is wrong with it."""
    from selfinstruct.display import plain, write
    from selfinstruct.display_datasets import valid
    from selfinstruct.validation import validate as run

    write(f"{plain(path)}: {valid(run(path))}")


def show(
    run: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="The run directory; with --stats also a data file.")],
    samples: Annotated[int, typer.Option(min=0, help="Also show this many tasks, spread over the run.")] = 0,
    stats: Annotated[bool, typer.Option("--stats", help="Show what the dataset is like instead.")] = False,
    seeds: Annotated[
        Path | None, typer.Option(help="With --stats: the seed tasks that novelty is measured against.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show again what a run made, or what a dataset is like."""
    from selfinstruct.display import write
    from selfinstruct.errors import UsageError

    if stats:
        if samples:
            raise UsageError("--samples: goes without --stats; give one of the two")
        from selfinstruct.display_stats import measured
        from selfinstruct.stats import dataset_stats

        found = dataset_stats(run, seeds=seeds)
        write(json.dumps(found.as_dict()) if as_json else "\n".join(measured(found)))
        return
    if seeds is not None:
        raise UsageError("--seeds: goes with --stats")
    if run.is_file():
        raise UsageError(f"{run}: is a file; --stats shows what it holds, without it give a run's directory")
    _show_run(run, samples, as_json)


def merge(
    sources: Annotated[list[Path], typer.Argument(metavar="RUN|FILE", help="Runs, earlier merges, datasets.")],
    out: Annotated[Path, typer.Option("-o", "--out", parser=place, metavar="DIR", help="The directory to write.")],
    novelty: Annotated[
        float, typer.Option(min=0, max=1, help="ROUGE-L above which a task repeats one of an earlier source.")
    ] = 0.7,
    as_json: Json = False,
) -> None:
    """Merge runs and datasets into one, without what is too close to an earlier one."""
    from selfinstruct.display import say, write
    from selfinstruct.display_datasets import merged
    from selfinstruct.merging import merge as run

    found = run(sources, out, novelty=novelty)
    if as_json:
        write(json.dumps({"path": str(found.path), **found.info}))
    notice = [f"offline: {found.info['notice']}"] if found.info["notice"] else []
    for line in (*notice, *merged(found.info, str(found.path)), *notice):
        say(line)


def _show_run(run: Path, samples: int, as_json: bool) -> None:
    from selfinstruct.display import coverage, fitted, sample, write
    from selfinstruct.display_preferences import collected, paired, pairs
    from selfinstruct.preference_files import read_info
    from selfinstruct.preference_rows import FILE, read_pairs
    from selfinstruct.run import Run

    info = read_info(run)
    # A directory may hold preferences alone.
    alone = "preferences" in info or "responses" in info
    found = Run(run) if "counts" in info or not alone else None
    if as_json:
        write(json.dumps(info))
        return
    lines = [fitted(f"offline: {info['notice']}", sys.stdout)] if info["notice"] else []
    if found is not None:
        tasks = [task for task in found.tasks() if task.instances]
        lines += _made(found)
        lines += [*coverage([task.attributes for task in tasks], info["attributes"]), *sample(tasks, samples)]
    for section, report_lines in (("responses", collected), ("preferences", paired)):
        for report in info.get(section, {}).values():
            told = report_lines(report | {"status": _status(report["status"], run)}, str(run))
            lines += [fitted(line, sys.stdout) for line in told]
    write("\n".join([*lines, *pairs(list(read_pairs(run / FILE)), samples)]))


def _made(run: "Run") -> list[str]:
    """What a run, a merge or a distillation has made; of what has not ended, what its files have so far."""
    from selfinstruct.display import GONE, fitted, funnel, plain
    from selfinstruct.display_datasets import merged
    from selfinstruct.display_distill import distilled
    from selfinstruct.record import counted

    kind, status = run.info.get("kind", ""), _status(run.status, run.path)
    info = run.info | {"status": status}
    if run.status == "running" and not kind:
        info["counts"] = counted(run)
    told = {"merge": merged, "distill": distilled}.get(kind, funnel)
    step = [f"Go on with: selfinstruct resume {plain(run.path)}"] if status == GONE and not kind else []
    return [*(fitted(line, sys.stdout) for line in told(info, str(run.path))), *step]


def _status(status: str, run: Path) -> str:
    """How it ended; of what has not ended, whether anybody is at it still."""
    from selfinstruct.display import ENDS, GONE, UNDER_WAY
    from selfinstruct.run import under_way

    return {True: UNDER_WAY, False: GONE, None: ENDS["running"]}[under_way(run)] if status == "running" else status
