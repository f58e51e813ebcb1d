"""Topic trees: one topic a line, indented under the one it belongs to."""

import re
from pathlib import Path

from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.kinds.resemblance import csv_head, resembled
from selfinstruct.files.kinds.text_lines import BULLET, HEADING
from selfinstruct.files.storage import DEFAULT, Access

_WANTED = "write one topic a line, indented under the one it belongs to, without marks before them"
_KEY = re.compile(r"\s*(?:---$|[\w -]+:\s*(?:$|\[|\{))")


def read_topics(path: Path, access: Access = DEFAULT) -> tuple[str, ...]:
    """The leaves of a topic tree, each with the branch it belongs to, `branch > leaf`.

    Raises SeedError for a file that cannot be read or holds no topic, for one that is laid out as anything else (YAML,
    Markdown, CSV), and for a line that is indented like none above it.
    """
    name = storage.name(path)
    try:
        data = storage.read_bytes(path, access)
        if what := "UTF-16; save it as UTF-8" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else resembled(data):
            raise SeedError([f"{name}: looks like {what}; {_WANTED}"])
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise SeedError([f"{path}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError([f"{path}: cannot be read: {error}"]) from error
    lines = [(number, line.expandtabs(4).rstrip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise SeedError([f"{name}: contains no topics; write one per line"])
    if told := _laid_out(lines):
        raise SeedError([f"{name}{told}"])
    return tuple(dict.fromkeys(_leaves(name, lines)))


def _laid_out(lines: list[tuple[int, str]]) -> str:
    """What lines look like that are no topic tree, with the place of the first that says so; "" if they are one."""
    for what, mark in (("YAML", _KEY), ("Markdown", HEADING), ("a list with bullets", BULLET)):
        number, line = next(((number, line) for number, line in lines if mark.match(line)), (0, ""))
        if number:
            return f":{number}: looks like {what} ({line.strip()!r:.40}); {_WANTED}"
    return f":{lines[0][0]}: looks like CSV; {_WANTED}" if csv_head(lines[0][1]) and "," in lines[0][1] else ""


def _leaves(name: str, lines: list[tuple[int, str]]) -> list[str]:
    leaves: list[str] = []
    branch: list[tuple[int, str]] = []
    for position, (number, line) in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        above = [item for item in branch if item[0] < depth]
        if len(above) < len(branch) and depth not in {item[0] for item in branch}:
            told = "is indented less than the line before it, and like none of those above it"
            raise SeedError([f"{name}:{number}: {told}; indent topics of one level alike"])
        branch = [*above, (depth, line.strip())]
        following = lines[position + 1][1] if position + 1 < len(lines) else ""
        if not following or len(following) - len(following.lstrip()) <= depth:
            leaves.append(" > ".join(item[1] for item in branch))
    return leaves
