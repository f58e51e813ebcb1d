"""Reads a variant of a task, and whether it asks for more than its parent."""

import re

from selfinstruct.parse.chat_text import answer_text, is_nothing
from selfinstruct.parse.methods.marks import below_mark

_GAIN = re.compile(r"^[\s>*_#`-]*gain[\s*_`]*[:：][\s*_`]*(\w+)\b(?!\s*(?:or|/)\s)", re.IGNORECASE | re.MULTILINE)
_SUPPORTED = re.compile(
    r"^[\s>*_#`-]*supported[\s*_`]*[:：][\s*_`]*(\w+)\b(?!\s*(?:or|/)\s)", re.IGNORECASE | re.MULTILINE
)
_SAID = {"yes": True, "no": False, "true": True, "false": False}


def read_variant(text: str) -> str:
    """The task below its mark, or the whole answer where there is none; ValueError where it says that there is none."""
    said = below_mark(text, "task")
    if is_nothing(said):
        raise ValueError("no task")
    return said


def read_gain(text: str) -> bool | None:
    """Yes or no behind `Gain:`; None where neither or both stand there."""
    return _decided(_GAIN, text)


def read_supported(text: str) -> bool | None:
    """Yes or no behind `Supported:`; None where neither or both stand there."""
    return _decided(_SUPPORTED, text)


def _decided(mark: re.Pattern[str], text: str) -> bool | None:
    found = {_SAID.get(word.lower()) for word in mark.findall(answer_text(text).text)}
    return found.pop() if len(found) == 1 else None
