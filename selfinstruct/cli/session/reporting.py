"""A report at the end of a session."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import selfinstruct as api
from selfinstruct.cli.render.text import plain, say
from selfinstruct.errors import UsageError


def reporting(work: Callable[..., Any], file: Path | None) -> Callable[..., object]:
    """The same work, and a report of what it made, where a file is named.

    That the file cannot be one is told before anything is asked.
    """
    if file is None:
        return work
    from selfinstruct.reporting.flow import check_report

    check_report(file, option="--report")
    given = getattr(work, "keywords", {}).get("out")
    run = Path(given if given is not None else Path("runs") / "run").resolve()
    if file.resolve() in (run, *run.parents):
        raise UsageError(f"--report {file}: will be a directory; name a file, for example {file / 'report.html'}")

    def drive(**given: Any) -> object:
        made = work(**given)
        written = api.report(made.path, file)
        say(f"Report: {plain(str(written.out))}")
        return made

    return drive
