"""The text of answers in the character set that their header names, and in the one that they are in."""

import json
import logging

import pytest

from selfinstruct.models.answers.charsets import decoded_body
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.records import Message, Request, Sampling

ASKED = Request("response", 0, (Message("user", "Which herb?"),), Sampling(50))


@pytest.mark.parametrize(
    ("content", "header", "text"),
    [
        ("Kümmel".encode(), "application/json", "Kümmel"),
        ("Kümmel".encode("latin-1"), "application/json; charset=ISO-8859-1", "Kümmel"),
        ("“Kümmel”".encode("cp1252"), 'text/plain; Charset="iso-8859-1"', "“Kümmel”"),
        # Many servers name the set of their platform and send UTF-8 all the same.
        ("Kümmel".encode(), "application/json;charset=ISO-8859-1", "Kümmel"),
        ("莳萝".encode("gbk"), "application/json; charset=GBK", "莳萝"),
        ("ディル".encode("shift_jis"), "application/json; charset=Shift_JIS", "ディル"),
        ("ディル".encode("iso2022_jp"), "application/json; charset=ISO-2022-JP", "ディル"),
        ("dill".encode("utf-16"), "application/json; charset=utf-16", "dill"),
        (b"\xef\xbb\xbfdill", "application/json; charset=utf-8", "dill"),
        (b"d\xfcll", "application/json", "d\ufffdll"),
        (b"d\xfcll", "application/json; charset=klingon", "d\ufffdll"),
        (b"d\xfcll", "application/json; charset=rot13", "d\ufffdll"),
        (b"d\xfcll", "", "d\ufffdll"),
    ],
)
def test_the_text_is_read_as_it_was_meant(content: bytes, header: str, text: str) -> None:
    assert decoded_body(content, {"content-type": header}) == text


def test_a_service_that_sends_broken_characters_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    wire = OpenAIWire("m", "http://localhost/v1", "")
    content = b'{"choices": [{"message": {"content": "K\xfcmmel"}}]}'
    with caplog.at_level(logging.WARNING, "selfinstruct"):
        assert [wire.completion(ASKED, content).text for _ in range(2)] == ["K\ufffdmmel"] * 2
        latin = {"content-type": "application/json; charset=latin1"}
        assert wire.completion(ASKED, content, headers=latin).text == "Kümmel"
    assert len([record for record in caplog.records if "U+FFFD" in record.getMessage()]) == 1


@pytest.mark.parametrize("raw", [b"\\ufffd", "\ufffd".encode()])
def test_a_replacement_character_of_the_service_is_its_own(caplog: pytest.LogCaptureFixture, raw: bytes) -> None:
    wire = OpenAIWire("m", "http://localhost/v1", "")
    with caplog.at_level(logging.WARNING, "selfinstruct"):
        wire.completion(ASKED, b'{"choices": [{"message": {"content": "dill ' + raw + b'"}}]}')
    assert not caplog.records


def test_the_first_choice_is_the_one_with_number_0() -> None:
    choices = [{"index": at, "message": {"content": f"herb {at}"}, "finish_reason": "stop"} for at in (1, 0)]
    answer = OpenAIWire("m", "http://localhost/v1", "").completion(ASKED, json.dumps({"choices": choices}).encode())
    assert answer.text == "herb 0"
