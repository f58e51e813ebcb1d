"""Loops of models as a table: circles of any length in any script, beside what repeats for good reasons."""

import pytest

from selfinstruct.records import Reason
from selfinstruct.text.answers.loops import find_loop
from tests.support.filters import GOOD, made, task

START = (
    "Plan the week on paper before it begins. Put the hard work into the morning hours, leave an hour free each day "
    "for what nobody expected, and look back on Friday at what went well. "
)
LOOPS = {
    "nine words": ("and the boat goes down the river to the " * 20, "and the boat goes down the river to the"),
    "one word": ("sunny " * 50, "sunny sunny sunny sunny"),
    "after a good start": (START * 1 + "and then rest a while and then go on with it " * 15, None),
    "cut within a word": (START + "walk on the left side of the long road " * 9 + "walk on the le", None),
    "long period": ((START + "Drink water. Sleep well. ") * 6, None),
    "after several paragraphs": ("\n\n".join([START, START[::-1]]) + "so it is and so it was " * 30, None),
    "chinese": ("今天的天气真的非常好" * 30, "今天的天气真的非常好"),
    "chinese sentences": ("今天的天气真的非常好。" * 8, None),
    "chinese, after a start": ("春天来了，花园里的树开始发芽，邻居们出来散步。" + "大家都很高兴" * 40, "大家都很高兴"),
    "japanese": ("ありがとうございますと言いました" * 20, None),
    "thai": ("ฉันไม่รู้ว่าจะตอบอย่างไร" * 30, None),
    "khmer": ("ខ្ញុំមិនដឹងទេ" * 40, None),
    "korean": ("나는 오늘 학교에 가고 싶습니다 " * 30, None),
    "hindi": ("मुझे नहीं पता कि क्या कहना है और " * 20, None),
    "hindi sentences": ("मुझे नहीं पता कि क्या कहना है। " * 8, None),
    "arabic": ("لا أعرف ماذا أقول في هذا الأمر " * 20, None),
    "russian": ("и потом мы идём домой и " * 30, None),
    "laugh": ("ha" * 200, "ha"),
    "laugh at the end": ("That is a good joke, I must say. " + "ha" * 100, "ha"),
    "scream": ("a" * 300, "a"),
    "japanese laugh": ("は" * 200, "は"),
    "exclamation marks": ("!" * 400, "!"),
    "emoji": ("Great! " + "😂" * 200, "😂"),
    "items of a list that count on": (
        "\n".join(f"{n}. Eat fresh fruit every single day." for n in range(1, 30)), None,
    ),
    "items in a line": (" ".join(f"{n}) Eat fresh fruit every single day" for n in range(1, 30)), None),
    "paragraphs": ("Take a walk in the wood.\n\nListen to the birds.\n\n" * 12, None),
    "words with commas": ("love, peace, joy, hope, " * 25, None),
    "half of the text": (START + START.upper() + "we will see what comes of it " * 20, None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), LOOPS.values(), ids=LOOPS)
def test_loops(text: str, value: str | None) -> None:
    whole = task(GOOD, ("", text))
    found = made("repetition")(whole, whole.instances[0])
    assert found is not None
    assert found.rule == "repetition"
    assert value is None or found.value == value


