"""Processes that ask over HTTP: the same bytes with any engine and number of workers, and whatever is killed."""

import json
import os
import sys
from pathlib import Path
from random import Random

import pytest

from selfinstruct.runs.run import FILES
from tests.serve import Served, serving
from tests.support.crew_torture import CrewPlan, torture_crew
from tests.support.processes import run

PROMPTS, REPEATS = 120, 12
RAY = pytest.param("ray", marks=pytest.mark.ray)
KEY = {"OPENAI_API_KEY": "none"}


def _log(path: Path) -> Path:
    """A log with repeats, half of them in other case."""
    texts = [f"Name {number} things that are blue and explain why." for number in range(PROMPTS - REPEATS)]
    for number in range(REPEATS):
        text = texts[9 * number]
        texts.insert(9 * number + 5, text.upper() if number % 2 else text)
    path.write_text("".join(json.dumps({"instruction": text}) + "\n" for text in texts))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], int]:
    """A log, the files that one process makes of it, and how many answers they rest on."""
    place = tmp_path_factory.mktemp("whole")
    log = _log(place / "log.jsonl")
    with serving(model="load") as served:
        told = run(*_words(served, log, place / "run"), cwd=place, env=KEY)
        assert told.returncode == 0, told.stderr
        needed = served.account("any")["requests"]
    return log, {name: (place / "run" / name).read_bytes() for name in FILES}, needed


def _words(served: Served, log: Path, out: Path, *more: str, model: str = "any") -> tuple[str, ...]:
    return ("distill", str(log), "--model", f"openai/{model}", "--base-url", served.base_url, "--out", str(out), *more)


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
        words = _words(served, log, tmp_path / "run", "--concurrency", "16", "--shard-size", str(size))
        told = run(*words, "--engine", engine, "--workers", str(workers), cwd=tmp_path, env=KEY)
        assert told.returncode == 0, told.stderr
        assert {name: (tmp_path / "run" / name).read_bytes() for name in FILES} == files
        assert served.stats()["requests"] == needed
        assert served.stats()["max_in_flight"] <= 16
        crew = json.loads((tmp_path / "run" / "run.json").read_text())["crew"]
        assert (crew["engine"], crew["workers"], crew["done"]) == (engine, workers, -(-PROMPTS // size))
        for more in ((), ("--engine", "local", "--workers", "3")):
            told = run(*words, *more, cwd=tmp_path, env=KEY)
            assert told.returncode == 0, told.stderr
        assert served.stats()["requests"] == needed


def test_processes_of_an_array_share_the_work(whole: tuple[Path, dict[str, bytes], int], tmp_path: Path) -> None:
    log, files, needed = whole
    with serving(model="load") as served:
        words = _words(served, log, tmp_path / "run", "--shard-size", "20", "--engine", "array", "--workers", "3")
        first = run(*words, cwd=tmp_path, env=KEY | {"SELFINSTRUCT_ARRAY_INDEX": "2"})
        # It finds nobody else at work, and does it all.
        assert first.returncode == 0, first.stderr
        late = run(*words, cwd=tmp_path, env=KEY | {"SELFINSTRUCT_ARRAY_INDEX": "0"})
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
    assert "pip install 'selfinstruct[ray]'" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "local", "--workers", "0"), "workers"),
        (("--engine", "slurm"), "must be local, ray or array"),
        (("--engine", "local", "--address", "auto"), "--address is for --engine ray"),
        (("--engine", "array"), "SELFINSTRUCT_ARRAY_INDEX"),
    ],
)
def test_what_cannot_be_is_said_on_one_line(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"instruction": "Say it."}\n')
    told = run("distill", "log.jsonl", *words, cwd=tmp_path)
    assert told.returncode == 2
    assert said in told.stderr
