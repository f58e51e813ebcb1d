"""Reads the tasks out of a chat model's bootstrap answer, whatever shape it has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.parse import chat_json
from selfinstruct.parse.answers import Instructions, no_instructions, rejected_item
from selfinstruct.parse.chat_lines import (
    EXAMPLE_WORDS,
    Field,
    Marker,
    field_reader,
    is_rule,
    marker,
    without_wrapping_fences,
)
from selfinstruct.parse.chat_text import (
    answer,
    field_line,
    fold,
    is_nothing,
    label_list,
    labels_field,
    labels_of,
    type_name,
    unquote,
)
from selfinstruct.records import Candidate, Reason, Rejection

_FIELDS = ("instruction", "type", "labels", "classification", "input", "output")
_field = field_reader(*_FIELDS)
_instruction_field = field_reader("instruction")
_BULLET = re.compile(r"([ \t]{0,12}+)[-*+•–][ \t]++(\S.*)", re.DOTALL)
_SECTION = re.compile(r"[ \t]{0,3}+(?:#{1,6}[ \t]|\*\*[^*]{1,80}+\*\*[:：]?[ \t]{0,9}+\Z)")
_OPENER = re.compile(
    r"\W{0,3}(?:sure|certainly|of course|absolutely|okay|ok|great|got it|alright|understood|no problem|here (?:are|is)"
    r"|here's|below (?:are|is|you)|i'd be|i'll|i will|claro|por supuesto|aquí|bien sûr|voici|natürlich|hier sind"
    r"|gerne|конечно|вот)(?!\w)|\W{0,3}(?:好的|当然|當然|以下|这里是|もちろん|はい、)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"tasks?\b|instructions?\b|examples\b|items\b|prompts\b|任务|任務|指令|タスク|tareas|tâches|aufgaben|задач",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W{0,3}(?:let me know|please let me know|feel free|i hope (?:this|these)|hope (?:this|these)|would you like"
    r"|if you(?:'d| would) like|do you want me|(?:all (?:of )?)?these (?:tasks|instructions|prompts)|each of these"
    r"|note:|希望|如果您|如需)",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\W{0,3}(?:(?:i['’]?m|i am) (?:sorry|unable|not able|afraid)|sorry\b|i apologi[sz]e"
    r"|i can(?:['’]t|not)\b|i (?:will not|won['’]t)\b|as an ai\b|unfortunately\b|hello\b|hi\b|how can i help)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.?!。？！।؟…][\"'”’»」)]{0,2}\Z")
_LETTER = re.compile(r"[^\W\d_]")
_KEYS = {
    "instruction": (
        "instruction", "taskinstruction", "taskdescription", "task", "prompt", "request", "query", "question",
        "description", "content", "text", "指令", "指示", "任务",
    ),
    "type": ("type", "tasktype", "kind", "category"),
    "labels": ("labels", "label", "classlabels", "labelset", "possiblelabels", "classes"),
    "classification": ("isclassification", "classification", "isclassificationtask", "classificationtask"),
    "number": ("number", "id", "index", "no", "n"),
}  # fmt: skip
_KEY_TEXT = re.compile(rf'"(?:task[ _]?)?(?:{"|".join(_KEYS["instruction"])})"[ \t]{{0,9}}+:', re.IGNORECASE)
_NUMBER_KEY = re.compile(r"(?:task|instruction|item|prompt)?(\d{1,4})\Z", re.IGNORECASE)
_HEADINGS = ("head", "word", "bold")
_DEPTH = 6


@dataclass(slots=True)
class _Block:
    """One item before its fields are read: its number, the rest of the marker's line and the lines below."""

    number: int | None = None
    head: str = ""
    title: bool = False
    lines: list[str] = field(default_factory=list)
    has_instruction: bool = False


def read_instructions(text: str, finish_reason: str | None) -> Instructions:
    """The tasks in order; of an answer cut by length the last one is lost."""
    if finish_reason is None:
        return no_instructions("failed", text)
    cut = finish_reason == "length"
    found = answer(text)
    items = _from_json(found.text) or _from_text(found.text, cut)
    if not items and not cut and _has_instruction(found.unclosed):
        items = _from_text(_last_attempt(found.unclosed), cut)
    if not items:
        return no_instructions("truncated" if cut else "unreadable", text)
    return Instructions(tuple(_placed(items)))


def _placed(items: list[Candidate | Rejection]) -> Iterator[Candidate | Rejection]:
    for position, item in enumerate(items):
        if isinstance(item, Rejection):
            yield rejected_item(position, item.text, Reason(item.rule, item.value))
        else:
            yield item


# --- text -----------------------------------------------------------------------------------------------------


def _from_text(text: str, cut: bool) -> list[Candidate | Rejection]:
    lines = without_wrapping_fences(text.split("\n"), _is_structure)
    items = [_item(block) for block in _blocks(lines)]
    if cut and items:
        last = items[-1]
        said = last.text if isinstance(last, Rejection) else last.instruction
        items[-1] = rejected_item(0, said, Reason("truncated"))
    return items


