"""The openai provider against real loopback servers: what is sent, what is read, what each refusal becomes."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from time import time
from typing import Any

import pytest
from aiohttp import web

from selfinstruct import errors
from selfinstruct.models.openai import OpenAI, create
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from tests.serve import serving
from tests.serve.canned import answering

ASKED = Request("bootstrap", 0, (Message("system", "Be brief."), Message("user", "Hi")), timeout=5)
PROMPT = replace(ASKED, messages=(Message("user", "Once"),), api="completions")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class Canned:
    """A service that gives these answers in turn, the last one again and again, and keeps what it was sent."""

    answers: list[web.Response | Callable[[dict[str, Any]], tuple[int, Any]]]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.paths.append(request.path)
        self.headers.append(request.headers)
        body = json.loads(await request.read())
        answer = self.answers[min(len(self.bodies), len(self.answers) - 1)]
        self.bodies.append(body)
        if isinstance(answer, web.Response):
            return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
        status, value = answer(body)
        return said(value, status)


def said(value: Any, status: int = 200, **headers: str) -> web.Response:
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    return web.Response(status=status, body=json.dumps(value).encode(), headers=names)


def chat(text: Any = "Hello", **choice: Any) -> web.Response:
    return said({"choices": [{"message": {"content": text}, "finish_reason": "stop"} | choice]})


def refusal(message: str, status: int = 400, **told: Any) -> web.Response:
    return said({"error": {"message": message, "type": None, "param": None, "code": None} | told}, status)


@asynccontextmanager
async def asked_of(canned: Canned, **options: Any) -> AsyncIterator[OpenAI]:
    async with answering(canned.handle) as address:
        model = create("some/model", base_url=f"{address}/v1", **options)
        try:
            yield model
        finally:
            await model.aclose()


def ask(canned: Canned, *requests: Request) -> list[Completion]:
    async def main() -> list[Completion]:
        async with asked_of(canned) as model:
            return [await model.complete(request) for request in requests]

    return asyncio.run(main())


def test_a_proxy_of_the_environment_is_asked_unless_it_is_to_be_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = Canned([chat("by way of a proxy")])

    async def main() -> tuple[str, str]:
        async with asked_of(canned) as near:
            monkeypatch.setenv("http_proxy", near.wire.address.removesuffix("/v1"))
            monkeypatch.setenv("no_proxy", "other.invalid")
            answers = []
            for host in ("service.invalid", "other.invalid"):
                model = create("some/model", base_url=f"http://{host}/v1")
                try:
                    answers.append((await model.complete(ASKED)).text)
                except errors.NotReachable as error:
                    answers.append(str(error))
                finally:
                    await model.aclose()
            return answers[0], answers[1]

    first, second = asyncio.run(main())
    assert first == "by way of a proxy"
    assert canned.headers[0]["Host"] == "service.invalid"
    assert second.startswith("nothing answers at http://other.invalid/v1")


def test_only_what_is_set_is_sent() -> None:
    canned = Canned([chat()])
    every = Sampling(9, 0.5, 0.9, 0.1, 0.2, 7, ("\n\n",), {"top_k": 3, "response_format": {"type": "json_object"}})
    ask(canned, ASKED, replace(ASKED, sampling=every))
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    assert canned.bodies[0] == {"model": "some/model", "messages": messages}
    assert canned.bodies[1] == {
        "model": "some/model",
        "messages": messages,
        "max_tokens": 9,
        "temperature": 0.5,
        "top_p": 0.9,
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
        "seed": 7,
        "stop": ["\n\n"],
        "top_k": 3,
        "response_format": {"type": "json_object"},
    }
    assert canned.paths[0] == "/v1/chat/completions"


def test_completions_sends_a_prompt() -> None:
    canned = Canned([said({"choices": [{"text": " upon a time", "finish_reason": "length"}]})])
    [answer] = ask(canned, PROMPT)
    assert answer == Completion(" upon a time", "length")
    assert canned.bodies == [{"model": "some/model", "prompt": "Once"}]
    assert canned.paths == ["/v1/completions"]


def test_half_a_surrogate_pair_can_be_sent() -> None:
    canned = Canned([chat()])
    ask(canned, replace(ASKED, messages=(Message("user", "a\ud83d"),)))
    assert canned.bodies[0]["messages"][0]["content"] == "a\ud83d"


def test_no_key_is_needed_or_sent_elsewhere_but_one_that_is_set_is(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = Canned([chat()])
    ask(canned, ASKED)
    monkeypatch.setenv("OPENAI_API_KEY", " sk-test\n")
    ask(canned, ASKED)
    assert "Authorization" not in canned.headers[0]
    assert canned.headers[1]["Authorization"] == "Bearer sk-test"


@pytest.mark.parametrize("base_url", [None, "https://eu.api.openai.com/v1"])
def test_openai_itself_needs_a_key_before_any_request(base_url: str | None) -> None:
    with pytest.raises(errors.KeyRefused, match="set OPENAI_API_KEY"):
        create("gpt-x", base_url=base_url)


def test_the_address_comes_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:8000/v1")
    with pytest.raises(errors.UsageError, match=r"localhost:8000/v1.*http://127.0.0.1:8000/v1"):
        create("gpt-x")


def test_a_key_that_cannot_be_one_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-geheim\u00fc")
    with pytest.raises(errors.KeyRefused, match="OPENAI_API_KEY") as caught:
        create("gpt-x")
    assert "geheim" not in str(caught.value)


HUGE = {"prompt_tokens": 1e30, "completion_tokens": -7}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (chat(finish_reason="content_filter"), Completion("Hello", "content_filter")),
        (chat(finish_reason=None), Completion("Hello", "stop")),
        (chat(None), Completion("", "stop")),
        (chat(None, message={"content": None, "refusal": "I cannot"}), Completion("I cannot", "stop")),
        (chat(message={"content": "4", "reasoning_content": "2+2"}), Completion("4", "stop", reasoning="2+2")),
        (chat([{"type": "thinking", "thinking": []}, {"type": "text", "text": "4"}]), Completion("4", "stop")),
        (
            said(
                {
                    "choices": [{"message": {"content": "x"}, "finish_reason": "stop"}],
                    "usage": {
                        "prompt_tokens": 9,
                        "completion_tokens": 2,
                        "prompt_tokens_details": {"cached_tokens": 4},
                    },
                }
            ),
            Completion("x", "stop", Usage(9, 2, 4)),
        ),
        (
            said({"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": None}}),
            Completion("x", "stop"),
        ),
        (
            said({"choices": [{"message": {"content": "x"}}], "usage": HUGE}),
            Completion("x", "stop", Usage(1 << 31, 0)),
        ),
        (
            said({"model": "real\x1b[31m\nname", "choices": [{"message": {"content": "x"}}]}),
            Completion("x", "stop", model="real [31m name"),
        ),
        (said({"model": "some/model", "choices": [{"message": {"content": "x"}}]}), Completion("x", "stop")),
        (said({"model": ["m"], "choices": [{"message": {"content": "x"}}]}), Completion("x", "stop")),
    ],
)
def test_answers_are_read(answer: web.Response, expected: Completion) -> None:
    assert ask(Canned([answer]), ASKED) == [expected]


QUOTA = {"code": "insufficient_quota", "type": "insufficient_quota"}


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (refusal("Incorrect key", 401), errors.KeyRefused, "set OPENAI_API_KEY"),
        (refusal("Forbidden", 403), errors.KeyRefused, "set OPENAI_API_KEY"),
        (refusal("no access", 403, code="model_not_found"), errors.UnknownModel, "openai/some/model"),
        (refusal("The model does not exist", 404), errors.UnknownModel, r"/v1/chat/completions.*openai/some/model"),
        (said({"message": "nope"}, 404), errors.UnknownModel, "nope"),
        (said({"error": "model not found"}, 404), errors.UnknownModel, "model not found"),
        (web.Response(status=405, text="no"), errors.UnknownModel, "openai/some/model"),
        (refusal("You exceeded your quota", 429, **QUOTA), errors.QuotaExhausted, "out of credit"),
        (refusal("Insufficient balance", 402), errors.QuotaExhausted, "out of credit"),
        (refusal("Request too large for x on tokens per min", 429), errors.RequestFailed, "Request too large"),
        (refusal("slow down", 429), errors.RateLimited, "slow down"),
        (refusal("x", 408), errors.Retryable, "408"),
        (refusal("x", 409), errors.Retryable, "409"),
        (refusal("x", 425), errors.Retryable, "425"),
        (web.Response(status=500, text="<html>\x1b[2J boom"), errors.Retryable, "500: <html>.*boom"),
        (refusal("overloaded", 503), errors.Retryable, "overloaded"),
        (refusal("too long", 400, code="context_length_exceeded"), errors.RequestFailed, "too long"),
        (refusal("bad", 422), errors.RequestFailed, "422"),
        (
            web.Response(status=308, headers={"Location": "https://elsewhere.invalid/v1/chat/completions"}),
            errors.UnknownModel,
            r"redirects requests \(308\).*https://elsewhere\.invalid/v1",
        ),
        (web.Response(status=302, text="moved"), errors.UnknownModel, "moved"),
        (web.Response(body=b'{"choices": [{"mess'), errors.Unreadable, "cut off"),
        (said({"choices": []}), errors.Unreadable, "no choices"),
        (said({"error": {"message": "upstream"}}), errors.Retryable, "upstream"),
        (said({"choices": [{"text": 3}]}), errors.Unreadable, "no text"),
        (said([]), errors.Unreadable, "no choices"),
    ],
)
def test_refusals_become_errors_that_say_what_to_do(
    answer: web.Response, error: type[errors.ModelError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        ask(Canned([answer]), ASKED)
    assert type(caught.value) is error
    assert str(caught.value).isprintable()


def test_a_chat_model_asked_for_completions_says_how_to_ask_it() -> None:
    with pytest.raises(errors.UnknownModel, match="--set api=chat"):
        ask(Canned([refusal("This is a chat model", 404)]), PROMPT)


def test_the_key_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with pytest.raises(errors.KeyRefused) as caught:
        ask(Canned([refusal("Incorrect API key provided: sk-secret", 401)]), ASKED)
    assert "sk-secret" not in str(caught.value)
    assert "[key]" in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0.25"}, 0.25),
        ({"retry_after": "7", "retry_after_ms": "120"}, 0.12),
        ({"retry_after": formatdate(time() + 3000, usegmt=True)}, 3000.0),
        ({"retry_after": formatdate(0, usegmt=True)}, 0.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "-3"}, 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(headers: dict[str, str], seconds: float | None, status: int) -> None:
    with pytest.raises(errors.Retryable) as caught:
        ask(Canned([said({"error": {}}, status, **headers)]), ASKED)
    found = caught.value.retry_after
    assert found == (seconds if seconds is None else pytest.approx(seconds, abs=900 if seconds > 10 else 1e-9))


def test_a_wait_of_hours_is_a_quota_of_the_day() -> None:
    with pytest.raises(errors.QuotaExhausted, match="resume tomorrow"):
        ask(Canned([said({"error": {}}, 429, retry_after=formatdate(time() + 9000, usegmt=True))]), ASKED)
    with pytest.raises(errors.Retryable):
        ask(Canned([said({"error": {}}, 503, retry_after="9000")]), ASKED)


REASONING = Sampling(50, 0.7, 0.9, 0.1, 0.2, 7, ("\n\n", "END"))


def reasoning(body: dict[str, Any]) -> tuple[int, Any]:
    """Refuses, one at a time and in OpenAI's words, what gpt-5 refuses."""
    for name in ("max_tokens", "stop", "temperature", "top_p", "presence_penalty", "frequency_penalty", "seed"):
        if name in body:
            instead = " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
            message = f"Unsupported parameter: '{name}' is not supported with this model.{instead}"
            return 400, {"error": {"message": message, "param": name, "code": "unsupported_parameter"}}
    return 200, {"choices": [{"message": {"content": "one END two\n\nthree"}, "finish_reason": "length"}]}


