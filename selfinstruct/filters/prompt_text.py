"""Filters for what a model copies of its own prompt: its text, its worked examples, the names of its fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.tokens import count_words, unicode_tokens

_FEWEST = 4  # words of a value that is copied whole
# "Input: the input, or none", alone on its line: how a prompt tells the form of an answer, and shows examples of it.
_FIELD = re.compile(r"^[ \t]*(?P<name>[^\W\d_][\w ]{0,20}?)[ \t]?[:：][ \t]*(?P<value>\S.*)$", re.MULTILINE)


@dataclass
class PromptCopy:
    """Texts with a run of `words` words of the recipe's own prompts, or that are a value of their worked examples."""

    words: int = 6
    scope: ClassVar[str] = "both"
    _pieces: list[list[str]] = field(init=False, default_factory=list, repr=False)
    _places: dict[tuple[str, ...], list[tuple[int, int]]] = field(init=False, default_factory=dict, repr=False)
    _values: dict[tuple[str, ...], str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.words < _FEWEST:
            raise ValueError(f"words must be at least {_FEWEST} (found {self.words})")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        if not self._pieces:
            return None
        given = [task.instruction] if instance is None else [instance.input, instance.output]
        for text in given:
            tokens = unicode_tokens(text)
            found = self._values.get(tuple(tokens)) or self._run(tokens)
            if found is not None:
                return Reason("prompt_copy", found)
        return None

    def frame(self, texts: Iterable[str]) -> None:
        """The pieces of text that stand in the recipe's prompts whatever is asked."""
        self._pieces = [tokens for text in texts if (tokens := unicode_tokens(text))]
        self._values = {tuple(unicode_tokens(value)): value for text in texts for value in _values(text)}
        self._places = {}
        for number, piece in enumerate(self._pieces):
            for start in range(len(piece) - self.words + 1):
                self._places.setdefault(tuple(piece[start : start + self.words]), []).append((number, start))

    def _run(self, tokens: Sequence[str]) -> str | None:
        """The first run of words that the prompts have too."""
        size = self.words
        for start in range(len(tokens) - size + 1):
            for number, place in self._places.get(tuple(tokens[start : start + size]), ()):
                length = size + _alike(tokens[start + size :], self._pieces[number][place + size :])
                run = tokens[start : start + length]
                # A character of Chinese is a token, and half a word.
                if count_words(run) >= size:
                    return " ".join(run)[:200]
        return None


def _values(text: str) -> Iterator[str]:
    """Values of fields that nobody gives by chance: those of some words, and those that tell of their own field."""
    for found in _FIELD.finditer(text):
        value, name = found["value"].strip(), unicode_tokens(found["name"])
        tokens = unicode_tokens(value)
        if count_words(tokens) >= _FEWEST or (name and tokens[-len(name) :] == name and len(tokens) > len(name)):
            yield value


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """How many tokens two texts have in common from their beginning on."""
    number = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        number += 1
    return number


_NAMED = re.compile(
    r"^[ \t]*(?:(?:[*_]{1,2})?(?P<name>instruction|(?:expected )?(?:input|output)|anweisung|eingabe|ausgabe|instrucción"
    r"|instrução|istruzione|instructie|polecenie|инструкция|інструкція|输入|输出|輸入|輸出|入力|出力|입력|출력|指令|지시)"
    r" ?\d{0,2}(?:[*_]{1,2})?[ ]?[:：]"
    r"|#{2,4} ?(?:example|beispiel|exemple|ejemplo|esempio|exemplo|voorbeeld|przykład|пример|приклад|示例|例|예시?)"
    r" ?\d{1,3}[:.]?[ \t]*(?=\n\s*(?:[*_]{1,2})?(?:input|output|label|eingabe|ausgabe"
    r"|输入|输出|入力|出力|입력|출력)\b))",
    re.MULTILINE | re.IGNORECASE,
)
_CODE = re.compile(r"^[ \t]{0,8}(`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t]{0,8}\1|\Z)", re.MULTILINE | re.DOTALL)
# Where programs, devices, lessons and prompts are spoken of, what goes in and comes out has its lines.
_FORMS = re.compile(
    r"\b(?:in|out)puts?\b|\binstructions?\b|\bexamples?\b|\btemplate|\bprompts?\b|\bformat|\bform\b|\bfew[- ]shot"
    r"|\bdata ?set"
    r"|\bcode|\bcoding|\bprogram|\bscript|\bfunctions?\b|\balgorithm|\bpseudo|\bpython|\bjava|\bc\+\+|\brust\b|\bsql\b"
    r"|\bbash\b|\bshell\b|\bregex|\bregular expression|\bapis?\b|\btests?\b|\bloops?\b|\brecursi|\bconsole|\bcommand"
    r"|\bprocess|\bworkflow|\bpipeline|\bmachine|\bdevice|\bcircuit|\bvoltage|\bpower|\bconverter|\btransformer|\badapter"
    r"|\bspecification|\bspecs?\b|\bmodel\b|\bresources\b|\blesson|\bteach|\bcurriculum|\bworksheet|\bexercise"
    r"|\banweisung|\beingabe|\bausgabe|\bbeispiel|\bfunktion|\bprogramm|\bunterricht|\bexemple|\bfonction|\bentrée|\bsortie"
    r"|\bejemplo|\bentrada|\bsalida|\bfunción|\besempi|\bfunzion|\bexemplo|\bfunção|\bvoorbeeld|\bfuncti|\bprzykład|\bfunkcj"
    r"|пример|приклад|функци|функці|программ|програм|алгоритм|инструкц|інструкц"
    r"|输入|输出|輸入|輸出|例|函数|函數|代码|代碼|程序|算法|指令|提示|格式|入力|出力|関数|プログラム|コード|指示"
    r"|입력|출력|예시|예제|함수|프로그램|코드|지시",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FieldNames:
    """Outputs with a line that begins with a name of the answer's own form ("Output:"), unless the task is about such.

    Code in fences does not count, nor what the input has too.
    """

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = next((item for item in _NAMED.finditer(_CODE.sub("", instance.output)) if not _is_key(item)), None)
        if found is None or _FORMS.search(f"{task.instruction}\n{task.type.replace('_', ' ')}"):
            return None
        if _NAMED.search(instance.input) or _NAMED.search(task.instruction):
            return None
        return Reason("field_names", found[0].strip())


def _is_key(found: re.Match[str]) -> bool:
    """Whether it is the key of a setting, `input: x`: names of fields begin with a capital where there are any."""
    return found["name"] is not None and found["name"][0].islower()
