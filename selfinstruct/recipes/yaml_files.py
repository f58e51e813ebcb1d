"""Reads YAML that people write, recipes and rubrics: what is wrong with it is said by file and line.

It may come from strangers, so what a few characters can blow up is bounded.
"""

from copy import deepcopy
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from selfinstruct.errors import RecipeError
from selfinstruct.files.kinds.yaml_nodes import size_of

MOST_VALUES = 100_000  # in a file


def read_yaml(path: Path) -> Any:
    """What a YAML file holds; raises RecipeError naming the file and, where it is not YAML, the line."""
    try:
        return deepcopy(_parsed(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: cannot be read: {error}") from error
    except _Twice as error:
        raise RecipeError(f"{path}:{error.line}: {error}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = path if mark is None else f"{path}:{mark.line + 1}"
        column = "" if mark is None else f" at column {mark.column + 1}"
        told = ", ".join(filter(None, (error.context, error.problem)))
        raise RecipeError(f"{place}: cannot be read: is not YAML: {told}{column}") from error
    except yaml.YAMLError as error:
        told = " ".join(str(error).split()).partition(' in "<')[0]
        raise RecipeError(f"{path}: cannot be read: is not YAML: {told}") from error
    except RecursionError:
        raise RecipeError(f"{path}: cannot be read: is nested too deeply") from None


class _Twice(Exception):
    """A mapping has a key twice."""

    def __init__(self, line: int, key: str, before: int) -> None:
        super().__init__(f"{key!r:.60} is there twice, in line {before} already")
        self.line = line


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    # One session after another reads the same recipes, and YAML takes a fifth of a small one's time.
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is not None and size_of(node) > MOST_VALUES:
            raise yaml.YAMLError(f"its aliases expand to more than {MOST_VALUES:,} values")
        _refuse_repeats(node, set())
        return None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_repeats(node: yaml.Node | None, seen: set[int]) -> None:
    """Raise for a key that a mapping has twice: YAML would take the last one, and the other would be lost."""
    if not isinstance(node, yaml.CollectionNode) or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        lines: dict[tuple[str, str], int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                name = (key.tag, key.value)
                line = key.start_mark.line + 1
                if name in lines:
                    raise _Twice(line, key.value, lines[name])
                lines[name] = line
    for part in chain.from_iterable(node.value) if isinstance(node, yaml.MappingNode) else node.value:
        _refuse_repeats(part, seen)


def line_of(path: Path, *keys: str) -> int | None:
    """The line at which a YAML file has a key, given with those above it; None where it has no such key."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return None
    line = None
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((name, value) for name, value in pairs if name.value == key), None)
        if found is None:
            return None
        line, node = found[0].start_mark.line + 1, found[1]
    return line
