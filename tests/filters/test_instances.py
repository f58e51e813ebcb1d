"""Filters of instances as a table: what each rejects, with the rule and the value, beside what it keeps."""

from dataclasses import replace
from typing import Any

import pytest

from selfinstruct.records import Reason
from tests.support.filters import GOOD, made, reasons, task

TABLE = "\n".join(["| item | price |", "|---|---|", *(f"| thing {number} | {number} euros |" for number in range(9))])
REFRAIN = (
    "The river runs down to the sea,\nthe willow bends over the stone,\n"
    "and nobody sings it but me,\nand I sing it alone.\n\n"
    "The ferry is tied to the tree,\nthe ferryman walks home alone,\n"
    "and nobody sings it but me,\nand I sing it alone."
)
PAIRS = [
    ("empty_output", {}, ("a text", ""), "empty_output", None),
    ("empty_output", {}, ("a text", " \n"), "empty_output", None),
    ("empty_output", {}, ("", "0"), None, None),
    ("input_equals_output", {}, ("same", " same\n"), "input_equals_output", None),
    ("input_equals_output", {}, ("same", "Same."), None, None),
    ("ends_with_colon", {}, ("Text:", "fine"), "ends_with_colon", "input"),
    ("ends_with_colon", {}, ("text", "The steps are: \n"), "ends_with_colon", "output"),
    ("ends_with_colon", {}, ("a: b", "c: d"), None, None),
    ("placeholder_input", {}, ("[your text here]", "A summary."), "placeholder_input", "[your text here]"),
    ("placeholder_input", {}, ("<input>", "A summary."), "placeholder_input", "<input>"),
    ("placeholder_input", {}, ("[text]", "A summary."), "placeholder_input", "[text]"),
    ("placeholder_input", {}, ("Your text here", "A summary."), "placeholder_input", "Your text here"),
    ("placeholder_input", {}, ("...", "A summary."), "placeholder_input", "..."),
    ("placeholder_input", {}, ("", "A summary."), None, None),
    ("placeholder_input", {}, ("[1, 2, 3]", "6"), None, None),
    ("placeholder_input", {}, ("<p>Your text here was fine</p>", "yes"), None, None),
    ("placeholder_input", {}, ('{"input": 3}', "three"), None, None),
    ("repetition", {}, ("", "I like it. " * 8), "repetition", "I like it."),
    ("repetition", {}, ("", "all the same line\n" * 6), "repetition", "all the same line"),
    ("repetition", {}, ("", "very " * 60), "repetition", "very very very very"),
    ("repetition", {}, ("go on and on " * 20, "fine"), "repetition", "go on and on"),
    ("repetition", {}, ("", TABLE), None, None),
    ("repetition", {}, ("", REFRAIN), None, None),
    ("repetition", {}, ("", "0 1 0 1 " * 20), None, None),
    ("repetition", {}, ("", "I like it. I like it. The sea is calm and wide."), None, None),
    ("repetition", {"times": 2}, ("", "I like it. I like it. I like it. So be it."), "repetition", "I like it."),
]


@pytest.mark.parametrize(("name", "parameters", "pair", "rule", "value"), PAIRS)
def test_instance_filters(
    name: str, parameters: dict[str, Any], pair: tuple[str, str], rule: str | None, value: object
) -> None:
    found = made(name, **parameters)
    assert found.scope == "instance"
    whole = task(GOOD, pair)
    assert found(whole, whole.instances[0]) == (None if rule is None else Reason(rule, value))


LABELS = [
    ("Positive", None),
    (" positive ", None),
    ('"positive".', None),
    ("neutral", Reason("label", "neutral")),
    ("positive and negative", Reason("label", "positive and negative")),
]


@pytest.mark.parametrize(("output", "reason"), LABELS)
def test_label(output: str, reason: Reason | None) -> None:
    whole = task(GOOD, ("a text", output), labels=("positive", "negative"))
    assert made("label")(whole, whole.instances[0]) == reason
    free = replace(whole, labels=())
    assert made("label")(free, free.instances[0]) is None


def test_same_input_different_output_rejects_all() -> None:
    found = made("same_input_different_output")
    whole = task(GOOD, ("a", "1"), ("b", "2"), ("a", "3"))
    assert reasons(found, whole) == ["same_input_different_output"] * 3
    assert found(whole, whole.instances[1]) == Reason("same_input_different_output", "a")
    assert reasons(found, task(GOOD, ("", "1"), ("", "2"), ("a", "1"), ("a", "1"))) == [None] * 4


def test_duplicate_keeps_the_first() -> None:
    assert reasons(made("duplicate"), task(GOOD, ("a", "1"), ("a", "2"), ("a", "1"), ("a", "1"))) == [
        None,
        None,
        "duplicate",
        "duplicate",
    ]
