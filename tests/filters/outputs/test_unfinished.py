"""Outputs that were cut, by where they were, beside outputs that end as they should."""

import pytest

from selfinstruct.errors import RecipeError
from tests.support.filters import GOOD, made, reasons, task

PROSE = (
    "The mill by the river has stood still for a whole week. Nobody knows why the wheel does not turn, since there is "
    "water enough and the miller is in good health. His daughter has looked at the axle twice."
)
RETURN = "When she came back from the house of her neighbours the wheel turned as if"
GERMAN = (
    "Die Mühle am Fluss steht seit einer ganzen Woche still. Niemand weiß, warum das Rad sich nicht dreht, "
    "denn der Bach "
    "führt genug Wasser und der Müller ist gesund. Seine Tochter hat sich die Achse zweimal angesehen."
)
FRENCH = (
    "Le moulin au bord de la rivière est arrêté depuis une semaine. Personne ne sait pourquoi la roue ne "
    "tourne pas, car "
    "il y a assez d'eau et le meunier va bien. Sa fille a regardé l'axe deux fois et la roue une fois de plus."
)
SPANISH = (
    "El molino junto al río está parado desde hace una semana. Nadie sabe por qué la rueda no gira, pues hay "
    "agua de sobra "
    "y el molinero está sano. Su hija ha mirado el eje dos veces y la rueda una vez más en la misma tarde."
)
RUSSIAN = (
    "Мельница у реки стоит уже целую неделю. Никто не знает, почему колесо не крутится, ведь воды достаточно, "
    "а мельник "
    "здоров. Его дочь дважды осмотрела ось и один раз колесо. Соседи приносят зерно и уносят его обратно домой."
)
CHINESE = "河边的磨坊停了一个星期。没有人知道轮子为什么不转。水很多，磨坊主也很健康。他的女儿看过两次轴"
JAPANESE = "川のほとりの水車は一週間止まっています。理由は誰にも分かりません。水は十分にあります。娘は軸を二度見て"
TABLE = "| river | length |\n| --- | --- |\n| Ems | 371 km |\n| Hase | 170 km |\n"
LIST = "1. **Water** the plants.\n2. **Feed** the hens.\n"
CUT = {
    "fence": ("fence", "Here it is:\n\n```python\nfor n in range(3):\n    print(n)"),
    "fence with nothing in it": ("fence", "First this:\n```\nls\n```\nThen that:\n\n```bash"),
    "fence of tildes": ("fence", "So:\n\n~~~\nls -l"),
    "fence in a list": ("fence", "1. Run this:\n   ```sh\n   make\n   ```\n2. And this:\n   ```sh\n   make te"),
    "table": ("table", f"{TABLE}| Leda | 2"),
    "item": ("item", f"{LIST}3."),
    "item in bold": ("item", f"{LIST}3. **"),
    "bullet": ("item", "- Water\n- Bread\n-"),
    "half of a bold title": ("item", f"{LIST}3. **Clean the"),
    "JSON": ("json", '{"rivers": [{"name": "Ems", "km": 371}, {"name": "Hase", "km'),
    "JSON after a brace": ("json", '[{"name": "Ems", "km": 371},\n {"name": "Hase", "km": 170}'),
    "bracket": ("bracket", f"{PROSE} It is the oldest of its kind in the valley (built by the monks of"),
    "quotation": ("quotation", f"{PROSE} She looked at it again and said to him: “I think that the wheel"),
    "article": ("sentence", "Nobody knows why the wheel of the old mill stands still, since there is water in the"),
    "conjunction": ("sentence", "Nobody knows why the wheel of the old mill stands still, since there is water and"),
    "comma": ("sentence", f"{PROSE} When she came back from the house of her neighbours in the evening,"),
    "no end": ("sentence", f"{PROSE} When she came back the wheel turned as if it had always"),
    "the last of several items": ("sentence", f"- {PROSE}\n- {PROSE}\n- {RETURN}"),
    "the last of several paragraphs": ("sentence", f"{PROSE}\n\n{RETURN}"),
    "German": ("sentence", f"{GERMAN} Als sie abends zurückkam, drehte sich das Rad wieder und"),
    "German without an end": ("sentence", f"{GERMAN} Als sie abends zurückkam, drehte sich das Rad wieder langsam"),
    "French": ("sentence", f"{FRENCH} Quand elle est revenue le soir, la roue tournait comme si elle avait toujours"),
    "Spanish": ("sentence", f"{SPANISH} Cuando volvió por la tarde, la rueda giraba como si nunca"),
    "Russian": ("sentence", f"{RUSSIAN} Когда она вернулась вечером, колесо снова крутилось и"),
    "Chinese": ("sentence", CHINESE),
    "Japanese": ("sentence", JAPANESE),
}
WHOLE = {
    "prose": PROSE,
    "code": "```python\nprint(1)\n```",
    "fences in a fence": "````markdown\n```python\nprint(1)\n```\n````",
    "fences in one of the same length": "```markdown\nRun:\n```python\nprint(1)\n```\n```",
    "backticks in a line": "Write ```x``` for code.\n```inline``` too.",
    "a heading underlined": "Mills\n~~~~~\n\nThey stand by rivers.",
    "code without a fence": "for n in range(3):\n    print(n,\n          end='')",
    "a table": TABLE,
    "a table with another form": "| a | b\n| --- | ---\n| 1 | 2\n| 3 | 4",
    "a form to fill in": "Name three rivers:\n1.\n2.\n3.",
    "a numbered list": f"{LIST}3. **Clean** the stable",
    "a power": "- 2 ** 3 is 8\n- 3 ** 2 is 9\n- x ** y",
    "JSON": '{"rivers": [{"name": "Ems"}]}',
    "JSON with a mark too few": '{"said": "He said "no" to it", "km": 5}',
    "JSON lines": '{"name": "Ems"}\n{"name": "Hase"}',
    "a list of numbers": "[3, 1, 2]",
    "a set of brackets": "(",
    "a poem": "The wheel stands still,\nThe miller sleeps,\nNo water on the hill,\nAnd nothing that he keeps and",
    "a letter": f"Dear Ms Lee,\n\n{PROSE}\n\nWith kind regards and many thanks for all of your help,\nBen",
    "a letter without a name": f"Dear Ms Lee,\n\n{PROSE}\n\nSincerely,",
    "a title": "The Mill by the River: What It Was Before and After",
    "a label": "positive",
    "a phrase": "what the miller looks for",
    "a question mark in quotes": f'{PROSE} She asked: "Is it the axle?"',
    "an address": f"{PROSE} See https://example.org/mills/of/the/valley",
    "a formula": f"{PROSE} So the force is $F = m a$",
    "a hashtag": f"{PROSE} Come and see! Bring bread! #mill",
    "a smiley": f"{PROSE} We are sorry. It is closed :(",
    "a short answer without a full stop": "It stands still. The wheel does not turn",
    "no full stops at all": "the mill stands still " * 20,
    "an ending preposition": "That is the valley beyond the hills which the old miller and his daughter came from",
    "a grade": "Of all the pupils who wrote about the old mill she was the one with an A",
    "Thai": "โรงสีริมแม่น้ำหยุดทำงานมาหนึ่งสัปดาห์แล้ว ไม่มีใครรู้ว่าทำไมล้อไม่หมุน " * 5,
    "Hindi": "नदी के किनारे की चक्की पूरे एक सप्ताह से बंद है। किसी को नहीं पता कि पहिया क्यों नहीं घूमता। " * 3,
    "Chinese": f"{CHINESE}。",
    "Chinese, short": "磨坊停了，轮子不转",
    "a signature": f"{PROSE}\n\n— The miller's daughter, who has looked at the axle twice and at the wheel",
}


