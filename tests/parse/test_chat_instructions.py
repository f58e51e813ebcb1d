"""Instructions as chat models write them: the same tasks in every shape they give them."""

import json
import re

import pytest

from selfinstruct.parse import read_instructions
from selfinstruct.records import Candidate, Rejection

POEM = "Write a poem about the first snow in Oslo."
SORT = "Decide whether the review below is positive or negative."
LABELS = ("positive", "negative")

ASKED = f"""### 1
Instruction: {POEM}
Type: poem_writing
Labels: none

### 2
Instruction: {SORT}
Type: sentiment_classification
Labels: positive; negative"""

OBJECTS = [
    {"instruction": POEM, "type": "poem_writing", "labels": []},
    {"instruction": SORT, "type": "sentiment_classification", "labels": ["positive", "negative"]},
]

FULL = {
    "as asked": ASKED,
    "preamble and closing": f"Sure! Here are 2 tasks:\n\n{ASKED}\n\nLet me know if you need more!",
    "rules between": ASKED.replace("\n\n", "\n\n---\n\n") + "\n\n---\nHope this helps!",
    "no blank lines": ASKED.replace("\n\n", "\n"),
    "blank lines within": ASKED.replace("\n", "\n\n"),
    "windows line ends": ASKED.replace("\n", "\r\n"),
    "trailing spaces": ASKED.replace("\n", "   \n"),
    "lower case fields": ASKED.replace("Instruction", "instruction")
    .replace("Type", "type")
    .replace("Labels", "labels"),
    "upper case fields": ASKED.replace("Instruction", "INSTRUCTION")
    .replace("Type", "TYPE")
    .replace("Labels", "LABELS"),
    "bold fields": ASKED.replace("Instruction:", "**Instruction:**")
    .replace("Type:", "**Type:**")
    .replace("Labels:", "**Labels:**"),
    "bold names": ASKED.replace("Instruction:", "**Instruction**:")
    .replace("Type:", "**Type**:")
    .replace("Labels:", "**Labels**:"),
    "underlined fields": ASKED.replace("Instruction:", "__Instruction:__").replace("Type:", "*Type:*"),
    "bulleted fields": ASKED.replace("Instruction:", "- Instruction:")
    .replace("Type:", "- Type:")
    .replace("Labels:", "- Labels:"),
    "indented fields": ASKED.replace("\n", "\n   ").replace("   ###", "###"),
    "heading fields": re.sub(r"(Instruction|Type|Labels): ", r"#### \1\n", ASKED),
    "bold heading fields": re.sub(r"(Instruction|Type|Labels): ", r"**\1**\n", ASKED),
    "other level": ASKED.replace("###", "#"),
    "deep level": ASKED.replace("###", "######"),
    "task headings": ASKED.replace("### ", "### Task "),
    "task headings with a colon": ASKED.replace("### 1", "## Task 1:").replace("### 2", "## Task 2:"),
    "titled headings": ASKED.replace("### 1", "### 1. Winter poem").replace("### 2", "### 2. Reviews"),
    "bold numbers": ASKED.replace("### 1", "**1.**").replace("### 2", "**2.**"),
    "bold tasks": ASKED.replace("### 1", "**Task 1**").replace("### 2", "**Task 2**"),
    "bold titles": ASKED.replace("### 1", "**1. Winter poem**").replace("### 2", "**2. Reviews**"),
    "dotted numbers": ASKED.replace("### 1\n", "1. ").replace("### 2\n", "2. "),
    "dotted numbers alone": ASKED.replace("### 1", "1.").replace("### 2", "2."),
    "brackets": ASKED.replace("### 1\n", "1) ").replace("### 2\n", "2) "),
    "numbered fields": ASKED.replace("### 1\nInstruction:", "Instruction 1:").replace(
        "### 2\nInstruction:", "Instruction 2:"
    ),
    "numbered bold fields": ASKED.replace("### 1\nInstruction:", "1. **Instruction:**").replace(
        "### 2\nInstruction:", "2. **Instruction:**"
    ),
    "the instruction last": re.sub(r"(Instruction: .*)\n(Type: .*)\n(Labels: .*)", r"\2\n\3\n\1", ASKED),
    "the instruction last, no headings": re.sub(
        r"### \d\n(Instruction: .*)\n(Type: .*)\n(Labels: .*)", r"\3\n\2\n\1", ASKED
    ),
    "the instruction between": re.sub(r"(Instruction: .*)\n(Type: .*)\n", r"**\2**\n\1\n", ASKED),
    "same line": ASKED.replace("### 1\n", "### 1 ").replace("### 2\n", "### 2 "),
    "without the name": ASKED.replace("Instruction: ", ""),
    "numbered, fields below": f"1. {POEM}\n   Type: poem_writing\n   Labels: none\n2. {SORT}\n"
    "   Type: sentiment_classification\n"
    "   Labels: positive; negative",
    "full width": ASKED.replace("Instruction: ", "Instruction：").replace("### 1", "### １").replace("### 2", "### ２"),
    "fenced": f"Here you go:\n```\n{ASKED}\n```\n",
    "fenced markdown": f"```markdown\n{ASKED}\n```",
    "fence never closed": f"```\n{ASKED}",
    "thinking": f"<think>\n1. Something to consider here.\nInstruction: no\n</think>\n\n{ASKED}",
    "thinking, other tag": f"<thinking>Instruction: no\n</thinking>{ASKED}",
    "reasoning": f"  <reasoning>Instruction: no</reasoning>\n{ASKED}",
    "only the closing tag": f"Okay, the user wants tasks.\n### 1\nInstruction: draft\n</think>\n\n{ASKED}",
    "thinking never closed": f"<think>\nSome drafts.\n### 1\nInstruction: a draft\n\nNow the answer.\n\n{ASKED}",
    "end token": f"{ASKED}<|im_end|>",
    "labels with bars": ASKED.replace("positive; negative", "positive | negative"),
    "labels with commas": ASKED.replace("positive; negative", "positive, negative"),
    "labels in brackets": ASKED.replace("positive; negative", '["positive", "negative"]'),
    "labels in quotes": ASKED.replace("positive; negative", '"positive"; `negative`'),
    "labels as bullets": ASKED.replace(" positive; negative", "\n- positive\n- negative"),
    "labels N/A": ASKED.replace("none", "N/A"),
    "labels dash": ASKED.replace("none", "-"),
    "no labels": ASKED.replace("none", "no labels"),
    "none, explained": ASKED.replace("none", "None (free text)"),
    "types as words": ASKED.replace("poem_writing", "Poem writing").replace(
        "sentiment_classification", "`Sentiment-Classification`."
    ),
    "bold instructions": ASKED.replace(POEM, f"**{POEM}**"),
    "quoted instructions": ASKED.replace(POEM, f'"{POEM}"').replace(SORT, f"“{SORT}”"),
    "bold line": ASKED.replace(f"Instruction: {POEM}", f"**Instruction: {POEM}**"),
    "json": json.dumps(OBJECTS),
    "json, indented": json.dumps(OBJECTS, indent=2),
    "json in a fence": f"Sure:\n```json\n{json.dumps(OBJECTS, indent=2)}\n```\nEnjoy!",
    "json object": json.dumps({"tasks": OBJECTS}),
    "json lines": "\n".join(map(json.dumps, OBJECTS)),
    "json, fenced one by one": "\n".join(f"```json\n{json.dumps(one)}\n```" for one in OBJECTS),
    "json, other keys": json.dumps(
        [
            {"Task Instruction": o["instruction"], "task_type": o["type"], "Labels": o["labels"] or "none"}
            for o in OBJECTS
        ]
    ),
    "json, camel case": json.dumps(
        {
            "items": [
                {"taskInstruction": o["instruction"], "taskType": o["type"], "classLabels": o["labels"]}
                for o in OBJECTS
            ]
        }
    ),
    "json, said by a flag": json.dumps([{**o, "is_classification": bool(o["labels"])} for o in OBJECTS]),
    "json, by number": json.dumps({str(n): o for n, o in enumerate(OBJECTS, 1)}),
    "json, trailing commas": json.dumps(OBJECTS, indent=1)
    .replace("\n }", ",\n }")
    .replace("},\n", "},\n")
    .replace("\n]", ",\n]")
    .replace(",,", ","),
    "json, raw line break": json.dumps(OBJECTS).replace("the first", "the\nfirst"),
}


