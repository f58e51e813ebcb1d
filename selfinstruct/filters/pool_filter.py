"""The filter that holds a row's text against a pool; what is compared, and how, is its index's business."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selfinstruct.errors import UsageError
from selfinstruct.novelty.join.pool import JoinedIndex
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.rouge import Match, NoveltyIndex
from selfinstruct.records import Instance, Message, Reason, Task
from selfinstruct.turns import asked_in, exchanges, system_of

TEXTS = ("instruction", "instruction+input", "output", "all")


_NUMBERS = re.compile(r"\d+")
_NEAR = 16  # neighbours that are looked at where the nearest stands under another system prompt


@dataclass
class PoolFilter:
    """A filter that compares with the texts of `seed` and, where it compares `within`, with those accepted since.

    It rejects by `rule` what its index finds a match for. `text` says which text of a row is compared, one of TEXTS.
    """

    rule: str
    index: PoolIndex
    text: str
    within: bool
    _systems: dict[int, str] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.text not in TEXTS:
            raise UsageError(f"filter {self.rule}: there is no text {self.text!r}; known: {', '.join(TEXTS)}")

    @property
    def scope(self) -> str:
        return "instruction" if self.text == "instruction" else "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        match = self.match(task, instance)
        return None if match is None else self.reason(match)

    def shown(self, task: Task, instance: Instance | None) -> str:
        """The text that is compared, "" for none; of a conversation what is said in all of its turns."""
        if turns := _turns(task, instance):
            return self._spoken(turns, instance)
        if self.text == "output":
            return instance.output.strip() if instance else ""
        parts = [task.instruction]
        if instance is not None and self.text != "instruction":
            parts += [instance.input]
            parts += [] if self.text == "instruction+input" else [instance.reasoning, instance.output, *instance.beside]
        return "\n".join(part for part in parts if part.strip())

    def match(self, task: Task, instance: Instance | None) -> Match | None:
        """The entry that speaks against the text.

        Conversations under another system prompt, numbers in it aside, speak against none.
        """
        text = self.shown(task, instance)
        match = self.index.check(text) if text.strip() else None
        system = "" if match is None else self.system(task, instance)
        if match is None or not (self._systems or system):
            return match
        if self._systems.get(match.position, "") == system:
            return match
        if not isinstance(self.index, NoveltyIndex | JoinedIndex):
            return None
        near = self.index.nearest(text, _NEAR)
        alike = (item for item in near if item.score > self.index.threshold)
        return next((item for item in alike if self._systems.get(item.position, "") == system), None)

    def reason(self, match: Match) -> Reason:
        return Reason(self.rule, score=match.score, neighbour=match.neighbour or None)

    def add(self, task: Task, instance: Instance | None = None) -> int | None:
        """Take what has been accepted: its position; None where later ones are not compared with it."""
        text = self.shown(task, instance)
        if not self.within or not text.strip():
            return None
        return self.enter(task, instance, text)

    def enter(self, task: Task, instance: Instance | None, text: str) -> int:
        """Put a text into the pool, with the system prompt it stands under."""
        position = self.index.add(text)
        if system := self.system(task, instance):
            self._systems[position] = system
        return position

    def _spoken(self, turns: Sequence[Message], instance: Instance | None) -> str:
        if self.text == "output":
            return "\n".join(said for _, said in exchanges(turns) if said.strip())
        if self.text == "all" and instance is not None:
            return "\n".join(text for text in instance.texts() if text.strip())
        return asked_in(turns)

    def system(self, task: Task, instance: Instance | None) -> str:
        """The system prompt that tells conversations apart where it is not compared itself."""
        if self.text in ("output", "all"):
            return ""
        return _NUMBERS.sub("0", system_of(_turns(task, instance))).strip()

    def seed(self, texts: Iterable[str]) -> None:
        """These stand in the pool from the beginning."""
        for text in texts:
            self.index.add(text)


def _turns(task: Task, instance: Instance | None) -> tuple[Message, ...]:
    """The turns of a conversation, () for anything else; a task that is one has it as its instance."""
    if instance is not None:
        return instance.turns
    return next((item.turns for item in task.instances if item.turns), ())
