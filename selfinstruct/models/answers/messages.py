"""What a model says in a message: the text of its answer, and its reasoning, wherever a service puts either."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.text.answers.reasoning import part, split_reasoning
from selfinstruct.text.characters import whole_characters

# The first of these that says something: services that have two of them say the same in both.
_REASONING = (
    "reasoning_content", "reasoning", "reasoning_details", "thinking", "thinking_blocks", "reasoning_text", "thoughts",
    "thought",
)  # fmt: skip
_ANSWERS = {"", "text", "output_text", "refusal"}
_REASONS = {
    "thinking", "reasoning", "redacted_thinking", "summary", "summary_text", "reasoning_summary", "reasoning_text",
    "reasoning_content", "thought", "thoughts",
}  # fmt: skip
_TEXTS = (
    "text",
    "thinking",
    "reasoning",
    "reasoning_content",
    "reasoningText",
    "summary",
    "content",
    "value",
    "refusal",
)
_DEEPEST = 6


def read_message(message: Any) -> tuple[str, str] | None:
    """The text of a message as it came, marks and all, and the reasoning that stands apart; None for no message."""
    if not isinstance(message, Mapping):
        return None
    apart = next((found for name in _REASONING if (found := text_within(message.get(name)).strip())), "")
    content = message.get("content")
    if isinstance(content, list):
        answers, reasons = [], []
        for item in content:
            kind = str(item.get("type") or "").lower() if isinstance(item, Mapping) else ""
            if kind in _REASONS or (isinstance(item, Mapping) and item.get("thought") is True):
                reasons.append(text_within(item))
            elif kind in _ANSWERS:
                answers.append(text_within(item))
        found = "\n\n".join(text.strip() for text in reasons if text.strip())
        return "".join(answers) or text_within(message.get("refusal")), apart or found
    text = content if isinstance(content, str) else text_within(content)
    return text or (text_within(message.get("refusal")) if not isinstance(content, str) else ""), apart


def answer_apart(text: str, reasoning: str = "") -> tuple[str, str]:
    """The answer without what its marks set apart, and all of the reasoning; both in whole characters.

    Reasoning that never ended stays where it is: readers of answers look there for one.
    """
    text, reasoning = whole_characters(text), whole_characters(reasoning)
    if part(text).unclosed:
        return text, reasoning
    answer, within = split_reasoning(text)
    return answer, "\n\n".join(found for found in (reasoning, within) if found)


def text_within(value: Any, depth: int = _DEEPEST) -> str:
    """The text in a value of whatever shape: a text, parts of one, an object that holds one."""
    if isinstance(value, str):
        return value
    if not depth:
        return ""
    if isinstance(value, list):
        return "".join(text_within(item, depth - 1) for item in value)
    if isinstance(value, Mapping):
        return next((found for name in _TEXTS if (found := text_within(value.get(name), depth - 1))), "")
    return ""
