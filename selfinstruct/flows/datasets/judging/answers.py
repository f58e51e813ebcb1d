"""The answers of rows as a judge is shown them: a prompt and the response to it."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.files.spool import Spool
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.records import Instance
from selfinstruct.turns import prompt_text, said_in, spelled_out
from selfinstruct.watching.steps import stepped


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A prompt and the response to it; `ordinal` is how many before it are the same, so that each has votes of its own.

    `planted` is the kind of error that was written in, "" where the response is that of a row.
    """

    prompt: str
    response: str
    ordinal: int = 0
    planted: str = ""


@dataclass(frozen=True, slots=True)
class Answers(Sequence[JudgedText]):
    """The answers of all rows, on disk; of each `rows` has the number of its row, `places` which instance it is."""

    texts: Spool[JudgedText]
    rows: Sequence[int]
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: Any) -> Any:
        return self.texts[number]


def answers_of(rows: Iterable[Row], total: int) -> Answers:
    """The answers that there are; a row without one, or with an empty one, has nothing to judge."""
    texts: Spool[JudgedText] = Spool()
    numbers, places, met = array("Q"), array("Q"), Ordinals()
    for number, row in enumerate(stepped(rows, "rows read", total)):
        for place, instance in enumerate(row.task.instances):
            prompt, response = shown(row.task.instruction, instance)
            if response.strip():
                texts.append(JudgedText(prompt, response, met.next(prompt, response)))
                numbers.append(number)
                places.append(place)
    return Answers(texts, numbers, places)


def shown(instruction: str, instance: Instance) -> tuple[str, str]:
    """The prompt and the response; of a conversation its last turn is the response, and all before it the prompt."""
    if instance.turns:
        return spelled_out(instance.turns[:-1]), said_in(instance.turns[-1])
    return prompt_text(instruction, instance.input), instance.output
