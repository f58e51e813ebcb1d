"""Finds where a text was cut off: a fence, a table, JSON, a list or a sentence that its end leaves open.

Only what is told by the end itself counts; code, verse, titles, formulas and texts without full stops are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selfinstruct.text.answers.half_sentences import ends_half_way

_FENCE = re.compile(r"^[ \t>]{0,12}(`{3,12}|~{3,12})([^\n`]*)$", re.MULTILINE)
_MARKER = re.compile(r"^[ \t]*(?:([-*•+])|(\d{1,3})[.)])(?:[ \t]+(\S.*))?$")
_EMPTY_MARKER = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,3}[.)])[ \t]*(?:\*\*)?$")
_BOLD = re.compile(r"\*\*")
_OPENS_BOLD = re.compile(r"(?<![^\s(])\*\*(?=\w)")
_JSON = re.compile(r"\{\s*\"|\[\s*(?:[\[{\"]|-?\d+(?:\.\d+)?\s*,)")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a text was cut off: the `kind`, and the last of what there is."""

    kind: str
    text: str


def find_cut(text: str, words: int = 40) -> Cut | None:
    """How a text was cut off, or None: kind is fence, json, table, item, bracket, quotation or sentence.

    A sentence without its end counts from `words` words of text on.
    """
    text = text.rstrip()
    if not text:
        return None
    if (opened := open_fence(text)) is not None:
        return _cut("fence", text[opened:])
    if "```" in text or "~~~" in text:  # what follows is for prose
        text = _last_prose(text)
    if not text:
        return None
    if _JSON.match(text) is not None:
        return _cut("json", text) if _is_open_json(text) else None
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return None
    if len(lines) > 1:
        if _row_is_cut(lines):
            return _cut("table", lines[-1])
        if _item_is_cut(lines):
            return _cut("item", lines[-1])
    kind = ends_half_way(lines, words)
    return None if kind is None else _cut(kind, lines[-1])


def _cut(kind: str, text: str) -> Cut:
    return Cut(kind, " ".join(text[-4 * _SHOWN :].split())[-_SHOWN:])


def open_fence(text: str) -> int | None:
    """Where a fence begins that is never closed, of an odd number of fences; None where there is none.

    Those who put fences into fences of the same length have an even number of them, and leave none open.
    """
    opened: tuple[str, int] | None = None
    number = 0
    for mark in _FENCE.finditer(text):
        if opened is None and mark[1][0] == "~" and text[: mark.start()].rstrip(" \t")[-2:-1] not in ("", "\n"):
            continue  # what underlines a heading
        number += 1
        if opened is None:
            opened = mark[1], mark.start()
        elif mark[1].startswith(opened[0]) and not mark[2].strip():
            opened = None
    return None if opened is None or number % 2 == 0 else opened[1]


def _last_prose(text: str) -> str:
    """What stands after the last fence; "" where the text ends with one."""
    ends = [mark.end() for mark in _FENCE.finditer(text)]
    return text[ends[-1] :].strip("\n") if ends else text


def _is_open_json(text: str) -> bool:
    """Whether JSON goes on after the end of the text."""
    depth, closers = [], {"{": "}", "[": "]"}
    bare = _STRING.sub("", text)
    for char in bare:
        if char in closers:
            depth.append(closers[char])
        elif char in "]}" and (not depth or depth.pop() != char):
            return False
    # With a quotation mark too few within, the strings are read the wrong way round.
    return bool(depth) and not text.endswith(depth[0])


def _row_is_cut(lines: list[str]) -> bool:
    """Whether the last row of a table lacks its end, which all others have."""
    last = lines[-1]
    if not last.lstrip().startswith("|") or _ROW.match(last):
        return False
    rows = list(_rows_before(lines))
    return len(rows) >= 2 and any(map(_RULE.match, rows)) and all(map(_ROW.match, rows))


def _rows_before(lines: list[str]) -> Iterator[str]:
    for line in reversed(lines[:-1]):
        if not line.lstrip().startswith("|"):
            return
        yield line


def _item_is_cut(lines: list[str]) -> bool:
    """Whether the last item of a list is empty, or its bold title never ends, as no other item's."""
    last = _MARKER.match(lines[-1])
    if last is None:
        return False
    items = [found for line in lines[:-1] if (found := _MARKER.match(line)) and found[1] == last[1]]
    if len(items) < 2:
        return False
    if _EMPTY_MARKER.match(lines[-1]):
        follows = last[2] is None or int(last[2]) == int(items[-1][2] or 0) + 1
        return follows and all(item[3] for item in items)
    odd = [len(_BOLD.findall(line)) % 2 == 1 for line in lines]
    return odd[-1] and not any(odd[:-1]) and _OPENS_BOLD.search(lines[-1]) is not None
