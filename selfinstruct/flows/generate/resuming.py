"""What a directory knows of the run in it: whose it is, its inputs as recorded, and how far its files are."""

import contextlib
import logging
import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from selfinstruct.errors import RunDamaged, RunError, RunMismatch, UsageError
from selfinstruct.flows.generate.inputs import Inputs, load_inputs
from selfinstruct.runs.directory import check_identity, check_no_files
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.lists import keep_lists, kept_list
from selfinstruct.runs.run import run_rows
from selfinstruct.runs.schema import DISTILL, MERGE
from selfinstruct.settings import Settings

LOG = logging.getLogger("selfinstruct")
_NO_INPUTS = "records no inputs: it was emptied or lost; restore it from a copy, or give another --out"


def check_kind(path: Path, before: Mapping[str, Any]) -> None:
    """Raise RunMismatch for the directory of another command."""
    kind = before.get("kind", "")
    if kind == MERGE:
        raise RunMismatch(f"{path}: is a merge, which does not grow; give another --out, or resume its sources")
    if kind == DISTILL:
        given, base_url = before["given"].get("prompts", "PROMPTS"), before.get("session", {}).get("base_url")
        words = ["selfinstruct", "distill", str(given), "--model", str(before["model"]), "--out", str(path)]
        command = shlex.join([*words, *(["--base-url", base_url] if base_url else [])])
        raise RunMismatch(f"{path}: was made by distill; go on with: {command} (and its other options)")
    if kind:
        raise RunMismatch(f"{path}: was made by {kind}: run the same command again to continue it; give another --out")


def warn_of_other_address(path: Path, before: Mapping[str, Any], settings: Settings) -> None:
    """Another address may be another model of the same name: worth a word, no reason to stop."""
    if "session" not in before:
        return
    for name in ("base_url", "endpoint_url", "region"):
        was, now = before["session"].get(name), getattr(settings, name)
        if was != now:
            option = f"--{name.replace('_', '-')}"
            LOG.warning("%s: %s was %s so far, and is now %s", path, option, was or "not given", now or "not given")


def agreed_inputs(
    path: Path, journal: Journal, before: Mapping[str, Any], given: Inputs | None, develop: str | None = None
) -> Inputs:
    """The run's inputs: as recorded, and the same as those given, if any.

    A method that is code of the user's own is imported only where it is named now: here, or by `develop`.
    """
    texts = journal.inputs()
    if not texts:
        if given is None or "identity" in before:
            raise RunDamaged(f"{path / 'journal.db'}: {_NO_INPUTS}")
        check_no_files(path)
        keep_lists(journal, given.listed)
        journal.keep_inputs(given.dump())
        return given
    if "plain" not in texts:
        raise RunMismatch(f"{path}: holds another command's run; give another --out")
    inputs = load_inputs(texts, partial(kept_list, journal))
    if ":" in inputs.recipe.develop and given is None and inputs.recipe.develop != develop:
        raise UsageError(
            f"{path}: was made with {inputs.recipe.develop}, code of your own; give --develop {inputs.recipe.develop} "
            "to have it run"
        )
    if given is not None:
        check_identity(path, inputs.identity(), given.identity())
    return inputs


def tasks_written(path: Path, before: Mapping[str, Any]) -> int:
    """How many tasks with an instance the files hold already: a smaller -n takes none of them back."""
    if not before:
        return 0
    with contextlib.suppress(RunError):
        return sum(bool(row["instances"]) for row in run_rows(path, "tasks.jsonl"))
    return 0
