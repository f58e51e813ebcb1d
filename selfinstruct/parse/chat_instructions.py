"""Reads the tasks out of a chat model's bootstrap answer, whatever shape it has."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from selfinstruct.parse import chat_json
from selfinstruct.parse.chat_blocks import (
    CLOSING,
    SECTION,
    begins_text,
    blocks_of,
    is_structure,
    last_attempt,
    names_instruction,
)
from selfinstruct.parse.chat_fields import Block
from selfinstruct.parse.chat_lines import NAMES, Field, FieldReader, field_reader, is_rule, without_wrapping_fences
from selfinstruct.parse.chat_text import (
    answer_text,
    field_line,
    fold_space,
    is_nothing,
    label_list,
    labels_field,
    labels_of,
    type_name,
    unquote,
)
from selfinstruct.parse.forms.chat_forms import names_of, read_records
from selfinstruct.parse.forms.chat_layout import laid_out
from selfinstruct.parse.probabilities import probability_line, read_probability
from selfinstruct.parse.results import Instructions, no_instructions, rejected_item
from selfinstruct.records import Candidate, Reason, Rejection

_FIELDS = ("type", "labels", "classification", "input", "output")
_field = field_reader(*_FIELDS)
_KEYS = {
    "instruction": (
        "instruction", "taskinstruction", "taskdescription", "task", "prompt", "request", "query", "question",
        "description", "content", "text", "指令", "指示", "任务",
    ),
    "type": ("type", "tasktype", "kind", "category"),
    "labels": ("labels", "label", "classlabels", "labelset", "possiblelabels", "classes"),
    "classification": ("isclassification", "classification", "isclassificationtask", "classificationtask"),
    "number": ("number", "id", "index", "no", "n"),
    "probability": ("probability", "estimatedprobability", "probabilityestimate", "prob", "likelihood", "p"),
}  # fmt: skip
_INSTRUCTION_NAMES = names_of({"": _KEYS["instruction"]}, {"": (*NAMES["instruction"], *NAMES["task"])})
_ALL_NAMES = names_of(_KEYS, NAMES)
_OWN_NAMES = names_of(_KEYS)
_ENGLISH = {chat_json.key(spelling): name for name, spellings in NAMES.items() for spelling in spellings}
_KEY_TEXT = re.compile(rf'"(?:task[ _]?)?(?:{"|".join(_KEYS["instruction"])})"[ \t]{{0,9}}+:', re.IGNORECASE)
_NUMBER_KEY = re.compile(r"(?:task|instruction|item|prompt)?(\d{1,4})\Z", re.IGNORECASE)
_DEPTH = 6


def read_chat_instructions(text: str, finish_reason: str | None, *, probable: bool = False) -> Instructions:
    """The tasks in order; of an answer cut by length the last one is lost.

    They are `probable` where a probability was asked for: elsewhere such a line is part of the task.
    """
    read = _with_probability if probable else _field
    if finish_reason is None:
        return no_instructions("failed", text)
    cut = finish_reason == "length"
    found = answer_text(text)
    items = _from_json(found.text) or _from_records(found.text, cut) or _from_text(found.text, cut, read)
    if not items and not cut and names_instruction(found.unclosed):
        items = _from_text(last_attempt(found.unclosed), cut, read)
    if not items:
        return no_instructions("truncated" if cut else "unreadable", text)
    return Instructions(tuple(_placed(items)))


def _with_probability(line: str) -> Field | None:
    said = probability_line(line)
    return _field(line) if said is None else Field("probability", said)


def _placed(items: list[Candidate | Rejection]) -> Iterator[Candidate | Rejection]:
    for position, item in enumerate(items):
        if isinstance(item, Rejection):
            yield rejected_item(position, item.text, Reason(item.rule, item.value))
        else:
            yield item


def _from_text(text: str, cut: bool, read: FieldReader) -> list[Candidate | Rejection]:
    lines = without_wrapping_fences(laid_out(text).split("\n"), lambda line: is_structure(line) or bool(read(line)))
    items = [_item(block, read) for block in blocks_of(lines, read)]
    if cut and items:
        last = items[-1]
        said = last.text if isinstance(last, Rejection) else last.instruction
        items[-1] = rejected_item(0, said, Reason("truncated"))
    return items


def _item(block: Block, read: FieldReader) -> Candidate | Rejection:
    if (found := read(block.head)) and found.name == "probability":
        block = replace(block, head="", title=False, lines=[block.head, *block.lines])
    values = _fields(block, read)
    body = [line for line in values["instruction"] if line.strip()]
    # A heading is the instruction itself only if nothing follows, or if it is too long or too open for a title.
    if block.title and body and len(block.head.split()) < 7 and not block.head.endswith((":", "：")):
        head = ""
    else:
        head = block.head
    text = unquote(fold_space(" ".join([head, *body])))
    if text.startswith("**") and text.count("**") == 2:
        text = fold_space(text.replace("**", ""))
    if not text:
        return rejected_item(0, fold_space(" ".join([block.head, *block.lines])), Reason("empty"))
    said, labels = labels_field(values["labels"])
    if values["classification"]:
        said = _yes_or_no(field_line(values["classification"]), said)
    kind = type_name(field_line(values["type"]))
    likely = read_probability(field_line(values["probability"]))
    return Candidate(text, kind, said, labels if said else (), number=block.number, probability=likely)


def _fields(block: Block, read: FieldReader) -> dict[str, list[str]]:
    """The lines of each field, and those of the instruction that stand below its first."""
    lines, end = block.lines, len(block.lines)
    # A heading that ends an item begins a section of further items.
    while end:
        section = end > 1 and SECTION.match(lines[end - 1]) and not lines[end - 2].strip()
        if lines[end - 1].strip() and not section:
            break
        end -= 1
    above, below = _values(block.above, read, ""), _values(lines[:end], read, block.head)
    return {name: value if value or name == "instruction" else above[name] for name, value in below.items()}


def _values(lines: list[str], read: FieldReader, head: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {name: [] for name in ("instruction", *_FIELDS, "probability")}
    current, blank = values["instruction"], False
    for line in lines:
        if is_rule(line) or (blank and CLOSING.match(line)):
            break
        named = read(line)
        if named:
            # Text below a probability that stands before anything else is the instruction.
            begins = named.name == "probability" and bool(named.value) and not head and not any(values.values())
            current = current if begins else values[named.name]
            if not values[named.name]:
                values[named.name].append(named.value)
        else:
            current.append(line)
        blank = not line.strip()
    return values


def _yes_or_no(value: str, otherwise: bool | None) -> bool | None:
    word = re.match(r"\W{0,4}(yes|true|no|false)\b", value, re.IGNORECASE)
    return word[1].lower() in ("yes", "true") if word else otherwise


def _from_json(text: str) -> list[Candidate | Rejection]:
    found = chat_json.find_json(text)
    if found.start < 0 or any(map(begins_text, text[: found.start].split("\n"))):
        return []
    items: list[tuple[int, Candidate | Rejection]] = []
    for offset, value in found.values:
        items += ((offset, item) for item in _walk(value, None, 0))
    for rule, parts in (("unreadable", found.broken), ("truncated", [found.cut] if found.cut else [])):
        items += ((offset, rejected_item(0, part, Reason(rule))) for offset, part in parts if _speaks(part, items))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _from_records(text: str, cut: bool) -> list[Candidate | Rejection]:
    """The tasks of a table, of tags or of CSV; the last may be cut."""
    if names_instruction(text):
        return []
    records = read_records(text, _INSTRUCTION_NAMES, _ALL_NAMES)
    items = [item for record in records for item in _walk(_numbered(record), None, 0)]
    if cut and items:
        last = items[-1]
        items[-1] = rejected_item(
            0, last.text if isinstance(last, Rejection) else last.instruction, Reason("truncated")
        )
    return items


def _numbered(record: Mapping[str, str]) -> dict[str, str | int]:
    """A record with its number as one, and with the names of its fields as objects have them."""
    named = {name if name in _OWN_NAMES else _ENGLISH.get(name, name): value for name, value in record.items()}
    numbers = _KEYS["number"]
    return {name: int(value) if name in numbers and value.isdecimal() else value for name, value in named.items()}


def _speaks(part: str, items: list[tuple[int, Candidate | Rejection]]) -> bool:
    return bool(_KEY_TEXT.search(part)) or (part.startswith('"') and (len(part) > 1 or bool(items)))


def _walk(value: Any, number: int | None, depth: int) -> Iterator[Candidate | Rejection]:
    """The items in decoded JSON: objects with an instruction, and strings in lists or under a number."""
    if depth > _DEPTH:
        return
    if isinstance(value, str) and depth:
        text = unquote(fold_space(value))
        yield Candidate(text, number=number) if text else rejected_item(0, "", Reason("empty"))
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part, None, depth + 1)
    elif isinstance(value, dict):
        keys = {chat_json.key(name): part for name, part in value.items()}
        named = next((name for name in _KEYS["instruction"] if isinstance(keys.get(name), str)), None)
        if named:
            yield _object(keys, keys[named], number)
            return
        for name, part in value.items():
            counted = _NUMBER_KEY.match(chat_json.key(name))
            if counted or isinstance(part, dict | list):
                yield from _walk(part, int(counted[1]) if counted else None, depth + 1)


def _object(keys: dict[str, Any], instruction: str, number: int | None) -> Candidate | Rejection:
    text = unquote(fold_space(instruction))
    if not text:
        return rejected_item(0, "", Reason("empty"))
    given = {name: next((keys[key] for key in spellings if key in keys), None) for name, spellings in _KEYS.items()}
    said, labels = _json_labels(given["labels"], any(key in keys for key in _KEYS["labels"]))
    if isinstance(given["classification"], bool):
        said = given["classification"]
    elif isinstance(given["classification"], str):
        said = _yes_or_no(given["classification"], said)
    kind = type_name(given["type"]) if isinstance(given["type"], str) and not is_nothing(given["type"]) else ""
    if number is None and isinstance(given["number"], int) and not isinstance(given["number"], bool):
        number = given["number"]
    likely = None if isinstance(given["probability"], bool) else read_probability(str(given["probability"]))
    return Candidate(text, kind, said, labels if said else (), number=number, probability=likely)


def _json_labels(value: Any, given: bool) -> tuple[bool | None, tuple[str, ...]]:
    if isinstance(value, list):
        return labels_of(chat_json.as_text(part) for part in value)
    if isinstance(value, str):
        return label_list(value)
    return (False, ()) if given and value is None else (None, ())