@pytest.mark.parametrize("text", FULL.values(), ids=FULL.keys())
def test_the_asked_fields_in_every_shape(text: str) -> None:
    found = read_instructions(text, "stop", "chat")
    assert [(one.instruction, one.type, one.is_classification, one.labels) for one in found.kept] == [
        (POEM, "poem_writing", False, ()),
        (SORT, "sentiment_classification", True, LABELS),
    ]
    assert found.rejected == ()


FIRST, SECOND, THIRD = "Name three rivers of Peru.", "Explain why the sky is blue.", "Is a tomato a fruit?"

LISTS = {
    "dots": f"1. {FIRST}\n2. {SECOND}\n3. {THIRD}",
    "no space": f"1.{FIRST}\n2.{SECOND}\n3.{THIRD}",
    "brackets": f"1) {FIRST}\n2) {SECOND}\n3) {THIRD}",
    "round brackets": f"(1) {FIRST}\n(2) {SECOND}\n(3) {THIRD}",
    "square brackets": f"[1] {FIRST}\n[2] {SECOND}\n[3] {THIRD}",
    "full-width brackets": f"（1）{FIRST}\n（2）{SECOND}\n（3）{THIRD}",
    "ideographic comma": f"1、{FIRST}\n2、{SECOND}\n3、{THIRD}",
    "full-width digits": f"１．{FIRST}\n２．{SECOND}\n３．{THIRD}",
    "colons": f"1: {FIRST}\n2: {SECOND}\n3: {THIRD}",
    "dashes after": f"1 - {FIRST}\n2 - {SECOND}\n3 - {THIRD}",
    "hyphens": f"- {FIRST}\n- {SECOND}\n- {THIRD}",
    "asterisks": f"* {FIRST}\n* {SECOND}\n* {THIRD}",
    "bullets": f"• {FIRST}\n• {SECOND}\n• {THIRD}",
    "bullets in bold": f"- **{FIRST}**\n- **{SECOND}**\n- **{THIRD}**",
    "tasks": f"Task 1: {FIRST}\nTask 2: {SECOND}\nTask 3: {THIRD}",
    "tasks in bold": f"**Task 1:** {FIRST}\n\n**Task 2:** {SECOND}\n\n**Task 3:** {THIRD}",
    "tasks in bold, colon after": f"**Task 1**: {FIRST}\n**Task 2**: {SECOND}\n**Task 3**: {THIRD}",
    "instructions": f"Instruction 1: {FIRST}\nInstruction 2: {SECOND}\nInstruction 3: {THIRD}",
    "instructions only": f"Instruction: {FIRST}\nInstruction: {SECOND}\nInstruction: {THIRD}",
    "bold numbers": f"**1.** {FIRST}\n**2.** {SECOND}\n**3.** {THIRD}",
    "all bold": f"**1. {FIRST}**\n**2. {SECOND}**\n**3. {THIRD}**",
    "bold text": f"1. **{FIRST}**\n2. **{SECOND}**\n3. **{THIRD}**",
    "italics": f"1. *{FIRST}*\n2. _{SECOND}_\n3. ***{THIRD}***",
    "quotes": f'1. "{FIRST}"\n2. “{SECOND}”\n3. «{THIRD}»',
    "headings": f"### 1. {FIRST}\n### 2. {SECOND}\n### 3. {THIRD}",
    "heading tasks": f"## Task 1\n{FIRST}\n\n## Task 2\n{SECOND}\n\n## Task 3\n{THIRD}",
    "heading titles": f"## 1. Rivers\n{FIRST}\n## 2. Light\n{SECOND}\n## 3. Botany\n{THIRD}",
    "always one": f"1. {FIRST}\n1. {SECOND}\n1. {THIRD}",
    "skipping": f"1. {FIRST}\n2. {SECOND}\n4. {THIRD}",
    "indented": f"  1. {FIRST}\n  2. {SECOND}\n  3. {THIRD}",
    "blank lines": f"1. {FIRST}\n\n\n2. {SECOND}\n\n3. {THIRD}\n\n",
    "several lines": f"1. Name three rivers\n   of Peru.\n2. Explain why\n\n   the sky is blue.\n3. {THIRD}",
    "preamble": f"Here are three tasks:\n\n1. {FIRST}\n2. {SECOND}\n3. {THIRD}",
    "preamble of several lines": f"Of course!\n\nI wrote three.\n\n1. {FIRST}\n2. {SECOND}\n3. {THIRD}",
    "preamble and bullets": f"Here are some tasks:\n- {FIRST}\n- {SECOND}\n- {THIRD}",
    "closing": f"1. {FIRST}\n2. {SECOND}\n3. {THIRD}\n\nLet me know if you would like more tasks.",
    "closing after a rule": f"1. {FIRST}\n2. {SECOND}\n3. {THIRD}\n\n---\n*Each is different.*",
    "sections": f"## Geography\n1. {FIRST}\n\n## Physics\n2. {SECOND}\n\n## Botany\n3. {THIRD}",
    "sections that count anew": f"**Geography**\n1. {FIRST}\n\n**Others**\n1. {SECOND}\n2. {THIRD}",
    "continuation": f" {FIRST}\n10. {SECOND}\n11. {THIRD}",
    "continuation, brackets": f"{FIRST}\n10) {SECOND}\n11) {THIRD}",
    "lines": f"{FIRST}\n{SECOND}\n{THIRD}",
    "json strings": json.dumps([FIRST, SECOND, THIRD]),
    "json object of strings": json.dumps({"instructions": [FIRST, SECOND, THIRD]}),
    "json by number": json.dumps({"1": FIRST, "2": SECOND, "3": THIRD}),
    "json by task": json.dumps({"task_1": FIRST, "task_2": SECOND, "task_3": THIRD}),
    "json objects": json.dumps([{"task": FIRST}, {"prompt": SECOND}, {"description": THIRD}]),
    "json lines": "\n".join(json.dumps({"instruction": one}) for one in (FIRST, SECOND, THIRD)),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS.keys())
