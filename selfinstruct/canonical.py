"""One JSON form, and ids that depend on content alone."""

import hashlib
import json
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from selfinstruct.records import Instance, Task

# Seed tasks and those of a pool stand in no document.
_FIELDS = tuple(item.name for item in fields(Task) if item.name != "source")

# JSON escapes C0 itself; these also act on terminals (DEL, C1), split lines for some readers (U+2028, U+2029)
# or cannot be encoded (lone surrogates).
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Each of them has one of these in UTF-8; looking for bytes takes a quarter of the time of looking for a pattern.
_SUSPECT = (b"\x7f", b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xed")

# `json.dumps` makes an encoder a call where it is given any option.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def unique_ids(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with an ordinal added to ids that repeat."""
    seen: dict[str, int] = {}
    return tuple(replace(task, id=unique_id(task.id, seen)) for task in tasks)


def unique_id(wanted: str, seen: dict[str, int]) -> str:
    """`wanted`, or `wanted-2` and so on where `seen` (changed) has it already."""
    seen[wanted] = seen.get(wanted, 0) + 1
    return wanted if seen[wanted] == 1 else f"{wanted}-{seen[wanted]}"


def tasks_id(tasks: Sequence[Task]) -> str:
    """A hash of all that tasks say."""
    return content_id(tasks_json(tasks))


def tasks_json(tasks: Sequence[Task]) -> str:
    return to_json([_row(task) for task in tasks])


def _row(task: Task) -> dict[str, Any]:
    # dataclasses.asdict copies every value, which takes ten times as long as all else about a start.
    row = {name: getattr(task, name) for name in _FIELDS}
    return row | {"instances": [{"input": item.input, "output": item.output} for item in task.instances]}


def tasks_from_json(text: str) -> tuple[Task, ...]:
    return tuple(_task(row) for row in json.loads(text))


def _task(row: dict[str, Any]) -> Task:
    lists = {
        "labels": tuple(row["labels"]),
        "instances": tuple(Instance(**item) for item in row["instances"]),
        "demonstrations": tuple(row["demonstrations"]),
    }
    return Task(**row | lists)


def to_json(value: Any) -> str:
    """One line of JSON without raw control characters, line separators or lone surrogates, keys as given.

    Raises ValueError for a number that JSON does not know.
    """
    try:
        text = _encode(value)
    except ValueError:
        raise ValueError("contains a number that JSON does not allow (NaN or Infinity)") from None
    if text.isascii():
        suspect = "\x7f" in text
    else:
        data = text.encode("utf-8", "surrogatepass")
        suspect = any(mark in data for mark in _SUSPECT)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) if suspect else text


def to_line(value: Any) -> str:
    """As `to_json`, for files that others read: halves of surrogate pairs are put together, or are U+FFFD.

    A file with one half, even written as an escape, is unreadable as a whole to many readers.
    """
    text = to_json(value)
    if "\\u" not in text or not _HALF.search(text):
        return text
    return to_json(_whole(value))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Mapping):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value


def no_json(error: json.JSONDecodeError, *, place: bool = True) -> str:
    """What is wrong with a text that is no JSON, and unless `place` is False at which column of its line."""
    # Some of the decoder's messages end with the word that is to come.
    told = error.msg.removesuffix(" at")
    return f"is not JSON: {told} at column {error.colno}" if place else f"is not JSON: {told.removesuffix(' starting')}"


class ListDigest:
    """`content_id(to_json(rows))` of rows that come one by one and need not stay: each is shown twice, in order.

    Of all rows the sizes are to be known first, for they stand at the beginning of what is hashed.
    """

    def __init__(self) -> None:
        self._size, self._rows, self._shown = 0, 0, 0
        self._digest = hashlib.sha256()

    def measure(self, row: Any) -> None:
        """See a row for the first time."""
        self._size += len(to_json(row).encode("utf-8", "surrogatepass"))
        self._rows += 1

    def add(self, row: Any) -> None:
        """See a row for the second time, once all have been measured."""
        if not self._shown:
            self._digest.update((self._size + max(2, 2 * self._rows)).to_bytes(8, "big") + b"[")
        data = to_json(row).encode("utf-8", "surrogatepass")
        self._digest.update(data if not self._shown else b", " + data)
        self._shown += 1

    def value(self) -> str:
        """The id; of no rows it is that of an empty list."""
        if not self._shown:
            return content_id("[]")
        self._digest.update(b"]")
        return self._digest.hexdigest()[:16]


def content_id(*parts: str) -> str:
    """Sixteen hex digits that depend on the parts and nothing else."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]


class Ordinals:
    """Tells those that are the same apart by counting them: 16 to 32 bytes for each different one.

    They are known by 64 bits of their hash.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 << 10))  # open addressing: a place is empty where 0 stands
        self._used = 0
        self._repeated: dict[int, int] = {}

    def next(self, *parts: str) -> int:
        """How many of the same parts have come before."""
        key = int(content_id(*parts), 16) or 1
        if self._put(key):
            self._used += 1
            if 2 * self._used > len(self._slots):
                self._grow()
            return 0
        self._repeated[key] = self._repeated.get(key, 0) + 1
        return self._repeated[key]

    def unique_id(self, wanted: str) -> str:
        """`wanted`, or `wanted-2` and so on where it has come before."""
        number = self.next(wanted)
        return f"{wanted}-{number + 1}" if number else wanted

    def _put(self, key: int) -> bool:
        """Whether the key is new."""
        slots, mask = self._slots, len(self._slots) - 1
        place = key & mask
        while slots[place]:
            if slots[place] == key:
                return False
            place = (place + 1) & mask
        slots[place] = key
        return True

    def _grow(self) -> None:
        before, self._slots = self._slots, array("Q", bytes(16 * len(self._slots)))
        for key in before:
            if key:
                self._put(key)
