"""What a run will have taken: the estimate at first, from the tenth settled task on what it is seen to take."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.engine.estimate import Estimate, Step
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.outlook import outlook
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.progress import Expected, Progress, Total
from selfinstruct.recipes.generate import Saturation
from selfinstruct.records import Usage

ESTIMATE = Estimate((Step("bootstrap", (), 24, Usage(9_000, 10_000)),), None)


def state(tmp_path: Path, tasks: int, without: int, *, accepted: int = 0, replayed: int = 0) -> Expected | None:
    writer = RunWriter(tmp_path, 100, Saturation(), FilterSet([]), None)
    writer.counts.tasks, writer.counts.without_instance = tasks, without
    writer.accepted = accepted or tasks + without
    progress = Progress(target=100, replayed=replayed, asked=0 if replayed else 30)
    progress.stages = {
        ("bootstrap", "m"): Total(10, usage=Usage(1_000, 1_000)),
        ("instances", "m"): Total(20, usage=Usage(2_000, 2_000)),
    }
    writer.close()
    return outlook(ESTIMATE, writer, progress)


def test_the_estimate_holds_until_ten_tasks_are_settled(tmp_path: Path) -> None:
    assert state(tmp_path, 3, 6) == Expected(30, 19_000)  # never less than it has taken
    assert state(tmp_path, 10, 10, replayed=30) == Expected(30, 19_000)


def test_what_tasks_are_seen_to_take_says_what_the_rest_will(tmp_path: Path) -> None:
    assert state(tmp_path, 10, 0) == Expected(300, 60_000)
    assert state(tmp_path, 10, 10) == Expected(300, 60_000)  # twice as many tasks for half the price each
    assert state(tmp_path, 10, 10, accepted=40) == Expected(10 * 5 + 20 * 10, 2_000 * 5 + 4_000 * 10)
    assert state(tmp_path, 1, 19) == Expected(3_000, 600_000)
    assert state(tmp_path, 100, 0) == Expected(30, 6_000)


def test_where_no_task_has_an_instance_no_end_is_known(tmp_path: Path) -> None:
    assert state(tmp_path, 0, 12) is None


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_run_ends_near_what_it_foresaw_half_way(seeds: Path, tmp_path: Path, concurrency: int) -> None:
    seen: list[tuple[int, int, int, Expected | None]] = []

    def watch(progress: Progress) -> None:
        seen.append((progress.settled, progress.developed, progress.requests, progress.expected))

    run = selfinstruct.generate(seeds, n=60, out=tmp_path / "run", concurrency=concurrency, watch=watch)
    asked = run.info["requests"]
    half = next(expected for settled, developed, _, expected in seen if settled >= 30)
    assert half is not None
    assert 0.8 * asked <= half.requests <= 1.3 * asked
    assert all(settled <= developed for settled, developed, _, _ in seen)
