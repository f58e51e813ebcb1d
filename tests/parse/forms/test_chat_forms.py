"""Tasks and instances in tables, tags, CSV, YAML and loose JSON, and instructions that only hold such things."""

import pytest

from selfinstruct.parse import read_instances, read_instructions
from selfinstruct.records import Instance

PLAN, SORT = "Plan a walk round the old town.", "Sort the note by its tone."
TABLE = (
    "| # | Instruction | Type | Labels |\n|---|---|---|---|\n"
    f"| 1 | {PLAN} | plan | none |\n| 2 | {SORT} | sort | good; bad |"
)
PYTHON = (
    f"[{{'instruction': '{PLAN}', 'type': 'plan', 'labels': None}},\n"
    f" {{'instruction': '{SORT}', 'type': 'sort', 'labels': ['good', 'bad']}}]"
)
FULL = {
    "table": TABLE,
    "table after a preamble": f"Here are two tasks:\n\n{TABLE}\n\nLet me know if you need more.",
    "table, other columns": "| Labels | Type | **Task** |\n|:--|:-:|--:|\n"
    f"| none | plan | {PLAN} |\n| good, bad | sort | {SORT} |",
    "table, no outer bars": "Type | Instruction | Labels\n---|---|---\n"
    f"plan | {PLAN} | none\nsort | {SORT} | good; bad",
    "table, bold cells": TABLE.replace(PLAN, f"**{PLAN}**"),
    "table, fenced": f"```markdown\n{TABLE}\n```",
    "table, chinese head": TABLE.replace("Instruction", "指令").replace("Type", "类型").replace("Labels", "标签"),
    "table, bars in labels": TABLE.replace("good; bad", "good \\| bad"),
    "tags": f"<task>\n<instruction>{PLAN}</instruction>\n<type>plan</type>\n<labels>none</labels>\n</task>\n"
    f"<task>\n<instruction>{SORT}</instruction>\n<type>sort</type>\n<labels>good; bad</labels>\n</task>",
    "tags without a wrapper": f"<instruction>{PLAN}</instruction>\n<type>plan</type>\n<labels>none</labels>\n"
    f"<instruction>{SORT}</instruction><type>sort</type><labels>good; bad</labels>",
    "tags in a list": "<tasks>\n"
    f"<task id='1'><type>plan</type><labels>none</labels><instruction>{PLAN}</instruction></task>\n"
    f"<task id='2'><type>sort</type><labels>good; bad</labels><instruction>{SORT}</instruction></task>\n</tasks>",
    "tags with attributes": f'<task type="plan" labels="none">{PLAN}</task>\n'
    f'<task type="sort" labels="good; bad">{SORT}</task>',
    "attributes alone": f'<task instruction="{PLAN}" type="plan" labels="none"/>\n'
    f'<task instruction="{SORT}" type="sort" labels="good; bad"/>',
    "tags, fenced": f"```xml\n<task type='plan' labels='none'><instruction><![CDATA[{PLAN}]]></instruction></task>\n"
    f"<task type='sort' labels='good; bad'><instruction>{SORT}</instruction></task>\n```",
    "single quotes": PYTHON,
    "assigned": f"tasks = {PYTHON}",
    "json with comments": f'[\n// first\n{{"instruction": "{PLAN}", "type": "plan", "labels": []}}, # second\n'
    f'/* last */ {{"instruction": "{SORT}", "type": "sort", "labels": ["good", "bad"],}},\n]',
    "keys without quotes": f'[{{instruction: "{PLAN}", type: "plan", labels: null}},'
    f' {{instruction: "{SORT}", type: "sort", labels: ["good", "bad"]}}]',
    "csv": f'instruction,type,labels\n"{PLAN}",plan,none\n{SORT},sort,good; bad',
    "csv, fenced, semicolons": "```csv\nid;instruction;type;labels\n"
    f'1;{PLAN};plan;none\n2;{SORT};sort;"good; bad"\n```',
    "tabs": f"type\tinstruction\tlabels\nplan\t{PLAN}\tnone\nsort\t{SORT}\tgood; bad",
    "yaml": f"tasks:\n- instruction: {PLAN}\n  type: plan\n  labels: none\n"
    f"- instruction: >-\n    {SORT[:8]}\n    {SORT[8:].strip()}\n"
    "  type: sort\n  labels: [good, bad]",
}


