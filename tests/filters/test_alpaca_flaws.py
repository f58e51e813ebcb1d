"""Flaws of the published Alpaca data as a table, beside answers that look like them."""

from dataclasses import replace

import pytest

from selfinstruct.records import Reason
from selfinstruct.text.placeholders import no_input
from tests.support.filters import made, task

ASK = "Name a use for old newspapers at home."
MERGED = [
    "Wrap glasses in them.\n##\n7. Instruction: Name a tree.\n7. Input:\n7. Output:\nOak",
    "Wrap glasses in them.\n###\n5. Instruction: Name a tree.",
    "Wrap glasses in them.\n\n### Instruction:\nName a tree.\n\n### Response:\nOak",
    "Wrap glasses in them.\n\nInstruction: Name a tree.\nInput:\nOutput: Oak",
    "包玻璃杯。\n\n指令：说出一棵树。\n输出：橡树",
    "Gläser einwickeln.\n\nAnweisung: Nenne einen Baum.\nAusgabe: Eiche",
    "Wrap glasses.\n12. Input: none\n12. Output: Oak",
]
WHOLE = [
    (ASK, "1. Wrap glasses.\n2. Clean windows.\n3. Line drawers."),
    ("Give a recipe for soup.", "Ingredients: leek\n\nInstructions:\n1. Cut.\n2. Boil.\n\n### Serving\nHot."),
    ("Write a prompt template.", "### Instruction:\n{text}\n\n### Response:\n"),
    ("Give two instructions with outputs.", "Instruction: Name a tree.\nOutput: Oak"),
    (ASK, "Like this:\n```\n### Instruction:\nx\n### Response:\ny\n```"),
    (ASK, "Instruction: read them again."),
    (ASK, "Output: less waste."),
]


@pytest.mark.parametrize("output", MERGED)
def test_merged_tasks(output: str) -> None:
    whole = task(ASK, ("", output))
    found = made("merged_tasks")(whole, whole.instances[0])
    assert found is not None
    assert found.rule == "merged_tasks"


@pytest.mark.parametrize(("instruction", "output"), WHOLE)
def test_one_task_alone(instruction: str, output: str) -> None:
    whole = task(instruction, ("", output))
    assert made("merged_tasks")(whole, whole.instances[0]) is None


NO_OUTPUT = [
    "<No Output>",
    "nooutput",
    "<nooutput>",
    "No output.",
    "<noinput>",
    "[no output]",
    "N/A",
    "n/a",
    "Not applicable",
    "<empty>",
    "[blank]",
    "(none)",
    "[image]",
    "<Picture Attached>",
    "[Insert image here]",
    "Keine Ausgabe",
    "无输出",
    "出力なし",
    "sin salida",
    "<output>",
    "[Your answer]",
]
OUTPUTS = [
    "None",
    "None.",
    "0",
    "No",
    "Nothing",
    "Empty",
    "null and void",
    "Na",
    "[1, 2]",
    "<p>Hello</p>",
    "The image is blue.",
    "[Your Name], thank you for the picture.",
    "N/A is short for not applicable.",
    "Output",
    "(a)",
    "[]",
]


@pytest.mark.parametrize("output", NO_OUTPUT)
def test_outputs_that_say_there_is_none(output: str) -> None:
    whole = task(ASK, ("", output))
    assert made("placeholder_output")(whole, whole.instances[0]) == Reason("placeholder_output", output)


@pytest.mark.parametrize("output", OUTPUTS)
def test_short_outputs(output: str) -> None:
    whole = task(ASK, ("", output))
    assert made("placeholder_output")(whole, whole.instances[0]) is None


def test_not_applicable_may_be_the_answer() -> None:
    asked = task("Extract the year; if there is none, say N/A.", ("A day in May.", "N/A"))
    assert made("placeholder_output")(asked, asked.instances[0]) is None
    sorting = replace(task("Sort the request.", ("Hm.", "N/A")), is_classification=True)
    assert made("placeholder_output")(sorting, sorting.instances[0]) is None
    whole = task("Which HTML tag shows a picture?", ("", "<image>"))
    assert made("placeholder_output")(whole, whole.instances[0]) is None


ATTACHED = [
    "<Picture Attached>",
    "[image]",
    "<image>",
    "[Image of a dog]",
    "(see attached photo)",
    "[Bild]",
    "<imagen adjunta>",
    "[图片]",
    "Photo attached",
    "See the attached file.",
    "[insert audio clip]",
]
INPUTS = [
    "A picture of a dog.",
    "[1, 2, 3]",
    "<p>image</p>",
    "image.png",
    "(x + y)",
    "The photo is attached to the wall with tape",
]


@pytest.mark.parametrize("given", ATTACHED)
def test_inputs_that_name_a_picture(given: str) -> None:
    whole = task("Say what animal this is.", (given, "A dog"))
    assert made("placeholder_input")(whole, whole.instances[0]) == Reason("placeholder_input", given)


@pytest.mark.parametrize("given", INPUTS)
def test_inputs(given: str) -> None:
    whole = task("Say what animal this is.", (given, "A dog"))
    assert made("placeholder_input")(whole, whole.instances[0]) is None


def test_a_tag_may_be_the_input() -> None:
    whole = task("What does this HTML tag do?", ("<video>", "It plays a film."))
    assert made("placeholder_input")(whole, whole.instances[0]) is None


NO_INPUT = [
    "<noinput>",
    "<no input>",
    "No input",
    "no input.",
    "NoInput",
    "None",
    "N/A",
    "n/a",
    "Not applicable",
    "[none]",
    "<no_input>",
    "No input required",
    "(No input needed)",
    "Keine Eingabe",
    "aucune entrée",
    "Sin entrada",
    "nessun input",
    "Sem entrada",
    "geen invoer",
    "brak danych wejściowych",
    "нет ввода",
    "немає вводу",
    "girdi yok",
    "لا يوجد إدخال",
    "无",
    "无输入",
    "なし",
    "入力なし",
    "없음",
    "कोई इनपुट नहीं",
    "không có đầu vào",
]
REAL_INPUT = [
    "",
    "No",
    "Nobody came.",
    "none of them",
    "0",
    "-",
    "нет",
    "Input",
    "null = None",
    "No input was given by the user.",
    "[]",
    "<input type='text'>",
    "Nothing",
    "无论如何",
    "Kein Eingang",
]


@pytest.mark.parametrize("text", NO_INPUT)
def test_inputs_that_say_there_is_none(text: str) -> None:
    assert no_input(text)


@pytest.mark.parametrize("text", REAL_INPUT)
def test_inputs_that_are_some(text: str) -> None:
    assert not no_input(text)