def test_bare_instructions_in_every_shape(text: str) -> None:
    found = read_instructions(text, "stop", "chat")
    assert [one.instruction for one in found.kept] == [FIRST, SECOND, THIRD]
    assert {(one.type, one.is_classification, one.labels) for one in found.kept} == {("", None, ())}
    assert found.rejected == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (ASKED, [1, 2]),
        (LISTS["dots"], [1, 2, 3]),
        (LISTS["skipping"], [1, 2, 4]),
        (LISTS["full-width digits"], [1, 2, 3]),
        (LISTS["continuation"], [9, 10, 11]),
        (LISTS["hyphens"], [None, None, None]),
        (LISTS["instructions"], [1, 2, 3]),
        (LISTS["json by task"], [1, 2, 3]),
        (json.dumps([{"id": 7, "instruction": FIRST}]), [7]),
    ],
)
def test_numbers_are_those_the_model_gave(text: str, numbers: list[int | None]) -> None:
    assert [one.number for one in read_instructions(text, "stop", "chat").kept] == numbers


@pytest.mark.parametrize(
    ("text", "instructions"),
    [
        ("1. Sort these:\n   1. pear\n   2. fig\n2. Name a fruit.", ["Sort these: 1. pear 2. fig", "Name a fruit."]),
        ("1. Sort these:\n1) pear\n2) fig\n2. Name a fruit.", ["Sort these: 1) pear 2) fig", "Name a fruit."]),
        (
            "1. Sort these:\n1. pear\n2. fig\n3. kiwi\n2. Name a fruit.",
            ["Sort these: 1. pear 2. fig 3. kiwi", "Name a fruit."],
        ),
        ("1. Use these:\n- pear\n- fig\n2. Name a fruit.", ["Use these: - pear - fig", "Name a fruit."]),
        ("1. Add 2.5 and\n3.5 to it.\n2. Name a fruit.", ["Add 2.5 and 3.5 to it.", "Name a fruit."]),
        ("1. Meet at\n10:30 or later?\n2. Name a fruit.", ["Meet at 10:30 or later?", "Name a fruit."]),
        (
            "### 1\nInstruction: Fix the steps:\n1. boil\n2. peel\nType: x\n### 2\nInstruction: Name a fruit.",
            ["Fix the steps: 1. boil 2. peel", "Name a fruit."],
        ),
        (
            "1. Explain the <think> tag of HTML.\n2. Name a fruit.",
            ["Explain the <think> tag of HTML.", "Name a fruit."],
        ),
        ('1. Read this JSON:\n{"instruction": "x"}\n2. Name it.', ['Read this JSON: {"instruction": "x"}', "Name it."]),
        ('1. Read this JSON:\n{"name": "x"}\n2. Name it.', ['Read this JSON: {"name": "x"}', "Name it."]),
        ('1. Say "yes" or "no"\n2. "A" and "B"', ['Say "yes" or "no"', '"A" and "B"']),
        ("1. **Creative writing:** Write a haiku.", ["Creative writing: Write a haiku."]),
        ("1. Explain **gravity** and **mass**.", ["Explain **gravity** and **mass**."]),
        ("1. Explain this code: `a = b`.\n2. What does `x` do?", ["Explain this code: `a = b`.", "What does `x` do?"]),
        ("1. 写一首关于春天的诗。\n2. 解释天空为什么是蓝色的。", ["写一首关于春天的诗。", "解释天空为什么是蓝色的。"]),
        (
            "Instruction: Improve the prompt.\nPrompt: write stuff\nInstruction: Name a fruit.",
            ["Improve the prompt. Prompt: write stuff", "Name a fruit."],
        ),
        ("## 8 New Tasks\n\n### 1\nName a fruit.\n### 2\nName a tree.", ["Name a fruit.", "Name a tree."]),
        ("Task: Name a fruit.\nTask: Name a tree.", ["Name a fruit.", "Name a tree."]),
        ("指令：写一首诗。\n类型：x\n标签：无", ["写一首诗。"]),
        ("1. اكتب قصيدة عن البحر.\n2. اشرح لماذا.", ["اكتب قصيدة عن البحر.", "اشرح لماذا."]),
        ("1. Придумай рифму к слову «дом».\n2. Кто ты?", ["Придумай рифму к слову «дом».", "Кто ты?"]),
        (" What is the name of the river in Paris?", ["What is the name of the river in Paris?"]),
        (" Sort the numbers below:\n3, 1, 2", ["Sort the numbers below: 3, 1, 2"]),
    ],
)
def test_what_belongs_to_an_instruction_stays_in_it(text: str, instructions: list[str]) -> None:
    assert [one.instruction for one in read_instructions(text, "stop", "chat").kept] == instructions


