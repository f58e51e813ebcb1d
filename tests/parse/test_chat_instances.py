"""Instances as chat models write them: the same pairs in every shape they give them."""

import json
import re

import pytest

from selfinstruct.parse import read_instances
from selfinstruct.records import Rejection

TWO = [("The tea was cold.", "Cold tea"), ("Rain all day.\n\nNo sun at all.", "Rainy\n\nday")]
SHOWN = "\n\n".join(f"### Example {n}\nInput: {given}\nOutput: {output}" for n, (given, output) in enumerate(TWO, 1))

PAIRS = {
    "as asked": SHOWN,
    "preamble and closing": f"Sure! Here are two examples:\n\n{SHOWN}\n\nLet me know if you need more examples!",
    "rules": SHOWN.replace("\n\n###", "\n\n---\n\n###") + "\n\n---",
    "windows": SHOWN.replace("\n", "\r\n"),
    "plain headings": SHOWN.replace("### ", ""),
    "plain headings with a colon": SHOWN.replace("### Example 1", "Example 1:").replace("### Example 2", "Example 2:"),
    "bold headings": SHOWN.replace("### Example 1", "**Example 1**").replace("### Example 2", "**Example 2**"),
    "bold headings with a colon": re.sub(r"### (Example \d)", r"**\1:**", SHOWN),
    "titled headings": re.sub(r"### (Example \d)", r"### \1: Weather", SHOWN),
    "unnumbered headings": SHOWN.replace("Example 1", "Example").replace("Example 2", "Example"),
    "numbers": SHOWN.replace("### Example 1", "1.").replace("### Example 2", "2."),
    "numbers on the line": SHOWN.replace("### Example 1\n", "1. ").replace("### Example 2\n", "2. "),
    "number headings": SHOWN.replace("### Example ", "## "),
    "no headings": SHOWN.replace("### Example 1\n", "").replace("### Example 2\n", ""),
    "numbered fields": "\n".join(f"Input {n}: {one[0]}\nOutput {n}: {one[1]}" for n, one in enumerate(TWO, 1)),
    "bold fields": SHOWN.replace("Input:", "**Input:**").replace("Output:", "**Output:**"),
    "bold names": SHOWN.replace("Input:", "**Input**:").replace("Output:", "**Output**:"),
    "bulleted": SHOWN.replace("Input:", "- Input:").replace("Output:", "- Output:"),
    "heading fields": SHOWN.replace("Input: ", "#### Input\n").replace("Output: ", "#### Output\n"),
    "values below": SHOWN.replace(": ", ":\n"),
    "lower case": SHOWN.replace("Input", "input").replace("Output", "output").replace("Example", "example"),
    "expected output": SHOWN.replace("Output:", "Expected output:"),
    "full width": SHOWN.replace(": ", "："),
    "fenced": f"```\n{SHOWN}\n```",
    "fenced values": SHOWN.replace("Input: The tea was cold.", "Input:\n```\nThe tea was cold.\n```")
    .replace("Output: Cold tea", "Output: ```text\nCold tea\n```"),
    "thinking": f"<think>### Example 1\nInput: x\nOutput: y</think>\n{SHOWN}",
    "thinking never closed": f"<think>Let me think.\n\n{SHOWN}",
    "json": json.dumps([{"input": given, "output": output} for given, output in TWO]),
    "json in a fence": "Here:\n```json\n" + json.dumps([{"Input": a, "Output": b} for a, b in TWO], indent=2) + "\n```",
    "json object": json.dumps({"examples": [{"input": given, "expected_output": output} for given, output in TWO]}),
    "json lines": "\n".join(json.dumps({"input": given, "response": output}) for given, output in TWO),
    "chinese": SHOWN.replace("### Example", "### 示例").replace("Input:", "输入：").replace("Output:", "输出："),
}  # fmt: skip


@pytest.mark.parametrize("text", PAIRS.values(), ids=PAIRS.keys())
def test_pairs_in_every_shape(text: str) -> None:
    found = read_instances(text, False, "stop", "chat")
    assert [(one.input, one.output) for one in found.kept] == TWO
    assert found.rejected == ()


