"""Probabilities in the forms models write them, alone and in tasks of every shape."""

from collections.abc import Sequence

import pytest

from selfinstruct.parse import read_instructions
from selfinstruct.parse.probabilities import read_probability
from selfinstruct.records import Candidate, Rejection


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("0.07", 0.07), (".07", 0.07), ("0,07", 0.07), ("7%", 0.07), ("7 %", 0.07), ("7 percent", 0.07),
        ("7 per cent", 0.07),
        ("1/20", 0.05), ("1 / 20", 0.05), ("1 in 20", 0.05), ("5 out of 100", 0.05), ("0.05 out of 1", 0.05),
        ("5e-3", 0.005), ("~0.05", 0.05), ("≈ 5 %", 0.05), ("<0.01", 0.01),
        ("**0.05**", 0.05),
        ("`0.05`", 0.05), ("(0.05)", 0.05), ('"0.05"', 0.05), ("about 0.05", 0.05), ("p = 0.05", 0.05),
        ("P: 0.05", 0.05),
        ("0.05 (quite unusual)", 0.05), ("0.05, since few ask it", 0.05), ("7", 0.07), ("100", 1.0), ("1", 1.0),
        ("0", 0.0),
        ("1.0", 1.0), ("0.5%", 0.005), ("٪", None), ("", None), ("low", None), ("none", None), ("0.05-0.1", None),
        ("0.05 to 0.1", None),
        ("21 in 20", None), ("5 in", 0.05),
        ("0.05 (of 8)", None), ("-0.5", None), ("150", None), ("5/0", None), ("7/5", None),
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


FIELDS = (
    (("Instruction", POEM), ("Type", "poem_writing"), ("Labels", "none")),
    (("Instruction", SORT), ("Type", "sentiment"), ("Labels", "positive; negative")),
)
HEADS = ("### {}\n", "", "{}.\n", "{}. ", "**{}.**\n", "Task {}:\n", "### Task {}: of its own\n", "{}) ", "#{}\n")
LINES = ("{}: {}", "**{}:** {}", "**{}**: {}", "- {}: {}", "- **{}:** {}", "  {}: {}")
STATED = ("0.04", "~7 %")


def item_lines(fields: Sequence[tuple[str, str]], place: int, stated: str) -> list[tuple[str, str]]:
    return [*fields[:place], ("Probability", stated), *fields[place:]]


def read(text: str) -> list[tuple[object, ...]]:
    items = read_instructions(text, "stop", "chat", probable=True).items
    assert all(isinstance(item, Candidate) for item in items)
    return [
        (item.instruction, item.type, item.labels, item.probability, item.number)
        for item in items
        if isinstance(item, Candidate)
    ]


@pytest.mark.parametrize("parted", ["\n", "\n\n"])
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("head", HEADS)
def test_the_probability_may_stand_anywhere_in_a_task(head: str, line: str, parted: str) -> None:
    def answer(place: int, order: tuple[int, ...] = (0, 1, 2)) -> str:
        items = []
        for number, (fields, stated) in enumerate(zip(FIELDS, STATED, strict=True), 1):
            ordered = [fields[at] for at in order]
            lines = [line.format(*named) for named in item_lines(ordered, place, stated)]
            items.append(head.format(number) + "\n".join(lines))
        return parted.join(items)

    numbers = (1, 2) if head else (None, None)
    wanted = [
        (POEM, "poem_writing", (), 0.04, numbers[0]),
        (SORT, "sentiment", ("positive", "negative"), 0.07, numbers[1]),
    ]
    if head == "{}. " and line.startswith(("-", " ")):
        head = "{}.\n"
    for place in range(4):
        assert read(answer(place)) == wanted
        # Nor do other fields have to stand below the instruction.
        assert read(answer(place, (1, 0, 2))) == wanted
        assert read(answer(place, (2, 1, 0))) == wanted


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("probability ~0.05", 0.05), ("Probability 0.05", 0.05), ("**Probability** 0.05", 0.05),
        ("Probability = 5%", 0.05), ("Probability is about 5 %", 0.05), ("(Probability: 0.05)", 0.05),
        ("[probability: 0.05]", 0.05), ("**Probability ≈ 0.05**", 0.05), ("Probability (0-1): 0.05", 0.05),
        ("My estimated probability: 0.05", 0.05), ("Probability of writing this: 5 %", 0.05),
        ("Probability for this task - 0.05", 0.05), ("Probability 1 in 20", 0.05), ("- Likelihood 0.05 (rare)", 0.05),
        ("Wahrscheinlichkeit: 0,05", 0.05), ("### Probability: 0.05", 0.05), ("Probability:\n0.05", 0.05),
        ("Probability: low", None),
    ],
)  # fmt: skip
def test_a_line_that_says_no_more_than_a_probability(line: str, found: float | None) -> None:
    for text in (
        f"### 1\n{line}\nInstruction: {POEM}\nType: poem_writing\nLabels: none",
        f"### 1\nInstruction: {POEM}\n{line}\nType: poem_writing\nLabels: none",
        f"### 1\nInstruction: {POEM}\nType: poem_writing\nLabels: none\n{line}",
        f"{line}\nInstruction: {POEM}\nType: poem_writing\nLabels: none",
        f"```\n{line}\nInstruction: {POEM}\nType: poem_writing\nLabels: none\n```",
    ):
        [(instruction, kind, labels, said, _)] = read(text)
        assert (instruction, kind, labels) == (POEM, "poem_writing", ())
        assert said == (found if found is None else pytest.approx(found))
    if "\n" not in line:
        assert [item[:4:3] for item in read(f"{line}\n{POEM}")] == [(POEM, found)]
        assert [item[:4:3] for item in read(f"{POEM}\n{line}")] == [(POEM, found)]