def test_refused_parameters_are_left_out_once_and_said(caplog: pytest.LogCaptureFixture) -> None:
    canned = Canned([reasoning])
    asked = replace(ASKED, sampling=REASONING)
    with caplog.at_level(logging.WARNING, logger="selfinstruct"):
        answers = ask(canned, asked, asked)
    assert answers == [Completion("one ", "stop")] * 2
    assert len(canned.bodies) == 9, "seven refusals, and none for the second request"
    assert set(canned.bodies[-1]) == {"model", "messages", "max_completion_tokens"}
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 7
    assert told[0] == "openai/some/model refuses max_tokens: max_completion_tokens is sent in its place"


def test_requests_in_flight_together_say_it_once(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> list[Completion]:
        async with asked_of(Canned([reasoning])) as model:
            asked = replace(ASKED, sampling=Sampling(5))
            return await asyncio.gather(*(model.complete(asked) for _ in range(5)))

    assert len(asyncio.run(main())) == 5
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("message", "param", "left_out"),
    [
        ("temperature and top_p cannot both be specified for this model", None, "top_p"),
        ("Unrecognized request argument supplied: seed", None, "seed"),
        ("invalid temperature: only 1 is allowed for this model", None, "temperature"),
        ("Invalid 'stop': array too long", "stop", "stop"),
        ("max_tokens is too large: 99. This model supports at most 8 tokens", "max_tokens", None),
        ("temperature must be less than 2", "temperature", None),
        ("maximum context length is 10 tokens, reduce max_tokens or use max_completion_tokens at most", None, None),
        ("This is not supported", None, None),
    ],
)
def test_which_parameter_a_message_refuses(message: str, param: str | None, left_out: str | None) -> None:
    canned = Canned([refusal(message, param=param), chat()])
    asked = replace(ASKED, sampling=REASONING)
    if left_out is None:
        with pytest.raises(errors.RequestFailed):
            ask(canned, asked)
        return
    ask(canned, asked)
    assert set(canned.bodies[0]) - set(canned.bodies[1]) == {left_out}