@pytest.mark.parametrize(
    ("line", "is_classification", "labels"),
    [
        ("Labels: spam; not spam", True, ("spam", "not spam")),
        ("Labels: Paris, France; Rome, Italy", True, ("Paris, France", "Rome, Italy")),
        ("Labels: a | b,c", True, ("a", "b,c")),
        ("Labels: a；b；a", True, ("a", "b")),
        ("Labels: 正面、负面", True, ("正面", "负面")),
        ("Labels: (A; B; C)", True, ("A", "B", "C")),
        ("Labels: none; some; all", True, ("none", "some", "all")),
        ("Labels: positive; negative.", True, ("positive", "negative")),
        ("Labels: none", False, ()),
        ("Labels: None.", False, ()),
        ("Labels: **none**", False, ()),
        ("Labels: (none)", False, ()),
        ("Labels: n/a", False, ()),
        ("Labels: none - open-ended", False, ()),
        ("Labels: []", False, ()),
        ("Labels: —", False, ()),
        ("Labels: 无", False, ()),
        ("Labels:", None, ()),
        ("", None, ()),
        ("Classification: yes\nLabels: a; b", True, ("a", "b")),
        ("Classification: yes", True, ()),
        ("Is classification: No", False, ()),
        ("Classification: **false**\nLabels: a; b", False, ()),
    ],
)
def test_labels_decide_whether_it_is_classification(
    line: str, is_classification: bool | None, labels: tuple[str, ...]
) -> None:
    found = read_instructions(f"### 1\nInstruction: {SORT}\nType: x\n{line}", "stop", "chat")
    assert [(one.is_classification, one.labels) for one in found.kept] == [(is_classification, labels)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("email_subject_generation", "email_subject_generation"),
        ("Email Subject Generation", "email_subject_generation"),
        ("`code-review`.", "code_review"),
        ("Q&A", "q_a"),
        ("résumé writing", "resume_writing"),
        ("a" * 30 + " " + "b" * 30, "a" * 30 + "_" + "b" * 9),
        ("a" * 39 + " b", "a" * 39),
        ("詩", ""),
        ("none", ""),
        ("__x__", "x"),
    ],
)
def test_types_are_snake_case(written: str, name: str) -> None:
    assert read_instructions(f"Instruction: {FIRST}\nType: {written}", "stop", "chat").kept[0].type == name
    assert read_instructions(json.dumps([{"instruction": FIRST, "type": written}]), "stop", "chat").kept[0].type == name


