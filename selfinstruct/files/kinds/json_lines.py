"""JSON lines: a row a line; a bad line is a problem of its own, and the next one is read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import jsonlines

from selfinstruct.canonical import no_json


def json_lines(name: str, file: Iterable[bytes]) -> Iterator[tuple[str, Any, str]]:
    """The rows of the file called `name`, with their places."""
    line = b""

    def fed() -> Iterator[bytes]:
        nonlocal line
        for line in file:
            yield line.rstrip(b"\r\n")

    # Its own choice of decoder depends on what else is installed.
    with jsonlines.Reader(fed(), loads=json.loads) as reader:
        number = 0
        while True:
            number += 1
            try:
                row, problem = _line(reader)
            except EOFError:
                return
            if line.strip():
                yield f"{name}:{number}", row, problem


def _line(reader: jsonlines.Reader) -> tuple[Any, str]:
    try:
        return reader.read(allow_none=True), ""
    except jsonlines.InvalidLineError as error:
        cause = error.__cause__
        if isinstance(cause, UnicodeDecodeError):
            return None, f"is not UTF-8 ({cause.reason} at byte {cause.start} of the line); save the file as UTF-8"
        if isinstance(cause, json.JSONDecodeError):
            return None, f"{no_json(cause)}; write one JSON object per line"
        return None, f"is not JSON that can be read: {cause}"
    except RecursionError:
        return None, "is nested too deeply"
