"""A run against every server of the zoo ends well, with the files of a run without a network, or stops and says why."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import adoctor, agenerate, generate
from selfinstruct.cli.options import EXIT
from selfinstruct.errors import ModelError
from selfinstruct.flows.doctor import asking
from tests.support.habits import HABITS
from tests.support.runs import SEEDS, files
from tests.support.zoo import standing

pytestmark = pytest.mark.usefixtures("without_proxies")
N = 4
# What a run says where it cannot end well.
STOPS = {
    "Ollama without a model": "does not exist",
    "is a web page": "answers with a web page",
    "moved": "redirects requests (307): give the address they belong to",
    "wants a key": "refuses the key (401): set OPENAI_API_KEY",
    "is a base model": "answers 404",
    "only thinks": "",
}
MARKS = ("<think", "data:", "Okay, the user wants", "<html", "[DONE]")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture(scope="module", params=["small", "chat"])
def recipe(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def whole(recipe: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(generate(SEEDS, n=N, recipe=recipe, out=tmp_path_factory.mktemp("whole") / "run").path)


def run_against(name: str, out: Path, **options: Any) -> tuple[str, str]:
    """How a run ended, and what it said."""

    async def main() -> tuple[str, str]:
        async with standing(HABITS[name]) as (address, _):
            try:
                run = await agenerate(
                    SEEDS, n=N, model=f"openai/{HABITS[name].model}", base_url=f"{address}/v1", out=out, concurrency=4,
                    **options,
                )  # fmt: skip
            except ModelError as error:
                return "stopped", str(error)
            return run.status, str(run.info.get("reason", ""))

    return asyncio.run(main())


@pytest.mark.parametrize("name", HABITS)
def test_a_run_ends_well_or_stops(name: str, recipe: str, whole: dict[str, bytes], tmp_path: Path) -> None:
    status, said = run_against(name, tmp_path / "run", recipe=recipe)
    dataset = tmp_path / "run" / "dataset.jsonl"
    rows = dataset.read_text("utf-8") if dataset.exists() else ""
    if name in STOPS:
        assert status == "stopped", said
        assert STOPS[name] in said
        assert rows == ""
        return
    assert status == "done", said
    assert not any(mark in rows for mark in MARKS)
    assert files(tmp_path / "run") == whole


@pytest.mark.parametrize(
    "name", [name for name in HABITS if name not in STOPS and name != "names no models"] + ["is a base model"]
)
def test_the_advice_works(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAUSE", 0.01)
    assert EXIT["done"] == 0

    async def main() -> None:
        async with standing(HABITS[name]) as (address, _):
            report = await adoctor(f"{address}/v1", model=HABITS[name].model)
            words = dict(zip(report.advice.command[2::2], report.advice.command[3::2], strict=True))
            sets = tuple(
                value
                for option, value in zip(report.advice.command[2::2], report.advice.command[3::2], strict=True)
                if option == "--set"
            )
            run = await agenerate(
                SEEDS, n=N, model=words["--model"], base_url=words["--base-url"], recipe=words.get("--recipe", "chat"),
                concurrency=int(words["--concurrency"]) if "--concurrency" in words else 32, overrides=sets,
                out=tmp_path / "run",
            )  # fmt: skip
            assert run.status == "done"
            assert json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["counts"]["tasks"] == N

    asyncio.run(main())
