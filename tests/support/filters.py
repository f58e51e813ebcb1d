"""A filter by its name, and what it is asked about."""

from typing import Any

from selfinstruct.filters import load_filters
from selfinstruct.records import Filter, Instance, Task

GOOD = "Name three uses of a paper clip."


def made(name: str, **parameters: Any) -> Filter:
    return load_filters({name: parameters})[0]


def task(instruction: str = GOOD, *pairs: tuple[str, str], labels: tuple[str, ...] = ()) -> Task:
    instances = tuple(Instance(given, output) for given, output in pairs)
    return Task("t1", instruction, is_classification=bool(labels), labels=labels, instances=instances)


def reasons(found: Filter, whole: Task) -> list[str | None]:
    found_reasons = [found(whole, instance) for instance in whole.instances]
    return [None if reason is None else reason.rule for reason in found_reasons]
