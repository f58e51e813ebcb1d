"""Servers are recognised by what they answer at paths of their own; what else is answered there does not mislead."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.models.openai import create
from selfinstruct.models.servers import recognition
from selfinstruct.models.servers.recognition import Server, billions, loaded, recognised
from tests.serve.canned import answering
from tests.support.habits import HABITS
from tests.support.zoo import standing

pytestmark = pytest.mark.usefixtures("without_proxies")
NOBODY = Server()


def found(gets: Mapping[str, Any], model: str = "some-model", *rows: Mapping[str, Any]) -> Server:
    """What is recognised where these paths answer: a text, a status, JSON, or None for never."""

    over = asyncio.Event()

    async def say(request: web.BaseRequest) -> web.StreamResponse:
        value = gets.get(request.path, gets.get("*", 404))
        if value is None:
            await over.wait()
        if isinstance(value, int):
            return web.Response(status=value, headers={"Location": "/elsewhere"})
        text = value if isinstance(value, str) else json.dumps(value)
        return web.Response(text=text)

    async def main() -> Server:
        async with answering(say) as address:
            endpoint = create(model, base_url=f"{address}/v1").endpoint()
            server = await recognised(endpoint, model, rows)
            server = await loaded(endpoint, server, model)
            await endpoint.aclose()
            over.set()
            return server

    return asyncio.run(main())


OLLAMA = {"/api/version": {"version": "0.12"}, "/api/ps": {"models": [{"name": "m:latest", "context_length": 4096}]}}
SET = {"/api/show": {"parameters": "stop x\nnum_ctx   8192", "capabilities": ["completion"]}, "/api/ps": {"models": []}}
SIZED = {"/api/show": {"details": {"parameter_size": "8.0B"}, "model_info": {"llama.context_length": 131072}}}
TGI = {"model_id": "m", "max_input_length": 1024, "max_total_tokens": 2048, "version": "1"}
LMSTUDIO = {"data": [{"id": "m", "state": "loaded", "loaded_context_length": 2048}]}
PAGE = "<!doctype html><title>App</title>"


@pytest.mark.parametrize(
    ("gets", "expected"),
    [
        ({}, NOBODY),
        ({"*": PAGE}, NOBODY),
        ({"*": 307}, NOBODY),
        ({"*": 500}, NOBODY),
        ({"*": "[1, 2]"}, NOBODY),
        ({"*": {"detail": "Not Found"}}, NOBODY),
        ({"*": {"version": 3, "data": {}, "models": 1, "default_generation_settings": 7}}, Server("llamacpp")),
        ({"/props": {"total_slots": "four", "build_info": None}}, Server("llamacpp")),
        ({"/version": {"version": "1.2"}}, NOBODY),
        ({"/version": {"version": "v3.1.0"}}, Server("localai", "v3.1.0")),
        (OLLAMA, Server("ollama", "0.12", window=4096)),
        (OLLAMA | {"*": PAGE}, Server("ollama", "0.12", window=4096)),
        (OLLAMA | SET, Server("ollama", "0.12", window=8192, abilities=("completion",))),
        (OLLAMA | SIZED, Server("ollama", "0.12", window=4096, trained=131072, parameters=8.0)),
        ({"/info": TGI}, Server("tgi", "1", 2048)),
        ({"/api/v0/models": LMSTUDIO}, Server("lmstudio", window=2048)),
        ({"/health/liveliness": '"I\'m alive!"'}, Server("litellm")),
    ],
)
def test_recognised(gets: Mapping[str, Any], expected: Server) -> None:
    assert found(gets, "m") == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"owned_by": "vllm", "max_model_len": 8192}, Server("vllm", window=8192)),
        ({"owned_by": "me"}, Server("llamacpppython")),
        ({"context_length": 32768}, Server(window=32768)),
        ({"max_model_len": True}, NOBODY),
    ],
)
def test_recognised_by_the_list_of_models(row: Mapping[str, Any], expected: Server) -> None:
    assert found({}, "m", {"id": "m", **row}) == expected


def test_what_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "SECONDS", 0.2)
    assert found(OLLAMA | {"*": None}, "m") == Server("ollama", "0.12", window=4096)


def test_llamacpp_as_recorded() -> None:
    async def main() -> Server:
        async with standing(HABITS["llama.cpp"]) as (address, _):
            endpoint = create("smollm2", base_url=f"{address}/v1").endpoint()
            server = await recognised(endpoint, "smollm2", HABITS["llama.cpp"].rows or ())
            await endpoint.aclose()
            return server

    assert asyncio.run(main()) == Server(
        "llamacpp", "b1-7e4c0a9", window=4096, trained=8192, slots=4, parameters=0.134515008, template=True
    )


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Qwen/Qwen2.5-7B-Instruct", 7), ("smollm2:135m", 0.135), ("mixtral-8x7b", 56), ("llama3.2:1b-q4", 1),
        ("gpt-4o-mini", None), ("phi-3.5-mini", None), ("7.6B", 7.6), ("claude-3", None), ("gemma-3-270m-it", 0.27),
    ],
)  # fmt: skip
def test_the_size_in_a_name(name: str, size: float | None) -> None:
    found = billions(name)
    assert found == (None if size is None else pytest.approx(size))


@pytest.mark.parametrize(
    "host", ["https://api.openai.com/v1", "https://x.openai.azure.com/openai/v1", "https://openrouter.ai/api/v1"]
)
def test_services_known_by_their_host_are_asked_nothing(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    endpoint = create("m", base_url=host).endpoint()
    server = asyncio.run(recognised(endpoint, "m", [{"id": "m", "context_length": 8192}]))
    assert server.name in ("OpenAI", "Azure", "OpenRouter")
    assert server.window == 8192
