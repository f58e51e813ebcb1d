"""Drives a session from the command line: progress while it lasts, a summary and an exit code when it has ended."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from selfinstruct.cli.options import EXIT
from selfinstruct.cli.render.progress import watching
from selfinstruct.cli.render.text import go_on, many, notice_lines, say, stopped_short, write
from selfinstruct.cli.session.interpreter import make_ready
from selfinstruct.cli.session.waiting import waiting
from selfinstruct.errors import SelfInstructError, UnderWay, UnknownModel, Unreachable

if TYPE_CHECKING:
    from selfinstruct.progress import Progress

Info = Mapping[str, Any]
ELSEWHERE = "--base-url URL"


def again(info: Info, path: str, elsewhere: bool) -> list[str]:
    """How to go on with what the same command continues; `elsewhere` where it had a wrong address."""
    if info["status"] in ("done", "saturated"):
        return []
    if elsewhere:
        return [f"Run the same command again to continue, with another {ELSEWHERE}."]
    return [] if _idle(info) else [go_on(info["status"])]


def run_session(
    work: Callable[..., object],
    read: Callable[[Path], Info],
    summary: Callable[[Info, str], list[str]],
    *,
    as_json: bool,
    next_steps: Callable[[Info, str, bool], list[str]] = again,
    kept: Callable[[Info], int] = lambda info: 1,
    address: str | None = None,
) -> None:
    """Call `work` with what a session's hooks are, and say how it ended; raises typer.Exit unless it is done.

    `read` gives what is recorded in a directory of this session, `summary` the lines that tell of it, and `next_steps`
    those that say how to go on: they can be copied, stay whole on a narrow terminal, and follow the error where one
    ended it. `kept` counts what came of it; a session that is done and has kept nothing has failed. `address` is the
    one that the models were to be asked at.
    """
    paths: list[Path] = []
    seen: list[Progress] = []
    failure: SelfInstructError | None = None

    def started(path: Path) -> None:
        reading.stop()
        paths.append(path)
        info = read(path)
        for line in notice_lines(info):
            say(line)
        make_ready(threads=_in_threads(info))

    try:
        with waiting() as reading, watching() as watch:

            def show(progress: "Progress") -> None:
                seen[:] = [progress]
                watch(progress)

            work(watch=show, started=started, signals=True)
    except UnderWay as told:
        say(str(told))
        raise typer.Exit(EXIT.get(told.why, 0)) from None
    except SelfInstructError as error:
        failure = error
        raise
    finally:
        if paths:
            path, info = str(paths[0]), read(paths[0])
            # Where an error ended it before anything was answered, the error is all there is to say.
            lines = [] if _idle(info) else summary(_closed(info), path)
            for line in (*lines, *stopped_short(info), *_unasked(info, seen)):
                say(line)
            for line in _failed(info):
                say(line, whole=True, always=True)
            for line in next_steps(info, path, _is_wrong(address or _own_address(info), failure)):
                if failure is None:
                    say(line, whole=True)
                else:
                    failure.add_note(line)
            for line in notice_lines(info) if lines else ():
                say(line)
            if as_json:
                write(json.dumps({"path": path, **info}))
    if info["status"] != "done":
        raise typer.Exit(EXIT.get(info["status"], 1))
    if not kept(info):
        raise typer.Exit(1)


def _unasked(info: Info, seen: "list[Progress]") -> list[str]:
    """What is said where the same had been done before: it looks like a session that has just done it."""
    nothing = bool(seen) and not seen[0].asked and not info.get("crew")
    return ["Nothing was asked: every answer was there already."] if nothing and info["status"] == "done" else []


def _own_address(info: Info) -> str | None:
    found: str | None = info.get("session", {}).get("base_url")
    return found


def _is_wrong(address: str | None, failure: Exception | None) -> bool:
    """Whether nothing answers at the address that was given, or nothing that is asked for."""
    told = "" if failure is None else str(failure)
    wrong = isinstance(failure, Unreachable) or (isinstance(failure, UnknownModel) and "nothing is served" in told)
    return wrong and address is not None and address.rstrip("/") in told


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
    """The record of a session that has ended, also where that could not be written; an error itself follows."""
    status = "failed" if info["status"] == "running" else info["status"]
    return {**info, "reason": "" if status == "failed" else info.get("reason", ""), "status": status}
