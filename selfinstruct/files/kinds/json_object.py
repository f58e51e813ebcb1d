"""A file that begins with `{`: JSON lines as a rule, or one JSON object, a row or what holds the rows under a key."""

import json
from collections.abc import Iterator, Mapping
from io import BufferedReader, BytesIO
from itertools import chain
from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.files.kinds.json_lines import json_lines
from selfinstruct.files.unfold.columns import MEANINGS, plain_column

# One object over many lines is read whole; a longer file is read as lines.
_LONGEST = 1 << 28
# Whoever has one of these is a row itself, whatever lists it has besides. `data` holds rows, or UltraChat's turns.
_OF_ROWS = (
    frozenset(name for names in MEANINGS.values() for name in names)
    | {"inputs", "targets", "text", "chosen", "rejected", "instances", "choices", "message"}
) - {"data"}  # fmt: skip

_SAYS_WHO = {"role", "from", "speaker", "author"}


def json_rows(name: str, file: BufferedReader) -> Iterator[tuple[str, Any, str]]:
    """The rows of the file called `name`, with their places.

    Raises SeedError for an object with two lists, and for objects that stretch over several lines one after the other.
    """
    begun = list(_through_text(file))
    if not begun:
        return
    alone, ends = _parsed(begun[-1])
    if alone:
        after = list(_through_text(file))
        if not any(line.strip() for line in after):
            yield from _one_object(name, begun[-1]) or ()
            return
        begun += after
    elif ends:
        rest, more = file.read(_LONGEST), file.read(1)
        if not more and (found := _one_object(name, begun[-1] + rest)) is not None:
            yield from found
            return
        begun = list(BytesIO(b"".join([*begun, rest, more, file.readline()])))
    yield from json_lines(name, chain(begun, file))


def _through_text(file: BufferedReader) -> Iterator[bytes]:
    """The lines up to the first that is not empty, and that one."""
    for line in file:
        yield line
        if line.strip():
            return


def _parsed(line: bytes) -> tuple[bool, bool]:
    """Whether a line is a JSON object by itself, and whether it is one as far as it goes."""
    try:
        text = line.decode("utf-8").strip()
        return isinstance(json.loads(text), dict), text.startswith("{")
    except json.JSONDecodeError as error:
        return False, text.startswith("{") and error.pos >= len(text)
    except (ValueError, RecursionError):
        return False, False


def _one_object(name: str, data: bytes) -> Iterator[tuple[str, Any, str]] | None:
    """The rows of a file that is one JSON object; None for any other."""
    try:
        text = data.decode("utf-8")
        found, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if text.lstrip()[end:].strip():
        told = "its objects stretch over several lines; write each on a line of its own (jq -c . FILE), or a JSON array"
        raise SeedError([f"{name}: is not JSON lines: {told}"])
    key = holding_key(name, found)
    if not key:
        return iter([(f"{name}:1", found, "")])
    return ((f"{name}: item {number}", row, "") for number, row in enumerate(found[key], 1))


def holding_key(name: str, found: Mapping[str, Any]) -> str:
    """The key under which an object holds rows, "" for one that is a row; SeedError where two keys might."""
    if any(plain_column(key) in _OF_ROWS for key in found):
        return ""
    keys = [key for key, value in found.items() if _holds(key, value)]
    if len(keys) > 1:
        raise SeedError([f"{name}: holds lists under {', '.join(map(repr, keys[:5]))}; leave one, or write JSON lines"])
    return keys[0] if keys else ""


def _holds(key: str, value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if plain_column(key) == "data" and (isinstance(value[0], str) or _SAYS_WHO & set(value[0])):
        return False
    return all(isinstance(item, dict) for item in value) or all(isinstance(item, str) for item in value)
