"""Answers held to their form: what is sent to which server, what is read of it, and what others are asked."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from selfinstruct.forms.description import Hold
from selfinstruct.forms.grammar import grammar, keeps_to
from selfinstruct.forms.schema import schema
from selfinstruct.models import open_model
from selfinstruct.models.openai import OpenAI
from selfinstruct.parse.answer_forms import bootstrap_form, grading_form, instances_form, label_form
from selfinstruct.records import Completion, Message, Request, Sampling
from tests.serve.canned import answering as serving

FORM = label_form("choice", ("positive", "negative"), 0, 0)
assert FORM is not None
ASKED = Request("label", 0, (Message("user", "Is it good?"),), timeout=5, hold=Hold(FORM))
IN_LINES = "Answer: positive\nConfidence: 80\nReason: It praises the soup."
IN_JSON = json.dumps({"answer": "positive", "confidence": 80, "reason": "It praises\nthe soup."})
Answering = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]


@dataclass
class Service:
    """A server that answers as `answering` says, and keeps what it was sent."""

    answering: Answering
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = json.loads(await request.read())
        self.bodies.append(body)
        status, value = self.answering(body)
        return web.json_response(value, status=status)


def said(text: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"choices": [{"message": {"content": text}, "finish_reason": "stop"}], **more}


def ask(name: str, service: Service, *requests: Request) -> list[Completion]:
    """What the requests, one after another, come back with."""

    async def all_of_them() -> list[Completion]:
        async with serving(service.handle) as address:
            model = open_model(name, base_url=f"{address}/v1")
            try:
                return [await model.complete(request) for request in requests]
            finally:
                assert isinstance(model, OpenAI)
                await model.aclose()

    return asyncio.run(all_of_them())


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLAMA_API_KEY", "VLLM_API_KEY", "LM_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)


JSON_SCHEMA = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema(FORM)}}


@pytest.mark.parametrize(
    ("name", "way", "sent"),
    [
        ("llamacpp/any", "auto", {"grammar": grammar(FORM)}),
        ("llamacpp/any", "schema", {"response_format": JSON_SCHEMA}),
        ("vllm/some", "auto", {"structured_outputs": {"grammar": grammar(FORM)}}),
        ("vllm/some", "schema", {"response_format": JSON_SCHEMA}),
        ("lmstudio/some", "auto", {"response_format": JSON_SCHEMA}),
        ("openai/some", "auto", {}),
        ("openai/some", "schema", {"response_format": JSON_SCHEMA}),
        ("openai/some", "grammar", {"grammar": grammar(FORM)}),
    ],
)
def test_each_server_is_told_in_its_own_words(name: str, way: Any, sent: dict[str, Any]) -> None:
    service = Service(lambda body: said(IN_JSON if "response_format" in body else IN_LINES))
    [answer] = ask(name, service, replace(ASKED, hold=Hold(FORM, way)))  # type: ignore[arg-type]
    assert {key: value for key, value in service.bodies[0].items() if key not in ("model", "messages")} == sent
    assert answer.text == IN_LINES


def test_a_server_is_known_by_its_first_answer() -> None:
    marks: list[dict[str, Any]] = [
        {"timings": {"predicted_n": 3}},
        {"prompt_logprobs": None},
        {"system_fingerprint": "fp_ollama"},
    ]
    for mark, key in zip(marks, ("grammar", "structured_outputs", "response_format"), strict=True):
        service = Service(lambda body, mark=mark: said(IN_LINES, **mark))  # type: ignore[misc]
        ask("openai/some", service, ASKED, ASKED)
        assert [key in body for body in service.bodies] == [False, True]


def test_a_server_that_ignores_the_form_is_told_of_once_and_asked_freely(caplog: pytest.LogCaptureFixture) -> None:
    service = Service(lambda body: said("I think that it is positive."))
    with caplog.at_level(logging.WARNING):
        answers = ask("lmstudio/some", service, *[ASKED] * 6)
    assert ["response_format" in body for body in service.bodies] == [True] * 3 + [False] * 3
    assert {answer.text for answer in answers} == {"I think that it is positive."}
    assert caplog.text.count("does not hold its answers to it: it is asked freely") == 1


def test_one_answer_that_was_held_is_proof_enough(caplog: pytest.LogCaptureFixture) -> None:
    texts = iter([IN_JSON, *["Never mind."] * 5])
    service = Service(lambda body: said(next(texts)))
    ask("lmstudio/some", service, *[ASKED] * 6)
    assert all("response_format" in body for body in service.bodies)
    assert not caplog.text


def test_answers_that_a_stop_sequence_ended_prove_nothing() -> None:
    service = Service(lambda body: said("Answer: positive"))
    ask("llamacpp/any", service, *[replace(ASKED, sampling=Sampling(stop=("\n",)))] * 5)
    assert all("grammar" in body for body in service.bodies)


def test_answers_that_were_cut_prove_nothing() -> None:
    service = Service(lambda body: (200, {"choices": [{"message": {"content": "Ans"}, "finish_reason": "length"}]}))
    ask("llamacpp/any", service, *[ASKED] * 5)
    assert all("grammar" in body for body in service.bodies)


@pytest.mark.parametrize(
    ("status", "message", "left_out"),
    [
        (400, "Unrecognized request argument supplied: structured_outputs", True),
        (400, "Failed to initialize samplers: failed to parse grammar", True),
        (422, "Extra inputs are not permitted", True),
        (500, "1 validation error: Input should be 'text' or 'json_object'", True),
    ],
)
def test_a_server_that_refuses_is_asked_otherwise(
    status: int, message: str, left_out: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def answering(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        held = {"structured_outputs", "response_format"} & body.keys()
        return (status, {"error": {"message": message}}) if held else said(IN_LINES)

    service = Service(answering)
    with caplog.at_level(logging.WARNING):
        [answer, _] = ask("vllm/some", service, ASKED, ASKED)
    assert answer.text == IN_LINES
    assert [sorted(body.keys() - {"model", "messages"}) for body in service.bodies] == [
        ["structured_outputs"], ["response_format"], [], [],
    ]  # fmt: skip
    assert caplog.text.count("refuses to hold its answers to a form") == 2


def test_what_was_refused_for_another_reason_is_not_laid_to_the_form() -> None:
    message = "request (5031 tokens) exceeds the available context size (4096 tokens)"
    service = Service(lambda body: (400, {"error": {"message": message}}))
    with pytest.raises(Exception, match="exceeds the available context size"):
        ask("llamacpp/any", service, ASKED)
    assert len(service.bodies) == 1


def test_a_users_own_word_counts() -> None:
    service = Service(lambda body: said(IN_LINES))
    ask("llamacpp/any", service, replace(ASKED, sampling=Sampling(extra={"grammar": 'root ::= "x"'})))
    assert service.bodies[0]["grammar"] == 'root ::= "x"'


def test_a_model_that_thinks_is_not_kept_from_it() -> None:
    assert FORM is not None

    def answering(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return 200, {
            "choices": [{"message": {"content": IN_LINES, "reasoning_content": "Hm."}, "finish_reason": "stop"}]
        }

    service = Service(answering)
    ask("llamacpp/any", service, ASKED, ASKED, replace(ASKED, hold=Hold(FORM, "grammar")))
    assert ["grammar" in body for body in service.bodies] == [True, False, True]


def test_only_a_grammar_holds_what_goes_on_with_its_prompt() -> None:
    form = bootstrap_form("paper", 4, 7)
    assert form is not None
    prompt = replace(ASKED, messages=(Message("user", "7."),), api="completions", hold=Hold(form))
    service = Service(
        lambda body: (200, {"choices": [{"text": " Name a bird.\n8. Name a tree.", "finish_reason": "stop"}]})
    )
    for name in ("llamacpp/any", "lmstudio/any"):
        ask(name, service, prompt)
    assert ["grammar" in body for body in service.bodies] == [True, False]
    assert keeps_to(form, " Name the bird.\n8. Name the tree.")


def test_parsers_that_read_json_get_it_as_it_is() -> None:
    form = instances_form("chat", False, 2)
    text = json.dumps({"examples": [{"input": "a", "output": "b\nOutput: c"}]})
    service = Service(lambda body: said(text))
    [answer] = ask("lmstudio/some", service, replace(ASKED, hold=Hold(form)))
    assert answer.text == text


def test_points_in_json_become_lines() -> None:
    form = grading_form(("clarity", "use"), 1, 10)
    service = Service(lambda body: said('{"reasons": "Plain and right.", "clarity": 7.5, "use": 9}'))
    [answer] = ask("lmstudio/some", service, replace(ASKED, hold=Hold(form)))
    assert answer.text == "Reasons: Plain and right.\nclarity: 7.5\nuse: 9"
