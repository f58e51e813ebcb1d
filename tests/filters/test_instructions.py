"""Filters of instructions as a table: what each rejects, with the rule and the value, beside what it keeps."""

from typing import Any

import pytest

from selfinstruct.records import Reason
from tests.support.filters import made, task

INSTRUCTIONS = [
    ("length", {}, "Say hello now", Reason("length", 3)),
    ("length", {}, "Say hello right now", None),
    ("length", {}, "word " * 150, None),
    ("length", {}, "word " * 151, Reason("length", 151)),
    ("length", {"maximum": 5}, "Name three uses of a clip", Reason("length", 6)),
    ("length", {"minimum": 1}, "Hello", None),
    ("length", {}, "写一首关于秋天的诗", None),
    ("length", {}, "写诗", Reason("length", 2)),
    ("length", {}, "诗" * 150, None),
    ("length", {}, "诗" * 151, Reason("length", 151)),
    ("length", {}, "เขียนเรื่องสั้น", None),
    ("length", {}, "Résumez cet article", Reason("length", 3)),
    ("blacklist", {}, "Describe the image below", Reason("blacklist", "image")),
    ("blacklist", {}, "Then GO TO the next step", Reason("blacklist", "go to")),
    ("blacklist", {}, "Imagine a filed report about mapping", None),
    ("blacklist", {"words": ["poem"]}, "Write a poem, please", Reason("blacklist", "poem")),
    ("blacklist", {"words": ["poem"]}, "Describe the image below", None),
    ("blacklist", {"words": []}, "Describe the image below", None),
    ("write_a_program", {}, "Write a program that sorts numbers", Reason("write_a_program")),
    ("write_a_program", {}, "Sort the numbers with a program", None),
    ("punctuation", {}, "(Translate this) into French", Reason("punctuation", "(")),
    ("punctuation", {}, "Translate (this) into French", None),
    ("non_ascii", {}, "Écrivez un poème court", Reason("non_ascii", "É")),
    ("non_ascii", {}, "Explain what “Écrivez” means", None),
]


@pytest.mark.parametrize(("name", "parameters", "instruction", "reason"), INSTRUCTIONS)
def test_instruction_filters(name: str, parameters: dict[str, Any], instruction: str, reason: Reason | None) -> None:
    found = made(name, **parameters)
    assert found.scope == "instruction"
    assert found(task(instruction)) == reason
