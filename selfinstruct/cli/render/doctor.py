"""What a person sees of an endpoint: a table of what it is and can, its quirks, and the command to use it."""

import shlex
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from selfinstruct.cli.render.text import fitted, plain

if TYPE_CHECKING:
    from selfinstruct.flows.doctor.findings import Report

_COLUMN = 14


def examined(report: "Report") -> Iterator[str]:
    """The lines on stdout; all but the command are broken to a terminal's width."""
    yield _line(f"{report.model} at {report.address}")
    for item in report.findings:
        yield _line(f"{item.topic:<{_COLUMN}}{item.said}", _COLUMN)
    if report.quirks:
        yield ""
        yield "What it does otherwise, and what is done about it:"
        for quirk in report.quirks:
            yield _line(f"- {quirk.name}: {quirk.done}")
    yield ""
    yield "How to use it:"
    for reason in report.advice.reasons:
        yield _line(f"- {reason}")
    yield ""
    yield plain(shlex.join(report.advice.command))


def _line(text: str, indent: int = 2) -> str:
    return fitted(plain(text), sys.stdout, indent)
