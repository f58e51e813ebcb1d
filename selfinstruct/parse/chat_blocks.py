"""Splits a chat model's bootstrap answer into its items, before their fields are read."""

import re

from selfinstruct.parse.chat_fields import (
    HEADINGS,
    INSTRUCTION,
    TASK,
    Block,
    any_field,
    before,
    by_fields,
    instruction_of,
    item_marker,
)
from selfinstruct.parse.chat_lines import FieldReader, Marker, is_rule, of_numeral
from selfinstruct.text.numerals import counted_numerals
from selfinstruct.text.tokens import unicode_tokens

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


def is_structure(line: str) -> bool:
    """Whether the line is one that a fence around the whole answer may begin with."""
    found = item_marker(line)
    return bool(any_field(line)) or (found is not None and found.number == 1)


def begins_text(line: str) -> bool:
    """Whether a line before JSON shows that the JSON is part of an instruction written as text."""
    item = item_marker(line)
    named = instruction_of(line, INSTRUCTION) or instruction_of(line, TASK)
    return bool(named) or (item is not None and bool(item.rest) and not item.title)


def names_instruction(text: str) -> bool:
    """Whether any line is an Instruction field."""
    return any(map(INSTRUCTION, text.split("\n")))


def last_attempt(text: str) -> str:
    """What thinking that never ended says last: from its last item numbered 1, or else all of it."""
    lines = text.split("\n")
    named = before(lines, lambda line: bool(INSTRUCTION(line)))
    firsts = ((index, item_marker(line)) for index, line in enumerate(lines) if named[index])
    starts = [index for index, found in firsts if found and found.number == 1]
    return "\n".join(lines[starts[-1] :]) if starts else text


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


def blocks_of(lines: list[str], read: FieldReader) -> list[Block]:
    """The items: by their Instruction fields, else by numbers, else by bullets, else one without any mark.

    `read` reads the fields beside the instruction.
    """
    for reader in (INSTRUCTION, TASK):
        if any(instruction_of(line, reader) for line in lines) and not (reader is TASK and _are_titles(lines)):
            return _without_heading(by_fields(lines, reader, read))
    markers = _counted(lines) or {index: found for index, line in enumerate(lines) if (found := item_marker(line))}
    return _without_heading(_by_markers(lines, markers)) or _by_bullets(lines) or _plain(lines, read)


def _are_titles(lines: list[str]) -> bool:
    """Whether all that is called a task is a heading with a title, and text without a name of its own stands below."""
    below = before(lines, lambda line: not any_field(line) and item_marker(line) is None and not is_rule(line))
    named = [(index, item_marker(line)) for index, line in enumerate(lines) if instruction_of(line, TASK)]
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


def _by_markers(lines: list[str], markers: dict[int, Marker]) -> list[Block]:
    """Numbered items in one style; numbers of another style, deeper or out of sequence are part of an item."""
    if not markers:
        return []
    kinds = [item.kind for item in markers.values()]
    kind = next((kind for kind in HEADINGS if kind in kinds), kinds[0])
    same = {index: item for index, item in markers.items() if item.kind == kind}
    indent = next(iter(same.values())).indent + 1
    starts = _sequence({index: item.number for index, item in same.items() if item.indent <= indent})
    blocks: list[Block] = []
    first = min(starts)
    before = lines[:first]
    if same[first].number > 1 and kind not in HEADINGS and not _is_preamble(before):
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


def _plain(lines: list[str], read: FieldReader) -> list[Block]:
    """No marks at all: one paragraph is an item, or several lines that each are a sentence."""
    text = [line for line in lines if line.strip()]
    stated = [line for line in text if (found := read(line)) and found.name == "probability"]
    if text and text[0] not in stated and _is_preamble(text[:1]):
        text = text[1:]
    if text and CLOSING.match(text[-1]):
        text = text[:-1]
    if not any(map(_LETTER.search, text)) or _REFUSAL.match(text[0]):
        return []
    if stated:
        # Of several tasks each is a paragraph, and has its own.
        parts = [part.split("\n") for part in re.split(r"\n\s*\n", "\n".join(lines[lines.index(text[0]) :]).strip())]
        parts = [text] if len(stated) == 1 else parts
        return [Block(lines=part) for part in parts] if all(set(part) & set(stated) for part in parts) else []
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
