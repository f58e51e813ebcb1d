"""Reasoning in whole runs: asked for, counted apart, kept, and named where there is nothing else."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from typer.testing import CliRunner

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.errors import SystematicFailure
from selfinstruct.parse.finish_reasons import only_reasoning
from selfinstruct.records import Completion, Request
from tests.serve.canned import answering
from tests.support.grounding import Scripted, corpus

THOUGHT = {"content": "", "reasoning_content": "They want a river. Which one?"}
SAID = {"content": "The Ebro, in the north of Spain.", "reasoning_content": "A river of Spain: the Ebro."}
COUNTED = {"prompt_tokens": 10, "completion_tokens": 30, "completion_tokens_details": {"reasoning_tokens": 20}}


@contextmanager
def served(says: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a service that answers with what `says` makes of a body, and the bodies it got."""
    bodies: list[dict[str, Any]] = []
    ready, address = threading.Event(), []
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        bodies.append(json.loads(await request.read()))
        message = says(bodies[-1])
        reason = "length" if not message["content"] else "stop"
        choice = {"message": message, "finish_reason": reason}
        return web.json_response({"choices": [choice], "usage": COUNTED})

    async def serve() -> None:
        async with answering(handle) as found:
            address.append(f"{found}/v1")
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait(10)
    try:
        yield address[0], bodies
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def prompts(path: Path, number: int = 3) -> Path:
    rows = [json.dumps({"prompt": f"Name river {at} of Spain."}) for at in range(number)]
    path.write_text("\n".join(rows) + "\n")
    return path


def distill(tmp_path: Path, address: str, *more: str) -> Any:
    command = [
        "distill", str(prompts(tmp_path / "prompts.jsonl")), "--model", "openai/some", "--base-url", address,
        "--out", str(tmp_path / "out"), *more,
    ]  # fmt: skip
    return CliRunner().invoke(app, command)


def test_the_option_reaches_the_service_and_thinking_is_counted_apart(tmp_path: Path) -> None:
    with served(lambda body: SAID) as (address, bodies):
        done = distill(tmp_path, address, "--reasoning", "low", "--set", "keep_reasoning=true")
    assert done.exit_code == 0, done.output
    assert {body["reasoning_effort"] for body in bodies} == {"low"}
    assert {body["chat_template_kwargs"]["enable_thinking"] for body in bodies} == {True}
    run = selfinstruct.Run(tmp_path / "out")
    assert [row["reasoning"] for row in run.dataset()] == [SAID["reasoning_content"]] * 3
    assert [item["thinking"] for item in run.info["usage"]] == [60]
    assert "30 prompt and 90 completion tokens (60 of them thinking)" in done.output
    told = CliRunner().invoke(app, ["report", str(tmp_path / "out"), "-o", str(tmp_path / "report.html")])
    assert told.exit_code == 0, told.output
    assert "of them thinking" in (tmp_path / "report.html").read_text()


def test_nothing_is_sent_where_nothing_is_said(tmp_path: Path) -> None:
    with served(lambda body: SAID) as (address, bodies):
        assert distill(tmp_path, address).exit_code == 0
    assert set().union(*bodies).isdisjoint({"reasoning_effort", "chat_template_kwargs"})


def test_answers_that_are_reasoning_alone_are_named(tmp_path: Path) -> None:
    def says(body: dict[str, Any]) -> dict[str, Any]:
        return THOUGHT if "river 1" in body["messages"][-1]["content"] else SAID

    with served(says) as (address, _):
        done = distill(tmp_path, address)
    [line] = selfinstruct.Run(tmp_path / "out").rejected()
    assert (line["rule"], line["value"], line["text"]) == ("only_reasoning", "length", THOUGHT["reasoning_content"])
    folded = " ".join(done.output.split())
    assert "only_reasoning: the model thought and did not answer: raise max_tokens of the stage" in folded
    assert "or give --reasoning off" in folded


class Thinker:
    """A model that only thinks."""

    name = "own/thinker"

    async def complete(self, request: Request) -> Completion:
        return Completion("", "length", reasoning=f"Hm. {request.index}")


def test_a_run_of_them_stops_and_says_what_to_do(tmp_path: Path) -> None:
    path = prompts(tmp_path / "prompts.jsonl", 60)
    with pytest.raises(
        SystematicFailure, match=r"reasoning alone \(raise max_tokens of the stage, or give --reasoning"
    ):
        selfinstruct.distill(path, model=Thinker(), out=tmp_path / "out")
    with pytest.raises(SystematicFailure, match="reasoning alone"):
        selfinstruct.generate("seeds/general.jsonl", n=50, model=Thinker(), out=tmp_path / "run")
    rejected = selfinstruct.Run(tmp_path / "run").rejected()
    assert {line["rule"] for line in rejected} <= {"only_reasoning"}


@pytest.mark.parametrize(
    ("completion", "thought"),
    [
        (Completion("", "length", reasoning="Hm."), "Hm."),
        (Completion("", "stop", reasoning="Hm."), "Hm."),
        (Completion("<think>Hm.", "length"), "Hm."),
        (Completion("<think>Hm.</think>\n", "stop"), "Hm."),
        (Completion("<think>Hm. Yes", "stop"), None),  # an answer may be hidden in it
        (Completion("Yes.", "length", reasoning="Hm."), None),
        (Completion("<think>Hm.</think>Yes.", "stop"), None),
        (Completion("", "length"), None),
        (Completion("", "content_filter", reasoning="Hm."), None),
        (Completion("", None, reasoning="Hm."), None),
    ],
)
def test_what_is_reasoning_alone(completion: Completion, thought: str | None) -> None:
    found = only_reasoning("response", completion)
    assert (found.text if found else None) == thought


class Musing(Scripted):
    async def complete(self, request: Request) -> Completion:
        answer = await super().complete(request)
        return Completion(answer.text, reasoning=f"About {request.purpose}.")


def test_ground_keeps_it_where_an_answer_gives_one_task(tmp_path: Path) -> None:
    source = corpus(tmp_path / "corpus.jsonl")
    plain = selfinstruct.ground(source, model=Musing(), out=tmp_path / "plain", overrides=("most=1",))
    kept = selfinstruct.ground(
        source, model=Musing(), out=tmp_path / "kept", overrides=("most=1", "keep_reasoning=true")
    )
    assert not any("reasoning" in row for row in plain.dataset())
    rows = kept.dataset()
    assert rows
    assert {row.pop("reasoning") for row in rows} == {"About ask."}
    assert rows == plain.dataset()
