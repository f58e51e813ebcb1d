"""Drives a session from the command line: progress while it lasts, a summary and an exit code when it has ended."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer

from selfinstruct.cli.options import EXIT
from selfinstruct.cli.render.progress import watching
from selfinstruct.cli.render.text import many, notice_lines, say, write
from selfinstruct.cli.session.interpreter import make_ready
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import UnderWay

Info = Mapping[str, Any]


def run_session(
    work: Callable[..., object],
    read: Callable[[Path], Info],
    summary: Callable[[Info, str], list[str]],
    *,
    as_json: bool,
    next_steps: Callable[[Info, str], list[str]] = lambda info, path: [],
    kept: Callable[[Info], int] = lambda info: 1,
) -> None:
    """Call `work` with what a session's hooks are, and say how it ended; raises typer.Exit unless it is done.

    `read` gives what is recorded in a directory of this session, `summary` the lines that tell of it, and `next_steps`
    those that say how to go on: they can be copied, and stay whole on a narrow terminal. `kept` counts what came of it;
    a session that is done and has kept nothing has failed.
    """
    paths: list[Path] = []

    def started(path: Path) -> None:
        reading.stop()
        paths.append(path)
        info = read(path)
        for line in notice_lines(info):
            say(line)
        make_ready(threads=_in_threads(info))

    try:
        with waiting() as reading, watching() as watch:
            work(watch=watch, started=started, signals=True)
    except UnderWay as told:
        say(str(told))
        raise typer.Exit(EXIT.get(told.why, 0)) from None
    finally:
        if paths:
            path, info = str(paths[0]), read(paths[0])
            # Where an error ended it before anything was answered, the error is all there is to say.
            lines = [] if _idle(info) else summary(_closed(info), path)
            for line in lines:
                say(line)
            for line in _failed(info):
                say(line, whole=True, always=True)
            for line in next_steps(info, path):
                say(line, whole=True)
            for line in notice_lines(info) if lines else ():
                say(line)
            if as_json:
                write(json.dumps({"path": path, **info}))
    if info["status"] != "done":
        raise typer.Exit(EXIT.get(info["status"], 1))
    if not kept(info):
        raise typer.Exit(1)


def _failed(info: Info) -> list[str]:
    """What is said where requests failed for good: nothing else but --retry-failed asks them again."""
    number = sum(item["failed"] for item in info["usage"])
    return [f"{many(number, 'request')} failed for good; --retry-failed asks again."] if number else []


def _in_threads(info: Info) -> bool:
    """Whether requests are made in threads: boto3 does that."""
    names = [info.get("model") or "", *info.get("models", ()), *info.get("judges", ())]
    return any(name.startswith("bedrock/") for name in names)


def _idle(info: Info) -> bool:
    """Whether a session has ended by an error before anything was answered: the error is all there is to say."""
    bought = any(item["prompt"] + item["completion"] for item in info["usage"])
    counts = info.get("counts", info)
    made = counts.get("candidates", counts.get("answered"))
    return info["status"] in ("failed", "running") and not bought and not made


def _closed(info: Info) -> dict[str, Any]:
    """The record of a session that has ended, also where that could not be written; the error itself follows."""
    return {**info, "reason": "", "status": "failed" if info["status"] == "running" else info["status"]}
