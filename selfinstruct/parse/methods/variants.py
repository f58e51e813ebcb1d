"""Reads a variant of a task, and whether it asks for more than its parent."""

from selfinstruct.parse.chat_text import is_nothing
from selfinstruct.parse.methods.marks import behind_mark, below_mark


def read_variant(text: str) -> str:
    """The task below its mark, or the whole answer where there is none; ValueError where it says that there is none."""
    said = below_mark(text, "task")
    if is_nothing(said):
        raise ValueError("no task")
    return said


def read_gain(text: str) -> bool | None:
    """Yes or no behind `Gain:`; None where neither or both stand there."""
    return behind_mark(text, "gain")
