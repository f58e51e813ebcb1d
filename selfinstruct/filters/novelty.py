"""Filters that compare with what there is already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from selfinstruct.filters.pool_filter import PoolFilter
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.invisible import visible
from selfinstruct.text.tokens import count_words, unicode_tokens

# Instructions with their tokens, by the first few of these.
_Beginnings = dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]]


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
class BeginsWithSeed:
    """Instructions that begin with a whole seed task, or a demonstration of their own prompt, and go on.

    One of fewer than `words` words is no copy.
    """

    words: int = 8
    scope: ClassVar[str] = "instruction"
    _seeds: _Beginnings = field(init=False, default_factory=dict, repr=False)
    _shown: _Beginnings = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.words < 1:
            raise ValueError(f"words must be at least 1 (found {self.words})")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        tokens = tuple(unicode_tokens(task.instruction))
        first = tokens[: self.words]
        for known, text in (*self._seeds.get(first, ()), *self._shown.get(first, ())):
            if len(known) < len(tokens) and tokens[: len(known)] == known:
                return Reason("begins_with_seed", " ".join(tokens[len(known) :])[:200], neighbour=text)
        return None

    def seed(self, texts: Iterable[str]) -> None:
        """These stand in the pool from the beginning."""
        self._take(self._seeds, texts)

    def show(self, texts: Iterable[str]) -> None:
        """The demonstrations of the prompt whose answer is judged next."""
        self._shown = {}
        self._take(self._shown, texts)

    def _take(self, beginnings: _Beginnings, texts: Iterable[str]) -> None:
        for text in texts:
            tokens = tuple(unicode_tokens(text))
            if count_words(tokens) >= self.words:
                beginnings.setdefault(tokens[: self.words], []).append((tokens, text))


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
