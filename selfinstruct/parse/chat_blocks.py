"""Splits a chat model's bootstrap answer into its items, before their fields are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.parse.chat_lines import (
    EXAMPLE_WORDS,
    Field,
    FieldReader,
    Marker,
    field_reader,
    is_rule,
    marker,
    of_numeral,
)
from selfinstruct.text.numerals import counted_numerals
from selfinstruct.text.tokens import unicode_tokens

_INSTRUCTION = field_reader("instruction")
_TASK = field_reader("task")
_any_field = field_reader("instruction", "task", "type", "labels", "classification", "input", "output")
_BULLET = re.compile(r"([ \t]{0,12}+)[-*+•–][ \t]++(\S.*)", re.DOTALL)
SECTION = re.compile(r"[ \t]{0,3}+(?:#{1,6}[ \t]|\*\*[^*]{1,80}+\*\*[:：]?[ \t]{0,9}+\Z)")
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
CLOSING = re.compile(
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
_FEWEST_WORDS = 2
_TITLE_WORDS = 7
_FEWEST_LINES, _WORDS_OF_LINE = 3, 4
# A line of a text rather than a task of its own.
_NO_TASK = re.compile(
    r"(?:the|an?|it|its|he|she|they|i|we|you|this|that|these|those|my|his|her|their|our|your|there|in|on|at|of|and|but|or"
    r"|so|for|with|because|then|when|while|if|as|to|from|der|die|das|ein|eine|er|sie|es|und|le|la|les|un|une|il|elle|et"
    r"|el|los|las|una|y|o|os)\b",
    re.IGNORECASE,
)
_HEADINGS = ("head", "word", "bold")


@dataclass(slots=True)
class Block:
    """One item before its fields are read: its number, the rest of the marker's line and the lines below."""

    number: int | None = None
    head: str = ""
    title: bool = False
    lines: list[str] = field(default_factory=list)
    has_instruction: bool = False


def is_structure(line: str) -> bool:
    """Whether the line is one that a fence around the whole answer may begin with."""
    found = _marker(line)
    return bool(_any_field(line)) or (found is not None and found.number == 1)


def begins_text(line: str) -> bool:
    """Whether a line before JSON shows that the JSON is part of an instruction written as text."""
    item = _marker(line)
    named = _instruction_of(line, _INSTRUCTION) or _instruction_of(line, _TASK)
    return bool(named) or (item is not None and bool(item.rest) and not item.title)


def names_instruction(text: str) -> bool:
    """Whether any line is an Instruction field."""
    return any(map(_INSTRUCTION, text.split("\n")))


def last_attempt(text: str) -> str:
    """What thinking that never ended says last: from its last item numbered 1, or else all of it."""
    lines = text.split("\n")
    before = _before(lines, lambda line: bool(_INSTRUCTION(line)))
    firsts = ((index, _marker(line)) for index, line in enumerate(lines) if before[index])
    starts = [index for index, found in firsts if found and found.number == 1]
    return "\n".join(lines[starts[-1] :]) if starts else text


def _marker(line: str) -> Marker | None:
    found = marker(line)
    if found is None and (numerals := counted_numerals(line)) and _any_field(numerals[0].rest):
        found = of_numeral(numerals[0])
    return None if found is None or found.word in EXAMPLE_WORDS else found


def _counted(lines: list[str]) -> dict[int, Marker]:
    """Lines with letters or Roman numbers that count up from one and head items of several words each."""
    styles: dict[str, dict[int, Marker]] = {}
    for index, line in enumerate(lines):
        for numeral in counted_numerals(line):
            styles.setdefault(numeral.style, {})[index] = of_numeral(numeral)
    for found in styles.values():
        numbers = [item.number for item in found.values()]
        words = all(len(unicode_tokens(item.rest)) > _FEWEST_WORDS for item in found.values())
        if len(found) > 1 and numbers == list(range(1, len(found) + 1)) and words and _is_preamble(lines[: min(found)]):
            return found
    return {}


def blocks_of(lines: list[str]) -> list[Block]:
    """The items: by their Instruction fields, else by numbers, else by bullets, else one without any mark."""
    for reader in (_INSTRUCTION, _TASK):
        if any(_instruction_of(line, reader) for line in lines) and not (reader is _TASK and _are_titles(lines)):
            return _without_heading(_by_fields(lines, reader))
    markers = _counted(lines) or {index: found for index, line in enumerate(lines) if (found := _marker(line))}
    return _without_heading(_by_markers(lines, markers)) or _by_bullets(lines) or _plain(lines)


def _are_titles(lines: list[str]) -> bool:
    """Whether all that is called a task is a heading with a title, and text without a name of its own stands below."""
    below = _before(lines, lambda line: not _any_field(line) and _marker(line) is None and not is_rule(line))
    named = [(index, _marker(line)) for index, line in enumerate(lines) if _instruction_of(line, _TASK)]
    return all(
        found is not None and found.title and found.rest and below[index] and len(found.rest.split()) < _TITLE_WORDS
        and not _SENTENCE.search(found.rest[-4:])
        for index, found in named
    )  # fmt: skip


