"""The named servers of one's own machine: where they are, what they are sent, what is said where none is."""

import asyncio
import json
import logging
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from selfinstruct import errors
from selfinstruct.forms.description import Hold
from selfinstruct.forms.schema import schema
from selfinstruct.models import open_model
from selfinstruct.models.local import address_of, survey
from selfinstruct.models.openai import OpenAI
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.parse.answer_forms import agreement_form
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from tests.serve.canned import answering as serving

ASKED = Request("bootstrap", 0, (Message("system", "Be brief."), Message("user", "Hi")), timeout=5)


@dataclass
class Ollama:
    """Ollama's own API, as far as it is asked."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.seen.append((request.path, json.loads(await request.read()), dict(request.headers)))
        return web.json_response(self.answer, status=self.status)


CHAT = {
    "model": "qwen3:4b", "message": {"role": "assistant", "content": "Hello", "thinking": "Hm."}, "done": True,
    "done_reason": "stop", "prompt_eval_count": 12, "eval_count": 3, "total_duration": 5,
}  # fmt: skip


def ask(name: str, service: Ollama, request: Request = ASKED, path: str = "") -> Completion:
    async def once() -> Completion:
        async with serving(service.handle) as address:
            model = open_model(name, base_url=f"{address}{path}")
            assert isinstance(model, OpenAI)
            try:
                return await model.complete(request)
            finally:
                await model.aclose()

    return asyncio.run(once())


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-others")
    for name in ("OLLAMA_HOST", "OLLAMA_API_KEY", "OLLAMA_CONTEXT_LENGTH", "VLLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("path", ["", "/v1", "/api"])
def test_ollama_is_asked_by_its_own_api(path: str) -> None:
    service = Ollama(answer=CHAT)
    sampling = Sampling(max_tokens=50, temperature=0.5, stop=("END",), seed=7, extra={"top_k": 20, "keep_alive": "1h"})
    answer = ask("ollama/qwen3:4b", service, replace(ASKED, sampling=sampling), path)
    [(asked, body, headers)] = service.seen
    assert asked == "/api/chat"
    assert body == {
        "model": "qwen3:4b", "stream": False, "keep_alive": "1h",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "options": {
            "num_ctx": 8192, "num_predict": 50, "temperature": 0.5, "stop": ["END"], "seed": 7, "top_k": 20,
        },
    }  # fmt: skip
    assert "Authorization" not in headers
    assert answer == Completion("Hello", "stop", Usage(12, 3), reasoning="Hm.")


@pytest.mark.parametrize(
    ("variable", "extra", "window"),
    [("4096", {}, 4096), ("4096", {"options": {"num_ctx": 2000}}, 2000), ("", {}, 8192)],
)
def test_ollamas_window_is_the_same_for_all_requests(
    variable: str, extra: dict[str, Any], window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_CONTEXT_LENGTH", variable)
    service = Ollama(answer=CHAT)
    ask("ollama/qwen3:4b", service, replace(ASKED, sampling=Sampling(extra=extra)))
    assert service.seen[0][1]["options"] == {"num_ctx": window}


def test_ollama_holds_answers_by_its_format_and_thinks_as_told() -> None:
    service = Ollama(answer=CHAT | {"message": {"content": '{"agree": "yes", "confidence": 5, "reason": "It is so."}'}})
    request = replace(ASKED, hold=Hold(agreement_form()), sampling=Sampling(reasoning="off"))
    answer = ask("ollama/qwen3:4b", service, request)
    assert service.seen[0][1]["format"] == schema(agreement_form())
    assert service.seen[0][1]["think"] is False
    assert answer.text == "Agree: yes\nConfidence: 5\nReason: It is so."


def test_a_format_of_the_users_own_counts() -> None:
    service = Ollama(answer=CHAT)
    request = replace(ASKED, hold=Hold(agreement_form()), sampling=Sampling(extra={"format": "json"}))
    assert ask("ollama/m", service, request).text == "Hello"
    assert service.seen[0][1]["format"] == "json"


def test_ollama_goes_on_with_prompts() -> None:
    service = Ollama(answer={"model": "m", "response": " two", "done": True, "done_reason": "length", "eval_count": 1})
    answer = ask("ollama/m", service, replace(ASKED, messages=(Message("user", "One,"),), api="completions"))
    [(path, body, _)] = service.seen
    assert (path, body["prompt"], body["raw"]) == ("/api/generate", "One,", True)
    assert (answer.text, answer.finish_reason) == (" two", "length")


def test_a_model_that_ollama_has_not_is_told_with_what_to_do() -> None:
    service = Ollama(404, {"error": "model 'nope' not found"})
    with pytest.raises(errors.UnknownModel, match="ollama pull"):
        ask("ollama/nope", service)


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("ollama/m", "ollama serve"), ("llamacpp/m", "llama-server -m FILE.gguf"), ("vllm/m", "vllm serve MODEL"),
        ("lmstudio/m", "lms server start"),
    ],
)  # fmt: skip
def test_where_nothing_listens_it_is_said_how_to_begin(name: str, begin: str) -> None:
    model = open_model(name, base_url="http://127.0.0.1:9")
    with pytest.raises(errors.NotReachable, match=begin):
        asyncio.run(model.complete(ASKED))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", "http://127.0.0.1:11434"), ("0.0.0.0", "http://127.0.0.1:11434"), ("box:9000", "http://box:9000"),
        ("https://box.example", "https://box.example:11434"), ("http://[::1]", "http://[::1]:11434"),
    ],
)  # fmt: skip
def test_ollama_is_where_its_own_variable_says(said: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", said)
    assert address_of("ollama") == address


def test_each_server_gets_its_own_key_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}
    service = Ollama(answer=answer)
    ask("vllm/some", service, path="/v1")
    monkeypatch.setenv("VLLM_API_KEY", "own")
    monkeypatch.setenv("OPENAI_ORG_ID", "org")
    ask("vllm/some", service, path="/v1")
    assert [headers.get("Authorization") for _, _, headers in service.seen] == [None, "Bearer own"]
    assert not any("OpenAI-Organization" in headers for _, _, headers in service.seen)


def test_a_key_that_is_refused_is_told_by_its_variable() -> None:
    with pytest.raises(errors.KeyRefused, match="set VLLM_API_KEY"):
        ask("vllm/some", Ollama(401, {"error": "no"}), path="/v1")


def test_a_name_is_needed() -> None:
    with pytest.raises(errors.UsageError, match="write ollama/MODEL"):
        open_model("ollama/")


@dataclass
class Props:
    """llama.cpp, as far as a survey asks it."""

    found: dict[str, Any]
    paths: list[str] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.paths.append(request.path)
        told = self.found.get(request.path)
        return web.Response(status=404) if told is None else web.json_response(told)


@pytest.mark.parametrize("name", ["llamacpp/any", "vllm/any"])
def test_a_server_says_what_it_is_before_it_is_asked(name: str, caplog: pytest.LogCaptureFixture) -> None:
    props = {
        "default_generation_settings": {"n_ctx": 4096},
        "total_slots": 2,
        "build_info": "b9-abc",
        "model_path": "m",
    }
    service = Props({"/props": props})

    async def surveyed() -> tuple[int | None, str]:
        async with serving(service.handle) as address:
            model = open_model(name, base_url=f"{address}/v1")
            assert isinstance(model, OpenAI)
            assert isinstance(model.wire, OpenAIWire)
            await survey(model)
            await model.aclose()
            return model.slots, model.wire.holding.server

    with caplog.at_level(logging.INFO):
        assert asyncio.run(surveyed()) == (2, "llamacpp"), "whatever it was called"
    assert f"{name} is llama.cpp b9-abc, a window of 4,096 tokens, 2 at once" in caplog.text


def test_a_server_that_says_nothing_is_asked_as_its_name_says(caplog: pytest.LogCaptureFixture) -> None:
    async def surveyed() -> tuple[int | None, str]:
        model = open_model("vllm/any", base_url="http://127.0.0.1:9/v1")
        assert isinstance(model, OpenAI)
        assert isinstance(model.wire, OpenAIWire)
        await survey(model)
        await model.aclose()
        return model.slots, model.wire.holding.server

    with caplog.at_level(logging.INFO):
        assert asyncio.run(surveyed()) == (None, "vllm")
    assert not caplog.text
