"""The filter that holds a row's text against a pool; what is compared, and how, is its index's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from selfinstruct.errors import UsageError
from selfinstruct.novelty.rouge import Match
from selfinstruct.records import Instance, Reason, Task

TEXTS = ("instruction", "instruction+input", "output", "all")


class PoolIndex(Protocol):
    """A pool of texts, each known by the position it was added at."""

    def check(self, text: str) -> Match | None: ...

    def add(self, text: str) -> int: ...


@dataclass
class PoolFilter:
    """A filter that compares with the texts of `seed` and, where it compares `within`, with those accepted since.

    It rejects by `rule` what its index finds a match for. `text` says which text of a row is compared, one of TEXTS.
    """

    rule: str
    index: PoolIndex
    text: str
    within: bool

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
        """The text that is compared, "" for none."""
        if self.text == "output":
            return instance.output.strip() if instance else ""
        parts = [task.instruction]
        if instance is not None and self.text != "instruction":
            parts += [instance.input] if self.text == "instruction+input" else [instance.input, instance.output]
        return "\n".join(part for part in parts if part.strip())

    def match(self, task: Task, instance: Instance | None) -> Match | None:
        """The entry that speaks against the text."""
        text = self.shown(task, instance)
        return self.index.check(text) if text.strip() else None

    def reason(self, match: Match) -> Reason:
        return Reason(self.rule, score=match.score, neighbour=match.neighbour or None)

    def add(self, task: Task, instance: Instance | None = None) -> int | None:
        """Take what has been accepted: its position; None where later ones are not compared with it."""
        text = self.shown(task, instance)
        return self.index.add(text) if self.within and text.strip() else None

    def seed(self, texts: Iterable[str]) -> None:
        """These stand in the pool from the beginning."""
        for text in texts:
            self.index.add(text)
