"""One JSON form, and ids that depend on content alone."""

import hashlib
import json
import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from selfinstruct.records import Instance, Task

# Seed tasks and those of a pool stand in no document, and no model said how likely they are.
_FIELDS = tuple(item.name for item in fields(Task) if item.name not in ("source", "probability"))

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


class Distinct:
    """Numbers what is different, in the order in which it comes: 18 to 36 bytes each, known by 64 bits of its hash."""

    def __init__(self) -> None:
        # Open addressing: a place is empty where 0 stands.
        self._keys = array("Q", bytes(8 << 10))
        self._numbers = array("I", bytes(array("I").itemsize << 10))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def number(self, *parts: str) -> int:
        """The number of what consists of these parts, a new one where it has not come before."""
        key = int(content_id(*parts), 16) or 1
        place = self._place(key)
        if not self._keys[place]:
            if 3 * self._count >= 2 * len(self._keys):
                self._grow()
                place = self._place(key)
            self._keys[place], self._numbers[place] = key, self._count
            self._count += 1
        return self._numbers[place]

    def known(self, *parts: str) -> int | None:
        """The number of what has come before."""
        place = self._place(int(content_id(*parts), 16) or 1)
        return self._numbers[place] if self._keys[place] else None

    def _place(self, key: int) -> int:
        keys, mask = self._keys, len(self._keys) - 1
        place = key & mask
        while keys[place] and keys[place] != key:
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._keys = array("Q", bytes(16 * len(keys)))
        self._numbers = array("I", bytes(2 * numbers.itemsize * len(numbers)))
        for key, number in zip(keys, numbers, strict=True):
            if key:
                place = self._place(key)
                self._keys[place], self._numbers[place] = key, number


class Ordinals:
    """Tells those that are the same apart by counting them."""

    def __init__(self) -> None:
        self._different = Distinct()
        self._met = array("I")

    def next(self, *parts: str) -> int:
        """How many of the same parts have come before."""
        number = self._different.number(*parts)
        if number == len(self._met):
            self._met.append(0)
        else:
            self._met[number] += 1
        return self._met[number]

    def unique_id(self, wanted: str) -> str:
        """`wanted`, or `wanted-2` and so on where it has come before."""
        number = self.next(wanted)
        return f"{wanted}-{number + 1}" if number else wanted
