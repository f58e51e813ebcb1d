"""YAML: a list of mappings or texts, or one key that holds the list. Read whole, as YAML has to be.

What stands without quotes is a text as it was written (`output: 42`, `output: no`, `1.50`), but for true, false and
null: seeds are texts, and YAML would make numbers, dates and truth values of them.
"""

from collections.abc import Iterator
from io import BufferedReader
from typing import Any

import yaml

from selfinstruct.errors import SeedError
from selfinstruct.files.kinds.json_object import holding_key
from selfinstruct.files.kinds.yaml_nodes import size_of

MOST_VALUES = 5_000_000  # in a file
# libyaml's, where it was built in, takes a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_KNOWN = frozenset(f"{_TAG}{name}" for name in "str int float bool null timestamp map seq merge value".split())
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WANTED = "write a list of tasks (- instruction: …), or one key that holds it"


def yaml_rows(name: str, file: BufferedReader) -> Iterator[tuple[str, Any, str]]:
    """The rows of the file called `name`, each with the line it begins at; SeedError for a file that holds none."""
    node = _composed(name, file.read())
    if node is None:
        return
    try:
        yield from _rows(name, node)
    except RecursionError:
        raise SeedError([f"{name}: is nested too deeply"]) from None


def _composed(name: str, data: bytes) -> yaml.Node | None:
    """The file as a tree; raises SeedError with the line where it is no YAML, and for more than one document."""
    try:
        loader = _LOADER(data.decode("utf-8"))
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SeedError([f"{name}:{line}: is not UTF-8 ({error.reason}); save the file as UTF-8"]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = name if mark is None else f"{name}:{mark.line + 1}"
        told = ", ".join(filter(None, (error.context, error.problem)))
        raise SeedError([f"{place}: is not YAML: {told}"]) from error
    except (yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())[:200]
        raise SeedError([f"{name}: is not YAML: {told}"]) from error
    if node is not None and size_of(node) > MOST_VALUES:
        raise SeedError([f"{name}: its aliases expand to more than {MOST_VALUES:,} values"])
    return node


def _rows(name: str, node: yaml.Node) -> Iterator[tuple[str, Any, str]]:
    if isinstance(node, yaml.MappingNode):
        try:
            whole = _value(node)
        except _Wrong as error:
            raise SeedError([f"{name}:{error.line}: {error}"]) from None
        key = holding_key(name, whole)
        if not key and not any(isinstance(value, str) for value in whole.values()):
            raise SeedError([f"{name}: holds no list of rows; {_WANTED}"])
        if not key:
            yield f"{name}:{_line(node)}", whole, ""
            return
        node = next(value for item, value in node.value if item.value == key)
    if not isinstance(node, yaml.SequenceNode):
        raise SeedError([f"{name}: holds no list of rows; {_WANTED}"])
    for item in node.value:
        try:
            yield f"{name}:{_line(item)}", _value(item), ""
        except _Wrong as error:
            yield f"{name}:{error.line}", None, str(error)


class _Wrong(ValueError):
    """What a row holds that none may."""

    def __init__(self, node: yaml.Node, told: str) -> None:
        super().__init__(told)
        self.line = _line(node)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _value(node: yaml.Node) -> Any:
    """What a node says. Nothing is made of it but texts, lists, mappings, true, false and null."""
    if node.tag not in _KNOWN:
        raise _Wrong(node, f"has the tag {node.tag.replace(_TAG, '!!')!r:.60}; leave it out")
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    assert isinstance(node, yaml.ScalarNode)
    plain = not node.style
    return _WORDS[node.value.lower()] if plain and node.value.lower() in _WORDS else str(node.value)


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Wrong(key, "has a key that is no text")
        if key.tag == f"{_TAG}merge":
            for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if not isinstance(one, yaml.MappingNode):
                    raise _Wrong(one, "merges (<<) what is no mapping")
                merged = {**_mapping(one), **merged}
            continue
        if key.value in found:
            raise _Wrong(key, f"has the key {key.value!r:.40} twice; write each once")
        found[str(key.value)] = _value(value)
    return {**merged, **found}
