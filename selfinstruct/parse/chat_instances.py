"""Reads the instances out of a chat model's answer."""

import re
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.parse import chat_json
from selfinstruct.parse.chat_lines import (
    EXAMPLE_WORDS,
    FieldReader,
    Marker,
    fences,
    field_reader,
    is_rule,
    marker,
    unfence,
    without_wrapping_fences,
)
from selfinstruct.parse.chat_text import answer_text, is_nothing, unquote
from selfinstruct.parse.forms.chat_forms import names_of, read_records
from selfinstruct.parse.results import Instances, no_instances, rejected_instance
from selfinstruct.records import Instance, Reason, Rejection

_EXAMPLE_WORDS = {*EXAMPLE_WORDS, "item"}
_UNNUMBERED = re.compile(
    r"[ \t]{0,3}+(?:#{1,6}[ \t]{0,3}+[*_]{0,3}|[*_]{2,3})(?:example|instance)[*_:：]{0,5}[ \t]{0,9}\Z", re.IGNORECASE
)
_NAMED = re.compile(r"[ \t]{0,12}+[^\W\d][^:：\n]{0,60}+[:：]")
_OPENER = re.compile(
    r"\W{0,3}(?:sure|certainly|of course|absolutely|okay|ok|great|got it|here (?:are|is)|here's|below (?:are|is)|好的"
    r"|当然|以下|もちろん|claro|aquí|bien sûr|voici|natürlich|hier sind|конечно|вот)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W{0,3}(?:let me know|please let me know|feel free|i hope|hope (?:this|these)|would you like|do you want"
    r"|if you(?:'d| would| need)|these (?:examples|instances|inputs))"
    r".{0,120}\b(?:examples?|instances?|inputs?|tasks?)\b",
    re.IGNORECASE,
)
_input = field_reader("input")
_READERS = {name: field_reader(name) for name in ("output", "answer", "label", "classification")}
_KEYS = {
    "input": ("input", "given", "context", "passage", "text", "输入", "入力"),
    "label": ("label", "classlabel", "class", "category", "classification"),
    "output": ("output", "expectedoutput", "answer", "response", "completion", "result", "输出", "出力"),
}
_OUTPUT_NAMES = names_of({"": _KEYS["output"]}, {"": _KEYS["label"]})
_ALL_NAMES = names_of(_KEYS) | {"number", "id", "index"}
_KEY_TEXT = re.compile(
    rf'"(?:{"|".join(name for names in _KEYS.values() for name in names)})"[ \t]{{0,9}}+:', re.IGNORECASE
)
_DEPTH = 4


@dataclass(slots=True)
class _Block:
    """The lines of one example; `fenced` says which of them stand in a code fence."""

    lines: list[str] = field(default_factory=list)
    fenced: list[bool] = field(default_factory=list)

    def add(self, line: str, fenced: bool) -> None:
        self.lines.append(line)
        self.fenced.append(fenced)


def read_chat_instances(text: str, output_first: bool, finish_reason: str | None) -> Instances:
    """The instances as the answer gives them, save one that is cut; whether they are any good is for filters to say."""
    if finish_reason is None:
        return no_instances("failed", text)
    cut = finish_reason == "length"
    found = answer_text(text)
    items = _from_json(found.text, output_first) or _from_records(found.text, output_first, cut)
    items = items or _from_text(found.text, output_first, cut)
    if not items and not cut:
        items = _from_text(_last_attempt(found.unclosed), output_first, cut)
    if not items:
        return no_instances("truncated" if cut else "unreadable", text)
    return Instances(
        tuple(item for item in items if isinstance(item, Instance)),
        tuple(item for item in items if isinstance(item, Rejection)),
    )


def _checked(instance: Instance) -> Instance | Rejection:
    return instance if instance.output else rejected_instance(instance, Reason("empty_output"))


def _last_attempt(thinking: str) -> str:
    """What thinking that never ended says last: from its last first example on."""
    lines = thinking.split("\n")
    starts = [index for index, line in enumerate(lines) if (found := _header(line)) and found.number == 1]
    return "\n".join(lines[starts[-1] :]) if starts else ""


