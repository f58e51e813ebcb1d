"""A question whose answer is read by code: asked once more, in other words, where the first answer says nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.parse.finish_reasons import broken_off, only_reasoning, unusable
from selfinstruct.records import Model, Rejection, Request

T = TypeVar("T")
CUT = "cut off"


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that says nothing: the stage, the rule it broke, its text, and what more is known of why."""

    stage: str
    rule: str
    text: str
    told: str | None = None


async def read_answer(
    model: Model, requests: Iterable[tuple[str, Request]], read: Callable[[str], T | None]
) -> tuple[T | None, list[Unread]]:
    """What the first answer says that can be read, and the answers before it.

    `requests` are the question and the same in other words, each with its stage. A request that failed, or whose answer
    was withheld, is not asked again.
    """
    unread: list[Unread] = []
    for stage, request in requests:
        answer = await model.complete(request)
        if problem := unusable(stage, answer):
            told = None if problem.value is None else str(problem.value)
            return None, [*unread, Unread(stage, problem.rule, problem.text, told)]
        # What broke off may lack the word that turns it round.
        cut = broken_off(answer) is not None
        found = None if cut else read(answer.text)
        tell_read(model, request, answer, found is not None)
        if found is not None:
            return found, unread
        said = only_reasoning(stage, answer) or Rejection(stage, "unreadable", answer.text)
        unread.append(Unread(stage, said.rule, said.text, CUT if cut else None))
    return None, unread