@pytest.mark.parametrize("text", FULL.values(), ids=FULL)
def test_tasks_in_other_forms(text: str) -> None:
    found = read_instructions(text, "stop", "chat")
    assert found.rejected == ()
    assert [(one.instruction, one.type, one.is_classification, one.labels) for one in found.kept] == [
        (PLAN, "plan", False, ()),
        (SORT, "sort", True, ("good", "bad")),
    ]


def test_what_is_cut_is_lost_alone() -> None:
    found = read_instructions(TABLE[:-14], "length", "chat")
    assert [one.instruction for one in found.kept] == [PLAN]
    assert [one.rule for one in found.rejected] == ["truncated"]


QUOTES = [
    ("[{'instruction': 'Say what today\\'s menu is.'}]", "Say what today's menu is."),
    ("[{'instruction': 'Say what today's menu is.'}]", "Say what today's menu is."),
    ("[{'instruction': 'Explain the word \"dough\" to a child.'}]", 'Explain the word "dough" to a child.'),
    ("[{'instruction': \"Explain the baker's dozen.\", 'labels': None}]", "Explain the baker's dozen."),
    ('[{"instruction": "Open http://example.org // now # please",}]', "Open http://example.org // now # please"),
    ("<instruction>Say why 3 &lt; 4 &amp; 5.</instruction>", "Say why 3 < 4 & 5."),
    ("| Instruction |\n|---|\n| Explain `a | b` in a shell. |", "Explain `a | b` in a shell."),
    ("| Instruction |\n|---|\n| Sort these:<br>pear<br>fig |", "Sort these: pear fig"),
]


@pytest.mark.parametrize(("text", "instruction"), QUOTES)
def test_marks_within_a_value(text: str, instruction: str) -> None:
    assert [one.instruction for one in read_instructions(text, "stop", "chat").kept] == [instruction]


WITHIN = [
    ("1. Fill this table:\n| Instruction | x |\n|---|---|\n| a | b |\n2. Name a lake.",
     ["Fill this table: | Instruction | x | |---|---| | a | b |", "Name a lake."]),
    ("1. Explain the <input> tag of HTML.\n2. Explain <task>x</task> in XML.",
     ["Explain the <input> tag of HTML.", "Explain <task>x</task> in XML."]),
    ("1. What does {'a': 1} mean in Python?\n2. Name a lake.", ["What does {'a': 1} mean in Python?", "Name a lake."]),
    ("Instruction: Explain <instruction>x</instruction> in XML.\nType: xml",
     ["Explain <instruction>x</instruction> in XML."]),
    ("Sort the words task, prompt, and query.\nName a lake, a river.",
     ["Sort the words task, prompt, and query.", "Name a lake, a river."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "instructions"), WITHIN)
def test_instructions_that_hold_such_forms(text: str, instructions: list[str]) -> None:
    assert [one.instruction for one in read_instructions(text, "stop", "chat").kept] == instructions


INSTANCES = [
    "| # | Input | Output |\n|---|---|---|\n| 1 | dog | It barks. |\n| 2 | none | It mews. |",
    "<example>\n<input>dog</input>\n<output>It barks.</output>\n</example>\n"
    "<example><output>It mews.</output></example>",
    "[{'input': 'dog', 'output': 'It barks.'}, {'input': None, 'output': 'It mews.'}]",
    "input,output\ndog,It barks.\n,It mews.",
]


@pytest.mark.parametrize("text", INSTANCES)
def test_instances_in_other_forms(text: str) -> None:
    found = read_instances(text, False, "stop", "chat")
    assert found.kept == (Instance("dog", "It barks."), Instance("", "It mews."))
    assert found.rejected == ()


def test_an_output_may_be_a_table() -> None:
    table = "| Input | Output |\n|---|---|\n| a | b |"
    found = read_instances(f"### Example 1\nInput: dog\nOutput:\n{table}", False, "stop", "chat")
    assert found.kept == (Instance("dog", table),)


@pytest.mark.parametrize(
    "text", ["[{'" + "a'b" * 15_000, "[" + " 'x" * 15_000, "{" + "/*" * 20_000, "<task>" * 15_000,
             "| a | b |\n|---|---|\n" * 5_000,
             "| Instruction |\n|---|\n" + "|" * 60_000, "<task " + "a='b' " * 9_000, "<task><instruction>" * 5_000]
)  # fmt: skip
def test_hostile_answers_are_read_to_the_end(text: str) -> None:
    read_instructions(text, "stop", "chat")
    read_instances(text, False, "stop", "chat")
