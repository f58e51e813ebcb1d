"""The paper's decisions: against recordings where they are at hand, and rule by rule."""

import json
from collections import Counter
from typing import Any

import pytest

from selfinstruct.parse import read_instances, read_instructions, read_label
from selfinstruct.records import Candidate, Instance, Rejection
from tests.support.paths import PARITY

recorded = pytest.mark.skipif(not PARITY.is_dir(), reason="the recorded completions are not at hand")


def rows(name: str) -> list[dict[str, Any]]:
    with (PARITY / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


# --- recordings


@recorded
def test_instructions_match_the_recordings() -> None:
    cases = rows("instruction_completions.jsonl")
    assert len(cases) > 100
    for case in cases:
        found = read_instructions(case["text"], case["finish_reason"], "paper")
        expected = case["expected"]
        assert [kept.instruction for kept in found.kept] == expected["instructions"], case["case_id"]
        named = [(one.rule, one.text) for one in found.rejected if one.rule != "empty"]
        names = {"length_3_150": "length"}
        assert named == [(names.get(one["rule"], one["rule"]), one["text"]) for one in expected["rejected"]]


@recorded
def test_labels_match_the_recordings() -> None:
    cases = rows("classification_labels.jsonl")
    assert len(cases) > 1000
    wrong = [c["case_id"] for c in cases if read_label(c["raw"], "paper").is_classification != c["is_classification"]]
    assert wrong == []


@recorded
@pytest.mark.parametrize(("output_first", "route"), [(False, "as_input_first"), (True, "as_output_first")])
def test_instances_match_the_recordings(output_first: bool, route: str) -> None:
    cases = rows("instance_completions.jsonl")
    assert len(cases) > 200
    for case in cases:
        expected = case["expected"][route]
        found = read_instances(case["raw_instances"], output_first, case["finish_reason"], "paper")
        assert sorted((one.input, one.output) for one in found.kept) == sorted(map(tuple, expected["final"]))
        by_rule: dict[str, list[list[str]]] = {}
        for one in found.rejected:
            if one.instance:
                by_rule.setdefault(one.rule, []).append([one.instance.input, one.instance.output])
        dropped = expected["dropped_truncated"]
        assert by_rule.pop("truncated", []) == ([dropped] if dropped else []), case["case_id"]
        assert len(by_rule.pop("duplicate", [])) == expected["exact_duplicates_removed"], case["case_id"]
        assert ("same_input_different_output" in by_rule) == expected["same_input_different_output"], case["case_id"]
        by_rule.pop("same_input_different_output", None)
        counted = Counter({rule: len(instances) for rule, instances in by_rule.items()})
        assert counted == Counter(one["rule"] for one in expected["rejected"]), case["case_id"]
        assert bool(expected["format_matched"]) != any(one.rule in ("unreadable", "failed") for one in found.rejected)


@recorded
def test_chat_keeps_every_candidate_that_paper_keeps() -> None:
    for case in rows("instruction_completions.jsonl"):
        published = read_instructions(case["text"], case["finish_reason"], "paper").kept
        tolerant = read_instructions(case["text"], case["finish_reason"], "chat").kept
        known = {one.instruction.casefold() for one in tolerant}
        assert [one.instruction for one in published if one.instruction.casefold() not in known] == [], case["case_id"]


@recorded
def test_chat_reads_the_recorded_labels_as_paper_does() -> None:
    for case in rows("classification_labels.jsonl"):
        assert read_label(case["raw"], "chat").is_classification is case["is_classification"]


# --- paper: instructions


def test_a_numbered_list_goes_on_where_the_prompt_stopped() -> None:
    found = read_instructions(" Name three kinds of bread.\n10. Explain  why\tbread rises.\n11 . Bake it now!", "stop")
    assert found.items == (
        Candidate("Name three kinds of bread."),
        Candidate("Explain why bread rises.", number=10),
        Rejection("bootstrap", "length", "Bake it now!", value=3, candidate=2),
    )
    assert found.kept == found.items[:2]
    assert found.rejected == found.items[2:]


@pytest.mark.parametrize(
    "text",
    [
        "Name a bread and a cheese.\n10.Explain why bread rises.",
        "Name a bread and a cheese.\n 10. Explain why bread rises.",
        "Name a bread and a cheese.\n10) Explain why bread rises.",
        "Name a bread and a cheese.\n10  . Explain why bread rises.",
        "Name a bread and a cheese. 10. Explain why bread rises.",
        "Name a bread and a cheese.\n10.\tExplain why bread rises.",
    ],
)
def test_only_the_published_number_shape_splits(text: str) -> None:
    assert len(read_instructions(text, "stop").items) == 1


@pytest.mark.parametrize(
    ("text", "instruction"),
    [
        ("compare Paris and London.", "Compare paris and london."),
        ("EXPLAIN what DNA does.", "Explain what dna does."),
        ("3 Things about MARS please", "3 things about mars please"),
        ("a\nb  c\u00a0d", "A b c d"),
    ],
)
def test_instructions_are_folded_and_capitalized(text: str, instruction: str) -> None:
    assert [one.instruction for one in read_instructions(text, "stop").kept] == [instruction]


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("one two three", "length", 3),
        (" ".join(["word"] * 151), "length", 151),
        ("draw a map of the town", "blacklist", "draw"),
        ("Tell me how to GO TO the station", "blacklist", "go to"),
        ("WRITE A PROGRAM that sorts numbers", "write_a_program", None),
        ('"Quote" this sentence for me', "punctuation", '"'),
        ("écris un poème sur la mer", "non_ascii", "É"),
        ("ß is a letter of German", "", None),
    ],
)
def test_each_rule_rejects(text: str, rule: str, value: object) -> None:
    found = read_instructions(f" A first task that stays here.\n10. {text}\n11. A last task that stays here.", "stop")
    assert len(found.kept) == (3 if not rule else 2)
    assert [(one.rule, one.value, one.candidate) for one in found.rejected] == ([(rule, value, 1)] if rule else [])