@pytest.mark.parametrize(("kind", "output"), CUT.values(), ids=CUT)
def test_cut_outputs(kind: str, output: str) -> None:
    whole = task(GOOD, ("", output))
    found = made("unfinished")(whole, whole.instances[0])
    assert found is not None
    assert found.value["open"] == kind
    assert " ".join(output.split()).endswith(found.value["end"])


@pytest.mark.parametrize("output", WHOLE.values(), ids=WHOLE)
def test_whole_outputs(output: str) -> None:
    assert reasons(made("unfinished"), task(GOOD, ("", output))) == [None]


@pytest.mark.parametrize(
    ("instruction", "given", "output"),
    [
        ("Write an unfinished sentence about a mill.", "", CUT["article"][1]),
        ("Take out all punctuation.", "", CUT["no end"][1]),
        ("Correct the spelling.", CUT["no end"][1].replace("mill", "mil"), CUT["no end"][1]),
        ("Copy what stands in the second line.", f"A line.\n{CUT['article'][1]}\n", CUT["article"][1]),
        ("Continue the story.", PROSE, CUT["no end"][1]),
        ("Explain the code:\n```python\nprint(1)", "", "```python\nprint(1)"),
    ],
)
def test_what_the_task_is_about_stays(instruction: str, given: str, output: str) -> None:
    assert reasons(made("unfinished"), task(instruction, (given, output))) == [None]


def test_parameters() -> None:
    short = "It stands still. The wheel does not turn. The miller and his daughter look at it"
    assert reasons(made("unfinished"), task(GOOD, ("", short))) == [None]
    assert reasons(made("unfinished", words=10), task(GOOD, ("", short))) == ["unfinished"]
    with pytest.raises(RecipeError, match="words must be at least 1"):
        made("unfinished", words=0)
