"""What models copy of their prompts as tables, beside texts that only look like it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import RecipeError
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.templates import fixed_text
from selfinstruct.records import Filter, Reason, Task
from tests.support.filters import GOOD, made, task

OWN = """Do each task{% if topic %} about {{ topic }}{% endif %}, and answer as the following examples do.

Task: Why do leaves turn yellow in autumn?
Output: The green pigment breaks down when the days get shorter.

任务：给下面的句子换一种说法，但是不要改变它的意思和语气。
Eingabe: die Eingabe
Output: Yes.

Task: {{ instruction }}
"""


def framed(*templates: str, **parameters: int) -> Filter:
    [found] = load_filters({"prompt_copy": parameters})
    FilterSet([found]).frame(fixed_text(templates))
    return found


def of_chat() -> Filter:
    return framed(*load_recipe("chat").templates.values())


COPIES = {
    "form of the answer": ("the label, spelled exactly as in the list of labels or in the task", "the label"),
    "rules": ("Never a placeholder, never a description of it, never a repetition!", "never a placeholder"),
    "a whole value": ("The input, or none", "the input, or none"),
    "a value that names its field": ("The output.", "the output"),
}
FINE = ["None", "The label is red.", "The output voltage is 5 V.", "Positive", "in this form", ""]


@pytest.mark.parametrize(("text", "value"), COPIES.values(), ids=COPIES)
def test_copies_of_the_prompts_of_chat(text: str, value: str) -> None:
    found = of_chat()
    for pair in ((text, "4"), ("4", text)):
        whole = task(GOOD, pair)
        reason = found(whole, whole.instances[0])
        assert reason is not None
        assert (reason.rule, str(reason.value)[: len(value)]) == ("prompt_copy", value)


def test_an_instruction_may_be_a_copy_too() -> None:
    said = of_chat()(Task("t", "Find one label out of a small fixed set for the mail."))
    assert said == Reason("prompt_copy", "one label out of a small fixed set")


@pytest.mark.parametrize("text", FINE)
def test_a_few_words_that_prompts_have_too(text: str) -> None:
    whole = task(GOOD, (text, text))
    assert of_chat()(whole, whole.instances[0]) is None


def test_values_of_worked_examples_in_any_script() -> None:
    found = framed(OWN)
    told = {
        "So: the green pigment breaks down when days get shorter": "the green pigment breaks down when",
        "Die Eingabe": "die Eingabe",
        "换一种说法，但是不要改变它的意思": "换 一 种 说 法 但 是 不 要 改 变 它 的 意 思",
    }
    for text, value in told.items():
        whole = task(GOOD, ("", text))
        assert found(whole, whole.instances[0]) == Reason("prompt_copy", value)
    for text in ("Yes.", "换一种说法，但是不要", "as the following examples about do each task"):
        whole = task(GOOD, ("", text))
        assert found(whole, whole.instances[0]) is None


def test_how_long_a_copy_must_be() -> None:
    whole = task(GOOD, ("", "One should answer as the following examples do, mostly."))
    assert framed(OWN)(whole, whole.instances[0]) == Reason("prompt_copy", "answer as the following examples do")
    assert framed(OWN, words=7)(whole, whole.instances[0]) is None
    assert made("prompt_copy")(whole, whole.instances[0]) is None, "without a recipe there is no prompt"
    with pytest.raises(RecipeError, match="words must be at least 4"):
        made("prompt_copy", words=3)


def test_filter_knows_the_prompts_of_its_recipe(tmp_path: Path) -> None:
    rows = [
        {"instruction": GOOD, "input": "", "output": "a bookmark, a hook, a key ring"},
        {"instruction": "Name a sea in Europe.", "input": "", "output": "the label, spelled exactly as in the list"},
    ]
    file, kept = tmp_path / "rows.jsonl", tmp_path / "kept.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert CliRunner().invoke(app, ["filter", str(file), "-o", str(kept)]).exit_code == 0
    assert [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] == rows[:1]
    [line] = (tmp_path / "kept.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["rule"] == "prompt_copy"


ASK = "Answer the customer's complaint."
FIELDS = [
    ("Dear Ms Lee, we are sorry.\nOutput: I am sorry that your parcel is late.", "Output:"),
    ("Output: I am sorry.", "Output:"),
    ("We are sorry.\n**Input:** My parcel is late.", "**Input:"),
    ("We are sorry.\n\n### Example 2\nInput: none\nOutput: Thanks.", "### Example 2"),
    ("We are sorry.\nInstruction: Name a tree.", "Instruction:"),
    ("Es tut uns leid.\nAusgabe: Danke.", "Ausgabe:"),
    ("对不起。\n输出：谢谢。", "输出："),
    ("ごめんなさい。\n出力: ありがとう。", "出力:"),
    ("Извините.\nИнструкция: назови реку.", "Инструкция:"),
    ("죄송합니다.\n출력: 감사합니다.", "출력:"),
]
NO_FIELDS = [
    (ASK, "", "The output: less waste. Its input: more time."),
    (ASK, "", "Input is welcome.\nOutputs: two"),
    (ASK, "", "### Example 2\nA parcel that came late."),
    (ASK, "", "As set:\n```\nOutput: 4\n```"),
    (ASK, "", "retries: 3\noutput: stdout"),
    (ASK, "Input: 3\nOutput: 4", "Input: 4\nOutput: 5"),
    ("Write a Python function that doubles a number.", "", "def f(x): return 2 * x\nInput: 2\nOutput: 4"),
    ("Give the specs of a phone charger.", "", "Input: 100-240 V\nOutput: 5 V"),
    ("Plan a lesson on fractions.", "", "Instruction: ten minutes\nPractice: twenty minutes"),
    ("写一个把数字加倍的函数。", "", "输入：2\n输出：4"),
    ("Erkläre das Programm.", "", "Eingabe: 2\nAusgabe: 4"),
]


@pytest.mark.parametrize(("output", "value"), FIELDS)
def test_field_names(output: str, value: str) -> None:
    whole = task(ASK, ("", output))
    assert made("field_names")(whole, whole.instances[0]) == Reason("field_names", value)


@pytest.mark.parametrize(("instruction", "given", "output"), NO_FIELDS)
def test_lines_that_belong_to_the_answer(instruction: str, given: str, output: str) -> None:
    whole = task(instruction, (given, output))
    assert made("field_names")(whole, whole.instances[0]) is None
