"""Applies filters to a task and to its instances, and makes a rejection of what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from selfinstruct.records import Filter, Instance, Reason, Rejection, Task
from selfinstruct.turns import answers


@dataclass(slots=True)
class FilterSet:
    """Filters by what they look at: the `instruction`, an instance `within` its task, or one `across` tasks.

    Those of scope "both" stand in two groups. What looks across tasks has `add`, by which it learns what was accepted.
    """

    filters: Sequence[Filter] = ()
    instruction: list[Filter] = field(init=False)
    within: list[Filter] = field(init=False)
    across: list[Filter] = field(init=False)

    def __post_init__(self) -> None:
        self.instruction = [item for item in self.filters if item.scope != "instance"]
        instance = [item for item in self.filters if item.scope != "instruction"]
        self.within = [item for item in instance if not hasattr(item, "add")]
        self.across = [item for item in instance if hasattr(item, "add")]

    def seed(self, texts: Sequence[str]) -> None:
        """These instructions were accepted before."""
        for item in self.instruction:
            if hasattr(item, "seed"):
                item.seed(list(texts))

    def frame(self, texts: Sequence[str]) -> None:
        """These are the pieces of text that stand in the recipe's prompts whatever is asked."""
        for item in self.filters:
            if hasattr(item, "frame"):
                item.frame(list(texts))

    def show(self, texts: Sequence[str]) -> None:
        """These instructions are the demonstrations of the answer that is looked at next."""
        for item in self.instruction:
            if hasattr(item, "show"):
                item.show(list(texts))

    def reason(self, task: Task) -> Reason | None:
        """What the first filter to object says of a task's instruction."""
        return next((reason for item in self.instruction if (reason := item(task)) is not None), None)

    def accept(self, task: Task, instance: Instance | None = None) -> None:
        """The task has been accepted, or with `instance` that one of its instances: later ones are compared with it."""
        accept(self.instruction if instance is None else self.across, task, instance)


def accept(filters: Iterable[Filter], task: Task, instance: Instance | None = None) -> None:
    """Tell filters what has been accepted, those that want to know."""
    for item in filters:
        if hasattr(item, "add"):
            item.add(task) if instance is None else item.add(task, instance)


def reject(stage: str, reason: Reason, text: str, instance: Instance | None = None, **place: Any) -> Rejection:
    """The rejection of an instruction, or of an instance; what is private is written down with neither.

    `place` says where it belongs: `task`, `request`, `candidate`.
    """
    text, instance = ("", None) if reason.private else (text, instance)
    return Rejection(stage, reason.rule, text, reason.value, reason.score, reason.neighbour, instance, **place)


def judge(item: Filter, task: Task, instance: Instance) -> Reason | None:
    """What a filter says of an instance; of a conversation it is asked about every answer in it.

    For an earlier answer the conversation ends with it.
    """
    turns = instance.turns
    if not turns or hasattr(item, "add") or getattr(item, "private", False):
        return item(task, instance)
    spoken = list(answers(turns))
    is_last = turns[-1].role == "assistant" and bool(spoken)
    if (
        reason := item(replace(task, instruction=spoken[-1][0] if is_last else task.instruction), instance)
    ) is not None:
        return reason
    for asked, place in spoken[:-1] if turns[-1].role == "assistant" else spoken:
        alone = Instance("", turns[place].content, turns=turns[: place + 1], tools=instance.tools)
        if (reason := item(replace(task, instruction=asked, instances=(alone,)), alone)) is not None:
            return reason
    return None


def sift(
    filters: Sequence[Filter], task: Task, instances: Sequence[Instance], stage: str = "instances"
) -> tuple[Sequence[Instance], list[Rejection]]:
    """Each filter in turn over what the ones before it kept."""
    rejections: list[Rejection] = []
    whole = replace(task, instances=tuple(instances))
    for item in filters:
        judged = [(instance, judge(item, whole, instance)) for instance in instances]
        if all(reason is None for _, reason in judged):
            continue
        rejections.extend(
            reject(stage, reason, task.instruction, instance, task=task.id)
            for instance, reason in judged
            if reason is not None
        )
        instances = [instance for instance, reason in judged if reason is None]
        whole = replace(task, instances=tuple(instances))
    return instances, rejections
