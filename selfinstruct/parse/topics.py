"""Reads a list of topics out of an answer: numbered, with bullets, one a line, on one line, or as JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selfinstruct.parse.chat_json import find_json
from selfinstruct.parse.chat_lines import is_rule, marker
from selfinstruct.parse.chat_text import answer_text, fold_space, unquote
from selfinstruct.text.invisible import visible

_BULLET = re.compile(r"[ \t]{0,12}(?:[-*+•–]|#{1,6})[ \t]+")
_NUMBER = re.compile(r"[ \t]{0,12}\d{1,3}[.):][ \t]+")
_EMPHASIS = re.compile(r"[*_`]{1,3}")
# What stands behind a name to explain it.
_REMARK = re.compile(r"\s*[:：](?:\s.*)?\Z|\s+[-–—]\s.*\Z|\s*\([^()]{25,}\)\Z", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WEIGHT = re.compile(r"\s+\*\d+\Z")
_DEPTH = 4
_NAMES = ("topic", "name", "title", "subtopic")


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """The topics of an answer in their order, and what was rejected: rule, text and the value that broke it."""

    topics: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str, Any], ...] = ()


def read_topic_list(text: str, count: int, longest: int, known: tuple[str, ...], *, cut: bool = False) -> TopicAnswer:
    """Up to `count` topics of up to `longest` words, none of them among the `known` or named twice.

    Of an answer that was `cut` off the last one is lost. Names are as a topic tree can hold them.
    """
    found = list(_found(answer_text(text).text))
    rejected: list[tuple[str, str, Any]] = []
    if cut and found:
        rejected.append(("truncated", found.pop(), None))
    if not found and not rejected:
        return TopicAnswer((), (("unreadable", text, None),))
    topics: list[str] = []
    seen = {name.casefold() for name in known}
    for name in found:
        words = len(name.split())
        if words > longest or len(name) > 12 * longest:
            rejected.append(("too_long", name, words))
        elif name.casefold() in seen:
            rejected.append(("duplicate", name, None))
        elif len(topics) == count:
            rejected.append(("too_many", name, count))
        else:
            seen.add(name.casefold())
            topics.append(name)
    return TopicAnswer(tuple(topics), tuple(rejected))


def _found(body: str) -> Iterator[str]:
    values = [value for _, value in find_json(body).values] if body.lstrip()[:1] in "{[`" else []
    texts = [text for value in values for text in _texts(value, 0)] or list(_lines(body))
    for text in texts:
        if name := topic_name(text):
            yield name


def _texts(value: Any, depth: int) -> Iterator[str]:
    """The texts of decoded JSON: in lists, as names of objects, or under numbers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEPTH:
        for part in value:
            yield from _texts(part, depth + 1)
    elif isinstance(value, dict) and depth < _DEPTH:
        named = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
        for part in [named] if named is not None else value.values():
            yield from _texts(part, depth + 1)


def _lines(body: str) -> Iterator[str]:
    """Lines of a list; where any has a number or a bullet, those without one are remarks, and deeper ones too."""
    lines = [line for line in body.split("\n") if line.strip() and not is_rule(line)]
    marked = [(line, bool(_BULLET.match(line) or _NUMBER.match(line) or marker(line))) for line in lines]
    items = [line for line, mark in marked if mark] or lines
    least = min((len(line) - len(line.lstrip()) for line in items), default=0)
    items = [line for line in items if len(line) - len(line.lstrip()) < least + 2]
    if len(items) == 1 and any(sign in items[0] for sign in (";", ",")):
        items = re.split(r"[;,]", items[0])
    for line in items:
        found = marker(line)
        yield found.rest if found is not None and found.rest else _BULLET.sub("", line, count=1)


def topic_name(text: str) -> str:
    """A name as a line of a topic tree can hold it: without marks, remarks, weights and signs that part levels."""
    name = fold_space(_CONTROL.sub(" ", visible(_EMPHASIS.sub("", _WEIGHT.sub("", text)))))
    name = _REMARK.sub("", unquote(name)).replace(">", "/")
    while True:
        shorter = _WEIGHT.sub("", _BULLET.sub("", _NUMBER.sub("", name.strip(" .;,:/#"), count=1), count=1)).strip()
        if shorter == name:
            return name
        name = shorter
