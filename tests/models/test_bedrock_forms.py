"""What Bedrock's Converse has in common with other services: ends, reasoning, errors in answers, system turns."""

from typing import Any

import pytest

from selfinstruct.errors import KeyRefused, ModelError, QuotaExhausted, RateLimited, RequestFailed, Retryable
from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.parse.finish_reasons import broken_off
from selfinstruct.records import Message, Request

ASKED = Request("response", 0, (Message("system", "Be brief."), Message("user", "Which moss?")))


def wire() -> ConverseWire:
    return ConverseWire("m", "Amazon Bedrock in eu-north-1", ())


def answer(*blocks: dict[str, Any], reason: str = "end_turn") -> dict[str, Any]:
    return {"output": {"message": {"role": "assistant", "content": list(blocks)}}, "stopReason": reason}


@pytest.mark.parametrize(
    ("reason", "whole"),
    [
        ("end_turn", True),
        ("stop_sequence", True),
        ("max_tokens", False),
        ("guardrail_intervened", False),
        ("content_filtered", False),
        ("model_context_window_exceeded", False),
        ("malformed_model_output", False),
        ("malformed_tool_use", False),
        ("tool_use", False),
        ("a_new_word", False),
    ],
)
def test_only_natural_ends_make_whole_answers(reason: str, whole: bool) -> None:
    found = wire().read(ASKED, answer({"text": "Peat"}, reason=reason))
    assert (broken_off(found) is None) == whole


@pytest.mark.parametrize(
    "blocks",
    [
        [{"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "x"}}}, {"text": "Peat."}],
        [{"reasoningContent": {"redactedContent": "x"}}, {"text": "<think>Hm.</think>Peat."}],
        [{"text": "Hm.\n</think>\n\nPeat."}],
        [{"text": "<reasoning>Hm.</reasoning>"}, {"text": "Peat."}],
    ],
)
def test_reasoning_stands_apart(blocks: list[dict[str, Any]]) -> None:
    found = wire().read(ASKED, answer(*blocks))
    assert (found.text, found.reasoning) == ("Peat.", "Hm.")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"__type": "ThrottlingException", "message": "Too many requests"}, RateLimited),
        ({"message": "Too many requests, please wait"}, RateLimited),
        ({"error": {"code": 401, "message": "No"}}, KeyRefused),
        ({"error": {"code": "402", "message": "No"}}, QuotaExhausted),
        ({"error": {"type": "content_filter", "message": "No"}}, RequestFailed),
        ({"message": "Something else"}, Retryable),
        ({}, Retryable),
    ],
)
def test_an_answer_that_is_an_error_means_what_it_says(given: dict[str, Any], kind: type[ModelError]) -> None:
    with pytest.raises(ModelError) as caught:
        wire().read(ASKED, given)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "message",
    [
        "This model doesn't support system messages. Try again without a system message.",
        "Conversation roles must alternate user/assistant/user/assistant/...",
        "System role not supported",
        "This model doesn't support the system field.",
    ],
)
def test_a_model_without_a_system_role_is_asked_without_one(message: str) -> None:
    asked = wire()
    assert isinstance(asked.refused_parameter(ASKED, 400, message), ParameterRefused)
    body = asked.body(ASKED)
    assert "system" not in body
    assert body["messages"] == [{"role": "user", "content": [{"text": "Be brief."}, {"text": "Which moss?"}]}]
    assert asked.refused_parameter(ASKED, 400, message, asked.refused.names) is None
