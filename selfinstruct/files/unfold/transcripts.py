"""Conversations that stand in one text, with a mark before each turn: HH-RLHF, Guanaco, Vicuna, and chat templates."""

import re
from dataclasses import dataclass

from selfinstruct.turns import Message

_ROLES = {
    "human": "user", "user": "user", "prompter": "user", "assistant": "assistant", "model": "assistant",
    "gpt": "assistant", "system": "system", "function response": "tool", "tool": "tool",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Style:
    """How turns are marked; group 1 of `mark` is the role, and `ends` closes a turn."""

    mark: re.Pattern[str]
    ends: re.Pattern[str]


_NO_END = re.compile(r"(?:\s*(?:</s>|<\|endoftext\|>))+\s*$")
_STYLES = (
    _Style(re.compile(r"(?:\A\s*|\n\n)(Human|Assistant|System): ?"), _NO_END),
    _Style(re.compile(r"(?:\A\s*|\n\n)(User|Assistant|System): ?"), _NO_END),
    _Style(re.compile(r"(?:\A\s*|\n\s*)(USER|ASSISTANT|SYSTEM|FUNCTION RESPONSE): ?"), _NO_END),
    _Style(re.compile(r"(?:\A\s*|\n|(?<=[^#\n]))### (Human|Assistant|System): ?"), _NO_END),
    _Style(re.compile(r"\s*<\|im_start\|>(system|user|assistant|tool)\s*\n"), re.compile(r"<\|im_end\|>\s*$")),
    _Style(
        re.compile(
            r"\s*(?:<\|begin_of_text\|>)?<\|start_header_id\|>(system|user|assistant|tool)<\|end_header_id\|>\s*"
        ),
        re.compile(r"<\|eot_id\|>\s*$"),
    ),
    _Style(re.compile(r"\s*(?:<bos>)?<start_of_turn>(user|model)\s*\n"), re.compile(r"<end_of_turn>\s*$")),
)
_INSTRUCTED = re.compile(r"\s*(?:<s>)?\s*\[INST\](.*?)\[/INST\](.*?)(?=(?:<s>)?\s*\[INST\]|\Z)", re.DOTALL)
_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>", re.DOTALL)


def read_transcript(text: str) -> tuple[Message, ...]:
    """The turns of a text that begins with a mark and has both sides in it; () for any other text.

    Texts without a mark, or with marks only somewhere in the middle, are texts and no conversations.
    """
    start = text.lstrip()[:40]
    if not start or not (start[0] in "<[#" or ":" in start):
        return ()
    for style in _STYLES:
        if turns := _split(text, style):
            return turns
    return _instructed(text)


def _split(text: str, style: _Style) -> tuple[Message, ...]:
    marks = list(style.mark.finditer(text))
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return ()
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    turns = tuple(
        Message(_ROLES[mark[1].lower()], style.ends.sub("", text[mark.end() : end]).strip())
        for mark, end in zip(marks, ends, strict=True)
    )
    roles = {turn.role for turn in turns}
    if not {"user", "assistant"} <= roles or turns[0].role == "assistant":
        return ()
    # A dialogue that was cut before its answer ends with a bare mark.
    return turns if turns[-1].content else turns[:-1]


def _instructed(text: str) -> tuple[Message, ...]:
    """Llama 2's and Mistral's template."""
    if not re.match(r"\s*(<s>)?\s*\[INST\]", text):
        return ()
    turns: list[Message] = []
    for found in _INSTRUCTED.finditer(text):
        asked, answer = found[1], found[2].strip().removesuffix("</s>").strip()
        if system := _SYSTEM.match(asked):
            turns.append(Message("system", system[1].strip()))
            asked = asked[system.end() :]
        turns.append(Message("user", asked.strip()))
        turns += [Message("assistant", answer)] if answer else []
    return tuple(turns)
