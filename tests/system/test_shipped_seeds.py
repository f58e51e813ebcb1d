"""The seed tasks that ship with the package hold what their users build on."""

import re
from pathlib import Path

import pytest

from selfinstruct.files.tasks import load_seeds
from selfinstruct.filters import load_filters
from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Task
from tests.support.paths import ROOT

GENERAL, FINANCE = ROOT / "seeds" / "general.jsonl", ROOT / "seeds" / "finance.jsonl"
FILES = pytest.mark.parametrize("path", [GENERAL, FINANCE], ids=["general", "finance"])


def objections(tasks: list[Task]) -> list[str]:
    """What the default recipe's filters say; novelty and echo look beyond the task and have tests of their own."""
    settings = {
        name: value
        for name, value in load_recipe("chat").filters.items()
        if name not in ("novelty", "repeats_demonstration")
    }
    found = []
    for name, item in zip(settings, load_filters(settings), strict=True):
        for task in tasks:
            reasons = [item(task)] if item.scope == "instruction" else [item(task, one) for one in task.instances]
            found += [f"{task.id} {name}: {reason.value!r}" for reason in reasons if reason is not None]
    return found


def test_general_is_large_and_mixed() -> None:
    tasks = load_seeds(GENERAL)
    assert len(tasks) >= 175
    labelled = [task for task in tasks if task.is_classification and task.labels]
    assert len(labelled) >= 25
    assert len(labelled) == sum(task.is_classification is True for task in tasks)
    without = sum(not task.instances[0].input for task in tasks)
    assert 0.28 <= without / len(tasks) <= 0.40
    assert len({task.type for task in tasks}) >= 60


def test_finance_is_a_domain_of_its_own() -> None:
    tasks = load_seeds(FINANCE)
    assert len(tasks) >= 25
    assert any(task.is_classification and task.labels for task in tasks)


@FILES
def test_every_task_is_whole(path: Path) -> None:
    for task in load_seeds(path):
        assert re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", task.type), task.id
        assert task.is_classification is not None, task.id
        assert task.instances, task.id
        assert task.instruction == " ".join(task.instruction.split()), task.id


@FILES
def test_the_default_filters_keep_every_task(path: Path) -> None:
    assert objections(load_seeds(path)) == []


def test_no_two_tasks_are_close() -> None:
    for profile in ("unicode", "rouge"):
        index = NoveltyIndex(profile=profile)
        for path in (GENERAL, FINANCE):
            for task in load_seeds(path):
                assert index.admit(task.instruction) is None, task.id
