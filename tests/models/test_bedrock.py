"""The bedrock provider against real loopback servers, with real boto3: what is sent, read, and what refusals become."""

import asyncio
import json
import logging
import threading
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from selfinstruct import errors
from selfinstruct.forms.description import Hold
from selfinstruct.forms.schema import plain_schema
from selfinstruct.models import bedrock_converse as converse
from selfinstruct.models.bedrock import Bedrock, create
from selfinstruct.parse.answer_forms import agreement_form
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from tests.support.bedrock import (
    ARN,
    ASKED,
    EVERY,
    HANG,
    ID,
    RESET,
    TALK,
    Canned,
    answer,
    ask,
    asked_of,
    invalid,
    refusal,
    said,
)

pytestmark = pytest.mark.usefixtures("aws", "canned_service")


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
    assert (model.name, model.wire.model_id) == (f"bedrock/{ARN}", ARN)


def test_half_a_surrogate_pair_can_be_sent() -> None:
    canned = Canned([answer("x")])
    ask(canned, replace(ASKED, messages=(Message("user", "a\ud83d"),)))
    assert canned.bodies[0]["messages"][0]["content"] == [{"text": "a\ud83d"}]


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
            Completion("4", "stop", reasoning="2 + 2"),
        ),
        (
            said({"output": {"message": {"role": "assistant", "content": [THOUGHT]}}, "stopReason": "max_tokens"}),
            Completion("", "length", reasoning="2 + 2"),
        ),
        (answer("x", usage=COUNTED), Completion("x", "stop", Usage(12, 2, 4, written=3))),
        (answer("x", usage={"inputTokens": -1, "outputTokens": 10**30}), Completion("x", "stop", Usage(0, 1 << 31))),
    ],
)
def test_answers_are_read(given: web.Response, expected: Completion) -> None:
    assert ask(Canned([given]), ASKED) == [expected]


def test_an_answer_ends_at_a_stop_sequence_that_the_model_repeats() -> None:
    canned = Canned([answer("one END two", reason="max_tokens")])
    assert ask(canned, replace(ASKED, sampling=EVERY)) == [Completion("one ", "stop")]


def test_nothing_is_retried_but_by_us() -> None:
    canned = Canned([refusal("ThrottlingException", "slow down", 429, **{"Retry-After": "7"})])
    with pytest.raises(errors.RateLimited) as caught:
        ask(canned, ASKED)
    assert len(canned.bodies) == 1
    assert caught.value.retry_after == 7


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


def test_secrets_are_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "geheim-token")
    echoed = "The Canonical String for this request should have been 'POST\n\nx-amz-security-token:geheim-token\n'"
    for message in (f"The signature does not match. {echoed}", "token geheim-token, secret dummy-secret"):
        with pytest.raises(errors.KeyRefused) as caught:
            ask(Canned([refusal("InvalidSignatureException", message, 403)]), ASKED, concurrency=1)
        assert "geheim" not in str(caught.value)
        assert "dummy-secret" not in str(caught.value)
        assert "x-amz-" not in str(caught.value)


def test_a_model_must_be_named() -> None:
    with pytest.raises(errors.UsageError, match="write bedrock/MODEL"):
        create("")


HELD = replace(ASKED, hold=Hold(agreement_form()))
AGREED = answer('{"agree": "no", "confidence": 70, "reason": "It is not so."}')


@pytest.mark.parametrize(
    ("model", "way", "held"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "auto", True),
        ("us.anthropic.claude-3-haiku-20240307-v1:0", "auto", False),
        ("us.example.model-v1:0", "auto", False),
        ("us.example.model-v1:0", "schema", True),
        ("us.example.model-v1:0", "grammar", False),
    ],
)  # fmt: skip
def test_answers_are_held_to_a_schema(model: str, way: Any, held: bool) -> None:
    canned = Canned([AGREED])
    [found] = ask(canned, replace(HELD, hold=Hold(agreement_form(), way)), name=model)
    assert ("outputConfig" in canned.bodies[0]) is held
    if held:
        told = canned.bodies[0]["outputConfig"]["textFormat"]["structure"]["jsonSchema"]
        assert json.loads(told["schema"]) == plain_schema(agreement_form())
        assert found.text == "Agree: no\nConfidence: 70\nReason: It is not so."


def test_a_model_that_cannot_be_held_is_asked_freely(caplog: pytest.LogCaptureFixture) -> None:
    refused = refusal("ValidationException", "This model doesn't support the outputConfig.textFormat field.", 400)
    canned = Canned([refused, answer("Agree: yes")])
    found = ask(canned, replace(HELD, hold=Hold(agreement_form(), "schema")), HELD)
    assert ["outputConfig" in body for body in canned.bodies] == [True, False, False]
    assert {item.text for item in found} == {"Agree: yes"}
    assert caplog.text.count("refuses to hold its answers to a form by outputConfig: it is asked freely") == 1
