"""The main job over HTTP: the same files as without a network, whatever the latency and the faults."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.runs.run import FILES
from tests.serve import serving
from tests.support.runs import files


@pytest.mark.parametrize(("n", "concurrency"), [(60, 24), pytest.param(1000, 64, marks=pytest.mark.slow)])
def test_uneven_latency_does_not_show(seeds: Path, tmp_path: Path, n: int, concurrency: int) -> None:
    whole = selfinstruct.generate(seeds, n=n, concurrency=1, out=tmp_path / "whole").path
    with serving(latency="lognormal:60") as server:
        run = selfinstruct.generate(
            seeds, n=n, concurrency=concurrency, out=tmp_path / "run", model="openai/any", base_url=server.base_url
        )
        stats = server.stats()
    assert run.status == "done"
    assert files(tmp_path / "run") == files(whole)
    assert stats["answered_twice"] == 0
    assert stats["requests"] == stats["distinct"] == run.info["requests"]
    assert concurrency // 2 < stats["max_in_flight"] <= concurrency
    small = selfinstruct.generate(seeds, n=n // 3, out=tmp_path / "small")
    for name in FILES:
        assert (whole / name).read_bytes().startswith((small.path / name).read_bytes())


@pytest.mark.parametrize(
    ("recipe", "api"),
    [("paper", "completions"), pytest.param("paper", "chat", marks=pytest.mark.slow), ("alpaca", "completions")],
)
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