def _from_text(text: str, output_first: bool, cut: bool) -> list[Instance | Rejection]:
    names = ("label", "output", "classification", "answer") if output_first else ("output", "answer", "label")
    lines = without_wrapping_fences(text.split("\n"), _is_structure, _value)
    inside = [False] * len(lines)
    for first, last in fences(lines, _value).items():
        inside[first + 1 : last + 1] = [True] * (last - first)
    for fenced in (inside, [False] * len(lines)):
        reader = next((_READERS[name] for name in names if _any(lines, fenced, _READERS[name])), None)
        if reader:
            break
    else:
        return []
    blocks = _by_headers(lines, fenced, reader) or _by_fields(lines, fenced, reader, output_first)
    items = [_instance(block, reader, output_first) for block in blocks]
    return _without_cut(items) if cut else items


def _without_cut(items: list[Instance | Rejection]) -> list[Instance | Rejection]:
    """Without the last, which the end of the answer cuts."""
    if not items:
        return items
    last = items[-1]
    if isinstance(last, Instance):
        return [*items[:-1], rejected_instance(last, Reason("truncated"))]
    return [*items[:-1], Rejection("instances", "truncated", last.text, instance=last.instance)]


def _any(lines: list[str], fenced: list[bool], reader: FieldReader) -> bool:
    return any(reader(line) for line, hidden in zip(lines, fenced, strict=True) if not hidden)


def _is_structure(line: str) -> bool:
    return bool(_header(line)) or bool(_UNNUMBERED.match(line)) or bool(_any_field(line))


_any_field = field_reader("input", "output", "label")


def _value(line: str) -> str:
    found = _any_field(line)
    return found.value if found else line


def _header(line: str) -> Marker | None:
    found = marker(line)
    return found if found and (not found.word or found.word in _EXAMPLE_WORDS) else None


def _by_headers(lines: list[str], fenced: list[bool], reader: FieldReader) -> list[_Block]:
    """Examples under `### Example 1`, `Example 1:`, `1.` and the like; a number alone counts only before a field."""
    starts: dict[int, str] = {}
    kind, last, following = "", 0, False
    found: dict[int, tuple[str, int, str]] = {}
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if not line.strip():
            continue
        if not fenced[index]:
            header = _header(line)
            named = header is not None and bool(header.word) and (header.title or not header.rest)
            if header and (named or following or _is_field(header.rest, reader)):
                found[index] = (header.kind, header.number, header.rest)
            elif _UNNUMBERED.match(line):
                found[index] = ("unnumbered", 0, "")
        following = _is_field(line, reader)
    for index in reversed(found):
        style, number, rest = found[index]
        kind = kind or style
        if style == kind and (style in ("head", "unnumbered") or number > last):
            starts[index], last = rest, number
    blocks: list[_Block] = []
    for index, line in enumerate(lines):
        if index in starts:
            rest = starts[index]
            blocks.append(_Block())
            if _is_field(rest, reader) or _NAMED.match(rest):
                blocks[-1].add(rest, False)
        elif blocks or starts:
            blocks = blocks or [_Block()]
            blocks[-1].add(line, fenced[index])
    if blocks and 0 not in starts and not _any(blocks[0].lines, blocks[0].fenced, reader):
        blocks = blocks[1:]
    return [block for block in blocks if any(line.strip() for line in block.lines)]


def _is_field(line: str, reader: FieldReader) -> bool:
    return bool(_input(line) or reader(line))


def _by_fields(lines: list[str], fenced: list[bool], reader: FieldReader, output_first: bool) -> list[_Block]:
    """Examples that are told apart by their fields alone: each begins with the field that the first begins with."""
    blocks = [_Block()]
    seen: list[str] = []
    first = ""
    for line, hidden in zip(lines, fenced, strict=True):
        name = "" if hidden else "output" if reader(line) else "input" if _input(line) else ""
        if name:
            # Named input fields ("Sentence: …") before the first Output are an input too.
            if not first:
                named = name == "output" and not output_first and any(map(_NAMED.match, blocks[0].lines))
                first = "input" if named else name
            if name in seen and (name == first or (name == "input" and not output_first)):
                blocks.append(_Block())
                seen = []
            elif name == "input" and first == "output" and not output_first:
                blocks.append(_Block())
                seen, first = [], "input"
            seen.append(name)
        blocks[-1].add(line, hidden)
    return blocks


