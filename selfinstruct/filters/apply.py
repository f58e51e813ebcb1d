"""Puts the instances of a task through filters."""

from collections.abc import Sequence
from dataclasses import replace

from selfinstruct.records import Filter, Instance, Rejection, Task


def sift(
    filters: Sequence[Filter], task: Task, instances: Sequence[Instance], stage: str = "instances"
) -> tuple[Sequence[Instance], list[Rejection]]:
    """Each filter in turn over what the ones before it kept."""
    rejections: list[Rejection] = []
    whole = replace(task, instances=tuple(instances))
    for item in filters:
        reasons = [item(whole, instance) for instance in instances]
        if not any(reasons):
            continue
        rejections.extend(
            Rejection(
                stage,
                reason.rule,
                "" if reason.private else task.instruction,
                reason.value,
                reason.score,
                reason.neighbour,
                instance=None if reason.private else instance,
                task=task.id,
            )
            for instance, reason in zip(instances, reasons, strict=True)
            if reason is not None
        )
        instances = [instance for instance, reason in zip(instances, reasons, strict=True) if reason is None]
        whole = replace(task, instances=tuple(instances))
    return instances, rejections
