"""A run against every server of the zoo ends well, with the files of a run without a network, or stops and says why."""

import asyncio
from pathlib import Path

import pytest

from selfinstruct import Run, adoctor, agenerate, generate
from selfinstruct.engine.wrappers.retrying import Retrying
from selfinstruct.errors import ModelError, Outage
from selfinstruct.flows.doctor import asking
from selfinstruct.models.openai import create
from selfinstruct.records import Message, Request
from tests.support.habits import HABITS
from tests.support.runs import SEEDS, files
from tests.support.zoo import Mind, standing

pytestmark = pytest.mark.usefixtures("without_proxies")
N = 3
# What ends by saturation alone is to end soon.
SATURATED = {"drops system turns": ("saturation.candidates=40", "saturation.tasks=20")}
# What a run says where it cannot end well; nothing is kept then.
STOPS = {
    "Ollama without a model": "does not exist",
    "is a web page": "answers with a web page",
    "moved": "redirects requests (307): give the address they belong to",
    "wants a key": "refuses the key (401): set OPENAI_API_KEY",
    "llama.cpp with a key": "refuses the key (401): set OPENAI_API_KEY",
    "llama.cpp with one narrow slot": "exceeds the available context size (512 tokens)",
    "llama.cpp elsewhere": "answers 404",
    "LiteLLM with a key": "refuses the key (401): set OPENAI_API_KEY",
    "files and no API": "answers 501",
    "is a base model": "answers 404",
    "only thinks": "none of the first",
    "drops system turns": "",
}
# What may pass is waited for, ten minutes of it.
OUTAGES = {"nginx with nothing behind it": "answered 502: 502 Bad Gateway"}
OTHER_PROMPTS = {"refuses system turns"}  # so that this model says something else
MARKS = ("<think", "data:", "Okay, the user wants", "<html", "[DONE]")
# What a run meets in each of these it meets nowhere else; the others differ in what doctor alone asks for.
TELLING = (
    "llama.cpp", "LiteLLM", "Ollama that cuts", "Ollama that thinks", "LM Studio", "streams always",
    "ignores response_format",
    "refuses response_format", "holds grammars only", "refuses seed", "refuses stop", "refuses system turns",
    "refuses n", "refuses max_tokens", "ignores limits", "thinks in tags", "thinks in reasoning_content",
    "usage is null", "cuts and tells no usage", "states rate limits", "is loading",
)  # fmt: skip
# One of each way to advise; the others take as long for nothing new.
ADVISED = (
    "llama.cpp", "LiteLLM", "llama-cpp-python", "Ollama that thinks", "vLLM", "holds grammars only", "thinks in tags",
)  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setattr(asking, "PAUSE", 0.01)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(generate(SEEDS, n=N, model=Mind(), out=tmp_path_factory.mktemp("whole") / "run").path)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in (*TELLING, *STOPS) else pytest.mark.slow)
        for name in HABITS
        if name not in OUTAGES
    ],
)
def test_a_run_ends_well_or_stops(name: str, whole: dict[str, bytes], tmp_path: Path) -> None:
    async def main() -> tuple[str, str]:
        async with standing(HABITS[name]) as (address, _):
            model = f"openai/{HABITS[name].model if HABITS[name].model != 'none' else 'any'}"
            try:
                run = await agenerate(
                    SEEDS, n=N, model=model, base_url=f"{address}/v1", out=tmp_path / "run", concurrency=8,
                    overrides=SATURATED.get(name, ()),
                )  # fmt: skip
            except ModelError as error:
                return "stopped", str(error)
            return run.status, str(run.info.get("reason", ""))

    status, said = asyncio.run(main())
    dataset = tmp_path / "run" / "dataset.jsonl"
    rows = dataset.read_text("utf-8") if dataset.exists() else ""
    if name in STOPS:
        assert (status, rows) in (("stopped", ""), ("saturated", ""))
        assert STOPS[name] in said
        return
    assert status == "done", said
    assert not any(mark in rows for mark in MARKS)
    if name not in OTHER_PROMPTS:
        assert files(tmp_path / "run") == whole


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_ends_with_its_words(name: str) -> None:
    async def shortly(seconds: float) -> None:
        await asyncio.sleep(seconds / 100)

    async def main() -> None:
        async with standing(HABITS[name]) as (address, _):
            model = create("some", base_url=f"{address}/v1")
            request = Request("p", 0, (Message("user", "Hi"),), timeout=20)
            await Retrying(model, outage=0.1, sleep=shortly).complete(request)

    with pytest.raises(Outage) as caught:
        asyncio.run(main())
    assert OUTAGES[name] in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ADVISED else pytest.mark.slow)
        for name in HABITS
        if name not in {*STOPS, *OUTAGES}
    ],
)
def test_the_advice_works(name: str, tmp_path: Path) -> None:
    async def main() -> Run:
        async with standing(HABITS[name]) as (address, _):
            words = (await adoctor(f"{address}/v1", model=HABITS[name].model)).advice.command
            assert words[:2] == ("selfinstruct", "generate")
            pairs = list(zip(words[2::2], words[3::2], strict=True))
            given = dict(pairs)
            return await agenerate(
                given["--seeds"], n=N, model=given["--model"], base_url=given["--base-url"],
                recipe=given.get("--recipe", "chat"),
                concurrency=int(given.get("--concurrency", 32)), out=tmp_path / "run",
                overrides=tuple(value for option, value in pairs if option == "--set"),
            )  # fmt: skip

    run = asyncio.run(main())
    assert run.status == "done"
    assert len(run.tasks()) == N
    rows = (run.path / "dataset.jsonl").read_text("utf-8")
    assert not any(mark in rows for mark in MARKS)
