"""Items under numbers of other kinds: the number goes, items stay apart, and what only looks like a number stays."""

import pytest

from selfinstruct.parse import read_instructions

A, B, C = "Plan a walk round the old town.", "Say why cats purr at night.", "Rank these soups by how long they take."
BEFORE = {
    "circled": ("① ", "② ", "③ "),
    "circled, no blank": ("①", "②", "③"),
    "filled": ("❶ ", "❷ ", "❸ "),
    "sans": ("➀ ", "➁ ", "➂ "),
    "filled sans": ("➊ ", "➋ ", "➌ "),
    "in brackets": ("⑴", "⑵", "⑶"),
    "with a stop": ("⒈", "⒉", "⒊"),
    "double": ("⓵ ", "⓶ ", "⓷ "),
    "han": ("一、", "二、", "三、"),
    "han, stop": ("一. ", "二. ", "三. "),
    "han, full width": ("（一）", "（二）", "（三）"),
    "han, brackets": ("(一) ", "(二) ", "(三) "),
    "questions": ("第一题：", "第二题：", "第三题："),
    "questions in digits": ("第1题：", "第2题：", "第3题："),
    "tasks": ("任务一：", "任务二：", "任务三："),
    "counted": ("第一个：", "第二个：", "第三个："),
    "japanese": ("第一問 ", "第二問 ", "第三問 "),
    "korean": ("1번. ", "2번. ", "3번. "),
    "keycaps": ("1️⃣ ", "2️⃣ ", "3️⃣ "),
    "bold": ("**①** ", "**②** ", "**③** "),
    "headings": ("### 一、", "### 二、", "### 三、"),
    "bullets": ("- ① ", "- ② ", "- ③ "),
    "roman": ("I. ", "II. ", "III. "),
    "roman, brackets": ("(i) ", "(ii) ", "(iii) "),
    "roman, bracket": ("i) ", "ii) ", "iii) "),
    "letters": ("A. ", "B. ", "C. "),
    "small letters": ("a) ", "b) ", "c) "),
    "letters in brackets": ("(a) ", "(b) ", "(c) "),
    "cyrillic": ("а) ", "б) ", "в) "),
    "full width": ("１．", "２．", "３．"),
    "arabic": ("١. ", "٢. ", "٣. "),
    "devanagari": ("१. ", "२. ", "३. "),
    "task and dash": ("Task 1 - ", "Task 2 - ", "Task 3 - "),
    "hash": ("#1 ", "#2 ", "#3 "),
    "hash and colon": ("#1: ", "#2: ", "#3: "),
    "brackets": ("(1) ", "(2) ", "(3) "),
    "bracket": ("1) ", "2) ", "3) "),
    "colon": ("1: ", "2: ", "3: "),
}


@pytest.mark.parametrize("marks", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("start", ["", "Here are three tasks:\n\n"])
def test_numbers_are_taken_off(marks: tuple[str, ...], start: str) -> None:
    text = start + "\n".join(f"{mark}{one}" for mark, one in zip(marks, (A, B, C), strict=True))
    found = read_instructions(text, "stop", "chat")
    assert [(one.instruction, one.number) for one in found.kept] == [(A, 1), (B, 2), (C, 3)]


# The heading of an item with a text is its title.
UNTITLED = {name: marks for name, marks in BEFORE.items() if name != "headings"}


@pytest.mark.parametrize("marks", UNTITLED.values(), ids=UNTITLED)
def test_items_of_several_lines_stay_apart(marks: tuple[str, ...]) -> None:
    text = "\n\n".join(
        f"{mark}{one}\nAdd an example.\n- one\n- two" for mark, one in zip(marks, (A, B, C), strict=True)
    )
    found = read_instructions(text, "stop", "chat")
    assert [one.instruction for one in found.kept] == [f"{one} Add an example. - one - two" for one in (A, B, C)]


@pytest.mark.parametrize("marks", BEFORE.values(), ids=BEFORE)
def test_fields_behind_numbers(marks: tuple[str, ...]) -> None:
    text = "\n".join(f"{mark}Instruction: {one}\nType: kind" for mark, one in zip(marks, (A, B, C), strict=True))
    found = read_instructions(text, "stop", "chat")
    assert [(one.instruction, one.type) for one in found.kept] == [(A, "kind"), (B, "kind"), (C, "kind")]


TEXTS = [
    "A cat sits on the mat. Describe it.\nI like tea. Say why people do.",
    "一个孩子问为什么天是蓝的，请回答。\n二十年前的手机是什么样的？请描述。",
    "1984 was written by whom? Name two more of his books.\nI, Robot is by whom? Name another.",
    "I. Kant wrote which book? Name two.\nWho was J. S. Bach? Say when he lived.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_begins_like_a_number_stays(text: str) -> None:
    assert [one.instruction for one in read_instructions(text, "stop", "chat").kept] == text.split("\n")


INSIDE = [
    (
        "1. Which town is the capital of Peru?\nA) Lima\nB) Cusco\nC) Arequipa\n2. Name a lake.",
        ["Which town is the capital of Peru? A) Lima B) Cusco C) Arequipa", "Name a lake."],
    ),
    (
        "Which town is the capital of Peru?\nA) Lima in the west\nB) Cusco in the south",
        ["Which town is the capital of Peru? A) Lima in the west B) Cusco in the south"],
    ),
    (
        "① Sort these:\n1. pear\n2. fig\n② Name a fruit of autumn.",
        ["Sort these: 1. pear 2. fig", "Name a fruit of autumn."],
    ),
    (
        "1. Choose one of these:\n① pear\n② fig\n2. Name a fruit.",
        ["Choose one of these: ① pear ② fig", "Name a fruit."],
    ),
]


@pytest.mark.parametrize(("text", "instructions"), INSIDE)
def test_lists_within_an_item_stay(text: str, instructions: list[str]) -> None:
    assert [one.instruction for one in read_instructions(text, "stop", "chat").kept] == instructions
