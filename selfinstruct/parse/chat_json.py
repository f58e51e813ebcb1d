"""Finds JSON in an answer and recovers what it can: from fences, prose, trailing commas or a truncated tail."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

_START = re.compile(r"^[ \t]{0,40}+([\[{])", re.MULTILINE)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*+[}\]])', re.DOTALL)
# Deeper objects are not tried one by one where a wrapper cannot be read: that would take quadratic time.
_DEPTH = 3


@dataclass(slots=True)
class JsonAnswer:
    """The JSON of an answer, in order.

    `values` are (offset, decoded value); `broken` are (offset, text) of complete objects that cannot be decoded; `cut`
    is (offset, text) of what the answer's end cuts; `start` is the first bracket's offset.
    """

    start: int = -1
    values: list[tuple[int, Any]] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    cut: tuple[int, str] | None = None


@dataclass(slots=True)
class _Scan:
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    strings: list[tuple[int, int]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    start: int = -1


def find_json(text: str) -> JsonAnswer:
    """Everything in the text that looks like JSON, from the first line that begins with a bracket."""
    scan = _scan(text)
    found = JsonAnswer(scan.start)
    spans = sorted(scan.spans)
    # The object that begins next, for every span: a wrapper has one inside, an item has not.
    following = [len(text)] * (len(spans) + 1)
    for index in range(len(spans) - 1, -1, -1):
        start = spans[index][0]
        following[index] = start if text[start] == "{" else following[index + 1]
    covered = -1
    for index, (start, end, depth) in enumerate(spans):
        if start < covered or (depth and text[start] == "["):
            continue
        value = _decode(text[start:end])
        if value is not None:
            found.values.append((start, value))
            covered = end
        elif text[start] == "{" and following[index + 1] >= end:
            found.broken.append((start, text[start:end]))
            covered = end
    objects = [start for start in scan.open if text[start] == "{"]
    if objects:
        found.cut = (objects[-1], text[objects[-1] :])
    elif scan.open and not found.values and not found.broken:
        _open_list(text, scan, found)
    return found


def _scan(text: str) -> _Scan:
    scan = _Scan()
    position = 0
    while begin := _START.search(text, position):
        scan.start = begin.start(1) if scan.start < 0 else scan.start
        position = begin.start(1)
        scan.open.append(position)
        position += 1
        while scan.open and (token := _TOKEN.search(text, position)):
            position = token.end()
            character = token[0]
            if character in ("[", "{"):
                scan.open.append(token.start())
            elif character in ("]", "}"):
                start = scan.open.pop()
                if len(scan.open) <= _DEPTH:
                    scan.spans.append((start, position, len(scan.open)))
            elif len(scan.open) == 1:
                scan.strings.append((token.start(), position))
        if scan.open:
            break
    return scan


def _open_list(text: str, scan: _Scan, found: JsonAnswer) -> None:
    """A list of strings that never closes: its complete strings, and the one that is cut."""
    for start, end in scan.strings:
        value = _decode(text[start:end])
        if isinstance(value, str):
            found.values.append((start, [value]))
        else:
            found.cut = (start, text[start:end])


def _decode(text: str) -> Any:
    for attempt in (text, None):
        try:
            return json.loads(attempt or _TRAILING_COMMA.sub(lambda match: match[1] or "", text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def key(name: str) -> str:
    """A key as it is looked up: `Task Type`, `task_type` and `taskType` are one."""
    return re.sub(r"[\W_]+", "", name[:60]).lower()


def as_text(value: Any) -> str:
    """A decoded value as text: strings as they are, null as "", anything else as JSON."""
    if isinstance(value, str):
        return value.strip()
    try:
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""
