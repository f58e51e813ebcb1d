"""Finds JSON in an answer and recovers what it can: from fences, prose, trailing commas or a truncated tail."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

_START = re.compile(r"^[ \t]{0,40}+(?:[a-z_]{1,30} ?= ?)?([\[{])", re.MULTILINE)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*+[}\]])', re.DOTALL)
# What Python, JavaScript and JSON with comments write otherwise, outside of strings.
_LOOSE = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))|(?P<comment>//[^\n]*|(?<![^\s,])\#[^\n]*|/\*.{0,2000}?\*/)"""
    r"""|(?P<before>[{\[,:(]\s{0,40}+)(?P<single>'(?:[^'\\]|\\.|'(?!\s{0,9}+(?:[,}\]:)]|\Z))){0,1500}+')|\b(?P<word>None|True|False|undefined)\b"""
    r"""|(?<=[{,\s])(?P<name>[A-Za-z_]\w{0,40})(?=\s{0,3}:)""",
    re.DOTALL,
)
_OPENING_QUOTE = re.compile(r"[{\[,:(]\s{0,40}+'")
_CLOSING_QUOTE = re.compile(r"'\s{0,9}+(?:[,}\]:)]|\Z)")
_WORDS = {"None": "null", "True": "true", "False": "false", "undefined": "null"}
_ESCAPED = re.compile(r"\\.|[\"\n\r\t]", re.DOTALL)
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
    """Everything in the text that looks like JSON, from the first line that begins with a bracket.

    Where nothing can be decoded, it is read once more as what other languages write: single quotes, comments, None.
    """
    found = _find(text)
    quotes = len(_OPENING_QUOTE.findall(text)), len(_CLOSING_QUOTE.findall(text))
    # Quotes that nothing closes would each be followed for long.
    if found.values or found.start < 0 or quotes[0] > 2 * quotes[1] + 9:
        return found
    strict = text[: found.start] + _LOOSE.sub(_strict, text[found.start :])
    again = _find(strict)
    return again if again.values else found


def _strict(found: re.Match[str]) -> str:
    """A piece of an object as another language writes it, as JSON."""
    if found["single"]:
        return f'{found["before"]}"{_ESCAPED.sub(_escape, found["single"][1:-1])}"'
    if found["word"]:
        return _WORDS[found["word"]]
    if found["name"]:
        return f'"{found["name"]}"'
    return "" if found["comment"] else found[0]


def _escape(found: re.Match[str]) -> str:
    if found[0] == "\\'":
        return "'"
    return {'"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found[0], found[0])


def _find(text: str) -> JsonAnswer:
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
