"""Topic trees: one topic a line, indented under the one it belongs to; `*3` behind it says how much of it there is."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.kinds.resemblance import csv_head, resembled
from selfinstruct.files.kinds.text_lines import BULLET, HEADING
from selfinstruct.files.storage import DEFAULT, Access

_WANTED = "write one topic a line, indented under the one it belongs to, without marks before them"
COMMENT, LEVEL = "//", " > "
_WEIGHT = re.compile(r"\s+\*(\d{1,6})\Z")
_MOST = 1_000_000  # topics, each as often as it weighs
_JSON = re.compile(r"\s*(?:[\[{]\s*$|[\[{]\s*[\"\[{]|[\]}],?\s*$)")
_DATA = "rows of tasks are given with --seeds"
_PACKED = {b"PAR1": "Parquet", b"\x1f\x8b": "a file packed with gzip", b"\x28\xb5\x2f\xfd": "a file packed with zstd"}
_KEY = re.compile(r"\s*(?:---$|[\w -]+:\s*(?:$|\[|\{))")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A topic that nothing is indented under: its place among the lines, the branch down to it, what it weighs."""

    line: int
    path: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class TopicTree:
    """A topic tree as it stands in a file: its lines, comments and all, and where the leaves are."""

    lines: tuple[str, ...]
    leaves: tuple[Leaf, ...]

    def below(self) -> dict[tuple[str, ...], int]:
        """Each topic once, as the branch down to it in the order of the lines, with how many leaves lie below it."""
        paths = [leaf.path for leaf in self.leaves]
        below = Counter(path[:depth] for path in dict.fromkeys(paths) for depth in range(1, len(path)))
        return {path[:depth]: below[path[:depth]] for path in paths for depth in range(1, len(path) + 1)}


def read_topics(path: Path, access: Access = DEFAULT) -> tuple[str, ...]:
    """The leaves of a topic tree, each with the branch it belongs to, `branch > leaf`, as often as it weighs.

    A leaf weighs 1, or what stands behind it and behind the branches above it, multiplied; of 0 it is left out.
    Raises SeedError as `read_tree` does.
    """
    leaves = [(LEVEL.join(leaf.path), leaf.weight) for leaf in read_tree(path, access).leaves]
    return _weighed(storage.name(path), leaves)


def read_tree(path: Path, access: Access = DEFAULT) -> TopicTree:
    """A topic tree; lines that begin with // are comments.

    Raises SeedError for a file that cannot be read or holds no topic, for one that is laid out as anything else (JSON,
    YAML, Markdown, CSV), and for a line that is indented like none above it.
    """
    name = storage.name(path)
    try:
        data = storage.read_bytes(path, access)
        if packed := next((what for mark, what in _PACKED.items() if data.startswith(mark)), ""):
            raise SeedError([f"{name}: is {packed}, and a tree of topics is plain text; {_WANTED}"])
        if what := "UTF-16; save it as UTF-8" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else resembled(data):
            raise SeedError([f"{name}: looks like {what}; {_WANTED}"])
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise SeedError([f"{path}: there is no such file"]) from None
    except IsADirectoryError:
        held = next(iter(sorted(path.glob("*.txt"))), None)
        raise SeedError([f"{path}: is a directory; name {held or 'the file of the tree'}"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError([f"{path}: cannot be read: {error}"]) from error
    every = text.removesuffix("\n").split("\n")
    said = ((number, line) for number, line in enumerate(every, 1) if line.strip() and not is_comment(line))
    lines = [(number, line.expandtabs(4).rstrip()) for number, line in said]
    if not lines:
        raise SeedError([f"{name}: contains no topics; write one per line"])
    if told := _laid_out(lines) or _of_data(name, text.splitlines()):
        raise SeedError([f"{name}{told}"])
    return TopicTree(tuple(every), tuple(_leaves(name, lines)))


def counted(path: Path) -> tuple[int, int]:
    """How many topics and leaves a tree has; raises SeedError as `read_tree` does."""
    below = read_tree(path).below()
    return len(below), sum(not leaves for leaves in below.values())


def is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENT)


def _weighed(name: str, leaves: list[tuple[str, int]]) -> tuple[str, ...]:
    """Each leaf as often as it weighs, in the smallest whole numbers; of one that is there twice the first counts."""
    weights = dict(reversed(leaves))
    if not any(weights.values()):
        raise SeedError([f"{name}: every topic weighs 0; take *0 away where tasks are wanted"])
    unit = math.gcd(*weights.values())
    if sum(weights.values()) // unit > _MOST:
        raise SeedError([f"{name}: the weights add up to more than {_MOST:,}; give smaller ones"])
    return tuple(leaf for leaf in dict.fromkeys(leaf for leaf, _ in leaves) for _ in range(weights[leaf] // unit))


def _split_weight(topic: str) -> tuple[str, int]:
    """A topic as it is written, and what it weighs."""
    found = _WEIGHT.search(topic)
    return (topic, 1) if found is None else (topic[: found.start()], int(found[1]))


def _of_data(name: str, lines: list[str]) -> str:
    """What rows of data look like, "" for lines that are none: their head, or by the name that a table has."""
    said = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    number, first = said[0]
    if _JSON.match(first):
        return f":{number}: looks like JSON ({first.strip()!r:.40}); {_WANTED}; {_DATA}"
    separator = max(",;\t", key=first.strip().count)
    table = name.lower().endswith((".csv", ".tsv")) and all(separator in line.strip() for _, line in said)
    if separator in first.strip() and (table or csv_head(first)):
        return f":{number}: looks like CSV; {_WANTED}; {_DATA}"
    return ""


def _laid_out(lines: list[tuple[int, str]]) -> str:
    """What lines look like that are no topic tree, with the place of the first that says so; "" if they are one."""
    for what, mark in (("YAML", _KEY), ("Markdown", HEADING), ("a list with bullets", BULLET)):
        number, line = next(((number, line) for number, line in lines if mark.match(line)), (0, ""))
        if number:
            comment = f", or begin a comment with {COMMENT}" if mark is HEADING else ""
            return f":{number}: looks like {what} ({line.strip()!r:.40}); {_WANTED}{comment}"
    return ""


def _leaves(name: str, lines: list[tuple[int, str]]) -> list[Leaf]:
    leaves: list[Leaf] = []
    branch: list[tuple[int, str, int]] = []
    for position, (number, line) in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        above = [item for item in branch if item[0] < depth]
        if len(above) < len(branch) and depth not in {item[0] for item in branch}:
            told = "is indented less than the line before it, and like none of those above it"
            raise SeedError([f"{name}:{number}: {told}; indent topics of one level alike"])
        branch = [*above, (depth, *_split_weight(line.strip()))]
        following = lines[position + 1][1] if position + 1 < len(lines) else ""
        if not following or len(following) - len(following.lstrip()) <= depth:
            weight = math.prod(item[2] for item in branch)
            leaves.append(Leaf(number - 1, tuple(item[1] for item in branch), weight))
    return leaves
