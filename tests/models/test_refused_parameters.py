"""A parameter that a model refuses is never sent again, wherever a recipe names it: none makes us ask for ever."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.errors import RequestFailed, Retryable
from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai import create
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.records import Completion, Message, Request, Sampling
from tests.serve.canned import answering

ASKED = Request("bootstrap", 0, (Message("user", "Hi"),), timeout=5)
NAMES = ("max_tokens", "stop", "top_p", "temperature", "presence_penalty", "frequency_penalty", "seed")
EXTRA = {"max_tokens": 9, "stop": ["END"], "top_p": 0.5, "temperature": 1, "presence_penalty": 1, "seed": 3, "top_k": 2}
MANY_TIMES = 40

pytestmark = pytest.mark.usefixtures("no_key")


@pytest.fixture
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


def unsupported(name: str) -> dict[str, Any]:
    instead = " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
    return {"error": {"message": f"Unsupported parameter: '{name}' is not supported.{instead}", "param": name}}


def completes(service: Callable[[int, dict[str, Any]], str | None], sampling: Sampling) -> tuple[Any, list[Any]]:
    """The completion or error, and what a service was sent that refuses what `service` names of a numbered body."""
    bodies: list[dict[str, Any]] = []

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        body = json.loads(await request.read())
        refused = service(len(bodies), body) if len(bodies) < MANY_TIMES else None
        bodies.append(body)
        said = {"choices": [{"message": {"content": "one END two STOP"}, "finish_reason": "length"}]}
        return web.json_response(unsupported(refused) if refused else said, status=400 if refused else 200)

    @asynccontextmanager
    async def opened() -> Any:
        async with answering(handle) as address:
            model = create("some", base_url=f"{address}/v1")
            try:
                yield model
            finally:
                await model.aclose()

    async def main() -> Completion:
        async with opened() as model:
            found: Completion = await model.complete(replace(ASKED, sampling=sampling))
            return found

    try:
        return asyncio.run(main()), bodies
    except RequestFailed as error:
        return error, bodies


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("beside", [Sampling(), Sampling(50, 0.7, 0.9, 0.1, 0.2, 7, ("STOP",))])
def test_a_refused_parameter_of_extra_is_asked_without(name: str, beside: Sampling) -> None:
    sampling = replace(beside, extra={name: {"stop": ["END"], "max_tokens": 9}.get(name, 1), "top_k": 2})
    answer, bodies = completes(lambda _, body: name if name in body else None, sampling)
    assert len(bodies) == 2
    expected = {key: value for key, value in bodies[0].items() if key != name}
    assert bodies[1] == expected | ({"max_completion_tokens": 9} if name == "max_tokens" else {})
    assert answer == (Completion("one ", "stop") if name == "stop" else Completion("one END two STOP", "length"))


@pytest.mark.parametrize(
    ("stop", "text"),
    [("two", "one END "), (["STOP", "END"], "one "), (None, "one END two STOP"), (3, "one END two STOP")],
)
def test_a_refused_stop_of_extra_is_applied_to_the_text(stop: object, text: str) -> None:
    answer, _ = completes(lambda _, body: "stop" if "stop" in body else None, Sampling(extra={"stop": stop}))
    assert answer.text == text


@pytest.mark.parametrize("extra", [{}, EXTRA, {"max_completion_tokens": 7}, {"top_p": None}])
@pytest.mark.parametrize("asked", [Sampling(), Sampling(50, 0.7, 0.9, 0.1, 0.2, 7, ("STOP",))])
def test_a_service_that_refuses_whatever_it_can_is_asked_a_few_times(asked: Sampling, extra: dict[str, Any]) -> None:
    # It goes round all names, whether the body has them or not.
    sampling = replace(asked, extra=extra)
    _, bodies = completes(
        lambda number, body: next((name for name in NAMES if name in body), NAMES[number % 7]), sampling
    )
    assert len(bodies) <= len(NAMES) + 1
    assert all(first.keys() != second.keys() for first, second in pairwise(bodies))
    _, bodies = completes(lambda number, _: NAMES[number % len(NAMES)], sampling)
    assert len(bodies) <= len(NAMES) + 1


def test_a_line_of_a_batch_has_none_that_an_earlier_line_found() -> None:
    wire = OpenAIWire("some", "http://127.0.0.1:9/v1", "")
    asked = replace(ASKED, sampling=Sampling(50, extra=EXTRA))
    for name in NAMES:
        if name in EXTRA:
            with pytest.raises(ParameterRefused):
                wire.read(asked, HttpResponse(400, {}, json.dumps(unsupported(name)).encode()))
    assert set(wire.body(asked)) == {"model", "messages", "max_completion_tokens", "top_k"}
    assert wire.body(asked)["max_completion_tokens"] == 9, "what stands in extra counts"


@pytest.mark.parametrize("name", ["top_p", "temperature", "stop", "stop_sequences", "system"])
@pytest.mark.parametrize("asked", [Sampling(), Sampling(50, 0.7, 0.9, 0.1, 0.2, 7, ("STOP", "\n"))])
def test_bedrock_refuses_nothing_twice(name: str, asked: Sampling) -> None:
    wire = ConverseWire("some", "there", ())
    request = replace(ASKED, sampling=replace(asked, extra={name: 0.5}))
    found = 0
    while found < MANY_TIMES:
        left_out = wire.refused.names
        if wire.refused_parameter(request, 400, f"white space: {name} prompts are not supported", left_out) is None:
            break
        found += 1
    assert found <= 2, "stop sequences: first those of white space, then all"


def test_bedrock_knows_its_own_parameters_from_those_of_extra() -> None:
    wire = ConverseWire("some", "there", ())
    for sampling, kind in (
        (Sampling(top_p=0.5, extra={"top_p": 0.5}), Retryable),
        (Sampling(extra={"top_p": 0.5}), RequestFailed),
    ):
        assert isinstance(wire.refusal(replace(ASKED, sampling=sampling), 400, "top_p is not supported"), kind)
