"""Lines of a chat answer that give it structure: fields, numbers, rules and code fences.

Every pattern is linear: quantifiers are bounded or possessive, and lines are looked at one by one.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from selfinstruct.text.numerals import Numeral, sure_numeral

_FENCE = re.compile(r"[ \t]{0,12}+(`{3,}+|~{3,}+)[ \t]*+([^`\n]*)\Z")
_RULE = re.compile(r"[ \t]{0,3}+(?:\*[ \t]*+){3,}+\Z|[ \t]{0,3}+(?:-[ \t]*+){3,}+\Z|[ \t]{0,3}+(?:_[ \t]*+){3,}+\Z")

# By these YAML says that the value stands below.
_BLOCK_SCALARS = frozenset("| > |- >- |+ >+".split())
# A line is read several times over, and many are alike: what short ones say is kept for a while.
_LONG = 400

NAMES: Mapping[str, tuple[str, ...]] = {
    "instruction": (
        "instruction", "instructions", "task instruction", "task description", "指令", "指示", "instrucción",
        "instrucciones", "anweisung", "инструкция", "instrução", "istruzione", "지시", "지시문",
    ),
    # Words that an instruction may well use itself: read only where nothing is called an instruction.
    "task": ("task", "prompt", "任务", "任務", "タスク", "tarea", "consigne", "tâche", "aufgabe", "задание", "задача",
             "tarefa"),
    "type": ("type", "task type", "kind", "类型", "類型", "種類", "タイプ", "tipo", "typ", "тип", "유형"),
    "labels": (
        "labels", "label set", "class labels", "possible labels", "classes", "标签", "標籤", "ラベル", "etiquetas",
        "étiquettes", "метки", "라벨",
    ),
    "classification": (
        "classification", "is classification", "is_classification", "is it classification", "is it classification?",
        "is this a classification task?", "is it a classification task?", "classification task", "classification task?",
    ),
    "probability": (
        "probability", "estimated probability", "probability estimate", "prob", "likelihood", "p", "概率", "確率",
        "probabilidad", "probabilité", "wahrscheinlichkeit", "вероятность", "probabilidade", "probabilità", "확률",
    ),
    "input": ("input", "example input", "sample input", "输入", "輸入", "入力", "entrada", "entrée", "eingabe",
              "ввод", "входные данные", "입력"),
    "output": ("output", "expected output", "example output", "sample output", "输出", "輸出", "出力", "salida",
               "sortie", "ausgabe", "вывод", "выходные данные", "saída", "출력"),
    "answer": ("answer", "response", "completion", "result", "verdict", "final answer", "回答", "答案", "respuesta",
               "réponse", "antwort", "ответ", "resposta"),
    "label": ("label", "class label", "class", "category", "标签", "標籤", "ラベル", "etiqueta", "étiquette", "метка",
              "klasse", "라벨"),
    "question": (
        "question", "q", "instruction", "task", "prompt", "问题", "問題", "質問", "pregunta", "frage", "вопрос",
        "pergunta", "domanda", "질문", "指令", "anweisung", "instrucción",
        "инструкция",
    ),
    "reply": (
        "answer", "a", "response", "output", "result", "回答", "答案", "答え", "respuesta", "réponse", "antwort",
        "ответ", "resposta", "risposta", "답", "답변",
    ),
    "quote": (
        "quote", "quotes", "quotation", "quotations", "citation", "citations", "evidence", "supporting quote",
        "source quote", "引用", "引文", "原文", "zitat", "zitate", "cita", "citas", "цитата", "citação", "citazione",
        "인용",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: str


FieldReader = Callable[[str], Field | None]


def field_reader(*names: str) -> FieldReader:
    """A function that reads a line as one of the fields: `Name: value`, with a bullet, heading or emphasis around.

    A heading or emphasised line that is only the name needs no colon.
    """
    owner = {spelling: name for name in reversed(names) for spelling in NAMES[name]}
    spellings = "|".join(map(re.escape, sorted(owner, key=len, reverse=True)))
    pattern = re.compile(
        r"[ \t]{0,12}+(?:[-*+•>][ \t]{1,4}+)?(?P<head>#{1,6}+[ \t]{0,4}+)?(?P<open>[*_`]{0,3}+)[ \t]{0,2}+"
        rf"(?P<name>{spellings})(?:[ \t]{{0,2}}#?\d{{1,3}}+)?(?P<close>[*_`]{{0,3}}+)[ \t]{{0,4}}+(?P<colon>[:：]?)"
        r"(?P<value>.*)",
        re.IGNORECASE | re.DOTALL,
    )

    def read(line: str) -> Field | None:
        found = pattern.match(line)
        if not found:
            return None
        value, opened, closed = found["value"].strip(), found["open"], found["close"]
        if not found["colon"] and not found["name"].endswith("?"):
            if value or not (found["head"] or (opened and closed)):
                return None
        elif opened and not closed:
            if value.startswith(opened):
                value = value[len(opened) :].strip()
            elif value.endswith(opened):
                value = value[: -len(opened)].strip()
        return Field(owner[found["name"].lower()], "" if value in _BLOCK_SCALARS else value)

    known = functools.lru_cache(1024)(read)
    return lambda line: known(line) if len(line) < _LONG else read(line)


EXAMPLE_WORDS = frozenset(
    "example instance sample case 示例 例子 例 ejemplo exemple beispiel пример exemplo 예시".split()
)
_MARK = re.compile(
    r"(?P<indent>[ \t]{0,12}+)(?P<head>#{1,6}+[ \t]{0,4}+)?(?:[-*+•>][ \t]{1,4}+)?(?P<bold>[*_]{0,3}+)"
    r"(?P<word>task|instruction|item|prompt|question|example|instance|sample|case|任务|任務|指令|タスク|指示|示例|例子|例"
    r"|tarea|tâche|aufgabe|задание|задача|ejemplo|exemple|beispiel|пример|exemplo|tarefa|작업|예시)?[ \t]{0,4}+"
    r"(?P<open>[(（\[【]?)[#№]?(?P<number>\d{1,4}+)(?P<inner>[*_]{0,3}+)(?P<close>[)）\]】]\.?|[ \t]{0,2}+\.(?![\d.])"
    r"|[．、]|[ \t]{0,2}+[:：](?!\d)|[ \t]{1,2}+[-–—](?=[ \t])|)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The number that begins an item. `kind` tells styles apart; `title` says that the line is a heading."""

    kind: str
    number: int
    rest: str
    title: bool
    indent: int
    word: str


