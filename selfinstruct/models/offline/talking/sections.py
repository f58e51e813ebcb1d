"""The quoted parts of a prompt, each with the line before it, and the form that the prompt asks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.records import Message

_SECTION = re.compile(r"^([^\n>]{1,300}):\n((?:>[^\n]*(?:\n|\Z))+)", re.MULTILINE)
_MARK = re.compile(r"^(Message|Task|Gain):", re.MULTILINE)
_FIRST = {"Message": "The person", "Task": "A task", "Gain": "First task"}  # how the first part is headed


@dataclass(frozen=True, slots=True)
class Sections:
    """A prompt of these kinds: the mark that its answer is to have, its quoted parts by their headings, its text."""

    mark: str
    parts: tuple[tuple[str, str], ...]
    text: str

    def below(self, words: str) -> str:
        """The first part whose heading has these words, "" for none."""
        return next((text for heading, text in self.parts if words in heading), "")


def read_sections(messages: Sequence[Message]) -> Sections | None:
    """What such a prompt holds; None for prompts of other kinds."""
    if [turn.role for turn in messages] != ["system", "user"]:
        return None
    mark, text = _MARK.search(messages[0].content), messages[1].content
    if mark is None:
        return None
    parts = tuple((found[1], _unquoted(found[2])) for found in _SECTION.finditer(text))
    if len(parts) < 2 or not parts[0][0].startswith(_FIRST[mark[1]]):
        return None
    return Sections(mark[1], parts, text)


def _unquoted(text: str) -> str:
    return "\n".join(line[2:] for line in text.rstrip("\n").split("\n"))