def _is_structure(line: str) -> bool:
    found = _marker(line)
    return bool(_field(line)) or (found is not None and found.number == 1)


def _marker(line: str) -> Marker | None:
    found = marker(line)
    return None if found is None or found.word in EXAMPLE_WORDS else found


def _blocks(lines: list[str]) -> list[_Block]:
    if any(map(_instruction_of, lines)):
        return _by_fields(lines)
    markers = {index: found for index, line in enumerate(lines) if (found := _marker(line))}
    return _by_markers(lines, markers) or _by_bullets(lines) or _plain(lines)


def _instruction_of(line: str) -> Field | None:
    """The Instruction field of a line, also behind a number: `2. **Instruction:** …`; "Task 2:" alone is none."""
    item = _marker(line)
    if (found := _instruction_field(line)) and (found.value or not item):
        return found
    return _instruction_field(item.rest) if item else None


def _by_fields(lines: list[str]) -> list[_Block]:
    """Items that name their instruction; a number begins one only as a heading or right before a field."""
    blocks: list[_Block] = []
    before_field = _before(lines, lambda line: bool(_field(line)))
    before_instruction = _before(lines, lambda line: bool(_instruction_of(line)))
    for index, line in enumerate(lines):
        item, named = _marker(line), _instruction_of(line)
        if named:
            if not blocks or blocks[-1].has_instruction or (item and not _instruction_field(line)):
                blocks.append(_Block(_number_in(line, item)))
            blocks[-1].has_instruction = True
            # A title or a stray line above the field is no part of the instruction.
            blocks[-1].head, blocks[-1].title, blocks[-1].lines = named.value, False, []
        elif item and (item.kind in _HEADINGS or before_instruction[index] or (before_field[index] and not item.rest)):
            blocks.append(_Block(item.number, item.rest, item.title))
        elif blocks:
            blocks[-1].lines.append(line)
    return blocks


def _number_in(line: str, item: Marker | None) -> int | None:
    if item:
        return item.number
    found = re.match(r"\W{0,8}[^\W\d]{1,20}[ \t]{1,2}#?(\d{1,4})\W", line)
    return int(found[1]) if found else None


def _before(lines: list[str], test: Callable[[str], bool]) -> list[bool]:
    """For every line, whether the next one that is not blank passes the test."""
    result, following = [False] * len(lines), False
    for index in range(len(lines) - 1, -1, -1):
        result[index] = following
        if lines[index].strip():
            following = test(lines[index])
    return result


def _by_markers(lines: list[str], markers: dict[int, Marker]) -> list[_Block]:
    """Numbered items in one style; numbers of another style, deeper or out of sequence are part of an item."""
    if not markers:
        return []
    kinds = [item.kind for item in markers.values()]
    kind = next((kind for kind in _HEADINGS if kind in kinds), kinds[0])
    same = {index: item for index, item in markers.items() if item.kind == kind}
    indent = next(iter(same.values())).indent + 1
    starts = _sequence({index: item.number for index, item in same.items() if item.indent <= indent})
    blocks: list[_Block] = []
    first = min(starts)
    before = lines[:first]
    if same[first].number > 1 and kind not in _HEADINGS and not _is_preamble(before):
        blocks.append(_Block(same[first].number - 1, lines=before))
    for index, line in enumerate(lines[first:], first):
        if index in starts:
            item = same[index]
            blocks.append(_Block(item.number, item.rest, item.title))
        else:
            blocks[-1].lines.append(line)
    return blocks


def _sequence(numbers: dict[int, int]) -> set[int]:
    """The lines whose numbers count items.

    A run that starts again is a list within an item if the count goes on after it.
    """
    runs: list[list[int]] = []
    last = None
    for index, number in numbers.items():
        if last is None or number != last + 1:
            runs.append([])
        runs[-1].append(index)
        last = number
    starts = set(runs[0])
    count = numbers[runs[0][-1]]
    waiting: list[int] = []
    for run in runs[1:]:
        if numbers[run[0]] > count:
            if numbers[run[0]] > count + 1:
                starts.update(waiting)
            waiting = []
            starts.update(run)
            count = numbers[run[-1]]
        else:
            waiting += run
    return starts | set(waiting)


def _by_bullets(lines: list[str]) -> list[_Block]:
    found_at = ((index, _BULLET.match(line)) for index, line in enumerate(lines) if not is_rule(line))
    bullets = [(index, found) for index, found in found_at if found]
    if not bullets:
        return []
    indent = min(len(found[1]) for _, found in bullets) + 1
    items = {index: found[2] for index, found in bullets if len(found[1]) <= indent}
    first = min(items)
    if any(line.strip() for line in lines[:first]) and not _is_preamble(lines[:first]):
        return []
    blocks: list[_Block] = []
    for index, line in enumerate(lines[first:], first):
        if index in items:
            blocks.append(_Block(head=items[index]))
        else:
            blocks[-1].lines.append(line)
    return blocks


