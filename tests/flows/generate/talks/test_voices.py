"""What a user's turn may not be."""

from random import Random

import pytest

from selfinstruct.flows.generate.talks.facts import FactKind, draw_facts
from selfinstruct.flows.generate.talks.voices import opening_fault, user_fault

PERSONA = "a retired sailor who likes to tell a little story before he asks"
BUDGET = FactKind("budget", "I can spend {value} euros", ["x"], [340], again=["spend {value} euros"])
TRAIN = FactKind("train", "my train goes at {value}", ["x"], ["18:40"], again=["train goes at {value}"])
FACTS = draw_facts([BUDGET, TRAIN], 2, Random(0))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("And what would you do first?", None),
        ("Sure, that is what I meant. But how?", None),
        ("Of course I tried that. It did not help.", None),
        ("Here is what happened: it broke.", None),
        ("Here's the message I got from him. What now?", None),
        ("Here's my plan: I bake on Friday.", None),
        ("Sure, I can do that on Friday, but how?", None),
        ("Thanks for sharing that! Why rye?", None),
        ("Let me know if you need the size of the tin.", None),
        ("In this turn I lose my bishop, right?", None),
        ("Here is a short summary for you", "assistant_voice"),
        ("Sure! I'll help you with the bread.", "assistant_voice"),
        ("As a retired sailor I know the sea, but how do I bake bread?", None),
        ("I can spend 340 euros, as I said.", None),
        ("Certainly! Here is a plan for your party.", "assistant_voice"),
        ("Here's the message:", "assistant_voice"),
        ("I'd be happy to help you with that.", "assistant_voice"),
        ("That works. Let me know if you need anything else.", "assistant_voice"),
        ("As an AI I cannot feel rain.", "assistant_voice"),
        ("I'm sorry, but I can't help with that.", "assistant_voice"),
        ("The user asks how to bake.", "out_of_role"),
        ("The person types a question.", "out_of_role"),
        ("I am a retired sailor who likes to tell a little story. How do I bake?", "persona_copied"),
        ("word " * 60, "too_long"),
        ("How do I bake a bread with rye?", "repeats_turn"),
        ("How do I bake a bread with rye, then?", "repeats_turn"),
        ("I can spend 300 euros, as I said.", "contradicts"),
    ],
)
def test_a_users_turn_may_not_be(text: str, rule: str | None) -> None:
    found = user_fault(text, PERSONA, ["How do I bake a bread with rye?"], 50, FACTS)
    assert (found and found.rule) == rule


@pytest.mark.parametrize(
    ("text", "least", "rule"),
    [
        ("I can spend 340 euros and my train goes at 6:40 pm.", 2, None),
        ("I can spend 340 euros.", 1, None),
        ("I can spend 340 euros.", 2, "not_stated"),
        ("I have a little money.", 1, "not_stated"),
        ("I can spend 340 euros, no, I can spend 400 euros.", 1, "contradicts"),
    ],
)
def test_a_first_turn_tells_enough(text: str, least: int, rule: str | None) -> None:
    found = opening_fault(text, FACTS, least)
    assert (found and found.rule) == rule
    if rule == "not_stated":
        assert found
        assert "my train goes at 18:40" in found.value
