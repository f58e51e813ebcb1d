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