def _without_heading(blocks: list[Block]) -> list[Block]:
    """Without a first heading such as "## 8 new tasks", which is no item 8."""
    if len(blocks) < 2 or not blocks[0].title or blocks[0].number == 1 or blocks[1].number != 1:
        return blocks
    return blocks if blocks[0].has_instruction or any(map(str.strip, blocks[0].lines)) else blocks[1:]


def _instruction_of(line: str, reader: FieldReader) -> Field | None:
    """The Instruction field of a line, also behind a number: `2. **Instruction:** …`; "Task 2:" alone is none."""
    item = _marker(line)
    if (found := reader(line)) and (found.value or not item):
        return found
    return reader(item.rest) if item else None


def _by_fields(lines: list[str], reader: FieldReader) -> list[Block]:
    """Items that name their instruction; a number begins one only as a heading or right before a field."""
    blocks: list[Block] = []
    before_field = _before(lines, lambda line: bool(_any_field(line)))
    before_instruction = _before(lines, lambda line: bool(_instruction_of(line, reader)))
    for index, line in enumerate(lines):
        item, named = _marker(line), _instruction_of(line, reader)
        if named:
            if not blocks or blocks[-1].has_instruction or (item and not reader(line)):
                blocks.append(Block(_number_in(line, item)))
            blocks[-1].has_instruction = True
            # A title or a stray line above the field is no part of the instruction.
            blocks[-1].head, blocks[-1].title, blocks[-1].lines = named.value, False, []
        elif item and (item.kind in _HEADINGS or before_instruction[index] or (before_field[index] and not item.rest)):
            blocks.append(Block(item.number, item.rest, item.title))
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


def _by_markers(lines: list[str], markers: dict[int, Marker]) -> list[Block]:
    """Numbered items in one style; numbers of another style, deeper or out of sequence are part of an item."""
    if not markers:
        return []
    kinds = [item.kind for item in markers.values()]
    kind = next((kind for kind in _HEADINGS if kind in kinds), kinds[0])
    same = {index: item for index, item in markers.items() if item.kind == kind}
    indent = next(iter(same.values())).indent + 1
    starts = _sequence({index: item.number for index, item in same.items() if item.indent <= indent})
    blocks: list[Block] = []
    first = min(starts)
    before = lines[:first]
    if same[first].number > 1 and kind not in _HEADINGS and not _is_preamble(before):
        blocks.append(Block(same[first].number - 1, lines=before))
    for index, line in enumerate(lines[first:], first):
        if index in starts:
            item = same[index]
            blocks.append(Block(item.number, item.rest, item.title))
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


def _by_bullets(lines: list[str]) -> list[Block]:
    found_at = ((index, _BULLET.match(line)) for index, line in enumerate(lines) if not is_rule(line))
    bullets = [(index, found) for index, found in found_at if found]
    if not bullets:
        return []
    indent = min(len(found[1]) for _, found in bullets) + 1
    items = {index: found[2] for index, found in bullets if len(found[1]) <= indent}
    first = min(items)
    if any(line.strip() for line in lines[:first]) and not _is_preamble(lines[:first]):
        return []
    blocks: list[Block] = []
    for index, line in enumerate(lines[first:], first):
        if index in items:
            blocks.append(Block(head=items[index]))
        else:
            blocks[-1].lines.append(line)
    return blocks


def _plain(lines: list[str]) -> list[Block]:
    """No marks at all: one paragraph is an item, or several lines that each are a sentence."""
    text = [line for line in lines if line.strip()]
    if text and _is_preamble(text[:1]):
        text = text[1:]
    if text and CLOSING.match(text[-1]):
        text = text[:-1]
    if not any(map(_LETTER.search, text)) or _REFUSAL.match(text[0]):
        return []
    if len(text) > 1 and all(_SENTENCE.search(line.rstrip()[-4:]) and len(line.split()) < 80 for line in text):
        return [Block(head=line) for line in text]
    if len(text) >= _FEWEST_LINES and all(map(_may_be_a_task, text)):
        return [Block(head=line) for line in text]
    first, last = lines.index(text[0]), len(lines) - 1 - lines[::-1].index(text[-1])
    return [Block(lines=text)] if all(line.strip() for line in lines[first : last + 1]) else []


def _may_be_a_task(line: str) -> bool:
    """Whether a line without any mark may be a task of its own, rather than go on with the one before."""
    line = line.strip()
    return (
        line[:1].isupper() and line[-1] not in ":,;-–—" and _NO_TASK.match(line) is None
        and _WORDS_OF_LINE <= len(line.split()) < 80
    )  # fmt: skip


def _is_preamble(lines: list[str]) -> bool:
    """Whether what precedes the items only announces them."""
    text = [line.strip() for line in lines if line.strip()]
    if not text:
        return True
    announces = text[-1].rstrip("*_ ").endswith((":", "：")) and bool(_ANNOUNCED.search(text[-1]))
    return announces or bool(_OPENER.match(text[0])) or all(SECTION.match(line) for line in text)
