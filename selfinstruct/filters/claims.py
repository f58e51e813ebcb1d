"""The filter that holds an output to the conditions that the instruction's own words state."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.checks import make_check
from selfinstruct.checks.reading.stated import stated_checks
from selfinstruct.checks.structure import unfenced
from selfinstruct.records import Instance, Reason, Task

_FORMS = ("json", "json_keys")
_EDGES = ("starts_with", "ends_with")
_WITHOUT_TITLE = ("sentences", "paragraphs", "starts_with")
_LONGEST_TITLE = 10  # words
_RULE = re.compile(r"^[ \t]*(?:[*_=~-][ \t]*){3,}$", re.MULTILINE)  # a line between paragraphs is none
_AROUND = " \t\n.!?,;:…。\"'“”‘’`*_"


@dataclass(frozen=True)
class Claims:
    """Outputs that miss a condition which the instruction states in words: “in exactly three sentences”, “as JSON”.

    The rules are for English, and say nothing where the words could be meant of a part of the answer, of the input or
    roughly. Text around JSON in a fence does not count, nor do marks around the first and the last words.
    """

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        if sum(turn.role == "user" for turn in instance.turns) > 1 or not instance.output.strip():
            return None
        for words, said in stated_checks(task.instruction):
            verdict = make_check(said)(_looked_at(said["check"], instance.output))
            if not verdict.passed:
                return Reason("claims", {"stated": words, "asked": verdict.asked, "found": verdict.found})
        return None


def _looked_at(kind: str, output: str) -> str:
    """The part of an output that a condition is about."""
    if kind in _FORMS and "```" in output and unfenced(output) == output:
        parts = output.split("```")
        return parts[1].partition("\n")[2] if len(parts) == 3 else output
    if kind in _WITHOUT_TITLE:
        output = _untitled(output.strip())
    if kind == "paragraphs":
        output = _RULE.sub("", output)
        return output if "\n\n" in output else output.replace("\n", "\n\n")  # a line each
    return output.strip(_AROUND) if kind in _EDGES else output


def _untitled(output: str) -> str:
    """The output without a title: a short first line that is no sentence, with more behind it."""
    first, _, rest = output.partition("\n")
    bare = first.strip(" #*_")
    is_title = rest.strip() and len(bare.split()) <= _LONGEST_TITLE and (bare[-1:].isalnum() or first != bare)
    return rest.strip() if is_title and not bare.startswith(("-", "•")) and rest.startswith("\n") else output
