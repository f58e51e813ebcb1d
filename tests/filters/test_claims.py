"""Outputs are held to the conditions that their instruction states."""

from typing import Any

import pytest

from selfinstruct.filters import load_filters
from selfinstruct.records import Instance, Message, Task

THREE = "Describe rain in exactly three sentences."
KEYS = "Describe the person as JSON with the keys name and age."
STARTS = 'Write a story that begins with "It was a dark and stormy night."'


def judged(instruction: str, output: str, **more: Any) -> Any:
    (claims,) = load_filters({"claims": {}})
    instance = Instance("", output, **more)
    return claims(Task("t", instruction, instances=(instance,)), instance)


@pytest.mark.parametrize(
    ("instruction", "output"),
    [
        (THREE, "It falls. Dr. Lee likes it, e.g. in May. Good!"),
        (THREE, "**Rain**\n\nIt falls. It is wet. It ends."),
        (KEYS, '{"name": "Ann", "age": 3}'),
        (KEYS, 'Here it is:\n\n```json\n{"name": "Ann", "age": 3}\n```\n'),
        (STARTS, "“It was a dark and stormy night, and I was cold."),
        (STARTS, "# The Night\n\nIt was a dark and stormy night."),
        ("Describe the town in two paragraphs.", "First one.\nSecond one."),
        ("Describe the town in two paragraphs.", "First one.\n\n***\n\nSecond one."),
        ("Describe the town in two paragraphs.", "First one.\n---\nSecond one."),
        ("Write a note without the letter e.", "A bird flying by"),
        ("Name a river.", "The Rhine"),
        (THREE, ""),
    ],
)
def test_what_keeps_the_conditions_is_kept(instruction: str, output: str) -> None:
    assert judged(instruction, output) is None


@pytest.mark.parametrize(
    ("instruction", "output", "value"),
    [
        (THREE, "It falls. It ends.", ("exactly three sentences", "exactly 3 sentences", "2 sentences")),
        (KEYS, '{"name": "Ann"}', ("as JSON", "JSON with the keys “name”, “age”", "without “age”")),
        ("Write a note without the letter e.", "A hen", ("without the letter e", "without “e”", "“e”")),
        ("Write it in 2 words or less.", "This is long", ("2 words or less", "at most 2 words", "3 words")),
    ],
)
def test_what_misses_one_is_rejected_with_what_was_asked_and_found(
    instruction: str, output: str, value: tuple[str, str, str]
) -> None:
    reason = judged(instruction, output)
    assert reason.rule == "claims"
    assert tuple(reason.value[name] for name in ("stated", "asked", "found")) == value


def test_a_conversation_of_several_questions_is_left_alone() -> None:
    turns = tuple(Message(role, "x") for role in ("user", "assistant", "user", "assistant"))
    assert judged(THREE, "x", turns=turns) is None
