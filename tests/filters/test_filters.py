"""Each filter as a table: what it rejects, with the rule and the value, beside what it keeps."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import RecipeError, UnknownName, UsageError
from selfinstruct.filters import SHIPPED, load_filters
from selfinstruct.filters.apply import sift
from selfinstruct.filters.novelty import RepeatsDemonstration, RepeatsInstance, novelty
from selfinstruct.recipes.distill import load_distill_recipe
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.label import load_label_recipe
from selfinstruct.recipes.prefer import METHODS, load_preference_recipe
from selfinstruct.records import Filter, Instance, Reason, Task
from selfinstruct.registry import load
from tests.support.paths import ROOT

GOOD = "Name three uses of a paper clip."


def made(name: str, **parameters: Any) -> Filter:
    return load_filters({name: parameters})[0]


def task(instruction: str = GOOD, *pairs: tuple[str, str], labels: tuple[str, ...] = ()) -> Task:
    instances = tuple(Instance(given, output) for given, output in pairs)
    return Task("t1", instruction, is_classification=bool(labels), labels=labels, instances=instances)


@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("generate", lambda example: load_recipe("chat", [example])),
        ("filter", lambda example: load_recipe("chat", [example])),
        ("distill", lambda example: load_distill_recipe("chat", [example])),
        ("label", lambda example: load_label_recipe("chat", [example])),
        ("prefer", lambda example: [load_preference_recipe(method, [example]) for method in METHODS]),
    ],
)
def test_the_example_of_each_help_is_a_setting_of_that_command(command: str, read: Callable[[str], object]) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "300"}).stdout
    example = re.search(r"recipe setting, for example\s+(\S+=[\d.]+);", shown)
    assert example is not None
    read(example[1])


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


REFUSALS = [
    ("As an AI language model, I have no feelings about it.", "As an AI"),
    ("I’m an AI, so I cannot taste food.", "I'm an AI"),
    ("I'm sorry, but I can't help with that.", "I'm sorry, but I can't help with that."),
    ("Sorry, but I cannot do this", "Sorry, but I cannot do this"),
    ("I cannot assist with this request.", "I cannot assist with this request."),
    ("It looks like you haven't provided any text.", "you haven't provided any text"),
    ("Please provide the text that you would like me to summarize.", "Please provide the text that you would like"),
]
ANSWERS = [
    "No. A forged prescription is a crime and can hurt people; a doctor can help you to get one lawfully.",
    "I'm sorry, but I can't help with picking that lock, since it is not yours. A locksmith can open it once you "
    "show proof that you live there, and your landlord may have a spare key.",
    "Dear Ms Okoro, I am sorry, but we cannot repair the kettle. We will refund the price.",
    "She works as an AI engineer in Lagos.",
    "Please provide a receipt when you return the shoes.",
]


@pytest.mark.parametrize(("output", "value"), REFUSALS)
def test_refusal_rejects_talk_about_the_model_or_a_bare_apology(output: str, value: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) == Reason("refusal", value)


@pytest.mark.parametrize("output", ANSWERS)
def test_refusal_keeps_a_refusal_with_its_reason(output: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) is None


def test_refusal_takes_patterns() -> None:
    whole = task(GOOD, ("", "No can do."))
    assert made("refusal", patterns=["^no can do"])(whole, whole.instances[0]) == Reason("refusal", "No can do")


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


def reasons(found: Filter, whole: Task) -> list[str | None]:
    found_reasons = [found(whole, instance) for instance in whole.instances]
    return [None if reason is None else reason.rule for reason in found_reasons]


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


def test_each_filter_sees_what_those_before_it_kept() -> None:
    whole = task(GOOD, ("a", ""), ("a", "1"))
    filters = load_filters({"empty_output": {}, "same_input_different_output": {}})
    kept, rejections = sift(filters, whole, whole.instances)
    assert (list(kept), [item.rule for item in rejections]) == ([whole.instances[1]], ["empty_output"])


def test_seen_looks_across_tasks() -> None:
    found = RepeatsInstance()
    first = task("Summarize the text.", ("A long text.", "Short."), ("", "Forty-two."))
    assert reasons(found, first) == [None, None]
    for instance in first.instances:
        found.add(first, instance)
    other = replace(first, id="t2", instruction="Shorten what you read.")
    assert found(other, other.instances[0]) == Reason("seen", "t1")
    assert found(other, other.instances[1]) is None, "without an input the instruction counts"
    again = replace(first, id="t3")
    assert reasons(found, again) == ["seen", "seen"]
    changed = task("Summarize the text.", ("A long text.", "Shorter."))
    assert reasons(found, changed) == [None]


def test_novelty_inspects_and_adds_when_told() -> None:
    found = novelty()
    found.seed(["List five ways to save water at home"])
    near = task("List six ways to save water at home")
    reason = found(near)
    assert reason == Reason("novelty", score=0.875, neighbour="List five ways to save water at home")
    fresh = task("Explain why the sky is blue at noon")
    assert found(fresh) is None
    assert found(fresh) is None, "asking adds nothing"
    found.add(fresh)
    again = found(fresh)
    assert again is not None
    assert again.score == 1.0
    assert novelty(threshold=0.9)(near) is None
    strict = novelty(threshold=0.9)
    strict.seed(["List five ways to save water at home"])
    assert strict(near) is None
    japanese = task("東京の天気について短い詩を書いてください")
    for profile, rejected in (("unicode", True), ("rouge", False)):
        by_profile = novelty(profile=profile)
        by_profile.add(japanese)
        assert (by_profile(japanese) is not None) is rejected


def test_echo_knows_the_prompt_that_was_just_shown() -> None:
    found = RepeatsDemonstration()
    assert found(task()) is None
    found.show([GOOD, "Sort the words"])
    assert found(task("name  three uses\nof a PAPER clip")) == Reason("echo", neighbour=GOOD)
    assert found(task("Sort the words:")) == Reason("echo", neighbour="Sort the words")
    assert found(task("Sort the words by length")) is None
    found.show(["Something else"])
    assert found(task()) is None


def test_parameters_are_checked() -> None:
    with pytest.raises(RecipeError, match=r"filter length: .*nonsense"):
        load_filters({"length": {"nonsense": 1}})
    with pytest.raises(UnknownName, match=r"known: .*novelty"):
        load_filters({"nonsense": {}})
    with pytest.raises(UsageError, match="between 0 and 1"):
        load_filters({"novelty": {"threshold": 7}})


@pytest.mark.parametrize("name", SHIPPED)
def test_every_filter_is_documented_with_its_parameters(name: str) -> None:
    rows = (ROOT / "docs" / "filters.md").read_text(encoding="utf-8").split("\n")
    row = next((row for row in rows if row.startswith(f"| `{name}` |")), None)
    assert row is not None, f"docs/filters.md has no row for {name}"
    found = made(name)
    assert f"| {found.scope} |" in row
    documented = set(re.findall(r"`(\w+)=", row))
    assert documented == set(inspect.signature(load("filters", name)).parameters) - {"scope"}
