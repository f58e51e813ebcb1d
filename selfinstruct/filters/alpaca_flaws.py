"""Filters for flaws that the published Alpaca data is known for: further tasks in an output, and words for none."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.placeholders import no_output, not_applicable, only_attached

_NAMES = (
    r"(?:instruction|instrucción|anweisung|instrução|istruzione|instructie|instrukcja|инструкция|інструкція"
    r"|指令|指示|지시)"
)
_RESULTS = (
    r"(?:output|response|answer|salida|respuesta|ausgabe|antwort|sortie|réponse|saída|resposta|uscita|risposta|uitvoer"
    r"|wyjście|вывод|ответ|вивід|відповідь|输出|輸出|回答|出力|출력)"
)
_MERGED = re.compile(
    rf"^[ \t]*(?:#{{2,4}}[ \t]*\n[ \t]*)?(?:#{{2,4}} ?{_NAMES} ?\d{{0,3}}[:：]|\d{{1,3}}\. ?(?:{_NAMES}|input"
    rf"|output)[:：])"
    rf"|^[ \t]*(?:\*\*)?{_NAMES} ?\d{{0,3}}[:：](?=[\s\S]*^[ \t]*(?:\*\*)?{_RESULTS} ?\d{{0,3}}[:：])",
    re.MULTILINE | re.IGNORECASE,
)
_CODE = re.compile(r"^[ \t]{0,8}(`{3,12}|~{3,12})[^\n]*\n.*?^[ \t]{0,8}\1", re.MULTILINE | re.DOTALL)
# A task about tasks may well be answered by some.
_ASKED = re.compile(
    r"\b(?:instruction|prompt|template|few[- ]shot|data ?set|training (?:data|example)|fine-?tun|task|anweisung"
    r"|instrucci"
    r"|instruç|istruzion|инструкц|інструкц)|指令|提示|指示|지시",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"\bn/?a\b|not applicable|no output|placeholder|nicht zutreffend|sans objet|no aplica|不适用|該当なし", re.I
)


@dataclass(frozen=True)
class MergedTasks:
    """Instances whose output goes on with a further task ("18. Instruction: …"), unless the task is about tasks."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = _MERGED.search(_CODE.sub("", instance.output))
        if found is None or _ASKED.search(task.instruction):
            return None
        return Reason("merged_tasks", found[0].strip()[:80])


@dataclass(frozen=True)
class PlaceholderOutput:
    """Instances whose whole output says that there is none, or names a picture: "<No Output>", "N/A", "[image]".

    Where the task names "N/A" or is a classification, that may be the answer.
    """

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        output = instance.output
        if _MENTIONS.search(f"{task.instruction}\n{instance.input}"):
            return None
        missing = no_output(output) or only_attached(output, task.instruction)
        if missing or (not_applicable(output) and not task.is_classification):
            return Reason("placeholder_output", output.strip())
        return None
