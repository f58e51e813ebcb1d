"""YAML as it stands, before anything is made of it: what a few characters can blow up is bounded here."""

import math
from itertools import chain

import yaml


def size_of(node: yaml.Node) -> float:
    """How many values a node stands for, those of its aliases too: a few lines of them can make billions."""
    return _size(node, {})


def _size(node: yaml.Node, known: dict[int, float]) -> float:
    if id(node) not in known:
        known[id(node)] = math.inf  # of one that holds itself
        inner = node.value if isinstance(node, yaml.CollectionNode) else ()
        parts = chain.from_iterable(inner) if isinstance(node, yaml.MappingNode) else inner
        known[id(node)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(node)]


def repeated_key(node: yaml.Node | None) -> tuple[int, str] | None:
    """The first key that a mapping has twice, with its line: YAML would drop the one before it without a word."""
    waiting, seen = [node] if node is not None else [], set()
    while waiting:
        at = waiting.pop()
        if id(at) in seen or not isinstance(at, yaml.CollectionNode):
            continue
        seen.add(id(at))
        keys: set[str] = set()
        for key in (key for key, _ in at.value) if isinstance(at, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.value in keys:
                return key.start_mark.line + 1, str(key.value)
            keys.add(str(key.value))
        inner = [part for pair in at.value for part in pair] if isinstance(at, yaml.MappingNode) else at.value
        waiting += reversed(inner)
    return None