LABELLED = [("The tea was cold.", "negative"), ("Lovely!\n\nAgain.", "positive")]
LABEL_FIRST = "\n\n".join(
    f"### Example {n}\nLabel: {label}\nInput: {given}" for n, (given, label) in enumerate(LABELLED, 1)
)
INPUT_FIRST = "\n\n".join(
    f"### Example {n}\nInput: {given}\nLabel: {label}" for n, (given, label) in enumerate(LABELLED, 1)
)
BARE = LABEL_FIRST.replace("### Example 1\n", "").replace("### Example 2\n", "")

CLASSES = {
    "as asked": LABEL_FIRST,
    "input first": INPUT_FIRST,
    "class label": LABEL_FIRST.replace("Label:", "Class label:"),
    "output": LABEL_FIRST.replace("Label:", "Output:"),
    "output last": INPUT_FIRST.replace("Label:", "Output:"),
    "category": LABEL_FIRST.replace("Label:", "**Category:**"),
    "classification": LABEL_FIRST.replace("Label:", "Classification:"),
    "bold": LABEL_FIRST.replace("Label:", "**Label:**").replace("Input:", "**Input:**"),
    "bold labels": LABEL_FIRST.replace("negative", "**negative**").replace("positive", '"positive"'),
    "no headings": BARE,
    "no headings, input first": INPUT_FIRST.replace("### Example 1\n", "").replace("### Example 2\n", ""),
    "no input name": BARE.replace("Input: ", ""),
    "explained": INPUT_FIRST.replace("negative", "negative\nExplanation: it was cold."),
    "values below": LABEL_FIRST.replace(": ", ":\n"),
    "numbers": LABEL_FIRST.replace("### Example ", "### "),
    "closing": LABEL_FIRST + "\n\nLet me know if you want more examples.",
    "json": json.dumps([{"label": label, "input": given} for given, label in LABELLED]),
    "json output": json.dumps({"instances": [{"input": given, "output": label} for given, label in LABELLED]}),
    "json text": json.dumps([{"text": given, "class_label": label} for given, label in LABELLED]),
}


@pytest.mark.parametrize("text", CLASSES.values(), ids=CLASSES.keys())
def test_labelled_inputs_in_every_shape(text: str) -> None:
    found = read_instances(text, True, "stop", "chat")
    assert [(one.input, one.output) for one in found.kept] == LABELLED
    assert found.rejected == ()


