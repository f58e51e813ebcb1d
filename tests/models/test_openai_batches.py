"""Batch jobs at OpenAI: what is sent, what is read, what each refusal becomes."""

import asyncio
import json
import logging
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.errors import (
    KeyRefused,
    ModelError,
    NotReachable,
    QuotaExhausted,
    RequestFailed,
    Retryable,
    UnknownModel,
)
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai import create
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.records import Completion
from tests.serve.canned import answering
from tests.support.batches import ASKED


def test_a_refused_connection_is_known_as_one() -> None:
    async def ask() -> None:
        model = create("any", base_url="http://127.0.0.1:9/v1")
        batches = model.batches()
        try:
            await batches.state("batch_0")
        finally:
            await batches.aclose()
            await model.aclose()

    with pytest.raises(NotReachable, match=r"^nothing answers at http://127.0.0.1:9/v1: "):
        asyncio.run(ask())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"id": "batch_0", "sta'), ("application/json", b"{}"), ("application/json", b"[]"),
        ("application/json", b"null"), ("application/json", b"\xff\xfe"), ("text/html", b"<html>"),
    ],
)  # fmt: skip
def test_an_answer_about_a_job_that_cannot_be_read_is_asked_for_again(kind: str, body: bytes) -> None:
    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type=kind)

    async def ask() -> None:
        async with answering(say) as address:
            model = create("any", base_url=f"{address}/v1")
            batches = model.batches()
            try:
                questions = [batches.state("b"), batches.submit("t", "chat", "f"), batches.upload("t", [b"x"])]
                questions += [] if body == b"{}" else [batches.find("t", 0.0)]
                for question in questions:
                    with pytest.raises(
                        Retryable, match=r"/v1/(batches|files)\S*: the answer cannot be read, or was cut"
                    ):
                        await question
            finally:
                await batches.aclose()
                await model.aclose()

    asyncio.run(ask())


def test_a_parameter_refused_in_a_batch_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    model = create("some", base_url="http://127.0.0.1:9/v1")
    assert isinstance(model.wire, OpenAIWire)
    told = {"error": {"message": "Unsupported value: 'temperature' is not supported", "param": "temperature"}}
    refusal = HttpResponse(400, {}, json.dumps(told).encode())
    for _ in range(2):  # all lines of a job say so
        with caplog.at_level(logging.WARNING), pytest.raises(Retryable, match="refuses temperature"):
            model.wire.read(ASKED, refusal)
    assert caplog.text.count("refuses temperature") == 1
    assert "temperature" not in json.loads(model.batches().line("key", ASKED))["body"]
    said = {"choices": [{"message": {"content": "one END two"}, "finish_reason": "length"}]}
    answer = model.wire.read(ASKED, HttpResponse(200, {}, json.dumps(said).encode()))
    assert (answer.text, answer.finish_reason) == ("one ", "stop"), "an earlier session may have left out the stop"


def test_lines_of_results_that_nobody_asked_for_are_left_out() -> None:
    job = {
        "id": "b", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "in", "created_at": 1,
        "completion_window": "24h", "status": "completed", "output_file_id": "out",
    }  # fmt: skip
    body = {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}
    rows = [{"custom_id": name, "response": {"status_code": 200, "body": body}} for name in ("strange", "mine")]
    lines = b"no JSON\n\n" + b"\n".join(json.dumps(row).encode() for row in rows)

    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=lines) if request.path.endswith("/content") else web.json_response(job)

    async def ask() -> list[Any]:
        async with answering(say) as address:
            model = create("any", base_url=f"{address}/v1")
            batches = model.batches()
            try:
                return [item async for item in batches.results("b", {"mine": ASKED})]
            finally:
                await batches.aclose()
                await model.aclose()

    assert asyncio.run(ask()) == [("mine", Completion("Hello"))]


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        ({"code": "batch_expired", "message": "This request could not be executed in time."}, Retryable, "in time"),
        ({"code": "batch_cancelled", "message": "Invalid request: the job was cancelled."}, Retryable, "cancelled"),
        ({"code": "server_error", "message": "It broke."}, Retryable, "It broke"),
        ({"code": "something_new", "message": "Nobody knows."}, Retryable, "Nobody knows"),
        (None, Retryable, "the line has no answer"),
        ("no object", Retryable, "the line has no answer"),
        ({"code": "invalid_request_error", "message": "messages: is too long."}, RequestFailed, "too long"),
        ({"code": "content_policy_violation", "message": "Not this."}, RequestFailed, "Not this"),
        ({"code": "model_not_found", "message": "There is no such model."}, UnknownModel, "no such model"),
        ({"code": "insufficient_quota", "message": "Nothing left."}, QuotaExhausted, "Nothing left"),
        ({"code": "invalid_api_key", "message": "Wrong."}, KeyRefused, "Wrong"),
        ({"code": "unsupported_value", "param": "temperature", "message": "'temperature' is not supported"}, Retryable,
         "refuses temperature"),
    ],
)  # fmt: skip
def test_a_line_that_has_an_error_alone_is_read_as_any_error(error: Any, kind: type[ModelError], told: str) -> None:
    job = {
        "id": "b", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "in", "created_at": 1,
        "completion_window": "24h", "status": "completed", "error_file_id": "err",
    }  # fmt: skip
    line = json.dumps({"custom_id": "mine", "response": None, "error": error}).encode()

    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=line) if request.path.endswith("/content") else web.json_response(job)

    async def ask() -> list[Any]:
        async with answering(say) as address:
            model = create("any", base_url=f"{address}/v1")
            batches = model.batches()
            try:
                return [item async for item in batches.results("b", {"mine": ASKED})]
            finally:
                await batches.aclose()
                await model.aclose()

    [(_, found)] = asyncio.run(ask())
    assert isinstance(found, kind)
    assert told in str(found)