def marker(line: str) -> Marker | None:
    """The line as the beginning of a numbered item: `1.`, `(1)`, `### 1`, `Task 1:`, `**1. …**` and the like."""
    return _marker(line) if len(line) < _LONG else _read_marker(line)


def _read_marker(line: str) -> Marker | None:
    if numeral := sure_numeral(line):
        return of_numeral(numeral)
    found = _MARK.match(line)
    if not found:
        return None
    head, bold, word, close = found["head"], found["bold"], found["word"] or "", found["close"].strip()
    rest, inner = found["rest"].strip(), found["inner"]
    if found["open"] and close[:1] not in (")", "）", "]", "】"):
        return None
    if not close and rest and not (head or inner):
        return None
    bare = not (head or bold or word)
    if bare and (not close or (close in (":", "：") and not found["rest"][:1].isspace())):
        return None
    title = bool(head) and head != "#"  # "#3 …" is a number
    if bold and not inner:
        if rest.startswith(bold):
            rest = rest[len(bold) :].strip()
        elif rest.endswith(bold) and rest.count(bold) == 1:
            rest, title = rest[: -len(bold)].strip(), True
        elif bold in rest:
            rest = bold + rest
    if inner and not close:
        rest = rest.lstrip(":：.)–—- ")
    kind = "head" if head else "word" if word else "bold" if bold else found["open"] + close
    rest = rest.lstrip(":：").strip()
    return Marker(kind.replace("．", "."), int(found["number"]), rest, title, len(found["indent"]), word.lower())


def of_numeral(numeral: Numeral) -> Marker:
    """A number that is not written in digits as the beginning of an item."""
    rest, bold, title = numeral.rest, numeral.bold, numeral.head
    if bold and rest.endswith(bold) and rest.count(bold) == 1:
        rest, title = rest[: -len(bold)].strip(), True
    elif bold and bold in rest and not rest.startswith(bold):
        rest = bold + rest
    return Marker(numeral.style, numeral.number, rest, title, numeral.indent, "")


_marker = functools.lru_cache(1024)(_read_marker)


def is_rule(line: str) -> bool:
    """Whether the line is a horizontal rule."""
    return len(line) < 200 and bool(_RULE.match(line))


def fences(lines: list[str], value_of: Callable[[str], str] = str) -> dict[int, int]:
    """For every closed code fence the index of its first line and that of its last."""
    pairs: dict[int, int] = {}
    opened, mark = -1, ""
    for index, line in enumerate(lines):
        if opened >= 0:
            found = _FENCE.match(line)
            if found and not found[2].strip() and found[1].startswith(mark):
                pairs[opened], opened = index, -1
        elif found := _FENCE.match(value_of(line)):
            opened, mark = index, found[1]
    return pairs


def without_wrapping_fences(
    lines: list[str], is_structure: Callable[[str], bool], value_of: Callable[[str], str] = str
) -> list[str]:
    """The lines without the fences that wrap structure rather than a value; also one that never closes."""
    dropped: set[int] = set()
    opened: tuple[str, bool] | None = None
    for index, line in enumerate(lines):
        found = _FENCE.match(line if opened else value_of(line))
        if not found:
            continue
        if opened and not found[2].strip() and found[1].startswith(opened[0]):
            if opened[1]:
                dropped.add(index)
            opened = None
        elif not opened:
            inside = next((text for text in lines[index + 1 : index + 6] if text.strip()), "")
            opened = (found[1], is_structure(inside))
            if opened[1]:
                dropped.add(index)
    return [line for index, line in enumerate(lines) if index not in dropped]


def unquote_lines(text: str) -> str:
    """A text that is quoted as a whole, line by line with >, without these marks; blank lines may lack them.

    A model that has quoted its whole answer, as the prompt quotes what it shows, has not meant the marks.
    """
    lines = text.split("\n")
    if not all(line.startswith(">") or not line.strip() for line in lines):
        return text
    return "\n".join(line.removeprefix(">").removeprefix(" ") if line.strip() else "" for line in lines)


def unfence(text: str) -> str:
    """The text without a fence that wraps all of it, unless the fence names a programming language."""
    lines = text.strip().split("\n")
    first = _FENCE.match(lines[0])
    plain = first is not None and first[2].strip().lower() in ("", "text", "txt", "plain", "plaintext")
    if plain and fences(lines) == {0: len(lines) - 1}:
        return "\n".join(lines[1:-1]).strip("\n")
    return text.strip()
