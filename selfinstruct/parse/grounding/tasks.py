"""Parses answers that hold tasks with their quotations: blocks of named fields, or JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.parse.chat_json import as_text, find_json, key
from selfinstruct.parse.chat_lines import NAMES, Field, fences, field_reader, is_rule, marker, without_wrapping_fences
from selfinstruct.parse.chat_text import answer_text, is_nothing, label_list, labels_of, unquote
from selfinstruct.parse.forms.chat_forms import names_of, read_records

_BULLET = re.compile(r"[ \t]{0,12}+(?:[-*+•–>]|\d{1,2}[.)])[ \t]++(\S.*)", re.DOTALL)
_MARKED = re.compile(r"[\"'“”„«»‘’「」『』]")
_TITLES = ("head", "word", "bold")
_DEPTH = 4
_FIELDS = ("question", "reply", "quote", "type", "labels")
_field = field_reader(*_FIELDS)
_KEYS = {key(spelling): name for name in reversed(_FIELDS) for spelling in NAMES[name]}
_QUESTIONS = frozenset(NAMES["question"])
_NAMES = names_of({name: NAMES[name] for name in _FIELDS})


@dataclass(frozen=True, slots=True)
class GroundedCandidate:
    """A task as a model wrote it, before anything has looked at it; `number` is its own, None where it gave none."""

    question: str
    answer: str = ""
    quotes: tuple[str, ...] = ()
    type: str = ""
    labels: tuple[str, ...] = ()
    number: int | None = None


Problem = tuple[str, str]


def read_grounded(text: str, finish_reason: str | None) -> tuple[list[GroundedCandidate], list[Problem]]:
    """The tasks of an answer in order, and what cannot be read of it, each a rule with the text.

    Of an answer that was cut off ("length") the last task is a problem: nobody knows what it would have said.
    """
    body = answer_text(text).text
    cut = finish_reason == "length"
    found, problems = _from_json(body)
    if not found:
        found, problems = _from_blocks(body)
    if not found and not problems:
        records = read_records(body, _QUESTIONS, _NAMES)
        found, problems = [item for record in records if (item := _from_record(record))], []
    if cut and found:
        last = found.pop()
        problems.append(("truncated", f"{last.question}\n{last.answer}".strip()))
    return found, problems


def read_quotes(text: str) -> list[str]:
    """The quotations alone, of an answer that has nothing else; lines without a name where no line has one."""
    lines = answer_text(text).text.split("\n")
    named = [quote for item in _blocks(lines) for quote in _quotes(item.fields.get("quote", []))]
    if named:
        return named
    bullets = [found[1] for line in lines if (found := _BULLET.match(line))]
    return [unquote(line.strip()) for line in bullets or lines if line.strip()]


@dataclass(slots=True)
class _Block:
    """A task before its fields are read: its number, and the lines of each field, one list a mention."""

    number: int | None = None
    fields: dict[str, list[list[str]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def _from_blocks(body: str) -> tuple[list[GroundedCandidate], list[Problem]]:
    found: list[GroundedCandidate] = []
    problems: list[Problem] = []
    for block in _blocks(body.split("\n")):
        question = _value(block.fields.get("question", []))
        if not question or is_nothing(question):
            if block.fields:
                problems.append(("no_question" if question else "unreadable", "\n".join(block.lines).strip()))
            continue
        labels = label_list(" ; ".join(_value([lines]) for lines in block.fields.get("labels", [])))[1]
        found.append(
            GroundedCandidate(
                question,
                _value(block.fields.get("reply", [])),
                tuple(_quotes(block.fields.get("quote", []))),
                _value(block.fields.get("type", [])),
                labels,
                block.number,
            )
        )
    return found, problems


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """The lines by task: a number in a heading begins one, and so does a field that the task before has already."""
    lines = without_wrapping_fences(lines, _is_structure, _behind_name)
    inside = {place for first, last in fences(lines, _behind_name).items() for place in range(first + 1, last + 1)}
    block, current = _Block(), None
    for place, line in enumerate(lines):
        number = None if place in inside else _number(line)
        told = None if place in inside or number is not None else _field(line)
        if told is not None and _begins(block, told):
            number = number if number is not None else -1
        if number is not None:
            if block.fields:
                yield block
            block, current = _Block(None if number < 0 else number), None
        if told is not None:
            current = [told.value]
            block.fields.setdefault(told.name, []).append(current)
        elif number is not None:
            rest = marker(line)
            named = _field(rest.rest) if rest is not None else None
            if named is not None:
                current = [named.value]
                block.fields.setdefault(named.name, []).append(current)
        elif current is not None and not (is_rule(line) and place not in inside):
            current.append(line)
        block.lines.append(line)
    if block.fields:
        yield block


def _is_structure(line: str) -> bool:
    return _field(line) is not None or _number(line) is not None


def _behind_name(line: str) -> str:
    found = _field(line)
    return line if found is None else found.value


def _begins(block: _Block, told: Field) -> bool:
    """Whether a field is the first one of the next task: what comes once is there, and its answer or proof too."""
    if told.name not in ("question", "type") or told.name not in block.fields:
        return False
    return bool({"reply", "quote"} & block.fields.keys()) or told.name == "question"


def _number(line: str) -> int | None:
    """The number of a line that begins a task: `### 1`, `Task 2:`, `**3.**`; not that of a list in an answer."""
    found = marker(line)
    if found is None or (_field(line) is not None and found.kind not in _TITLES):
        return None
    alone = not found.rest or _field(found.rest) is not None
    return found.number if alone and (found.kind in _TITLES or _field(found.rest) is not None) else None


def _value(mentions: list[list[str]]) -> str:
    """What the first mention of a field says, on its own line and below, without marks around all of it."""
    if not mentions:
        return ""
    return unquote("\n".join(mentions[0]).strip())


def _quotes(mentions: list[list[str]]) -> Iterator[str]:
    """Each quotation by itself: one a mention, or one a bullet, or several in quotation marks on lines of their own."""
    for lines in mentions:
        filled = [line for line in lines if line.strip()]
        bullets = [found[1] for line in filled if (found := _BULLET.match(line))]
        several = len(filled) > 1 and all(
            _MARKED.match(line.strip()) and _MARKED.search(line.strip()[-2:]) for line in filled
        )
        if (
            bullets
            and len(bullets) == len(filled) - (not _BULLET.match(filled[0]))
            and not (filled[0].strip() and not _BULLET.match(filled[0]))
        ):
            yield from (unquote(item.strip()) for item in bullets)
        elif several:
            yield from (unquote(line.strip()) for line in filled)
        elif text := "\n".join(filled).strip():
            yield unquote(text)


def _from_json(body: str) -> tuple[list[GroundedCandidate], list[Problem]]:
    told = find_json(body)
    if told.start < 0 or any(_field(line) for line in body[: told.start].split("\n")):
        return [], []
    found = [item for _, value in told.values for item in _walk(value, 0)]
    if not found:
        return [], []
    parts = [("unreadable", part) for _, part in told.broken]
    return found, [*parts, *([("truncated", told.cut[1])] if told.cut and '"' in told.cut[1] else [])]


def _walk(value: Any, depth: int) -> Iterator[GroundedCandidate]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        named = {_KEYS[key(str(name))]: item for name, item in value.items() if key(str(name)) in _KEYS}
        if isinstance(named.get("question"), str):
            yield _from_object(named, value)
        else:
            for item in value.values():
                yield from _walk(item, depth + 1)


def _from_object(named: Mapping[str, Any], whole: Mapping[str, Any]) -> GroundedCandidate:
    quotes, labels = named.get("quote"), named.get("labels")
    number = next((item for name, item in whole.items() if key(str(name)) in ("id", "number", "task")), None)
    return GroundedCandidate(
        named["question"].strip(), as_text(named.get("reply")),
        tuple(unquote(_quote_text(item)) for item in (quotes if isinstance(quotes, list) else [quotes]) if item),
        as_text(named.get("type")),
        labels_of(map(as_text, labels))[1] if isinstance(labels, list) else label_list(as_text(labels))[1],
        number if isinstance(number, int) and not isinstance(number, bool) else None,
    )  # fmt: skip


def _quote_text(item: Any) -> str:
    """A quotation that stands as an object of its own has a text in it."""
    if isinstance(item, dict):
        return next((value.strip() for value in item.values() if isinstance(value, str)), "")
    return as_text(item)


def _from_record(record: Mapping[str, str]) -> GroundedCandidate | None:
    named = {_KEYS[key(name)]: value.strip() for name, value in record.items() if key(name) in _KEYS}
    if not named.get("question"):
        return None
    quote = named.get("quote", "")
    return GroundedCandidate(
        named["question"], named.get("reply", ""), (unquote(quote),) if quote else (), named.get("type", ""),
        label_list(named.get("labels", ""))[1],
    )  # fmt: skip
