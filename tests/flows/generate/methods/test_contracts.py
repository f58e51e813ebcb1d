"""Contracts 1 to 4 for the methods of shipped recipes: any order, any stop, any kill, nothing lost or bought twice."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import selfinstruct
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.models import open_model
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.runs.run import ATTEMPTS, FILES, Run
from tests.serve import Served, serving
from tests.support.models import Disorderly
from tests.support.runs import SEEDS, files, read
from tests.support.torture import Plan, torture

RECIPES = [name for name in shipped_recipes() if load_recipe(name).develop != "instances"]
N = 12
KILLS = 50


def written(path: Path) -> dict[str, bytes]:
    """All that a run with a method writes."""
    return files(path, [name for name in (*FILES, ATTEMPTS) if (path / name).exists()])


def played(recipe: str, seed: int) -> dict[str, Any]:
    """The options with models whose answers come in any order, one for each role that is to be another model."""
    apart = chosen_method(load_recipe(recipe))[0].apart
    names = {role: f"offline/{role}" for role in apart}
    roles = {role: Disorderly(seed, model=open_model(name), name=name) for role, name in names.items()}
    return {"recipe": recipe, "model": Disorderly(seed), "roles": roles}


@pytest.fixture(scope="module", params=RECIPES)
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of the recipe, one request after another."""
    path = tmp_path_factory.mktemp(request.param) / "run"
    return selfinstruct.generate(SEEDS, n=N, out=path, concurrency=1, recipe=request.param)


def test_every_task_comes_to_something(alone: Run) -> None:
    assert alone.status == "done"
    assert alone.info["counts"]["tasks"] == N
    rejected = {row["task"] for row in read(alone.path / "rejected.jsonl") if "task" in row}
    for task in alone.tasks():
        assert task.instances or task.id in rejected
        assert all(item.method for item in task.instances)


def test_checks_hold_of_what_is_kept(alone: Run) -> None:
    rows = read(alone.path / "dataset.jsonl")
    checked = [row for row in rows if row.get("checks")]
    if checked:
        assert all(verdict["passed"] for row in checked for verdict in row["verdicts"])
        assert selfinstruct.verify(alone.path).passed
    ids = {row["id"] for row in rows}
    for attempt in read(alone.path / ATTEMPTS) if (alone.path / ATTEMPTS).exists() else ():
        assert attempt["instance_id"] in ids | {""}
        if "verdicts" in attempt:  # a judge's word has none
            assert attempt["passed"] == all(verdict["passed"] for verdict in attempt["verdicts"])


def test_order_of_arrival_and_concurrency_do_not_show(alone: Run, tmp_path: Path) -> None:
    recipe = alone.info["recipe"]
    for seed, concurrency in ((1, 7), (2, 64)):
        path = tmp_path / str(concurrency)
        options = played(recipe, seed)
        selfinstruct.generate(SEEDS, n=N, out=path, concurrency=concurrency, **options)
        assert written(path) == written(alone.path)
        assert all(times == 1 for times in options["model"].asked.values())


def test_a_run_that_is_stopped_again_and_again_is_the_same(alone: Run, tmp_path: Path) -> None:
    path, rng = tmp_path / "run", Random(alone.info["recipe"])
    limit = 0
    while True:
        limit += rng.randint(1, 12)
        run = selfinstruct.generate(SEEDS, n=N, out=path, recipe=alone.info["recipe"], max_requests=limit)
        assert run.info["requests"] <= limit
        if run.status == "done":
            break
        for name, data in written(path).items():
            assert written(alone.path)[name].startswith(data)
    assert written(path) == written(alone.path)
    assert run.info["requests"] == alone.info["requests"]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(latency="lognormal:20") as server:
        yield server


@pytest.mark.parametrize("kills", [2, pytest.param(KILLS, marks=pytest.mark.slow)])
def test_killed_at_random_moments(served: Served, alone: Run, tmp_path: Path, kills: int) -> None:
    recipe, done, number = alone.info["recipe"], 0, 0
    roles = chosen_method(load_recipe(recipe))[0].apart
    while done < kills:
        rng = Random(f"torture:{recipe}:{kills}:{number}")
        plan = Plan(
            SEEDS, N, 0, alone.info["requests"], rng.choice([1, 4, 16]), 0.02, min(kills - done, rng.randint(2, 5)),
            recipe=recipe, roles=roles,
        )  # fmt: skip
        outcome = torture(served, plan, tmp_path / f"run-{number}", rng, written(alone.path))
        done, number = done + outcome.kills, number + 1
