"""kill -9 at random moments, then resume: same bytes, nothing journaled is asked again."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from tests.conftest import ROOT
from tests.serve import Served, serving
from tests.test_pipeline import files
from tests.torture import Plan, torture

N = 30
SEEDS = ROOT / "seeds" / "general.jsonl"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(latency="lognormal:20") as server:
        yield server


@pytest.fixture(scope="module", params=[0, 1])
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


@pytest.mark.parametrize("number", range(4))
def test_killed_at_random_moments(served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int) -> None:
    suffer(served, whole, tmp_path / "run", number)


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(4, 29))
def test_killed_at_many_moments(served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int) -> None:
    suffer(served, whole, tmp_path / "run", number)


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.heavy) for number in range(1, 13))])
def test_killed_while_it_asks_bedrock(
    served: Served, whole: tuple[int, Path, int], tmp_path: Path, number: int
) -> None:
    suffer(served, whole, tmp_path / "run", number, "bedrock")
