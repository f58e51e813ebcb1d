"""Errors of a service that came as an answer, as a table, and what merely looks like one."""

import pytest

from selfinstruct.records import Reason
from tests.support.filters import GOOD, made, task

ERRORS = [
    '{"error": {"message": "Slow down.", "type": "requests", "code": "rate_limit"}}',
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}',
    '{"error": "Rate limit exceeded"}',
    '{"code": 503, "message": "No worker is free"}',
    '{"detail": "Too Many Requests"}',
    '{"object":"error","message":"The window is 4096 tokens.","type":"BadRequestError","code":400}',
    '```json\n{"error": {"code": 500, "message": "oops"}}\n```',
    "Error code: 429 - {'error': {'message': 'Slow down'}}",
    "429 Too Many Requests",
    "HTTP/1.1 503 Service Unavailable",
    "Internal Server Error",
    "Error: 502 Bad Gateway",
    "Gateway Timeout",
    "error code: 524",
    "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body><center><h1>504 Gateway Time-out</h1></center>"
    "<hr><center>nginx</center></body></html>",
    "<!DOCTYPE html><html><head><title>example.org | 524: A timeout occurred</title></head><body></body></html>",
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
    'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\ndata: [DONE]',
    'event: error\ndata: {"error":{"message":"Overloaded"}}',
    "The service is temporarily unavailable. Please try again later.",
    "The server is currently overloaded, please try again in a few minutes.",
    "Your balance is insufficient. Please top up your account to continue.",
    "Insufficient balance",
    "You exceeded your current quota, please check your plan and billing details.",
    "That model is currently overloaded with other requests. You can retry your request.",
    "Sorry, the system is busy. Please try again later.",
    "An internal error occurred while processing your request.",
    "Rate limit exceeded. Please try again in 20 seconds.",
    "Invalid API key",
    "服务器繁忙，请稍后再试。",
    "账户余额不足，请充值",
]
ANSWERS = [
    ("Name a bird.", "The wren."),
    ("When is the museum open?", "The museum is temporarily closed. Please come again in May."),
    ("What was wrong with the bridge?", "The bridge was overloaded."),
    ("What happened to the old kiln?", "The kiln is down. Please ask the potter again later, for she has the key."),
    ("Who is 'the system' in the book?", "The system is busy."),
    ("Make a record of a book.", '{"title": "Dunes", "status": "lent", "pages": 411}'),
    ("How many visitors came?", "404"),
    ("Describe a shop where nobody finds anything.", "Not found. Everything here is not found, and that is its charm."),
    ("Make a small page about herbs.", "<!DOCTYPE html><html><head><title>Herbs</title></head><body></body></html>"),
    ("Which fields are there?", "data: the measured values\nid: the number of the sample"),
    ("Give an example of a failed check as an object.", '{"ok": false, "message": "the seal is broken"}'),
    ("Why was the card declined at the till?", "Probably the balance is too low; ask the bank."),
]
ASKED = [
    ("What does status 429 mean? Give its name.", "429 Too Many Requests"),
    ("Write an example of an API's error in JSON.", '{"error": {"message": "no such key", "code": "missing"}}'),
    ("Translate: Der Dienst ist gerade nicht verfügbar.", "The service is temporarily unavailable."),
    ("Write a notice for users.", "The service is temporarily unavailable. Please try again later."),
    ("Which name has HTTP 502?", "Bad Gateway"),
]


@pytest.mark.parametrize("output", ERRORS)
def test_an_error_of_a_service_is_no_answer(output: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("service_error")(whole, whole.instances[0]) == Reason("service_error", _line(output))


def test_that_json_is_wanted_does_not_make_an_error_an_answer() -> None:
    whole = task("Return a JSON object with three cities.", ("", ERRORS[0]))
    reason = made("service_error")(whole, whole.instances[0])
    assert reason is not None
    assert reason.rule == "service_error"


@pytest.mark.parametrize(("instruction", "output"), ANSWERS + ASKED)
def test_answers_stay(instruction: str, output: str) -> None:
    whole = task(instruction, ("", output))
    assert made("service_error")(whole, whole.instances[0]) is None


def test_what_the_input_holds_may_be_said() -> None:
    whole = task("Copy the line.", ("Internal Server Error", "Internal Server Error"))
    assert made("service_error")(whole, whole.instances[0]) is None


def _line(output: str) -> str:
    plain = output.removeprefix("```json\n").removesuffix("\n```")
    return " ".join(plain.split())[:200]
