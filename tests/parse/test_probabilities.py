"""Probabilities in the forms models write them, alone and in tasks of every shape."""

import pytest

from selfinstruct.parse import read_instructions
from selfinstruct.parse.probabilities import read_probability
from selfinstruct.records import Candidate


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("0.07", 0.07), (".07", 0.07), ("0,07", 0.07), ("7%", 0.07), ("7 %", 0.07), ("7 percent", 0.07),
        ("7 per cent", 0.07),
        ("1/20", 0.05), ("1 / 20", 0.05), ("5e-3", 0.005), ("~0.05", 0.05), ("≈ 5 %", 0.05), ("<0.01", 0.01),
        ("**0.05**", 0.05),
        ("`0.05`", 0.05), ("(0.05)", 0.05), ('"0.05"', 0.05), ("about 0.05", 0.05), ("p = 0.05", 0.05),
        ("P: 0.05", 0.05),
        ("0.05 (quite unusual)", 0.05), ("0.05, since few ask it", 0.05), ("7", 0.07), ("100", 1.0), ("1", 1.0),
        ("0", 0.0),
        ("1.0", 1.0), ("0.5%", 0.005), ("٪", None), ("", None), ("low", None), ("none", None), ("0.05-0.1", None),
        ("0.05 to 0.1", None), ("0.05 (of 8)", None), ("-0.5", None), ("150", None), ("5/0", None), ("7/5", None),
        ("1/20%", None), ("x" * 5000 + "0.5", None), ("9" * 5000, None), ("0.1 " + "x" * 5000, 0.1),
    ],
)  # fmt: skip
def test_a_probability(said: str, found: float | None) -> None:
    assert read_probability(said) == (found if found is None else pytest.approx(found))


POEM, SORT = "Write a poem about the first snow in Oslo.", "Decide whether the review is positive or negative."

SHAPES = {
    "as asked": f"""### 1
Instruction: {POEM}
Type: poem_writing
Labels: none
Probability: 0.04

### 2
Instruction: {SORT}
Type: sentiment
Labels: positive; negative
Probability: 7 %""",
    "bold and bulleted": f"""**1.**
- **Instruction:** {POEM}
- **Type:** poem_writing
- **Labels:** none
- **Probability:** ~0.04

**2.**
- **Instruction:** {SORT}
- **Type:** sentiment
- **Labels:** positive; negative
- **Probability:** 0.07""",
    "no headings": f"""Instruction: {POEM}
Type: poem_writing
Labels: none
Probability: 4%

Instruction: {SORT}
Type: sentiment
Labels: positive; negative
Probability: 7%""",
    "json": f"""[{{"instruction": "{POEM}", "type": "poem_writing", "labels": [], "probability": 0.04}},
{{"instruction": "{SORT}", "type": "sentiment", "labels": ["positive", "negative"], "probability": "7%"}}]""",
    "tags of tasks": f"""<task><instruction>{POEM}</instruction><probability>0.04</probability></task>
<task><instruction>{SORT}</instruction><probability>0.07</probability></task>""",
    "table": f"""| # | Instruction | Type | Labels | Probability |
|---|---|---|---|---|
| 1 | {POEM} | poem_writing | none | 0.04 |
| 2 | {SORT} | sentiment | positive; negative | 7 % |""",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_tasks_with_probabilities(shape: str) -> None:
    items = read_instructions(SHAPES[shape], "stop", "chat", probable=True).items
    found = [(item.instruction, item.probability) for item in items if isinstance(item, Candidate)]
    assert found == [(POEM, 0.04), (SORT, 0.07)]
    assert len(items) == 2


def test_where_none_was_asked_for_a_line_of_that_name_is_part_of_the_task() -> None:
    text = "### 1\nInstruction: Say what the forecast means.\nProbability: 0.3\nType: explanation\nLabels: none"
    [asked] = read_instructions(text, "stop", "chat", probable=True).items
    [plain] = read_instructions(text, "stop", "chat").items
    assert isinstance(asked, Candidate)
    assert isinstance(plain, Candidate)
    assert (asked.instruction, asked.probability) == ("Say what the forecast means.", 0.3)
    assert (plain.instruction, plain.probability) == ("Say what the forecast means. Probability: 0.3", None)


def test_a_task_without_a_probability_is_a_task() -> None:
    [item] = read_instructions(f"### 1\nInstruction: {POEM}\nProbability: low", "stop", "chat", probable=True).items
    assert isinstance(item, Candidate)
    assert item.probability is None