@pytest.mark.parametrize(
    "none",
    [
        "none",
        "None",
        "NONE.",
        "n/a",
        "N/A",
        "(none)",
        "[none]",
        "*none*",
        "`none`",
        "<noinput>",
        "<NoInput>",
        '""',
        "",
        "-",
        "null",
        "No input",
        "No input needed.",
        "(no input required)",
        "无",
        "なし",
        "Not applicable",
    ],
)
def test_ways_to_say_that_there_is_no_input(none: str) -> None:
    for text in (f"### Example 1\nInput: {none}\nOutput: done", json.dumps([{"input": none, "output": "done"}])):
        assert [(one.input, one.output) for one in read_instances(text, False, "stop", "chat").kept] == [("", "done")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Output: done", [("", "done")]),
        ("Output:\n\ndone\n\nand dusted", [("", "done\n\nand dusted")]),
        ("Sentence: a b\nWord: a\nOutput: yes", [("Sentence: a b\nWord: a", "yes")]),
        (
            "Example 1\nSentence: a\nOutput: x\nExample 2\nSentence: b\nOutput: y",
            [("Sentence: a", "x"), ("Sentence: b", "y")],
        ),
        ("Sure!\n\nSentence: a\nOutput: x", [("Sentence: a", "x")]),
        ("### Example 1\nContext: c\nInput: a\nOutput: x", [("Context: c\nInput: a", "x")]),
        ("### Example 1\nInput: a, see Output: below\nOutput: x", [("a, see Output: below", "x")]),
        ("### Example 1\nInput: a\nOutput: x\nInput: is part of it", [("a", "x\nInput: is part of it")]),
        ("### Example 1\nInput: a\nOutput: Example 1: x\nExample 2: y", [("a", "Example 1: x\nExample 2: y")]),
        ("### Example 1\nInput: a\nOutput:\n```python\nx = 1\n```", [("a", "```python\nx = 1\n```")]),
        ("### Example 1\nInput: a\nOutput:\n```\nx = 1\n```", [("a", "x = 1")]),
        ("### Example 1\nInput: a\nOutput:\n```\nx\n```\nand\n```\ny\n```", [("a", "```\nx\n```\nand\n```\ny\n```")]),
        ("### Example 1\nInput:\n```text\na\nOutput: not yet\n```\nOutput: x", [("a\nOutput: not yet", "x")]),
        ("### Example 1\nInput:\n```python\na\nOutput:\n```\nx\n```", [("```python\na", "x")]),
        (
            "### Example 1\nInput: | a | b |\n|---|---|\n| 1 | 2 |\nOutput: 3",
            [("| a | b |\n|---|---|\n| 1 | 2 |", "3")],
        ),
        ("### Example 1\nInput: a\nOutput: 1. x\n2. y\n\n3. z", [("a", "1. x\n2. y\n\n3. z")]),
        ("### Example 1\nInput: a\nOutput: **bold** start", [("a", "**bold** start")]),
        ("### Example 1\nInput: a\nOutput: none", [("a", "none")]),
        ('### Example 1\nInput: [1, 2]\nOutput: {"a": 1}', [("[1, 2]", '{"a": 1}')]),
        ('### Example 1\nInput:\n[1, 2]\nOutput:\n{"input": 1}', [("[1, 2]", '{"input": 1}')]),
        ("Input: a\nOutput: same\nInput: a\nOutput: same", [("a", "same"), ("a", "same")]),
        ("Input: same\nOutput: same", [("same", "same")]),
        ("### Example 1\nInput: a\nOutput: ends:", [("a", "ends:")]),
        (
            "### Example 1\nInput: a\nOutput: Dear Ann,\n\nLet me know.\n\nBob",
            [("a", "Dear Ann,\n\nLet me know.\n\nBob")],
        ),
        ('[{"input": 3, "output": [1, 2]}, {"input": null, "output": true}]', [("3", "[1, 2]"), ("", "true")]),
        ('{"input": {"a": "é"}, "output": "x"}', [('{"a": "é"}', "x")]),
    ],
)
def test_values_stay_as_they_are(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.input, one.output) for one in read_instances(text, False, "stop", "chat").kept] == expected


def test_length_costs_only_the_last_instance() -> None:
    found = read_instances(SHOWN, False, "length", "chat")
    assert [(one.input, one.output) for one in found.kept] == TWO[:1]
    assert [(one.rule, one.instance and one.instance.input) for one in found.rejected] == [("truncated", TWO[1][0])]
    half = SHOWN[: SHOWN.rindex("Output")]
    found = read_instances(half, False, "length", "chat")
    assert len(found.kept) == 1
    assert [(one.rule, one.text) for one in found.rejected] == [("truncated", "Input: Rain all day.\n\nNo sun at all.")]


def test_cut_json_costs_only_the_cut_instance() -> None:
    text = '[{"input": "a", "output": "b"}, {"input": "c", "outp'
    found = read_instances(text, False, "length", "chat")
    assert [(one.input, one.output) for one in found.kept] == [("a", "b")]
    assert found.rejected == (Rejection("instances", "truncated", '{"input": "c", "outp'),)


def test_an_example_without_its_output_is_kept_apart() -> None:
    text = "### Example 1\nInput: a\n### Example 2\nInput: b\nOutput: x\n### Example 3\nInput: c\nOutput:"
    found = read_instances(text, False, "stop", "chat")
    assert [(one.input, one.output) for one in found.kept] == [("b", "x")]
    assert [(one.rule, one.text) for one in found.rejected] == [("unreadable", "Input: a"), ("empty_output", "")]


@pytest.mark.parametrize(
    "text", ["", "I'm sorry, I can't do that.", "Once upon a time", "Input: a", "<think>Output: a", "[1, 2]", "{}"]
)
def test_instances_that_cannot_be_read(text: str) -> None:
    found = read_instances(text, False, "stop", "chat")
    assert found.kept == ()
    assert found.rejected == (Rejection("instances", "unreadable", text),)
    assert read_instances(text, False, "length", "chat").rejected == (Rejection("instances", "truncated", text),)
    assert read_instances(text, False, None, "chat").rejected == (Rejection("instances", "failed", text),)
