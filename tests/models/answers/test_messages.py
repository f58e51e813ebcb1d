"""What a message of any service says: the answer, and the reasoning beside it."""

from typing import Any

import pytest

from selfinstruct.models.answers.messages import answer_apart, read_message

MESSAGES: dict[str, tuple[Any, str, str]] = {
    "reasoning_content": ({"content": "Rye.", "reasoning_content": "Hm."}, "Rye.", "Hm."),
    "reasoning": ({"content": "Rye.", "reasoning": "Hm."}, "Rye.", "Hm."),
    "reasoning, an object": ({"content": "Rye.", "reasoning": {"content": "Hm."}}, "Rye.", "Hm."),
    "thinking": ({"content": "Rye.", "thinking": "Hm."}, "Rye.", "Hm."),
    "thinking blocks": (
        {"content": "Rye.", "thinking_blocks": [{"type": "thinking", "thinking": "Hm.", "signature": "xyz"}]},
        "Rye.",
        "Hm.",
    ),
    "the same twice": (
        {
            "content": "Rye.",
            "reasoning": "Hm.",
            "reasoning_details": [{"type": "reasoning.text", "text": "Hm.", "format": "unknown"}],
        },
        "Rye.",
        "Hm.",
    ),
    "details alone": (
        {
            "content": "Rye.",
            "reasoning_details": [
                {"type": "reasoning.summary", "summary": "Hm."},
                {"type": "reasoning.encrypted", "data": "QUJD"},
            ],
        },
        "Rye.",
        "Hm.",
    ),
    "parts of thinking": (
        {
            "content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
                {"type": "text", "text": "Rye"},
                {"type": "text", "text": "."},
            ]
        },
        "Rye.",
        "Hm.",
    ),
    "parts of reasoning": (
        {"content": [{"type": "reasoning", "text": "Hm."}, {"type": "text", "text": "Rye."}]}, "Rye.", "Hm.",
    ),
    "redacted": (
        {"content": [{"type": "redacted_thinking", "data": "QUJD"}, {"type": "text", "text": "Rye."}]}, "Rye.", "",
    ),
    "a part that is a thought": ({"content": [{"text": "Hm.", "thought": True}, {"text": "Rye."}]}, "Rye.", "Hm."),
    "a summary": (
        {"content": [{"type": "summary", "summary": [{"text": "Hm."}]}, {"type": "output_text", "text": "Rye."}]},
        "Rye.",
        "Hm.",
    ),
    "other parts": (
        {"content": [{"type": "image_url", "text": "no"}, {"type": "tool_use", "text": "no"}, "Rye."]}, "Rye.", "",
    ),
    "marks and a field": (
        {"content": "<think>Hm.</think>Rye.", "reasoning_content": "First."}, "Rye.", "First.\n\nHm.",
    ),
    "an empty field": ({"content": "Rye.", "reasoning_content": None, "reasoning": ""}, "Rye.", ""),
    "thinking alone": ({"content": None, "reasoning_content": "Hm."}, "", "Hm."),
    "a refusal": ({"content": None, "refusal": "I won't."}, "I won't.", ""),
    "never closed": ({"content": "<think>Hm, a c"}, "<think>Hm, a c", ""),
    "half a character": ({"content": "Rye \ud83c.", "reasoning": "\ude00"}, "Rye \ufffd.", "\ufffd"),
    "two halves": ({"content": [{"text": "\ud83c"}, {"text": "\udf3e"}]}, "\U0001f33e", ""),
    "numbers": ({"content": 7, "reasoning": 8}, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("message", "answer", "reasoning"), MESSAGES.values(), ids=MESSAGES)
def test_answer_and_reasoning_are_told_apart(message: Any, answer: str, reasoning: str) -> None:
    found = read_message(message)
    assert found is not None
    assert answer_apart(*found) == (answer, reasoning)


@pytest.mark.parametrize("message", [None, "Rye.", []])
def test_what_is_no_message_says_nothing(message: Any) -> None:
    assert read_message(message) is None
