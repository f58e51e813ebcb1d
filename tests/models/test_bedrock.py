"""The bedrock provider against real loopback servers, with real boto3: what is sent, read, and what refusals become."""

import asyncio
import json
import logging
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from selfinstruct import errors
from selfinstruct.models import bedrock_converse as converse
from selfinstruct.models.bedrock import Bedrock, create
from selfinstruct.models.bedrock_client import RuntimeClient, open_runtime
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from tests.support.aws import pretend

ID = "us.example.model-v1:0"
ARN = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{ID}"
ASKED = Request("bootstrap", 0, (Message("system", "Be brief."), Message("user", "Hi")), timeout=5)
EVERY = Sampling(9, 0.5, 0.9, None, None, None, ("\n\n", "END"), {"top_k": 3})


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    """One service and one client for most tests: a client takes long to make."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        pretend(monkeypatch)
        SERVICE.start()
        SERVICE.reached = open_runtime(ID, region=None, profile=None, endpoint_url=SERVICE.address, connections=8)
        yield
        SERVICE.end()


@dataclass
class Canned:
    """A service that gives these answers in turn, the last one again and again, and keeps what it was sent."""

    answers: list[web.Response | Callable[[dict[str, Any]], web.Response]]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.paths.append(request.raw_path)
        self.headers.append(request.headers)
        body = json.loads(await request.read())
        answer = self.answers[min(len(self.bodies), len(self.answers) - 1)]
        self.bodies.append(body)
        if answer is HANG:
            await asyncio.Event().wait()  # until the client goes away
        if answer is RESET and request.transport is not None:
            request.transport.abort()
        if not isinstance(answer, web.Response):
            return answer(body)
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)


def said(value: Any, status: int = 200, **headers: str) -> web.Response:
    return web.Response(status=status, body=json.dumps(value).encode(), headers=headers)


def answer(*texts: str, reason: str = "end_turn", **more: Any) -> web.Response:
    content = [{"text": text} for text in texts]
    return said({"output": {"message": {"role": "assistant", "content": content}}, "stopReason": reason, **more})


def refusal(code: str, message: str, status: int, **headers: str) -> web.Response:
    name = f"{code}:http://internal.amazon.com/coral/com.amazon.bedrock/"
    return said({"message": message}, status, **{"x-amzn-ErrorType": name}, **headers)


def invalid(message: str) -> web.Response:
    return refusal("ValidationException", message, 400)


class CannedService:
    """A service in a thread of its own, which lets `canned` answer."""

    def __init__(self) -> None:
        self.canned = Canned([])
        self.reached: RuntimeClient
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        async def listen() -> web.ServerRunner:
            # A handler that hangs ends when its client has gone.
            server = web.Server(lambda request: self.canned.handle(request), handler_cancellation=True)
            runner = web.ServerRunner(server, shutdown_timeout=0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner

        self._thread.start()
        self._runner = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self.address = "http://{}:{}".format(*self._runner.addresses[0][:2])

    def end(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


SERVICE = CannedService()


@asynccontextmanager
async def asked_of(canned: Canned, name: str = ID, **options: Any) -> AsyncIterator[Bedrock]:
    SERVICE.canned = canned
    model = create(name, endpoint_url=SERVICE.address, **options) if options else Bedrock(name, SERVICE.reached)
    try:
        yield model
    finally:
        await model.aclose()


def ask(canned: Canned, *requests: Request, name: str = ID, **options: Any) -> list[Completion]:
    async def main() -> list[Completion]:
        async with asked_of(canned, name, **options) as model:
            return [await model.complete(request) for request in requests]

    return asyncio.run(main())


def test_only_what_is_set_is_sent_and_signed() -> None:
    canned = Canned([answer("Hello")])
    ask(canned, ASKED, replace(ASKED, sampling=EVERY))
    plain = {"system": [{"text": "Be brief."}], "messages": [{"role": "user", "content": [{"text": "Hi"}]}]}
    assert canned.bodies[0] == plain
    assert canned.bodies[1] == plain | {
        "inferenceConfig": {"maxTokens": 9, "temperature": 0.5, "topP": 0.9, "stopSequences": ["\n\n", "END"]},
        "additionalModelRequestFields": {"top_k": 3},
    }
    signed = canned.headers[0]["Authorization"]
    assert signed.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/us-east-1/bedrock/aws4_request" in signed


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (ID, "/model/us.example.model-v1%3A0/converse"),
        (ARN, "/model/" + ARN.replace(":", "%3A").replace("/", "%2F") + "/converse"),
    ],
)
def test_ids_and_arns_stand_in_the_path(name: str, path: str) -> None:
    canned = Canned([answer("x")])
    ask(canned, ASKED, name=name)
    assert canned.paths == [path]


def test_an_arn_is_split_from_the_provider_at_the_first_slash() -> None:
    from selfinstruct.models import open_model

    model = open_model(f"bedrock/{ARN}", endpoint_url="http://127.0.0.1:9")
    assert isinstance(model, Bedrock)
    assert (model.name, model.model_id) == (f"bedrock/{ARN}", ARN)


def test_half_a_surrogate_pair_can_be_sent() -> None:
    canned = Canned([answer("x")])
    ask(canned, replace(ASKED, messages=(Message("user", "a\ud83d"),)))
    assert canned.bodies[0]["messages"][0]["content"] == [{"text": "a\ud83d"}]


HANG, RESET = web.Response(), web.Response()
TALK = tuple(Message(role, text) for role, text in zip("suuas", "abcde", strict=True))
ROLES = {"s": "system", "u": "user", "a": "assistant"}


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ((), {"maxTokens": 9, "temperature": 0.5, "topP": 0.9, "stopSequences": ["\n\n", "END"]}),
        (("blank_stop",), {"maxTokens": 9, "temperature": 0.5, "topP": 0.9, "stopSequences": ["END"]}),
        (("stop", "top_p"), {"maxTokens": 9, "temperature": 0.5}),
        (("stop", "top_p", "temperature"), {"maxTokens": 9}),
    ],
)
def test_what_a_model_refuses_is_left_out_of_the_body(left_out: tuple[str, ...], expected: dict[str, Any]) -> None:
    assert converse.body(replace(ASKED, sampling=EVERY), left_out)["inferenceConfig"] == expected


def test_roles_take_turns_and_system_texts_stand_apart_or_first() -> None:
    asked = replace(ASKED, messages=tuple(Message(ROLES[turn.role], turn.content) for turn in TALK))
    user = {"role": "user", "content": [{"text": "b"}, {"text": "c"}]}
    reply = {"role": "assistant", "content": [{"text": "d"}]}
    assert converse.body(asked) == {"system": [{"text": "a"}, {"text": "e"}], "messages": [user, reply]}
    first = {"role": "user", "content": [{"text": text} for text in "aebc"]}
    assert converse.body(asked, {"system"}) == {"messages": [first, reply]}


def test_fields_of_the_request_itself_are_not_given_to_the_model() -> None:
    extra = {"guardrailConfig": {"guardrailIdentifier": "g"}, "serviceTier": {"type": "flex"}, "reasoning": 1}
    built = converse.body(replace(ASKED, sampling=Sampling(extra=extra)))
    assert built["guardrailConfig"] == {"guardrailIdentifier": "g"}
    assert built["serviceTier"] == {"type": "flex"}
    assert built["additionalModelRequestFields"] == {"reasoning": 1}


THOUGHT = {"reasoningContent": {"reasoningText": {"text": "2 + 2", "signature": "s"}}}
COUNTED = {"inputTokens": 5, "outputTokens": 2, "cacheReadInputTokens": 4, "cacheWriteInputTokens": 3}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer("Hello"), Completion("Hello", "stop")),
        (answer("one", " two"), Completion("one two", "stop")),
        (answer("x", reason="stop_sequence"), Completion("x", "stop")),
        (answer("x", reason="max_tokens"), Completion("x", "length")),
        (answer("x", reason="model_context_window_exceeded"), Completion("x", "length")),
        (answer("", reason="content_filtered"), Completion("", "content_filter")),
        (answer("I cannot", reason="guardrail_intervened"), Completion("I cannot", "content_filter")),
        (answer(reason="malformed_model_output"), Completion("", "malformed_model_output")),
        (
            said({"output": {"message": {"role": "assistant", "content": [THOUGHT, {"text": "4"}]}}}),
            Completion("4", "stop"),
        ),
        (
            said({"output": {"message": {"role": "assistant", "content": [THOUGHT]}}, "stopReason": "max_tokens"}),
            Completion("", "length"),
        ),
        (answer("x", usage=COUNTED), Completion("x", "stop", Usage(12, 2, 4))),
        (answer("x", usage={"inputTokens": -1, "outputTokens": 10**30}), Completion("x", "stop", Usage(0, 1 << 31))),
    ],
)
def test_answers_are_read(given: web.Response, expected: Completion) -> None:
    assert ask(Canned([given]), ASKED) == [expected]


def test_an_answer_ends_at_a_stop_sequence_that_the_model_repeats() -> None:
    canned = Canned([answer("one END two", reason="max_tokens")])
    assert ask(canned, replace(ASKED, sampling=EVERY)) == [Completion("one ", "stop")]


USER = "User: arn:aws:iam::1:user/u is not authorized to perform: bedrock:InvokeModel on resource: arn"
PASSED = USER.replace("bedrock:InvokeModel", "iam:PassRole")
ON_DEMAND = "Invocation of model ID m with on-demand throughput isn't supported. Retry with an inference profile"
TOO_MUCH = "Too many tokens per day, please wait before trying again."


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (refusal("AccessDeniedException", USER, 403), errors.KeyRefused, "allow bedrock:InvokeModel on it.*IAM"),
        (refusal("AccessDeniedException", PASSED, 403), errors.KeyRefused, "allow iam:PassRole in the IAM policy of"),
        (refusal("AccessDeniedException", "no access to the model", 403), errors.KeyRefused, "access to the model"),
        (refusal("ExpiredTokenException", "expired", 403), errors.KeyRefused, "have expired: renew them.*resume"),
        (refusal("UnrecognizedClientException", "invalid token", 403), errors.KeyRefused, "check the access key"),
        (refusal("InvalidSignatureException", "not as calculated", 403), errors.KeyRefused, "machine's clock"),
        (said({"Message": "nope"}, 403), errors.KeyRefused, "nope"),
        (refusal("ResourceNotFoundException", "no such model", 404), errors.UnknownModel, f"bedrock/{ID}.*--region"),
        (invalid("The provided model identifier is invalid."), errors.UnknownModel, "check the id and the region"),
        (invalid(ON_DEMAND), errors.UnknownModel, "inference profile"),
        (refusal("ThrottlingException", TOO_MUCH, 429), errors.QuotaExhausted, "daily quota is used up: resume tomor"),
        (refusal("ServiceQuotaExceededException", "q", 400), errors.QuotaExhausted, "Service Quotas"),
        (refusal("ThrottlingException", "Too many requests", 429), errors.RateLimited, "Too many requests"),
        (refusal("ModelNotReadyException", "not ready", 429), errors.Retryable, "429 ModelNotReadyException"),
        (refusal("ModelTimeoutException", "x", 408), errors.Retryable, "408 ModelTimeoutException"),
        (refusal("ModelErrorException", "x", 424), errors.Retryable, "424 ModelErrorException"),
        (refusal("InternalServerException", "x", 500), errors.Retryable, "500 InternalServerException"),
        (refusal("ServiceUnavailableException", "x", 503), errors.Retryable, "503"),
        (web.Response(status=502, text="<html>\x1b[2J boom"), errors.Retryable, "502"),
        (invalid("Input is too long for requested model."), errors.RequestFailed, "too long"),
        (invalid("Output blocked by content filtering policy"), errors.RequestFailed, "ValidationException"),
        (web.Response(body=b'{"output": {"mess'), errors.Retryable, "no message, or was cut off"),
        (web.Response(body=b""), errors.Retryable, "no message"),
        (said({"output": {}}), errors.Retryable, "cannot be read"),
        (said([]), errors.Retryable, "cannot be read"),
        (said({"output": 3}), errors.Retryable, "cannot be read"),
        (answer("x", usage={"inputTokens": "many"}), errors.Retryable, "cannot be read"),
    ],
)
def test_refusals_become_errors_that_say_what_to_do(
    given: web.Response, error: type[errors.ModelError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        ask(Canned([given]), ASKED)
    assert type(caught.value) is error
    assert str(caught.value).isprintable()


def test_nothing_is_retried_but_by_us() -> None:
    canned = Canned([refusal("ThrottlingException", "slow down", 429, **{"Retry-After": "7"})])
    with pytest.raises(errors.RateLimited) as caught:
        ask(canned, ASKED)
    assert len(canned.bodies) == 1
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ("The model returned the following errors: `temperature` and `top_p` cannot both be specified", "top_p"),
        ("Malformed input request: #: extraneous key [topP] is not permitted", "top_p"),
        ("`temperature` is deprecated for this model.", "temperature"),
        ("This model doesn't support the stopSequences field. Remove stopSequences and try again.", "stop"),
        ("stop_sequences: each stop sequence must contain non-whitespace", "blank_stop"),
        ("Value at 'inferenceConfig.stopSequences' must have length less than or equal to 1", "stop"),
        ("This model doesn't support the system field. Remove system and try again.", "system"),
        ("Value '5.0' at 'inferenceConfig.temperature' must be less than or equal to 1", None),
        ("The maximum tokens you requested exceeds the model limit of 4096.", None),
        ("This model doesn't support the maxTokens field.", None),
        ("This is not supported", None),
    ],
)
def test_which_parameter_a_message_refuses(
    message: str, left_out: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    canned = Canned([invalid(message), answer("one\n\ntwo")])
    asked = replace(ASKED, sampling=EVERY)
    if left_out is None:
        with pytest.raises(errors.RequestFailed):
            ask(canned, asked)
        return
    assert ask(canned, asked, asked) == [Completion("one", "stop")] * 2, "its stop sequences are applied here"
    assert canned.bodies[1:] == [converse.body(asked, {left_out})] * 2
    assert len(caplog.records) == 1
    assert f"bedrock/{ID} refuses" in caplog.records[0].getMessage()


def test_requests_in_flight_together_find_all_that_is_refused_and_say_it_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def picky(body: dict[str, Any]) -> web.Response:
        config = body.get("inferenceConfig", {})
        for name in ("stopSequences", "topP", "temperature"):
            if name in config:
                return invalid(f"This model doesn't support the {name} field.")
        return answer("x")

    async def main() -> list[Completion]:
        async with asked_of(Canned([picky])) as model:
            return await asyncio.gather(*(model.complete(replace(ASKED, sampling=EVERY)) for _ in range(6)))

    assert asyncio.run(main()) == [Completion("x", "stop")] * 6
    assert len(caplog.records) == 3


def test_what_converse_lacks_is_left_out_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    canned = Canned([answer("x")])
    asked = Request("bootstrap", 0, (Message("user", "Once"),), Sampling(5, None, None, 0.1, 0.2, 7), "completions", 5)
    with caplog.at_level(logging.WARNING, logger="selfinstruct"):
        ask(canned, asked, asked)
    assert canned.bodies[1] == {
        "messages": [{"role": "user", "content": [{"text": "Once"}]}],
        "inferenceConfig": {"maxTokens": 5},
    }
    told = [record.getMessage().split(": ", 1)[1] for record in caplog.records]
    assert told == [
        "Converse has no completions: the prompt is sent as a user's message",
        "Converse has no frequency_penalty: it is left out",
        "Converse has no presence_penalty: it is left out",
        "Converse has no seed: it is left out",
    ]


def test_a_field_that_boto3_refuses_fails_the_request() -> None:
    with pytest.raises(errors.RequestFailed, match="guardrailConfig"):
        ask(Canned([answer("x")]), replace(ASKED, sampling=Sampling(extra={"guardrailConfig": 3})))


def test_a_hang_ends_with_the_time_out_and_gives_its_thread_back() -> None:
    async def main() -> list[threading.Thread]:
        async with asked_of(Canned([HANG])) as model:
            for _ in range(2):
                with pytest.raises(errors.Retryable, match=r"no answer within 0\.2 s|no answer in time"):
                    await model.complete(replace(ASKED, timeout=0.2))
        return [thread for thread in threading.enumerate() if thread.name.startswith("bedrock-")]

    for thread in asyncio.run(main()):
        assert thread.daemon
        thread.join(30)
        assert not thread.is_alive()


def test_a_broken_connection_is_retryable_but_not_unreachable() -> None:
    with pytest.raises(errors.Retryable, match="connection broke") as caught:
        ask(Canned([RESET]), ASKED)
    assert type(caught.value) is errors.Retryable


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_where_nothing_answers_it_says_so(address: str) -> None:
    async def main() -> None:
        model = create(ID, endpoint_url=address)
        try:
            await model.complete(ASKED)
        finally:
            await model.aclose()

    with pytest.raises(errors.NotReachable, match=f"nothing answers for {address}: Could not connect"):
        asyncio.run(main())


def test_a_region_without_bedrock_is_named() -> None:
    from botocore.exceptions import EndpointConnectionError

    from selfinstruct.models.bedrock_errors import error_from

    failed = EndpointConnectionError(endpoint_url="https://bedrock-runtime.mars-1.amazonaws.com")
    found = error_from(failed, model=f"bedrock/{ID}", where="Amazon Bedrock in mars-1")
    assert isinstance(found, errors.NotReachable)
    assert "nothing answers for Amazon Bedrock in mars-1: is it offered there (--region)?" in str(found)


def test_threads_are_as_many_as_requests_in_flight() -> None:
    async def main() -> int:
        async with asked_of(Canned([answer("x")]), concurrency=4) as model:
            for _ in range(5):
                await asyncio.gather(*(model.complete(ASKED) for _ in range(4)))
            return model.threads

    assert asyncio.run(main()) == 4


def test_the_pace_is_told_the_headers_of_answers_and_refusals() -> None:
    heard: list[str] = []
    canned = Canned(
        [
            refusal("ThrottlingException", "x", 429, **{"x-amzn-requestid": "one"}),
            said({}, 200, **{"x-amzn-requestid": "2"}),
        ]
    )

    async def main() -> None:
        async with asked_of(canned) as model:
            model.pace = lambda headers: heard.append(headers["x-amzn-requestid"])
            for _ in range(2):
                with pytest.raises(errors.Retryable):
                    await model.complete(ASKED)

    asyncio.run(main())
    assert heard == ["one", "2"]


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.delenv(name)


def test_amazon_needs_credentials_before_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    with pytest.raises(errors.KeyRefused, match=r"there are none: set AWS_ACCESS_KEY_ID .*--profile.*aws sso login"):
        create(ID)


def test_another_address_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    canned = Canned([answer("x")])
    ask(canned, ASKED, concurrency=1)
    assert "Authorization" not in canned.headers[0]


def test_a_profile_gives_credentials_and_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    config = tmp_path / "config"
    config.write_text(
        "[profile lab]\nregion = eu-central-1\naws_access_key_id = AKIDLAB\naws_secret_access_key = dummy\n"
        "[profile gone]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nregion = eu-west-1\n"
        "[sso-session s]\nsso_start_url = https://example.invalid/start\nsso_region = eu-west-1\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    canned = Canned([answer("x")])
    ask(canned, ASKED, profile="lab")
    ask(canned, ASKED, profile="lab", region="us-west-2")
    assert "Credential=AKIDLAB/" in canned.headers[0]["Authorization"]
    assert "/eu-central-1/bedrock/" in canned.headers[0]["Authorization"]
    assert "/us-west-2/bedrock/" in canned.headers[1]["Authorization"]
    with pytest.raises(errors.UsageError, match="profile \\(nobody\\) could not be found"):
        create(ID, profile="nobody")
    with pytest.raises(errors.KeyRefused, match="aws sso login"):
        create(ID, profile="gone")


def test_where_the_region_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = ARN.replace("us-east-1", "ap-south-1")
    assert create(elsewhere).region == "ap-south-1", "an ARN's before the one configured"
    assert create(elsewhere, region="ap-south-1").region == "ap-south-1"
    with pytest.raises(errors.UsageError, match="is in ap-south-1, not in us-east-1: leave --region away"):
        create(elsewhere, region="us-east-1")
    without(monkeypatch, "AWS_DEFAULT_REGION")
    with pytest.raises(errors.UsageError, match="in which region\\? Give --region, or set AWS_REGION"):
        create(ID)
    with pytest.raises(errors.UsageError, match="'no such'"):
        create(ID, region="no such")
    monkeypatch.setenv("AWS_REGION", "us-west-1")
    assert create(ID).region == "us-west-1"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://user:geheim@127.0.0.1", "must hold no user, password"),
        ("https://127.0.0.1?key=geheim", "must hold no user, password"),
        ("localhost:8000", "localhost:8000.*must look like https://HOST"),
        ("ftp://host", "must look like"),
    ],
)
def test_an_address_that_is_none_or_holds_secrets(address: str, words: str) -> None:
    with pytest.raises(errors.UsageError, match=words) as caught:
        create(ID, endpoint_url=address)
    assert "geheim" not in str(caught.value)


def test_a_base_url_is_not_taken_for_the_address(caplog: pytest.LogCaptureFixture) -> None:
    model = create(ID, base_url="http://127.0.0.1:9/v1")
    assert "not asked at --base-url: its own option is --endpoint-url" in caplog.text
    assert model.region == "us-east-1"


def test_a_bearer_token_is_sent_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "geheim")
    with pytest.raises(errors.KeyRefused, match=r"over https only: unset it for http://127\.0\.0\.1:9") as caught:
        create(ID, endpoint_url="http://127.0.0.1:9")
    assert "geheim" not in str(caught.value)
    without(monkeypatch, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    assert create(ID).name == f"bedrock/{ID}", "a token is enough"


def test_secrets_are_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "geheim-token")
    echoed = "The Canonical String for this request should have been 'POST\n\nx-amz-security-token:geheim-token\n'"
    for message in (f"The signature does not match. {echoed}", "token geheim-token, secret dummy-secret"):
        with pytest.raises(errors.KeyRefused) as caught:
            ask(Canned([refusal("InvalidSignatureException", message, 403)]), ASKED, concurrency=1)
        assert "geheim" not in str(caught.value)
        assert "dummy-secret" not in str(caught.value)
        assert "x-amz-" not in str(caught.value)


def test_without_boto3_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(errors.MissingExtra, match=r"pip install 'selfinstruct\[bedrock\]'"):
        create(ID)


def test_a_model_must_be_named() -> None:
    with pytest.raises(errors.UsageError, match="Write bedrock/MODEL"):
        create("")