@pytest.mark.parametrize("count", [4, 150])
def test_the_lengths_still_allowed(count: int) -> None:
    assert len(read_instructions(" ".join(["word"] * count), "stop").kept) == 1


def test_empty_items_are_rejected_as_such() -> None:
    found = read_instructions("\n10.  \n11. Say what you see here.", "stop")
    assert [getattr(item, "rule", "kept") for item in found.items] == ["empty", "empty", "kept"]
    assert found.kept[0].number == 11


@pytest.mark.parametrize(
    ("finish_reason", "rule"), [("length", "truncated"), (None, "failed"), ("stop", ""), ("content_filter", "")]
)
def test_the_finish_reason_decides_about_the_whole_completion(finish_reason: str | None, rule: str) -> None:
    text = "Name a bread and a cheese.\n10. Explain why bread rises."
    found = read_instructions(text, finish_reason)
    if rule:
        assert found.items == (Rejection("bootstrap", rule, text),)
    else:
        assert len(found.kept) == 2


def test_an_empty_completion_is_unreadable() -> None:
    assert read_instructions(" \n", "stop").items == (Rejection("bootstrap", "unreadable", " \n"),)


def test_a_number_of_many_digits_is_no_error() -> None:
    found = read_instructions("Name a bread and a cheese.\n" + "9" * 5000 + ". Explain why bread rises.", "stop")
    assert [one.number for one in found.kept] == [None, None]


# --- paper: labels


@pytest.mark.parametrize("text", ["Yes", "yes", "YES", " Yes", "\nyes \n"])
def test_paper_yes(text: str) -> None:
    assert read_label(text, "paper").is_classification is True


@pytest.mark.parametrize("text", ["No", "", "Yes.", "yEs", "Yes, it is", "Y", "**Yes**", "Maybe", "Is it"])
def test_paper_anything_else_is_no(text: str) -> None:
    assert read_label(text, "paper").is_classification is False


# --- paper: instances


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Example 1\nInput: a\nOutput: b\nExample 2\nInput: c\nOutput: d", [("a", "b"), ("c", "d")]),
        ("Example1. Sentence: a\nOutput: b", [("Sentence: a", "b")]),
        ("Output: b", [("", "b")]),
        ("Output 1 : b", [("", "b")]),
        ("Input 1: a\nOutput 1: b", [("a", "b")]),
        ("Sentence: a\nWord: w\nOutput: b", [("Sentence: a\nWord: w", "b")]),
        ("a\nOutput: b\nOutput: c", [("a", "b")]),
        ("a\nOutput: b\nInput: c\nOutput: d", [("a", "b")]),
        ("Output: the Input : is cut", [("", "the")]),
        ("Input: Input: a\nOutput: b", [("Input: a", "b")]),
        ("Note. Input: a\nOutput: b", [("Note. Input: a", "b")]),
        ("Example 1\njust an answer", [("", "just an answer")]),
        ("before Example 1\nOutput: b", [("", "before"), ("", "b")]),
        ("Output: see Example 2 above", [("", "see"), ("", "above")]),
        ("Example\nOutput: b\nExample 3.\n\nExample 4", [("", "b")]),
        ("For Examples: a\nOutput: b", [("", "For"), ("s: a", "b")]),
    ],
)
def test_input_first_shapes(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.input, one.output) for one in read_instances(text, False, "stop").kept] == expected


