"""Reads completions as Alpaca does: tasks between `###`, each with its one instance."""

import re

from selfinstruct.parse.results import Instructions, no_instructions, rejected_item
from selfinstruct.records import Candidate, Instance, Reason, Rejection
from selfinstruct.text import published_rules

_FIELDS = ["Instruction", "Input", "Output"]
_FIELD = re.compile(rf"(?<!\d)([0-9]++)\.\s++({'|'.join(_FIELDS)}):")


def read_alpaca_instructions(text: str, finish_reason: str | None, first_number: int = 4) -> Instructions:
    """Tasks numbered from `first_number`; the prompt ends with the first one's `Instruction:`, put back here."""
    if finish_reason is None:
        return no_instructions("failed", text)
    if not text.strip():
        return no_instructions("unreadable", text)
    parts = f"{first_number}. Instruction:{text}".split("###")
    if not parts[-1].strip():
        del parts[-1]  # what follows the last separator, where a stop sequence ended the text
    items: list[Candidate | Rejection] = []
    for position, part in enumerate(parts):
        if finish_reason == "length" and position == len(parts) - 1:
            items.append(rejected_item(position, part.strip(), Reason("truncated")))
        else:
            items.append(_item(position, first_number + position, part))
    return Instructions(tuple(items))


def _item(position: int, number: int, part: str) -> Candidate | Rejection:
    if not part.strip():
        return rejected_item(position, "", Reason("empty"))
    fields = [found for found in _FIELD.finditer(part) if found[1] == str(number)]
    names = [found[2] for found in fields]
    if names != _FIELDS:
        return rejected_item(position, part.strip(), Reason("unreadable", names))
    ends = [*(found.start() for found in fields[1:]), len(part)]
    instruction, given, output = (part[found.end() : end].strip() for found, end in zip(fields, ends, strict=True))
    if reason := published_rules.instruction(instruction, published_rules.ALPACA_BLACKLIST):
        return rejected_item(position, instruction, reason)
    instance = Instance("" if given.lower() == "<noinput>" else given, output)
    return Candidate(instruction, instances=(instance,), number=number)
