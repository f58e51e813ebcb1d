"""What a person sees of the sandbox: each protection, and how this machine gives it."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from selfinstruct.cli.render.text import fitted, plain

if TYPE_CHECKING:
    from selfinstruct.sandbox.survey import Survey

_COLUMN = 13


def surveyed(report: "Survey") -> Iterator[str]:
    """A line for each protection, and what is missing or does not hold."""
    yield f"programs run behind {report.walls or 'nothing'}, in Python {report.python or 'none'}"
    for wall in report.protections:
        yield fitted(f"{wall.name:<{_COLUMN}}{plain(wall.how) or f'MISSING ({wall.means})'}", sys.stdout, _COLUMN)
    for reason in report.better:
        yield fitted(f"- no {plain(reason)}", sys.stdout)
    if not report.problems and report.walls:
        yield "Programs that try to get past each of these have been run, and none did."
    for problem in report.problems:
        yield fitted(f"- does not hold: {plain(problem)}", sys.stdout)
    if report.missing:
        without = ",".join(report.missing)
        yield fitted(
            f"- refused but with process?without={without}; container:IMAGE runs them in a container", sys.stdout
        )
