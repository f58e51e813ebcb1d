"""topics.txt: the tree as it was given, with what has grown out of its leaves below them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfinstruct.files.topic_trees import COMMENT, LEVEL, TopicTree
from selfinstruct.flows.topics.growing import PURPOSE, GrownSpot
from selfinstruct.records import Rejection

_INDENT = "    "
Children = Mapping[tuple[str, ...], Sequence[str]]


@dataclass(frozen=True, slots=True)
class GrownTree:
    """The lines of the tree, and topics that were left out because there are others alike."""

    lines: tuple[str, ...]
    repeated: tuple[Rejection, ...]


def grown_tree(tree: TopicTree, found: Sequence[GrownSpot], note: str) -> GrownTree:
    """The tree with what was found; `note` is the comment that a new one begins with.

    A leaf that stands elsewhere in the tree too is left out there: two names that are the same would be drawn as two
    topics.
    """
    children: dict[tuple[str, ...], Sequence[str]] = {grown.path: grown.topics for grown in found if grown.topics}
    seen = {leaf.path[-1].casefold(): LEVEL.join(leaf.path) for leaf in tree.leaves if leaf.path}
    repeated: list[Rejection] = []
    for grown in found:
        kept: list[str] = []
        for name in grown.topics:
            path = (*grown.path, name)
            if path not in children and (elsewhere := seen.setdefault(name.casefold(), LEVEL.join(path))) != LEVEL.join(
                path
            ):
                repeated.append(Rejection(PURPOSE, "repeated", name, value=elsewhere, request=grown.spot.index))
            else:
                kept.append(name)
        if kept:
            children[grown.path] = kept
        elif grown.topics:
            del children[grown.path]
    at = {leaf.line: leaf.path for leaf in tree.leaves}
    lines = [] if any(line.strip() for line in tree.lines[1:]) else [f"{COMMENT} {note}"]
    for number, line in [*enumerate(tree.lines)] or [(-1, "")]:
        if number >= 0:
            lines.append(line)
        if number in at:
            lines += _below(at[number], children, _deeper(line) if number >= 0 else "")
    return GrownTree(tuple(lines), tuple(repeated))


def _deeper(line: str) -> str:
    """The indentation of what stands under a line, made of the signs that its own is made of."""
    own = line[: len(line) - len(line.lstrip())]
    return own + ("\t" if own.startswith("\t") else _INDENT)


def _below(path: tuple[str, ...], children: Children, indent: str) -> Iterator[str]:
    """The lines of a subtree."""
    for name in children.get(path, ()):
        yield f"{indent}{name}"
        yield from _below((*path, name), children, indent + ("\t" if indent.startswith("\t") else _INDENT))
