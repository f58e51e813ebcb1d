"""kill -9 at random moments, then resume: same bytes, nothing journaled is asked again."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from tests.serve import Served, serving
from tests.support.runs import SEEDS, files, write
from tests.support.torture import Plan, torture

N = 30
PROMPTS = 50


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(latency="lognormal:20") as server:
        yield server


@pytest.fixture(scope="module", params=[0, pytest.param(1, marks=pytest.mark.slow)])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path, int]:
    """A run seed, its undisturbed run and how many answers that rests on."""
    path = tmp_path_factory.mktemp("whole") / "run"
    run = selfinstruct.generate(SEEDS, n=N, concurrency=1, seed=request.param, out=path)
    return request.param, path, run.info["requests"]


def suffer(served: Served, whole: tuple[int, Path, int], path: Path, number: int, provider: str = "openai") -> None:
    seed, undisturbed, needed = whole
    rng = Random(f"torture:{seed}:{number}")
    plan = Plan(SEEDS, N, seed, needed, rng.choice([1, 4, 16, 48]), 0.02, rng.randint(2, 4), provider)
    outcome = torture(served, plan, path, rng, files(undisturbed))
    assert outcome.kills
    assert any(outcome.in_flight), "a kill found nothing in flight"


@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_at_random_moments(served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int) -> None:
    suffer(served, whole, tmp_path / "run", number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2, 29))
def test_killed_at_many_moments(served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int) -> None:
    suffer(served, whole, tmp_path / "run", number)


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, 13))])
def test_killed_while_it_asks_bedrock(
    served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int
) -> None:
    suffer(served, whole, tmp_path / "run", number, "bedrock")


@pytest.fixture(scope="module")
def teacher() -> Iterator[Served]:
    with serving(model="load", latency="lognormal:20") as server:
        yield server


@pytest.fixture(scope="module")
def distilled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A log with telephone numbers, and what an undisturbed session makes of it."""
    place = tmp_path_factory.mktemp("distilled")
    rows = [{"prompt": f"Case {n}: I am under +49 170 12345{n:02}, what of river {n}?"} for n in range(PROMPTS)]
    log = place / "log.jsonl"
    write(log, rows)
    return log, files(selfinstruct.distill(log, model="offline/load", out=place / "run").path)


@pytest.mark.parametrize("number", [2, *(pytest.param(number, marks=pytest.mark.slow) for number in range(3, 15))])
def test_killed_while_it_distils(
    teacher: Served, distilled: tuple[Path, dict[str, bytes]], tmp_path: Path, number: int
) -> None:  # fmt: skip
    log, whole = distilled
    rng = Random(f"distilled:{number}")
    concurrency, kills, provider = rng.choice([1, 4, 16]), rng.randint(2, 4), ("openai", "bedrock")[number % 2]
    plan = Plan(log, PROMPTS, 0, PROMPTS, concurrency, 0.02, kills, provider, distilled=True)
    outcome = torture(teacher, plan, tmp_path / "run", rng, whole)
    assert outcome.kills
    assert any(outcome.in_flight), "a kill found nothing in flight"
    assert all(b"+49" not in file.read_bytes() for file in (tmp_path / "run").iterdir() if file.is_file())