def test_a_hang_ends_with_the_time_out() -> None:
    async def main(url: str) -> None:
        model = create("x", base_url=url)
        try:
            await model.complete(replace(ASKED, timeout=0.2))
        finally:
            await model.aclose()

    with serving(faults="hang=1") as served, pytest.raises(errors.TimedOut, match=r"no answer within 0\.2 s"):
        asyncio.run(main(served.base_url))


def test_a_broken_connection_is_retryable_but_not_unreachable() -> None:
    async def main(url: str) -> None:
        model = create("x", base_url=url)
        try:
            await model.complete(ASKED)
        finally:
            await model.aclose()

    with serving(faults="reset=1") as served, pytest.raises(errors.Retryable, match="connection broke") as caught:
        asyncio.run(main(served.base_url))
    assert type(caught.value) is errors.Retryable


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_where_nothing_answers_it_says_so(address: str) -> None:
    async def main() -> None:
        model = create("x", base_url=address)
        try:
            await model.complete(ASKED)
        finally:
            await model.aclose()

    with pytest.raises(errors.NotReachable, match=f"nothing answers at {address}"):
        asyncio.run(main())


@pytest.mark.parametrize("address", ["http://user:secret@127.0.0.1/v1", "http://127.0.0.1/v1?key=secret"])
def test_an_address_with_secrets_is_refused_without_showing_them(address: str) -> None:
    with pytest.raises(errors.UsageError, match="OPENAI_API_KEY") as caught:
        create("x", base_url=address)
    assert "secret" not in str(caught.value)