def _plain(lines: list[str]) -> list[_Block]:
    """No marks at all: one paragraph is an item, or several lines that each are a sentence."""
    text = [line for line in lines if line.strip()]
    if text and _is_preamble(text[:1]):
        text = text[1:]
    if text and _CLOSING.match(text[-1]):
        text = text[:-1]
    if not any(map(_LETTER.search, text)) or _REFUSAL.match(text[0]):
        return []
    if len(text) > 1 and all(_SENTENCE.search(line.rstrip()[-4:]) and len(line.split()) < 80 for line in text):
        return [_Block(head=line) for line in text]
    first, last = lines.index(text[0]), len(lines) - 1 - lines[::-1].index(text[-1])
    return [_Block(lines=text)] if all(line.strip() for line in lines[first : last + 1]) else []


def _is_preamble(lines: list[str]) -> bool:
    """Whether what precedes the items only announces them."""
    text = [line.strip() for line in lines if line.strip()]
    if not text:
        return True
    announces = text[-1].rstrip("*_ ").endswith((":", "：")) and bool(_ANNOUNCED.search(text[-1]))
    return announces or bool(_OPENER.match(text[0])) or all(_SECTION.match(line) for line in text)


def _item(block: _Block) -> Candidate | Rejection:
    values = _fields(block)
    body = [line for line in values["instruction"] if line.strip()]
    # A heading is the instruction itself only if nothing follows, or if it is too long or too open for a title.
    if block.title and body and len(block.head.split()) < 7 and not block.head.endswith((":", "：")):
        head = ""
    else:
        head = block.head
    text = unquote(fold(" ".join([head, *body])))
    if text.startswith("**") and text.count("**") == 2:
        text = fold(text.replace("**", ""))
    if not text:
        return rejected_item(0, fold(" ".join([block.head, *block.lines])), Reason("empty"))
    said, labels = labels_field(values["labels"])
    if values["classification"]:
        said = _yes_or_no(field_line(values["classification"]), said)
    kind = type_name(field_line(values["type"]))
    return Candidate(text, kind, said, labels if said else (), number=block.number)


def _fields(block: _Block) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {name: [] for name in _FIELDS}
    current, blank = values["instruction"], False
    lines, end = block.lines, len(block.lines)
    # A heading that ends an item begins a section of further items.
    while end:
        section = end > 1 and _SECTION.match(lines[end - 1]) and not lines[end - 2].strip()
        if lines[end - 1].strip() and not section:
            break
        end -= 1
    for line in lines[:end]:
        if is_rule(line) or (blank and _CLOSING.match(line)):
            break
        named = _field(line)
        if named and named.name != "instruction":
            current = values[named.name]
            if not current:
                current.append(named.value)
        else:
            current.append(line)
        blank = not line.strip()
    return values


def _yes_or_no(value: str, otherwise: bool | None) -> bool | None:
    word = re.match(r"\W{0,4}(yes|true|no|false)\b", value, re.IGNORECASE)
    return word[1].lower() in ("yes", "true") if word else otherwise


def _has_instruction(text: str) -> bool:
    return any(map(_instruction_field, text.split("\n"))) if text else False


def _last_attempt(text: str) -> str:
    """What thinking that never ended says last: from its last item numbered 1, or else from its first item."""
    lines = text.split("\n")
    before = _before(lines, lambda line: bool(_instruction_field(line)))
    firsts = ((index, _marker(line)) for index, line in enumerate(lines) if before[index])
    starts = [index for index, found in firsts if found and found.number == 1]
    return "\n".join(lines[starts[-1] :]) if starts else text


# --- JSON -----------------------------------------------------------------------------------------------------


def _from_json(text: str) -> list[Candidate | Rejection]:
    found = chat_json.find(text)
    if found.start < 0 or any(map(_begins_text, text[: found.start].split("\n"))):
        return []
    items: list[tuple[int, Candidate | Rejection]] = []
    for offset, value in found.values:
        items += ((offset, item) for item in _walk(value, None, 0))
    for rule, parts in (("unreadable", found.broken), ("truncated", [found.cut] if found.cut else [])):
        items += ((offset, rejected_item(0, part, Reason(rule))) for offset, part in parts if _speaks(part, items))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _begins_text(line: str) -> bool:
    """Whether a line before the JSON shows that it is part of an instruction written as text."""
    item = _marker(line)
    return bool(_instruction_of(line)) or (item is not None and bool(item.rest) and not item.title)


def _speaks(part: str, items: list[tuple[int, Candidate | Rejection]]) -> bool:
    return bool(_KEY_TEXT.search(part)) or (part.startswith('"') and (len(part) > 1 or bool(items)))


def _walk(value: Any, number: int | None, depth: int) -> Iterator[Candidate | Rejection]:
    """The items in decoded JSON: objects with an instruction, and strings in lists or under a number."""
    if depth > _DEPTH:
        return
    if isinstance(value, str) and depth:
        text = unquote(fold(value))
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
    text = unquote(fold(instruction))
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
    return Candidate(text, kind, said, labels if said else (), number=number)


def _json_labels(value: Any, given: bool) -> tuple[bool | None, tuple[str, ...]]:
    if isinstance(value, list):
        return labels_of(chat_json.as_text(part) for part in value)
    if isinstance(value, str):
        return label_list(value)
    return (False, ()) if given and value is None else (None, ())
