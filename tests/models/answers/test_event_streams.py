"""Answers of 200 that are no JSON: streams, web pages, broken characters; and models without a system role."""

import json
from typing import Any

import pytest

from selfinstruct.errors import KeyRefused, UnknownModel, Unreadable
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.records import Completion, Message, Request

ASKED = Request("response", 0, (Message("user", "Which herb?"),))


def wire() -> OpenAIWire:
    return OpenAIWire("m", "http://localhost/v1", "")


def chunk(finish: str | None = None, usage: dict[str, int] | None = None, index: int = 0, **delta: Any) -> str:
    event: dict[str, Any] = {"choices": [{"index": index, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(event | ({'usage': usage} if usage else {}))}\n\n"


DONE = "data: [DONE]\n\n"
STREAMS = {
    "plain": (
        chunk(role="assistant") + chunk(content="Dill") + chunk(content=".") + chunk("stop") + DONE,
        "Dill.",
        "stop",
        "",
    ),
    "cut off": (chunk(content="Di"), "Di", "incomplete", ""),
    "cut by length": (chunk(content="Di") + chunk("length") + DONE, "Di", "length", ""),
    "no reason, but an end": (chunk(content="Dill.") + DONE, "Dill.", "stop", ""),
    "reasoning": (
        chunk(reasoning_content="H") + chunk(reasoning_content="m.") + chunk(content="Dill.") + chunk("stop") + DONE,
        "Dill.",
        "stop",
        "Hm.",
    ),
    "the same reasoning twice": (
        chunk(reasoning="Hm.", reasoning_details=[{"text": "Hm."}]) + chunk("stop", content="Dill.") + DONE,
        "Dill.",
        "stop",
        "Hm.",
    ),
    "marks": (chunk(content="<think>Hm.</th") + chunk("stop", content="ink>Dill.") + DONE, "Dill.", "stop", "Hm."),
    "comments and names": (
        ": OPENROUTER PROCESSING\n\nevent: message\n" + chunk("stop", content="Dill.") + DONE,
        "Dill.",
        "stop",
        "",
    ),
    "CRLF": (chunk("stop", content="Dill.").replace("\n", "\r\n"), "Dill.", "stop", ""),
    "other choices": (
        chunk(content="Dill.") + chunk("stop", index=1, content="no") + chunk("stop"),
        "Dill.",
        "stop",
        "",
    ),
    "lines": (
        "\n".join(
            line.removeprefix("data: ") for line in (chunk(content="Di").strip(), chunk("stop", content="ll.").strip())
        ),
        "Dill.",
        "stop",
        "",
    ),
}


@pytest.mark.parametrize(("text", "answer", "reason", "reasoning"), STREAMS.values(), ids=STREAMS)
def test_a_stream_is_put_together(text: str, answer: str, reason: str, reasoning: str) -> None:
    assert wire().completion(ASKED, text.encode()) == Completion(answer, reason, reasoning=reasoning)


def test_the_usage_of_a_stream_counts_and_it_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    text = chunk("stop", content="Dill.") + chunk(usage={"prompt_tokens": 3, "completion_tokens": 2}) + DONE
    read = wire()
    for _ in range(3):
        assert read.completion(ASKED, text.encode()).usage.completion == 2
    assert [record for record in caplog.messages if "streams" in record] == caplog.messages
    assert len(caplog.messages) == 1


def test_an_error_in_a_stream_means_what_its_code_means() -> None:
    with pytest.raises(KeyRefused, match="no such user"):
        wire().completion(ASKED, b'data: {"error": {"code": 401, "message": "no such user"}}\n\n')


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Sign in to Wi-Fi</title></head></html>",
        "\n<html lang=de><body><h1>Sign in to Wi-Fi</h1>",
    ],
)
def test_a_web_page_stops_the_run_at_once(page: str) -> None:
    with pytest.raises(UnknownModel, match=r"web page.*Sign in to Wi-Fi.*base URL"):
        wire().completion(ASKED, page.encode())


@pytest.mark.parametrize("content", [b"", b"OK", b'{"choices": [', b"data: ok\n\n", b"<answer>Dill</answer>"])
def test_what_nobody_can_read_is_shown(content: bytes) -> None:
    with pytest.raises(Unreadable, match="not JSON") as caught:
        wire().completion(ASKED, content)
    assert content.decode().split("\n")[0] in str(caught.value)


def test_broken_characters_do_not_make_an_answer_worthless() -> None:
    content = b'\xef\xbb\xbf{"choices": [{"message": {"content": "Dill \xf0\x9f"}, "finish_reason": "length"}]}'
    assert wire().completion(ASKED, content) == Completion("Dill \ufffd", "length")


def test_a_model_without_a_system_role_gets_its_text_with_the_question(caplog: pytest.LogCaptureFixture) -> None:
    read = wire()
    asked = Request(
        "response", 0, (Message("system", "Be brief."), Message("user", "Which herb?"), Message("assistant", "Dill."))
    )
    assert read.body(asked)["messages"][0] == {"role": "system", "content": "Be brief."}
    refusal = HttpResponse(400, {}, b'{"error": {"message": "System role not supported"}}')
    assert isinstance(read.refusal(asked, read.body(asked), refusal), ParameterRefused)
    assert read.body(asked)["messages"] == [
        {"role": "user", "content": "Be brief.\n\nWhich herb?"},
        {"role": "assistant", "content": "Dill."},
    ]
    assert not isinstance(read.refusal(asked, read.body(asked), refusal), ParameterRefused)
    assert len(caplog.messages) == 1


def test_a_system_turn_alone_becomes_the_question() -> None:
    read = wire()
    read.refused.add("system")
    assert read.body(Request("response", 0, (Message("system", "Name a herb."),)))["messages"] == [
        {"role": "user", "content": "Name a herb."}
    ]