@pytest.mark.parametrize("text", ["", "just an answer", "output: b", "Class label: x\ny", "Input: a"])
def test_input_first_without_its_words_is_unreadable(text: str) -> None:
    found = read_instances(text, False, "stop")
    assert found.kept == ()
    assert found.rejected == (Rejection("instances", "unreadable", text),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Class label: x\nText: a\nClass label: y\nText: b\nmore", [("Text: a", "x"), ("Text: b\nmore", "y")]),
        ("Sure!\nClass label: x\na", [("a", "x")]),
        ("Class label: x", [("", "x")]),
        ("Class label:\nx\na", [("a", "x")]),
        ("Class label: x\n\n\na\n", [("a", "x")]),
        ("Class label: x Class label: y\na", [("", "x"), ("a", "y")]),
    ],
)
def test_output_first_shapes(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.input, one.output) for one in read_instances(text, True, "stop").kept] == expected


def test_output_first_needs_its_words() -> None:
    assert read_instances("class label: x\na", True, "stop").rejected[0].rule == "unreadable"


@pytest.mark.parametrize(
    ("text", "kept", "rejected"),
    [
        ("Example 1\nInput: a\nOutput: a\nExample 2\nOutput: b", [("", "b")], [("input_equals_output", ("a", "a"))]),
        ("Example 1\nInput: a\nOutput:\nExample 2\nOutput: b", [("", "b")], [("empty_output", ("a", ""))]),
        ("Example 1\nInput:\nOutput:\nExample 2\nOutput: b", [("", "b")], [("input_equals_output", ("", ""))]),
        ("Example 1\nList:\nOutput: c\nExample 2\nOutput: b", [("", "b")], [("ends_with_colon", ("List:", "c"))]),
        ("Output: as follows:", [], [("ends_with_colon", ("", "as follows:"))]),
        ("Example 1\nOutput: b\nExample 2\nOutput: b", [("", "b")], [("duplicate", ("", "b"))]),
        ("Example 1\nOutput: b\nExample 2\nOutput: c", [("", "b"), ("", "c")], []),
        (
            "Example 1\nInput: a\nOutput: 1\nExample 2\nInput: b\nOutput: 2\nExample 3\nInput: a\nOutput: 3",
            [],
            [("same_input_different_output", pair) for pair in [("a", "1"), ("b", "2"), ("a", "3")]],
        ),
        (
            "Example 1\nInput: a\nOutput: 1\nExample 2\nInput: a\nOutput: 2:",
            [("a", "1")],
            [("ends_with_colon", ("a", "2:"))],
        ),
    ],
)
def test_instance_rules(text: str, kept: list[tuple[str, str]], rejected: list[tuple[str, tuple[str, str]]]) -> None:
    found = read_instances(text, False, "stop")
    assert [(one.input, one.output) for one in found.kept] == kept
    given = [(one.rule, (one.instance.input, one.instance.output)) for one in found.rejected if one.instance]
    assert given == rejected
    assert all(one.stage == "instances" for one in found.rejected)


def test_length_drops_the_last_instance_before_any_rule() -> None:
    text = "Example 1\nInput: a\nOutput: 1\nExample 2\nInput: a\nOutput: 2"
    found = read_instances(text, False, "length")
    assert found.kept == (Instance("a", "1"),)
    assert found.rejected == (Rejection("instances", "truncated", "", instance=Instance("a", "2")),)
    labelled = read_instances("Class label: x\na\nClass label: y", True, "length")
    assert labelled.kept == (Instance("a", "x"),)


def test_the_cap_is_left_to_the_caller() -> None:
    text = "".join(f"Example {n}\nInput: {n}\nOutput: is {n}\n" for n in range(1, 8))
    assert len(read_instances(text, False, "stop").kept) == 7


def test_a_failed_request_gives_no_instances() -> None:
    assert read_instances("Output: b", False, None).rejected == (Rejection("instances", "failed", "Output: b"),)
