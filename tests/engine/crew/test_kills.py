"""Processes that ask over HTTP: the same bytes with any engine and number of workers, and whatever is killed."""

import json
import os
import sys
from pathlib import Path
from random import Random

import pytest

from selfinstruct.extras import installing
from selfinstruct.runs.run import FILES
from tests.serve import serving
from tests.support.crew_torture import KEY, CrewPlan, torture_crew, whole_of, words
from tests.support.processes import run

PROMPTS = 120
RAY = pytest.param("ray", marks=pytest.mark.ray)
PATIENCE = 400  # seconds, for Ray on a busy machine


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], int]:
    with serving(model="load") as served:
        return whole_of(served, tmp_path_factory.mktemp("whole"), PROMPTS)


@pytest.mark.parametrize(
    ("engine", "workers", "size"),
    [
        ("local", 2, 50),
        pytest.param("local", 1, 120, marks=pytest.mark.slow),
        pytest.param("local", 4, 13, marks=pytest.mark.slow),
        pytest.param("ray", 2, 50, marks=pytest.mark.ray),
    ],
)
def test_the_bytes_are_those_of_one_process_and_nobody_asks_again(
    engine: str, workers: int, size: int, whole: tuple[Path, dict[str, bytes], int], tmp_path: Path
) -> None:
    log, files, needed = whole
    with serving(model="load", latency="fixed:20") as served:
        given = words(served, log, tmp_path / "run", "any", "--concurrency", "16", "--shard-size", str(size))
        told = run(*given, "--engine", engine, "--workers", str(workers), cwd=tmp_path, env=KEY, seconds=PATIENCE)
        assert told.returncode == 0, told.stderr
        assert {name: (tmp_path / "run" / name).read_bytes() for name in FILES} == files
        assert served.stats()["requests"] == needed
        assert served.stats()["max_in_flight"] <= 16
        crew = json.loads((tmp_path / "run" / "run.json").read_text())["crew"]
        assert (crew["engine"], crew["workers"], crew["done"]) == (engine, workers, -(-PROMPTS // size))
        for more in ((), ("--engine", "local", "--workers", "3")):
            told = run(*given, *more, cwd=tmp_path, env=KEY)
            assert told.returncode == 0, told.stderr
        assert served.stats()["requests"] == needed


def test_processes_of_an_array_share_the_work(whole: tuple[Path, dict[str, bytes], int], tmp_path: Path) -> None:
    log, files, needed = whole
    with serving(model="load") as served:
        given = words(served, log, tmp_path / "run", "any", "--shard-size", "20", "--engine", "array", "--workers", "3")
        first = run(*given, cwd=tmp_path, env=KEY | {"SELFINSTRUCT_ARRAY_INDEX": "2"})
        # It finds nobody else at work, and does it all.
        assert first.returncode == 0, first.stderr
        late = run(*given, cwd=tmp_path, env=KEY | {"SELFINSTRUCT_ARRAY_INDEX": "0"})
        assert late.returncode == 0, late.stderr
        assert {name: (tmp_path / "run" / name).read_bytes() for name in FILES} == files
        assert served.stats()["requests"] == needed


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "array", RAY])
def test_kills_cost_what_was_in_flight_and_no_byte(
    engine: str, whole: tuple[Path, dict[str, bytes], int], tmp_path: Path
) -> None:
    log, files, needed = whole
    plan = CrewPlan(log, engine, 3, 6, 11, needed)
    with serving(model="load", latency="lognormal:80") as served:
        outcome = torture_crew(served, plan, tmp_path / "run", Random(f"crew:{engine}"), files, 4)
    assert outcome.kills == 4


def test_without_ray_the_extra_is_named(tmp_path: Path) -> None:
    if os.path.isdir(Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages" / "ray"):
        pytest.skip("Ray is installed here")
    (tmp_path / "log.jsonl").write_text('{"instruction": "Say it."}\n')
    told = run("distill", "log.jsonl", "--engine", "ray", cwd=tmp_path)
    assert told.returncode == 2
    assert installing("ray") in told.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--engine", "local", "--workers", "0"), "workers"),
        (("--engine", "slurm"), "must be local, ray or array"),
        (("--engine", "local", "--address", "auto"), "--address is for --engine ray"),
        (("--engine", "array"), "SELFINSTRUCT_ARRAY_INDEX"),
    ],
)
def test_what_cannot_be_is_said_on_one_line(given: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"instruction": "Say it."}\n')
    told = run("distill", "log.jsonl", *given, cwd=tmp_path)
    assert told.returncode == 2
    assert said in told.stderr