@pytest.mark.parametrize(
    "line",
    [
        "Probability 0.3 of rain is given: explain what that means.",
        "Probability theory: say who began it.",
        "p = 0.3",
        "The probability of rain is 0.3.",
    ],
)
def test_a_sentence_about_a_probability_is_part_of_the_task(line: str) -> None:
    text = f"### 1\nInstruction: Explain the forecast.\n{line}\nType: explanation\nLabels: none\nProbability: 0.05"
    assert read(text) == [(f"Explain the forecast. {line}", "explanation", (), 0.05, 1)]


def test_tasks_in_which_the_probability_stands_now_here_now_there() -> None:
    text = f"""### 1
Probability: 0.01
Instruction: {POEM}
### 2
Instruction: {SORT}
Probability: 0.02
### 3
Instruction: Name a fruit that floats.
### 4
Type: naming
Probability: 0.04
Labels: none
Instruction: Name a fruit that sinks."""
    assert [(said, number) for *_, said, number in read(text)] == [(0.01, 1), (0.02, 2), (None, 3), (0.04, 4)]
    assert [item[3] for item in read(text.replace("### 1\n", "").replace("### 2\n", ""))][:2] == [0.01, 0.02]


def test_tasks_without_any_mark_are_paragraphs_that_each_have_their_own() -> None:
    text = f"Here are the tasks:\n\nProbability: 0.04\n{POEM}\n\nProbability: 0.07\n{SORT}"
    assert [item[:4:3] for item in read(text)] == [(POEM, 0.04), (SORT, 0.07)]
    assert [item[:4:3] for item in read(f"{POEM}\nProbability: 4%\n\n{SORT}\nProbability: 7%")] == [
        (POEM, 0.04),
        (SORT, 0.07),
    ]
    assert [item[:4:3] for item in read(f"Sure, here is one:\n\n{POEM}\n\nProbability: 0.04.")] == [(POEM, 0.04)]
    mixed = read_instructions(f"{POEM}\n\nProbability: 4%\n\n{SORT}\n\nProbability: 7%", "stop", "chat", probable=True)
    assert [item.rule for item in mixed.items if isinstance(item, Rejection)] == ["unreadable"]


def test_text_below_a_probability_that_begins_a_task_is_the_task() -> None:
    assert [item[:4:3] for item in read(f"1. Probability: 0.04\n   {POEM}\n2. Probability: 7%\n   {SORT}")] == [
        (POEM, 0.04),
        (SORT, 0.07),
    ]
    remark = "Few people ask for that, since it is odd."
    text = f"### 1\nInstruction: {POEM}\nLabels: none\nProbability: 0.04\n{remark}"
    assert [item[:4:3] for item in read(text)] == [(POEM, 0.04)]


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