@pytest.mark.parametrize(
    ("text", "kept", "cut"),
    [
        (ASKED, [POEM], SORT),
        (f"1. {FIRST}\n2. {SECOND}\n3. Is a tom", [FIRST, SECOND], "Is a tom"),
        (f" {FIRST}\n10. {SECOND}\n11. Is", [FIRST, SECOND], "Is"),
        (f"- {FIRST}\n- Expl", [FIRST], "Expl"),
        (f"1. {FIRST}\n2.", [FIRST], "2."),
        (f"### 1\nInstruction: {FIRST}\n### 2\nInstr", [FIRST], "Instr"),
    ],
)
def test_length_costs_only_the_last_item(text: str, kept: list[str], cut: str) -> None:
    found = read_instructions(text, "length", "chat")
    assert [one.instruction for one in found.kept] == kept
    assert [(one.rule, one.candidate) for one in found.rejected] == [("truncated", len(kept))]
    assert cut in found.rejected[0].text or (cut == "2." and not found.rejected[0].text)


@pytest.mark.parametrize("wrapper", ["[{}", '{{"tasks": [{}', "```json\n[{}", "Sure:\n\n[\n{}"])
@pytest.mark.parametrize("finish_reason", ["stop", "length"])
@pytest.mark.parametrize(
    "tail", ['{"instruction": "Is a tom', '{"instruction": "Is it?", "labels": ["a"', '{"instruction":']
)
def test_cut_json_costs_only_the_cut_item(wrapper: str, finish_reason: str, tail: str) -> None:
    whole = json.dumps(OBJECTS, indent=1)[1:-1] + ","
    found = read_instructions(wrapper.format(whole + tail), finish_reason, "chat")
    assert [one.instruction for one in found.kept] == [POEM, SORT]
    assert found.rejected == (Rejection("bootstrap", "truncated", tail, candidate=2),)


