"""Parses the answers that a model gives again: one for each numbered question."""

import re
from collections import Counter
from typing import Any

from selfinstruct.parse.chat_json import as_text, find_json, key
from selfinstruct.parse.chat_lines import field_reader, is_rule, marker
from selfinstruct.parse.chat_text import answer_text, unquote

_answer = field_reader("reply")
_KEYS = {"id", "number", "no", "n", "index", "question", "questionnumber"}


def read_verification(text: str, count: int) -> dict[int, str]:
    """The answers by the number of their question, from 1; of a number given twice neither, one out of range is none.

    An answer without numbers counts where one question was asked, or where it has as many lines as there were.
    """
    body = answer_text(text).text
    found = _from_json(body, count) or _from_lines(body)
    if not found:
        lines = [line for line in body.split("\n") if line.strip()]
        if count == 1 and body.strip():
            found = [(1, body)]
        elif len(lines) == count:
            found = list(enumerate(lines, 1))
    times = Counter(number for number, _ in found)
    told = {number: _plain(said) for number, said in found if 0 < number <= count and times[number] == 1}
    return {number: said for number, said in told.items() if said}


def _from_lines(body: str) -> list[tuple[int, str]]:
    """Numbered lines, each with those below it; only a number that goes on counting begins another answer."""
    found: list[tuple[int, list[str]]] = []
    first = 0
    for line in body.split("\n"):
        item = marker(line)
        outer = item is not None and (not found or item.indent <= first or item.title)
        if item is not None and outer and (not found or item.title or 0 <= item.number - found[-1][0] <= 1):
            first = first if found else item.indent
            found.append((item.number, [item.rest]))
        elif found and not is_rule(line):
            found[-1][1].append(line)
    return [(number, "\n".join(lines)) for number, lines in found]


def _from_json(body: str, count: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for _, value in find_json(body).values:
        found += _told(value, count)
    return found


def _told(value: Any, count: int) -> list[tuple[int, str]]:
    if isinstance(value, dict):
        if all(str(name).strip().isdigit() for name in value) and value:
            return [(int(name), as_text(item)) for name, item in value.items()]
        lists = [item for item in value.values() if isinstance(item, list | dict)]
        return _told(lists[0], count) if len(lists) == 1 else []
    if not isinstance(value, list):
        return []
    if all(isinstance(item, dict) for item in value):
        return [pair for place, item in enumerate(value, 1) if (pair := _pair(item, place))]
    return [(place, as_text(item)) for place, item in enumerate(value, 1)] if len(value) == count else []


def _pair(item: dict[str, Any], place: int) -> tuple[int, str] | None:
    number = next((value for name, value in item.items() if key(name) in _KEYS and str(value).strip().isdigit()), place)
    told = next((value for name, value in item.items() if _answer(f"{name}: x")), None)
    return None if told is None else (int(number), as_text(told))


def _plain(told: str) -> str:
    told = told.strip()
    lines = told.split("\n")
    # Where the question is repeated, its answer stands behind a name.
    for place, line in enumerate(lines):
        if (named := _answer(line)) is not None:
            told = "\n".join([named.value, *lines[place + 1 :]]).strip()
            break
    return unquote(re.sub(r"\s+\Z", "", told))
