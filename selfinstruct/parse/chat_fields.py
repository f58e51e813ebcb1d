"""Items of a chat model's bootstrap answer that name their instruction, with the fields above and below it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.parse.chat_lines import (
    EXAMPLE_WORDS,
    Field,
    FieldReader,
    Marker,
    field_reader,
    marker,
    of_numeral,
)
from selfinstruct.text.numerals import counted_numerals

INSTRUCTION = field_reader("instruction")
TASK = field_reader("task")
HEADINGS = ("head", "word", "bold")
_NAMES = ("instruction", "task", "type", "labels", "classification", "input", "output")
any_field = field_reader(*_NAMES)
_any_name = field_reader(*_NAMES, "probability")


@dataclass(slots=True)
class Block:
    """One item before its fields are read: its number, the rest of the marker's line and the lines below.

    `above` are fields that stand before its instruction.
    """

    number: int | None = None
    head: str = ""
    title: bool = False
    lines: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    has_instruction: bool = False


def item_marker(line: str) -> Marker | None:
    """The number that begins an item, if the line has one; that of an example within an item is none."""
    found = marker(line)
    if found is None and (numerals := counted_numerals(line)) and _any_name(numerals[0].rest):
        found = of_numeral(numerals[0])
    return None if found is None or found.word in EXAMPLE_WORDS else found


def instruction_of(line: str, reader: FieldReader) -> Field | None:
    """The Instruction field of a line, also behind a number: `2. **Instruction:** …`; "Task 2:" alone is none."""
    item = item_marker(line)
    if (found := reader(line)) and (found.value or not item):
        return found
    return reader(item.rest) if item else None


def by_fields(lines: list[str], reader: FieldReader, read: FieldReader) -> list[Block]:
    """Items that name their instruction; a number begins one only as a heading or right before a field.

    Where items begin with another field, and nothing else parts them, that field begins one when it comes again.
    """
    blocks: list[Block] = []
    before_field = before(lines, lambda line: bool(any_field(line) or read(line)))
    instructions = [instruction_of(line, reader) for line in lines]
    before_instruction = before(lines, lambda line: bool(instruction_of(line, reader)))
    leading = _leading(lines, instructions, read)
    begun = next(index for index, named in enumerate(instructions) if named)
    first = next((name for index, name in leading.items() if index < begun), "")
    for index, line in enumerate(lines):
        item, named = item_marker(line), instructions[index]
        begins = before_instruction[index] or index in leading
        if named:
            last = blocks[-1] if blocks else None
            if last is None or last.has_instruction or (item and not reader(line) and last.number is not None):
                blocks.append(Block(_number_in(line, item)))
            elif last.number is None:
                last.number = _number_in(line, item)
            _begin(blocks[-1], named.value, read)
        elif item and (item.kind in HEADINGS or begins or (before_field[index] and not item.rest)):
            blocks.append(Block(item.number, item.rest, item.title))
        elif leading.get(index) == first and (not blocks or _has(blocks[-1], first, read)):
            blocks.append(Block(lines=[line]))
        elif blocks:
            blocks[-1].lines.append(line)
    return blocks


def _leading(lines: list[str], instructions: list[Field | None], read: FieldReader) -> dict[int, str]:
    """The lines that are fields, with nothing but fields before the next instruction, each with its name.

    The value of a field may stand on a line below its name.
    """
    found: dict[int, str] = {}
    leads, below = False, False
    for index in range(len(lines) - 1, -1, -1):
        if instructions[index]:
            leads, below = True, False
        elif leads and lines[index].strip():
            item = item_marker(lines[index])
            named = read(lines[index]) or (read(item.rest) if item else None)
            if named and not (below and named.value):
                found[index] = named.name
                leads, below = item is None, False
            else:
                leads, below = named is None and not below, True
    return dict(sorted(found.items()))


def _begin(block: Block, instruction: str, read: FieldReader) -> None:
    """Have the item go on with its instruction; a title or a stray line above that is no part of it."""
    above = [block.head, *block.lines]
    fields = (index for index, line in enumerate(above) if read(line))
    block.above = above[next(fields, len(above)) :]
    block.head, block.title, block.lines, block.has_instruction = instruction, False, [], True


def _has(block: Block, name: str, read: FieldReader) -> bool:
    """Whether an item has its instruction and a field of that name."""
    lines = (*block.above, *block.lines)
    return block.has_instruction and any(found.name == name for line in lines if (found := read(line)))


def _number_in(line: str, item: Marker | None) -> int | None:
    if item:
        return item.number
    found = re.match(r"\W{0,8}[^\W\d]{1,20}[ \t]{1,2}#?(\d{1,4})\W", line)
    return int(found[1]) if found else None


def before(lines: list[str], test: Callable[[str], bool]) -> list[bool]:
    """For every line, whether the next one that is not blank passes the test."""
    result, following = [False] * len(lines), False
    for index in range(len(lines) - 1, -1, -1):
        result[index] = following
        if lines[index].strip():
            following = test(lines[index])
    return result