def test_cut_lists_of_strings() -> None:
    found = read_instructions(f'["{FIRST}", "{SECOND}", "Is a', "length", "chat")
    assert [one.instruction for one in found.kept] == [FIRST, SECOND]
    assert [(one.rule, one.text) for one in found.rejected] == [("truncated", '"Is a')]


def test_complete_json_is_whole_even_at_the_limit() -> None:
    assert len(read_instructions(json.dumps(OBJECTS), "length", "chat").kept) == 2


def test_one_bad_object_costs_only_itself() -> None:
    bad = '{"instruction": "Say "no" twice"}'
    found = read_instructions(f"[{json.dumps(OBJECTS[0])},\n{bad},\n{json.dumps(OBJECTS[1])}]", "stop", "chat")
    assert [type(item) for item in found.items] == [Candidate, Rejection, Candidate]
    assert found.rejected == (Rejection("bootstrap", "unreadable", bad, candidate=1),)


def test_empty_items_are_said_to_be_empty() -> None:
    found = read_instructions(
        f"### 1\nInstruction:\nType: x\nLabels: none\n### 2\nInstruction: {FIRST}", "stop", "chat"
    )
    assert [(one.rule, one.candidate) for one in found.rejected] == [("empty", 0)]
    assert [one.instruction for one in found.kept] == [FIRST]
    assert read_instructions('[{"instruction": " "}]', "stop", "chat").rejected[0].rule == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n",
        "I'm sorry, but I can't help with that.",
        "I cannot write such tasks.",
        "As an AI language model, I have no preferences.",
        "<think>I should write eight tasks. First",
        "<think>All thought.</think>",
        "Sure! Here are 8 tasks:",
        "The sea was calm\n\nand so was I\n\nfor a while",
        "{}",
    ],
)
def test_unreadable_answers_are_kept_as_they_are(text: str) -> None:
    assert read_instructions(text, "stop", "chat").items == (Rejection("bootstrap", "unreadable", text),)


def test_answers_without_anything_usable() -> None:
    text = "<think>I should write eight tasks:\n1. Name"
    assert read_instructions(text, "length", "chat").items == (Rejection("bootstrap", "truncated", text),)
    assert read_instructions("", None, "chat").items == (Rejection("bootstrap", "failed", ""),)
