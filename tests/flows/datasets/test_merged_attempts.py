"""Merges of runs whose method kept attempts: checks stay with their rows, attempts with the tasks that are kept."""

from pathlib import Path

import pytest

from selfinstruct import Run, generate, merge, prefer, verify
from selfinstruct.runs.run import ATTEMPTS
from tests.support.runs import SEEDS, read


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    place = tmp_path_factory.mktemp("verified")
    return (
        generate(SEEDS, n=15, recipe="verified", out=place / "a"),
        generate(SEEDS, n=10, recipe="verified", seed=1, out=place / "b"),
    )


def test_attempts_at_kept_tasks_come_with_them(runs: tuple[Run, Run], tmp_path: Path) -> None:
    made = merge([run.path for run in runs], tmp_path / "m")
    kept, ids = {task.id for task in made.tasks()}, {row["id"] for row in made.dataset()}
    before = [row for run in runs for row in read(run.path / ATTEMPTS)]
    rows = read(made.path / ATTEMPTS)
    assert rows == [row for row in before if row["task_id"] in kept]
    assert len(rows) > len(kept)
    assert {row["instance_id"] for row in rows} <= ids | {""}
    assert made.info["counts"]["attempts"]["all"] == len(rows)
    assert made.info["counts"]["attempts"]["passed"] == sum(row["passed"] for row in rows)
    assert verify(made.path).passed
    assert len(prefer(made.path, "verified").pairs()) >= 1


def test_what_is_not_kept_has_no_attempts(runs: tuple[Run, Run], tmp_path: Path) -> None:
    made = merge([run.path for run in runs], tmp_path / "m", novelty=0.3)
    kept = {task.id for task in made.tasks()}
    assert len(kept) < sum(run.info["counts"]["accepted"] for run in runs)
    assert {row["task_id"] for row in read(made.path / ATTEMPTS)} <= kept


def test_another_merge_leaves_none_of_the_first(runs: tuple[Run, Run], tmp_path: Path) -> None:
    merge([runs[0].path], tmp_path / "m")
    assert (tmp_path / "m" / ATTEMPTS).exists()
    made = merge([runs[1].path / "dataset.jsonl"], tmp_path / "m", overwrite=True)
    assert not (tmp_path / "m" / ATTEMPTS).exists()
    assert verify(made.path).checked == len(made.dataset())
