"""Filters that compare with what there is already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.invisible import visible


def novelty(
    threshold: float = 0.7, profile: str = "unicode", text: str = "instruction", within: bool = True
) -> PoolFilter:
    """Texts, by default instructions, whose ROUGE-L with one of the pool is above `threshold`."""
    return PoolFilter("novelty", NoveltyIndex(threshold, profile), text, within)


@dataclass
class RepeatsDemonstration:
    """Instructions that repeat a demonstration of their own prompt; case, spacing and final punctuation aside."""

    scope: ClassVar[str] = "instruction"
    _shown: dict[str, str] = field(init=False, default_factory=dict, repr=False)

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        found = self._shown.get(_folded(task.instruction))
        return None if found is None else Reason("repeats_demonstration", neighbour=found)

    def show(self, texts: Iterable[str]) -> None:
        """The demonstrations of the prompt whose answer is judged next."""
        self._shown = {_folded(text): text for text in texts}


@dataclass
class RepeatsInstance:
    """Instances that the dataset has already: the same output for the same real input, or for the same instruction."""

    scope: ClassVar[str] = "instance"
    _pairs: dict[tuple[str, str, str], str] = field(init=False, default_factory=dict, repr=False)

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        found = self._pairs.get(_key(task, instance))
        return None if found is None else Reason("repeats_instance", value=found)

    def add(self, task: Task, instance: Instance | None = None) -> None:
        """The instance has been written to the dataset."""
        assert instance is not None
        self._pairs.setdefault(_key(task, instance), task.id)


def _key(task: Task, instance: Instance) -> tuple[str, str, str]:
    if instance.turns:
        return ("", "\0".join(f"{turn.role}\0{turn.content}" for turn in instance.turns), instance.output.strip())
    # A label says little: the same sentence may well be positive for one task and formal for another.
    alone = not instance.input.strip() or task.is_classification
    return (
        _folded(task.instruction) if alone else "",
        visible(instance.input).strip(),
        visible(instance.output).strip(),
    )


def _folded(text: str) -> str:
    return " ".join(visible(text).casefold().split()).rstrip(".!?:;。！？：")