def _instance(block: _Block, reader: FieldReader, output_first: bool) -> Instance | Rejection:
    before: list[str] = []
    given: list[str] | None = None
    output: list[str] | None = None
    current = before
    for line, hidden in zip(block.lines, block.fenced, strict=True):
        out, named = (None, None) if hidden else (reader(line), _input(line))
        if out and output is None:
            current = output = [out.value]
        elif named and given is None and (output is None or output_first):
            current = given = [named.value]
        else:
            current.append(line)
    if output is None:
        return Rejection("instances", "unreadable", "\n".join(block.lines).strip())
    if output_first:
        start = next((index for index, line in enumerate(output) if line.strip()), 0)
        label, rest = output[start], output[start + 1 :]
        # Without a name, the lines below the label are the input, as in the published form.
        return _checked(Instance(_input_text(given or (rest if any(rest) else _named(before))), unquote(label)))
    named_before = _named(before)
    if given is not None and named_before:
        named_before.append("Input: " + given[0])
        given = named_before + given[1:]
    return _checked(Instance(_input_text(named_before if given is None else given), _text(output)))


def _named(lines: list[str]) -> list[str]:
    """Named input fields in front of the output, without a preamble."""
    start = 0
    while start < len(lines) and (not lines[start].strip() or _OPENER.match(lines[start])):
        start += 1
    lines = lines[start:]
    return lines if lines and any(_NAMED.match(line) for line in lines) else []


def _input_text(lines: list[str]) -> str:
    text = _text(lines)
    return "" if is_nothing(text) else text


def _text(lines: list[str]) -> str:
    """A value of several lines, without what closes the answer or the example: rules and remarks."""
    end = len(lines)
    while end:
        line = lines[end - 1]
        remark = end > 1 and not lines[end - 2].strip() and _CLOSING.match(line)
        if line.strip() and not remark and not (end > 1 and is_rule(line)):
            break
        end -= 1
    return unfence("\n".join(lines[:end]))


def _from_json(text: str, output_first: bool) -> list[Instance | Rejection]:
    found = chat_json.find_json(text)
    if found.start < 0 or any(map(_is_structure, text[: found.start].split("\n"))):
        return []
    items: list[tuple[int, Instance | Rejection]] = []
    for offset, value in found.values:
        items += ((offset, item) for item in _walk(value, output_first, 0))
    for rule, parts in (("unreadable", found.broken), ("truncated", [found.cut] if found.cut else [])):
        items += ((offset, Rejection("instances", rule, part)) for offset, part in parts if _KEY_TEXT.search(part))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _from_records(text: str, output_first: bool, cut: bool) -> list[Instance | Rejection]:
    """The instances of a table, of tags or of CSV, where no line is a field or a heading of an example."""
    if any(map(_is_structure, text.split("\n"))):
        return []
    records = read_records(text, _OUTPUT_NAMES, _ALL_NAMES)
    items = [item for record in records for item in _walk(record, output_first, 0)]
    return _without_cut(items) if cut else items


def _walk(value: Any, output_first: bool, depth: int) -> list[Instance | Rejection]:
    if depth > _DEPTH or not isinstance(value, dict | list):
        return []
    if isinstance(value, list):
        return [item for part in value for item in _walk(part, output_first, depth + 1)]
    keys = {chat_json.key(name): part for name, part in value.items()}
    wanted = (*_KEYS["label"], *_KEYS["output"]) if output_first else (*_KEYS["output"], *_KEYS["label"])
    given = next((name for name in _KEYS["input"] if name in keys), None)
    output = next((name for name in wanted if name in keys), None)
    if output is None and (given is None or not isinstance(keys[given], str)):
        return [item for part in value.values() for item in _walk(part, output_first, depth + 1)]
    text = chat_json.as_text(keys[given]) if given else ""
    instance = Instance("" if is_nothing(text) else text, chat_json.as_text(keys[output]) if output else "")
    return [_checked(instance)]
