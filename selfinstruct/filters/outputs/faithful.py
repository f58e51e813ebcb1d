"""A filter for outputs that say more than the text they were to restate."""

from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.grounding.restated_names import restated_names
from selfinstruct.text.grounding.restated_numbers import restated_numbers
from selfinstruct.text.grounding.restating import restating


@dataclass(frozen=True)
class Faithful:
    """Outputs with a number or a name that the text does not have which they only restate.

    That is where a task asks for nothing but a summary, a translation, another wording, a correction, an extract or a
    headline of a text that it gives. What is written otherwise, rounded, added up, counted or abbreviated stays; names
    are not looked at in translations.
    """

    numbers: bool = True
    names: bool = True
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        if not (self.numbers or self.names):
            raise ValueError("numbers or names must be true")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        if sum(turn.role == "user" for turn in instance.turns) > 1 or not instance.output.strip():
            return None
        asked = restating(task.instruction, instance.input)
        if asked is None:
            return None
        sources = (task.instruction, instance.input, *(turn.content for turn in instance.turns[:-1]))
        found = {
            "numbers": restated_numbers(instance.output, *sources) if self.numbers else (),
            "names": restated_names(instance.output, *sources) if self.names and asked.kind != "translation" else (),
        }
        told = {what: list(texts) for what, texts in found.items() if texts}
        return Reason("faithful", {"task": asked.kind, **told}) if told else None
