"""Rules that eliminate variants of tasks and answers to them."""

import pytest

from selfinstruct.flows.generate.evolution.elimination import answer_fault, asks_back, variant_fault

PARENT = "Explain to a child why the sea rises and falls twice a day."
DEEPER = f"{PARENT} Say as well why some days it rises higher, and use no word of more than two syllables."


@pytest.mark.parametrize(
    ("variant", "rule"),
    [
        (DEEPER, None),
        ("Explain how sailors used the tides before there were engines.", None),
        ("Explain to a child the given task force of the city.", None),
        ("Rewrite the rules of chess for beginners.", None),
        ("Explain how to hand over a new task to a colleague by the original instructions.", None),
        ("Describe a cottage with an attached garage by the sea.", None),
        ("Write three sentences below twenty words each about the wind.", None),
        ("Explain what the notes below the staff mean in music.", None),
        (f"{PARENT}\n\nHigh water: 6:10 and 18:35\nLow water: 0:02 and 12:20", None),
        ("Say when to sail by the table below.\n\nHigh water: 6:10\nLow water: 12:20", None),
        ("Say which of the following notes is right: a) the Moon pulls, b) the wind pushes.", None),
        ("", "empty_variant"),
        ("...", "empty_variant"),
        ("---", "empty_variant"),
        (PARENT, "no_change"),
        (PARENT.upper(), "no_change"),
        ("Explain to a child why the sea rises and falls twice every day.", None),
        ("#Rewritten Prompt#: Explain the tides and the Moon to adults.", "leak"),
        ("Make the given prompt about tides harder to answer.", "leak"),
        ("Here is a more complex version: explain tides and currents.", "leak"),
        ("The original instruction asks for tides; explain the currents as well.", "leak"),
        ("word " * 60, "too_long"),
        ("Sum up the text below for a friend.", "missing_input"),
        ("Correct the attached letter to the harbour office.", "missing_input"),
        ("I'm sorry, but I can't help with that.", "refusal"),
    ],
)
def test_a_variant_is_eliminated(variant: str, rule: str | None) -> None:
    found = variant_fault(variant, [PARENT], 0.95, 50)
    assert (found and found.rule) == rule


def test_what_is_too_close_is_told_with_its_neighbour() -> None:
    found = variant_fault(f"{PARENT} Do it.", ["Tell of the tides.", "Explain the wind.", PARENT], 0.9, 50)
    assert found
    assert (found.rule, found.value, found.neighbour) == ("no_change", "parent", PARENT)
    assert found.score
    assert 0.9 <= found.score < 1
    earlier = variant_fault("Tell of the tides!", ["Tell of the tides.", PARENT], 0.9, 50)
    assert earlier
    assert (earlier.value, earlier.score) == ("earlier", 1.0)


def test_words_that_the_parent_has_are_no_leak() -> None:
    parent = "Explain what the given prompt of a shell shows."
    assert variant_fault(f"{parent} Name also two settings that change it.", [parent], 0.95, 50) is None


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("The Moon pulls on the water, and the Earth turns beneath it.", None),
        ("Why does it rise? Because the Moon pulls.", None),
        ("I'm sorry, but I can't help with that.", "answer_refuses"),
        (PARENT, "answer_copies"),
        ("Could you please provide the name of the coast?", "answer_asks_back"),
        ("Which coast do you mean? Please share more details.", "answer_asks_back"),
        ("I need more information. Please tell me which sea you mean.", "answer_asks_back"),
        ("Please tell your child that the Moon pulls. Who would not like that?", None),
        ("Sure! Could you share the text?", "answer_asks_back"),
        (f"Could you tell me which coast? {'The Moon pulls on the water. ' * 20}", None),
    ],
)
def test_an_answer_is_eliminated(answer: str, rule: str | None) -> None:
    found = answer_fault(PARENT, answer)
    assert (found and found.rule) == rule


@pytest.mark.parametrize("text", ["", "?", "\x00", "🙂" * 500, "[" * 40_000, "a? " * 40_000, "\ud800"])
def test_any_text_is_looked_at(text: str) -> None:
    assert asks_back(text) is False
    found = variant_fault(text, [PARENT], 0.95, 50)
    assert found is None or found.rule in ("empty_variant", "too_long")
    assert answer_fault(PARENT, text) is None
