"""Texts that slip into another script, beside texts in which several belong."""

from typing import Any

import pytest

from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.records import Instance, Message, Task
from selfinstruct.text.measuring.scripts import count_scripts
from tests.support.filters import GOOD, made, reasons, task

ASKED = {
    "en": "Explain why the mill stands still.",
    "de": "Erkläre, warum die Mühle stillsteht.",
    "vi": "Giải thích vì sao cối xay đứng yên.",
    "ru": "Объясни, почему мельница стоит.",
    "el": "Εξήγησε γιατί ο μύλος στέκεται.",
    "ar": "اشرح لماذا توقفت الطاحونة.",
    "he": "הסבר מדוע הטחנה עומדת.",
    "hi": "बताओ कि चक्की क्यों बंद है।",
    "th": "อธิบายว่าทำไมโรงสีจึงหยุด",
    "zh": "请说明磨坊为什么停了。",
    "ja": "水車が止まっている理由を説明してください。",
    "ko": "물레방아가 왜 멈췄는지 설명하세요.",
}
SAID = {
    "en": "The wheel does not turn because the axle is broken and nobody mends it.",
    "de": "Das Rad dreht sich nicht, weil die Achse gebrochen ist und niemand sie flickt.",
    "vi": "Bánh xe không quay vì trục bị gãy và không ai sửa nó.",
    "ru": "Колесо не крутится, потому что ось сломана и никто её не чинит.",
    "el": "Ο τροχός δεν γυρίζει, γιατί ο άξονας έσπασε και κανείς δεν τον φτιάχνει.",
    "ar": "العجلة لا تدور لأن المحور مكسور ولا أحد يصلحه.",
    "he": "הגלגל לא מסתובב כי הציר שבור ואף אחד לא מתקן אותו.",
    "hi": "पहिया नहीं घूमता क्योंकि धुरी टूटी है और कोई उसे ठीक नहीं करता।",
    "th": "ล้อไม่หมุนเพราะเพลาหักและไม่มีใครซ่อม",
    "zh": "轮子不转，因为轴断了，没有人修理它。",
    "ja": "車輪が回らないのは、軸が折れて誰も直さないからです。",
    "ko": "축이 부러졌는데 아무도 고치지 않아서 바퀴가 돌지 않습니다.",
}
STRAY = [
    ("en", "The wheel does not turn 因为轴断了 and nobody mends it.", "因为轴断了"),
    ("en", "The wheel does not turn, so the решение is to mend the axle.", "решение"),
    ("de", "Das Rad dreht sich nicht, 所以需要修理 die Achse.", "所以需要修理"),
    ("ru", "Колесо не крутится, 因为轴断了, и никто её не чинит.", "因为轴断了"),
    ("ru", "Колесо не крутится, because the axle is broken, и никто не чинит.", "because the axle is broken"),
    ("zh", "轮子不转，because the axle is broken，没有人修理。", "because the axle is broken"),
    ("zh", "轮子不转，потому что ось сломана，没有人修理。", "потому что ось сломана"),
    ("ja", "車輪が回らないのは、потому что ось сломана、軸が折れたからです。", "потому что ось сломана"),
    ("ko", "축이 부러졌는데 因为没有人修理 바퀴가 돌지 않습니다.", "因为没有人修理"),
    ("ar", "العجلة لا تدور 因为轴断了 ولا أحد يصلحه.", "因为轴断了"),
    ("hi", "पहिया नहीं घूमता 因为轴断了 और कोई ठीक नहीं करता।", "因为轴断了"),
]  # fmt: skip
STAY = [
    (ASKED["en"], "The mill in Kyoto (京都) stands still."),
    (ASKED["en"], "The miller calls it “水車”, and the wheel is old."),
    (ASKED["en"], "It is called *мельница* in the village."),
    (ASKED["en"], "The angle α and the force Δ decide: α + β is 90°, so $\\Δx = μ$."),
    (ASKED["en"], "It costs 5 € – at 20 °C, naïve façade, Dvořák, Łódź, ½ ☂ 😀."),
    (ASKED["en"], "So:\n```\nprint('因为轴断了，没有人修理它')\n```"),
    (ASKED["zh"], "磨坊用的是 Siemens 的电机和 USB 接口，见 https://example.org/mill。"),
    (ASKED["zh"], "def turn(wheel):\n    return wheel.axle"),
    (ASKED["ru"], "Мельница работает на Windows XP и шлёт e-mail через Outlook."),
    (ASKED["ja"], "水車。"),
    (ASKED["ja"], "コレハ水車デス。IoT モデル A2 と Wi-Fi を使います。"),
    (ASKED["ko"], "물레방아(水車)는 LG 모터로 돕니다."),
    ("Translate into Chinese: the wheel does not turn.", SAID["zh"]),
    ("Say in Russian that the wheel stands.", SAID["ru"]),
    ("请用英文说明磨坊为什么停了。", SAID["en"]),
    ("Переведи на английский: колесо стоит.", SAID["en"]),
    ("用 Python 写一个转动轮子的程序。", "for wheel in wheels: turn the wheel again and again"),
    ("Name three letters of the Greek alphabet.", "α, β, γ and λόγος"),
    (f"Summarize this: {SAID['zh']}", SAID["zh"]),
    (f"Summarize this: {SAID['zh']}", SAID["en"]),
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("said", SAID)
def test_an_answer_in_the_script_of_the_prompt_stays(asked: str, said: str) -> None:
    latin = {"en", "de", "vi"}
    same = asked == said or {asked, said} <= latin or (asked, said) == ("ja", "zh")
    found = reasons(made("script_share"), task(ASKED[asked], ("", SAID[said])))
    assert found == [None if same else "script_share"]


@pytest.mark.parametrize(("language", "output", "stray"), STRAY)
def test_words_of_another_script(language: str, output: str, stray: str) -> None:
    whole = task(ASKED[language], ("", output))
    reason = made("script_share")(whole, whole.instances[0])
    assert reason is not None
    assert (reason.rule, reason.value) == ("script_share", stray)
    assert reason.score is not None
    assert 0.4 < reason.score < 0.95


@pytest.mark.parametrize(("instruction", "output"), STAY)
def test_what_belongs_there_stays(instruction: str, output: str) -> None:
    assert reasons(made("script_share"), task(instruction, ("", output))) == [None]


def test_the_share() -> None:
    whole = task(GOOD, ("", "The wheel turns all day and all night long, and the мельник sleeps beside it."))
    assert reasons(made("script_share"), whole) == ["script_share"]
    assert reasons(made("script_share", share=0.9), whole) == [None]


def test_scripts_that_are_named() -> None:
    whole = task(ASKED["ru"], ("", SAID["ru"]), ("", SAID["en"]))
    assert reasons(made("script_share", scripts=["latin"]), whole) == ["script_share", None]
    assert reasons(made("script_share", scripts=["latin", "cyrillic"]), whole) == [None, None]


def test_instructions() -> None:
    found = made("script_share", text="instruction", scripts=["latin"])
    assert found.scope == "instruction"
    assert found(task(ASKED["en"])) is None
    assert found(task(ASKED["zh"])) is not None
    assert found(task("What does 水車 mean in Japanese?")) is None


def test_a_label_and_a_system_prompt_may_be_in_another_script() -> None:
    assert reasons(made("script_share"), task(GOOD, ("", "肯定的"), labels=("肯定的", "否定的"))) == [None]
    turns = (Message("system", "请始终用这种方式回答。"), Message("user", GOOD), Message("assistant", SAID["zh"]))
    whole = Task("t", GOOD, instances=(Instance("", SAID["zh"], turns=turns),))
    assert reasons(made("script_share"), whole) == [None]


def test_words_are_counted_by_script() -> None:
    assert count_scripts("Don't say naïve") == {"latin": 3}
    assert count_scripts("The 水車 и мельница") == {"latin": 1, "han": 1, "cyrillic": 2}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"share": 0.0}, "above 0 and at most 1"),
        ({"scripts": ["roman"]}, "there is no script 'roman'; known: arabic, armenian"),
        ({"text": "input"}, "known: instruction, output"),
        ({"text": "instruction"}, "name the scripts expected"),
    ],
)
def test_parameters(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises((RecipeError, UsageError), match=message):
        made("script_share", **parameters)
