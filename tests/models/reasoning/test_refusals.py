"""A service that refuses how it is asked to think is asked otherwise, or not, in one warning, and nothing is lost."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.errors import RequestFailed
from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai import create
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.records import Completion, Message, Request, Sampling
from tests.serve.canned import answering

KEYS = ("reasoning_effort", "chat_template_kwargs", "thinking", "output_config", "temperature")
ANTHROPIC = "https://api.anthropic.com/v1"
ADAPTIVE = "adaptive thinking is not supported on this model"
BUDGET = (
    '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" '
    "to control thinking behavior."
)
EXTRANEOUS = "Malformed input request: extraneous key [thinking] is not permitted"


def asked(level: str, limit: int = 4000, index: int = 0, **extra: Any) -> Request:
    sampling = Sampling(limit, 0.7, extra=extra, reasoning=level)
    return Request("bootstrap", index, (Message("user", "Hi"),), sampling, timeout=5)


def answered(
    refusing: Callable[[dict[str, Any]], str | None], requests: list[Request], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Completion | BaseException], list[dict[str, Any]]]:
    """What came of requests put at once, and the parts of bodies that matter here, as they came."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    bodies: list[dict[str, Any]] = []

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        body = json.loads(await request.read())
        bodies.append({key: body[key] for key in KEYS if key in body})
        await asyncio.sleep(0)
        if len(bodies) < 40 and (said := refusing(body)):
            return web.json_response({"error": {"message": said, "type": "invalid_request_error"}}, status=400)
        return web.json_response({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})

    async def ask() -> list[Completion | BaseException]:
        async with answering(handle) as address:
            model = create("some", base_url=f"{address}/v1")
            try:
                return await asyncio.gather(*map(model.complete, requests), return_exceptions=True)
            finally:
                await model.aclose()

    return asyncio.run(ask()), bodies


def texts(found: list[Completion | BaseException]) -> list[str]:
    return [item.text if isinstance(item, Completion) else str(item) for item in found]


def test_a_refused_word_falls_to_the_nearest(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refusing(body: dict[str, Any]) -> str | None:
        word = body.get("reasoning_effort")
        return None if word == "low" else f"Unsupported value: 'reasoning_effort' does not support '{word}' with this "\
            "model. Supported values are: 'low', 'medium', and 'high'."  # fmt: skip

    found, bodies = answered(refusing, [asked("off", index=number) for number in range(4)], monkeypatch)
    assert texts(found) == ["Yes."] * 4
    assert [body["reasoning_effort"] for body in bodies[-4:]] == ["low"] * 4
    assert len(bodies) <= 8
    assert [record.getMessage() for record in caplog.records] == [
        "openai/some refuses the effort 'none': reasoning is asked for as 'low'"
    ]


def test_a_refused_key_is_left_out_and_the_other_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refusing(body: dict[str, Any]) -> str | None:
        return "Unrecognized request argument supplied: reasoning_effort" if "reasoning_effort" in body else None

    found, bodies = answered(refusing, [asked("high", index=number) for number in range(4)], monkeypatch)
    assert texts(found) == ["Yes."] * 4
    switched = {"enable_thinking": True, "thinking": True}
    assert bodies[-1] == {"chat_template_kwargs": switched, "temperature": 0.7}
    assert [record.getMessage() for record in caplog.records] == [
        "openai/some refuses reasoning_effort: the setting reasoning is not sent"
    ]


def test_all_of_it_may_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(body: dict[str, Any]) -> str | None:
        return next((f"{key}: Extra inputs are not permitted" for key in body if key in KEYS[:2]), None)

    found, bodies = answered(refusing, [asked("high")], monkeypatch)
    assert texts(found) == ["Yes."]
    assert bodies[-1] == {"temperature": 0.7}


def test_what_is_refused_for_another_reason_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found, bodies = answered(lambda body: "The context length is exceeded", [asked("high")], monkeypatch)
    assert isinstance(found[0], RequestFailed)
    assert len(bodies) == 1


def test_what_extra_says_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = "reasoning_effort is not supported"
    found, bodies = answered(lambda body: refusal, [asked("high", reasoning_effort="low")], monkeypatch)
    assert isinstance(found[0], RequestFailed)
    assert len(bodies) == 1


def refuses(wire: OpenAIWire, request: Request, body: dict[str, Any], said: str) -> Exception:
    content = json.dumps({"error": {"message": said}}).encode()
    return wire.refusal(request, body, HttpResponse(400, {}, content))


@pytest.mark.parametrize(
    ("model", "said", "then"),
    [
        ("claude-opus-4-6", ADAPTIVE, {"thinking": {"type": "enabled", "budget_tokens": 2000}}),
        ("claude-sonnet-4-5", BUDGET, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}}),
    ],
)
def test_claude_is_asked_in_the_other_way(model: str, said: str, then: dict[str, Any]) -> None:
    wire = OpenAIWire(model, ANTHROPIC, "")
    body = wire.body(asked("medium"))
    for _ in range(3):  # requests in flight, all refused alike
        assert isinstance(refuses(wire, asked("medium"), body, said), ParameterRefused)
    body = wire.body(asked("medium"))
    assert {key: body[key] for key in KEYS if key in body} == then
    assert isinstance(
        refuses(wire, asked("medium"), body, "thinking: Extra inputs are not permitted"), ParameterRefused
    )
    body = wire.body(asked("medium"))
    assert {key: body[key] for key in KEYS if key in body} == {"temperature": 0.7}
    assert isinstance(refuses(wire, asked("medium"), body, "thinking: Extra inputs are not permitted"), RequestFailed)


