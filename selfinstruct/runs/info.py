"""What every command writes at the head of its run.json or label.json."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__
from selfinstruct.errors import RunError
from selfinstruct.runs.run import Run

NOTICE = "made by the built-in demonstration model: for trying, CI and load tests, not training data"


def notice(models: Iterable[str]) -> str:
    """The warning that belongs to what these models made, "" for none."""
    return NOTICE if any(model.partition("/")[0] == "offline" for model in models) else ""


def head(status: str, reason: str, models: Iterable[str], kind: str = "") -> dict[str, Any]:
    """Who wrote the file, what `kind` of run it tells of and how that stands; `models` are those that were asked."""
    own = {"kind": kind} if kind else {}
    return {"version": __version__, **own, "status": status, "reason": reason, "notice": notice(models)}


def recorded(path: Path) -> dict[str, Any]:
    """All that run.json says already, by whichever command; {} where there is none that can be read.

    What holds of the last session alone is left out.
    """
    try:
        return lasting(Run(path).info)
    except RunError:
        return {}


def lasting(info: Mapping[str, Any]) -> dict[str, Any]:
    """run.json without what holds of the last session alone."""
    return {name: value for name, value in info.items() if name != "next_may_cost"}


def seeds_of(given: Mapping[str, Any]) -> list[str]:
    """The files of seeds that run.json names under `given`: one, several, or none where they were given in Python."""
    seeds = given.get("seeds") or []
    return [seeds] if isinstance(seeds, str) else [str(file) for file in seeds]
