"""The main job over HTTP: the same files as without a network, whatever the latency and the faults."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.run import FILES
from tests.serve import serving
from tests.test_pipeline import files


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.conftest import ROOT

    path = tmp_path_factory.mktemp("whole") / "run"
    selfinstruct.generate(ROOT / "seeds" / "general.jsonl", n=1000, concurrency=1, out=path)
    return path


def test_a_thousand_tasks_with_uneven_latency(seeds: Path, tmp_path: Path, whole: Path) -> None:
    with serving(latency="lognormal:100") as server:
        run = selfinstruct.generate(
            seeds, n=1000, concurrency=64, out=tmp_path / "run", model="openai/any", base_url=server.base_url
        )
        stats = server.stats()
    assert run.status == "done"
    assert files(tmp_path / "run") == files(whole)
    assert stats["answered_twice"] == 0
    assert stats["requests"] == stats["distinct"] == run.info["requests"]
    assert 32 < stats["max_in_flight"] <= 64
    small = selfinstruct.generate(seeds, n=300, out=tmp_path / "small")
    for name in FILES:
        assert (whole / name).read_bytes().startswith((small.path / name).read_bytes())


@pytest.mark.parametrize(("recipe", "api"), [("paper", "completions"), ("paper", "chat"), ("alpaca", "completions")])
def test_published_recipes_over_either_api(seeds: Path, tmp_path: Path, recipe: str, api: str) -> None:
    overrides = (f"api={api}",)
    with serving() as server:
        selfinstruct.generate(
            seeds,
            n=40,
            recipe=recipe,
            overrides=overrides,
            out=tmp_path / "run",
            model="openai/any",
            base_url=server.base_url,
        )
    selfinstruct.generate(seeds, n=40, recipe=recipe, overrides=overrides, out=tmp_path / "offline")
    assert files(tmp_path / "run") == files(tmp_path / "offline")
