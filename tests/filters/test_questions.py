"""Outputs that repeat the question as a table, beside tasks whose answer is almost their text."""

from dataclasses import replace

import pytest

from selfinstruct.errors import RecipeError
from tests.support.filters import made, reasons, task

WORLD = "I am the world. i am me. i am me."
RIVER = "The river rises early in spring, and the mill stands still for a week."
REPEATS = {
    "input": ("Answer the letter below.", WORLD, "I am the world. I am me. I am me.", "input"),
    "instruction": ("Why does the river rise in spring?", "", "Why does the river rise in spring?", "instruction"),
    "nearly": ("Why does the river rise in spring?", "", "Does the river rise in spring?", "instruction"),
    "both": (
        "Describe how you feel today.", "It rained all the day long.",
        "Describe how you feel today. It rained all day long.", "both",
    ),
    "German": ("Beantworte bitte die Frage.", "Warum steht die Mühle eine Woche still?",
               "Warum steht die Mühle eine Woche still?!", "input"),
    "Chinese": ("回答下面这封信。", "今天的天气真好，我们去公园散步吧。", "今天天气真好，我们去公园散步吧。", "input"),
    "Russian": ("Ответь на письмо.", "Сегодня хорошая погода, и мы идём гулять в парк.",
                "Сегодня хорошая погода, мы идём гулять в парк.", "input"),
    "Arabic": ("اشرح النص.",
               "الطقس جميل اليوم ونحن نذهب إلى الحديقة معا", "الطقس جميل اليوم ونحن نذهب إلى الحديقة", "input"),
    "Japanese": ("手紙に返事をしてください。", "今日は天気がいいので公園へ行きます。",
                 "今日は天気がいいので公園行きます。", "input"),
}  # fmt: skip
FINE = {
    "corrected": ("Correct the mistakes.", WORLD, "I am the world. I am me. I am me."),
    "corrected, by its type": ("Korrekturlesen:", WORLD, "I am the world. I am me. I am me."),
    "text in the instruction": (f"Fix the spelling: {RIVER.replace('early', 'erly')}", "", RIVER),
    "quoted in the instruction": (f"Put “{RIVER}” into the past tense.", "", RIVER.replace("rises", "rose")),
    "sorted": ("Sort these words.", "pear fig plum kiwi lime date nut", "date fig kiwi lime nut pear plum"),
    "picked out": ("Which sentence is about water?", RIVER, RIVER),
    "answered": ("What does the text speak of?", RIVER, "Of a river that rises early."),
    "in the question's words": (
        "What is the highest point of the road over the pass?",
        "",
        "The highest point of the road over the pass is Aas.",
    ),
    "in the question's words, Chinese": ("这座桥一共有多少米长？", "", "这座桥一共有五十米长。"),
    "few words": ("Describe it.", "A cat on a mat.", "A cat on a mat."),
    "translated little": ("Translate into British English.", RIVER, RIVER),
    "German": ("Schreibe den Satz höflicher.", RIVER, RIVER + " Bitte."),
    "French": ("Corrige la phrase.", RIVER, RIVER),
    "Chinese": ("改正错别字。", "今天的天气真好，我们去公园散步把。", "今天的天气真好，我们去公园散步吧。"),
    "Japanese": (
        "文を訂正してください。",
        "今日は天気がいいので公園へ行きます。",
        "今日は天気がいいので公園に行きます。",
    ),
    "Russian": ("Исправь ошибки.", RIVER, RIVER),
    "a language that is not known": ("Korjaa kirjoitusvirheet.", RIVER, RIVER),
}


@pytest.mark.parametrize(("instruction", "given", "output", "value"), REPEATS.values(), ids=REPEATS)
def test_repeats(instruction: str, given: str, output: str, value: str) -> None:
    whole = task(instruction, (given, output))
    found = made("repeats_question")(whole, whole.instances[0])
    assert found is not None
    assert (found.rule, found.value) == ("repeats_question", value)
    assert found.score is not None
    assert found.score >= 0.8


@pytest.mark.parametrize(("instruction", "given", "output"), FINE.values(), ids=FINE)
def test_answers(instruction: str, given: str, output: str) -> None:
    assert reasons(made("repeats_question"), task(instruction, (given, output))) == [None]


def test_the_type_says_what_is_asked_for_too() -> None:
    whole = task("Answer the letter below.", (WORLD, WORLD))
    assert reasons(made("repeats_question"), whole) == ["repeats_question"]
    assert reasons(made("repeats_question"), replace(whole, type="grammar_correction")) == [None]


def test_the_threshold() -> None:
    whole = task("Explain the text.", ("one two three four five six seven eight", "one two three four five six six"))
    assert reasons(made("repeats_question"), whole) == ["repeats_question"]  # exactly 12/15
    assert reasons(made("repeats_question", threshold=0.81), whole) == [None]
    with pytest.raises(RecipeError, match="threshold must be above 0"):
        made("repeats_question", threshold=0.0)


@pytest.mark.parametrize(
    ("output", "rejected"),
    [
        ("This joke is known for a clever word that machines can read and people can not,", True),
        ("This joke is known for a clever word", False),
        ("The joke is known for a clever word that machines can read and people can not", False),
    ],
)
def test_the_beginning_of_the_instruction_is_no_output(output: str, rejected: bool) -> None:
    said = (
        "This joke is known for a clever word that machines can read and people can not, and whose end nobody has told."
    )
    long = f"{said} However, the answer is only revealed in two further sentences, which the same people never hear."
    assert reasons(made("repeats_question"), task(long, ("", output))) == (["repeats_question"] if rejected else [None])


def test_a_text_within_the_instruction_may_be_given_back() -> None:
    text = "the harbour opens at six in the morning and closes at ten at night in summer and earlier in winter"
    assert reasons(made("repeats_question"), task(f"Repeat this word for word: {text}", ("", text))) == [None]