def test_the_pace_is_told_the_headers_of_answers_and_refusals() -> None:
    heard: list[str] = []
    limits = {"x_ratelimit_remaining_requests": "3"}
    canned = Canned(
        [said({"error": {}}, 429, **limits), said({"choices": [{"message": {"content": ""}}]}, 200, **limits)]
    )

    async def main() -> None:
        async with asked_of(canned) as model:
            model.pace = lambda headers: heard.append(headers["x-ratelimit-remaining-requests"])
            with pytest.raises(errors.RateLimited):
                await model.complete(ASKED)
            await model.complete(ASKED)

    asyncio.run(main())
    assert heard == ["3", "3"]


@pytest.mark.parametrize(
    ("words", "status", "kind"),
    [
        ("1 validation error: {'type': 'literal_error', 'msg': \"Input should be 'text'\"}", 500, errors.Misfit),
        ("Jinja Exception: Conversation roles must alternate", 500, errors.Misfit),
        ("CUDA out of memory", 500, errors.Retryable),
        ("Loading model", 503, errors.Retryable),
    ],
)
def test_a_server_that_fails_over_the_form_of_a_request_is_told_from_one_that_fails(
    words: str, status: int, kind: type[Exception]
) -> None:
    with pytest.raises(errors.Retryable) as caught:
        ask(Canned([refusal(words, status)]), ASKED)
    assert type(caught.value) is kind


def test_of_long_words_both_ends_are_kept() -> None:
    words = "1 validation error: " + "{'loc': ('body', 'x')}, " * 100 + "Input should be 'text'"
    with pytest.raises(errors.Misfit, match=r"500: 1 validation error: .* … .*Input should be 'text'$") as caught:
        ask(Canned([refusal(words, 500)]), ASKED)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://host.docker.internal:11434/v1", True),
        ("https://api.service.invalid/v1", False),
        ("http://10.0.0.7:8000/v1", False),
        ("http://localhost.service.invalid/v1", False),
    ],
)
def test_what_runs_on_this_machine_is_known_by_its_address(address: str, near: bool) -> None:
    assert create("some/model", base_url=address).near == near