VERSE = (
    "The mill goes round, the mill goes round,\nand {} comes down the lane.\nSing ho, sing hey, the mill goes round,\n"
)
FINE = {
    "song": "\n".join(VERSE.format(who) for who in ("the miller", "his mother", "a pedlar", "the rain", "old Tom")),
    "short laugh": "Ha ha ha ha! That was a good one, tell me another.",
    "short song": "La la la la la la la la, sang the bird in the tree by the gate.",
    "parallel list": "\n".join(f"- {day}: run for {n} minutes and rest" for n, day in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 20)),
    "training plan": "\n".join(f"Week {n}: run {n + 4} km on Monday and {n + 6} km on Friday" for n in range(1, 13)),
    "rulers": "Title\n" + "-" * 200 + "\nText\n" + "=" * 200 + "\n" + "." * 120,
    "table": "| a | b |\n|---|---|\n" + "| yes | no |\n| no | yes |\n" * 12,
    "multiplication table": "\n".join(f"{n} x {m} = {n * m}" for n in range(1, 11) for m in range(1, 11)),
    "matrix": "[" + ",\n ".join(["[0, 0, 0, 0, 0, 0, 0, 0]"] * 8) + "]",
    "identity": "1 0 0 0 " * 20,
    "switch": "\n".join(f"        case {n}:\n            return handle_{n}(event);" for n in range(30)),
    "dna": "The repeat is ACGACGACG. " + "ACG" * 40,
    "hex": "00ff" * 60,
    "base64": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" * 3,
    "buffalo": "Buffalo buffalo Buffalo buffalo buffalo buffalo Buffalo buffalo is a sentence.",
    "board": "X O X\nO X O\nX O X\n" * 5,
    "rhyme scheme": "A B A B C D C D E F E F G G",
    "knitting": "Row 1: k2, p2, k2, p2, k2, p2, k2, p2.\nRow 2: p2, k2, p2, k2, p2, k2, p2, k2.\nThen turn the work.",
    "labels": "yes\nno\nyes\nyes\nno\nno\nyes\nno",
    "zeros": "0" * 500,
    "binary": "0101 " * 60,
    "chinese poem": "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。",
    "chinese words": "人人为我，我为人人。天天向上，好好学习。",
    "long word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "scream in a story": "“Aaaaaaaaaaah!” he cried, and the others ran down the hill.",
    "dialogue": "A: Yes.\nB: No.\nA: Yes.\nB: No.\nA: Then let us ask somebody who was there.",
}  # fmt: skip


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_repeats_for_good_reasons(text: str) -> None:
    whole = task(GOOD, ("", text))
    assert made("repetition")(whole, whole.instances[0]) is None


ASKED = [
    "Write the word hello 50 times.", "Repeat the sentence until the page is full.", "Schreibe das Wort fünfzig Mal.",
    "Wiederhole den Satz, bis die Seite voll ist.", "Répétez le mot hello.", "Escribe la palabra cien veces.",
    "Scrivi la parola dieci volte.", "Напиши слово сто раз.", "把这个词重复五十遍。", "この言葉を繰り返してください。",
    "이 단어를 반복하세요.", "Powtórz słowo hello.", "Compose a chorus for a football match.",
]  # fmt: skip
NOT_ASKED = [
    "Give advice, and do not repeat yourself.", "Name a river of modern times.", "How many times a day should one eat?",
    "Suggest exercise for three times a week.",
]  # fmt: skip


@pytest.mark.parametrize("instruction", ASKED)
def test_what_a_task_asks_for_is_no_loop(instruction: str) -> None:
    whole = task(instruction, ("", "hello " * 50))
    assert made("repetition")(whole, whole.instances[0]) is None


@pytest.mark.parametrize("instruction", NOT_ASKED)
def test_what_a_task_does_not_ask_for_is_one(instruction: str) -> None:
    whole = task(instruction, ("", "hello " * 50))
    assert made("repetition")(whole, whole.instances[0]) == Reason("repetition", "hello hello hello hello")


@pytest.mark.parametrize("period", [*range(1, 25), 37, 59])
def test_a_period_of_any_length_is_found_wherever_it_stands(period: int) -> None:
    words = [f"word{n}x" for n in range(500)]
    turns = max(5, 100 // period)
    body = " ".join(words[:period] * turns)
    others = " ".join(words[100 : 100 + period * turns // 2])
    for text in (body, f"{others} {body}", f"{body} {others}", f"{others[: len(others) // 2]} {body} {others[:9]}"):
        found = find_loop(text)
        assert found is not None
        assert found.split()[0] in words[:period]
    assert find_loop(" ".join(words)) is None


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_the_share_is_that_of_the_words(share: float) -> None:
    words = [f"word{n}x" for n in range(400)]
    rest = round(400 * (1 - share)) // 2
    loop = "go back to the old house by the lake " * round(400 * share / 9 + 2)
    text = " ".join(words[:rest]) + " " + loop + " ".join(words[200 : 200 + rest])
    assert find_loop(text, share=share) is not None
    if share < 0.5:
        assert find_loop(text, share=0.5) is None


@pytest.mark.parametrize(
    "text", ["a b " * 25_000, "字" * 50_000, "ab" * 50_000, "word " * 20_000 + "x", "🙂" * 50_000, "1. a " * 20_000]
)
def test_long_texts_are_read_to_the_end(text: str) -> None:
    assert find_loop(text) in (None, "字", "ab", "word", "🙂")