def test_a_model_that_thinks_in_streams_alone_answers_without() -> None:
    wire = OpenAIWire("qwen3-32b", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "")
    streams = "parameter.enable_thinking must be set to false for non-streaming calls"
    for said, then in (
        (
            "The thinking_budget parameter must be a positive integer and not greater than 1024",
            {"enable_thinking": True},
        ),
        (streams, {"enable_thinking": False}),
        ("The value of the enable_thinking parameter is restricted to True.", {}),
    ):
        body = wire.body(asked("medium"))
        for _ in range(2):  # requests in flight
            assert isinstance(refuses(wire, asked("medium"), body, said), ParameterRefused)
        body = wire.body(asked("medium"))
        assert {key: body[key] for key in ("enable_thinking", "thinking_budget") if key in body} == then


@pytest.mark.parametrize(
    ("model", "address"),
    [("glm-5.3", "https://api.z.ai/api/paas/v4"), ("kimi-k3", "https://ark.cn-beijing.volces.com/api/v3")],
)
def test_a_model_that_always_thinks_is_asked_for_nothing(model: str, address: str) -> None:
    wire = OpenAIWire(model, address, "")
    for _ in range(2):  # both ways say the same of no thoughts
        body = wire.body(asked("off"))
        assert body["thinking"] == {"type": "disabled"}
        assert isinstance(
            refuses(wire, asked("off"), body, "thinking type disabled is not supported"), ParameterRefused
        )
    assert "thinking" not in wire.body(asked("off"))


def test_lines_of_a_batch_job_are_refused_alike() -> None:
    wire = OpenAIWire("some", "https://api.openai.com/v1", "")
    content = json.dumps({"error": {"message": "Unsupported parameter: 'reasoning_effort'"}}).encode()
    for _ in range(3):
        with pytest.raises(ParameterRefused):
            wire.read(asked("low"), HttpResponse(400, {}, content))
    assert "reasoning_effort" not in wire.body(asked("low"))


def test_converse_is_asked_without() -> None:
    wire = ConverseWire("anthropic.claude-sonnet-4-5-20250929-v1:0", "here", ())
    request = asked("medium")
    sent = wire.body(request)
    for _ in range(3):
        assert isinstance(wire.refused_parameter(request, 400, EXTRANEOUS, (), sent), ParameterRefused)
    assert wire.body(request)["additionalModelRequestFields"]["thinking"] == {"type": "adaptive"}
    for _ in range(3):
        assert isinstance(wire.refusal(request, 400, EXTRANEOUS), ParameterRefused)  # of a job begun before
    sent = wire.body(request)
    assert isinstance(wire.refused_parameter(request, 400, EXTRANEOUS, (), sent), ParameterRefused)
    assert wire.body(request)["inferenceConfig"] == {"maxTokens": 4000, "temperature": 0.7}
    assert "additionalModelRequestFields" not in wire.body(request)
    assert wire.refused_parameter(request, 400, EXTRANEOUS, (), wire.body(request)) is None
