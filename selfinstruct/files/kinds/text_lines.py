"""Plain text: each line that is not empty is an instruction. What is laid out as anything else is told, not guessed."""

import re
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import chain, islice
from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.files.kinds.resemblance import csv_head, resembled, yaml_head

# So many lines are looked at before any is taken for an instruction.
_LOOKED_AT = 1000
BULLET = re.compile(r"\s*(?:[-*+\u2022]|\d{1,4}[.)])\s+\S")
HEADING = re.compile(r"#{1,6}\s+\S|(?:={3,}|-{3,})\s*$")
_WANTED = "write one instruction a line, without marks before them"


def text_lines(name: str, file: BufferedReader) -> Iterator[tuple[str, Any, str]]:
    """The lines of the file called `name` as instructions, with their places.

    Raises SeedError, with the first line that says so, for a list with bullets, Markdown, a topic tree, YAML or CSV.
    """
    first = list(islice(file, _LOOKED_AT))
    if told := _laid_out([line.decode("utf-8", "replace").removeprefix("\ufeff") for line in first]):
        raise SeedError([f"{name}{told}"])
    for number, line in enumerate(chain(first, file), 1):
        if not line.strip():
            continue
        try:
            yield f"{name}:{number}", {"instruction": line.decode("utf-8").strip()}, ""
        except UnicodeDecodeError as error:
            told = f"is not UTF-8 ({error.reason} at byte {error.start} of the line); save the file as UTF-8"
            yield f"{name}:{number}", None, told


def _laid_out(lines: Sequence[str]) -> str:
    """What lines look like where they are no instructions, with the place of the first that says so; "" if they are."""
    said = [(number, line.rstrip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not said:
        return ""
    start, beginning = said[0]
    if what := resembled("\n".join(lines[:40]).encode()):
        return f": looks like {what}; {_WANTED}"
    if yaml_head([line for _, line in said[:3]]):
        return f":{start}: looks like YAML; give it a name that ends in .yaml"
    if csv_head(beginning) and len(said) > 1:
        return f":{start}: looks like CSV; give it a name that ends in .csv"
    if HEADING.match(beginning) or sum(bool(HEADING.match(line)) for _, line in said) > 1:
        number, line = next(item for item in said if HEADING.match(item[1]))
        return f":{number}: looks like Markdown ({line!r:.40}); {_WANTED}"
    bulleted = [item for item in said if BULLET.match(item[1])]
    if len(bulleted) > 1 and 2 * len(bulleted) >= len(said):
        number, line = bulleted[0]
        return f":{number}: looks like a list with bullets ({line.strip()!r:.40}); {_WANTED}"
    if not beginning[0].isspace():
        deeper = [item for item in said if item[1][0].isspace()]
        if deeper:
            number, line = deeper[0]
            wanted = "give a topic tree with --topics, or write one instruction a line"
            return f":{number}: looks like a topic tree (the line is indented); {wanted}"
    return ""
