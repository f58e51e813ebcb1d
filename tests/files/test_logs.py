"""Production logs: which rows are read, as what, and what is said of the others."""

import json
import re
from typing import Any

import pytest

from selfinstruct.files.logs import Entry, is_log, read_log
from selfinstruct.records import Message
from tests.support.logs import ANTHROPIC, QUESTION, UNREAD, Row, bedrock, converse, turns

ROWS: list[tuple[str, Row, Entry]] = [
    ("converse", converse("Q", "A", "S"), Entry(turns("system: S", "user: Q"), "A")),
    ("without an answer", converse("Q", None), Entry(turns("user: Q"))),
    (
        "converse, streamed",
        bedrock({"messages": QUESTION}, [{"contentBlockDelta": {"delta": {"text": it}}} for it in "AB"], "Converse"),
        Entry(turns("user: Q"), "AB"),
    ),
    (
        "several turns, cache points and thinking",
        bedrock({"messages": [
            {"role": "user", "content": [{"text": "Q"}, {"cachePoint": {"type": "default"}}, {"text": "more"}]},
            {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "hm"}}}, {"text": "A"}]},
            {"role": "user", "content": [{"guardContent": {"text": {"text": "R"}}}]},
        ]}, operation="Converse"),
        Entry((Message("user", "Q\nmore"), Message("assistant", "A", "hm"), Message("user", "R"))),
    ),
    (
        "anthropic",
        bedrock(ANTHROPIC | {"system": "S", "messages": QUESTION}, {"type": "message", "content": [
            {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "A"}]}),
        Entry(turns("system: S", "user: Q"), "A", reasoning="hm"),
    ),
    (
        "anthropic, blocks and streamed",
        bedrock(
            ANTHROPIC | {"system": [{"type": "text", "text": "S", "cache_control": {"type": "ephemeral"}}],
                         "messages": [{"role": "user", "content": [{"type": "text", "text": "Q"}]}]},
            [{"type": "message_start"}, {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "A"}},
             {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "hm"}}],
            "InvokeModelWithResponseStream",
        ),
        Entry(turns("system: S", "user: Q"), "A"),
    ),
    (
        "bodies as texts",
        bedrock(json.dumps({"messages": QUESTION}), json.dumps({"choices": [{"message": {"content": "A"}}]})),
        Entry(turns("user: Q"), "A"),
    ),
    (
        "an answer that calls a tool",
        bedrock({"messages": QUESTION}, {"output": {"message": {"content": [{"toolUse": {}}]}}}),
        Entry(turns("user: Q")),
    ),
    ("an event of CloudWatch", {"message": json.dumps(converse("Q", "A"))}, Entry(turns("user: Q"), "A")),
    ("a result of Insights", {"@message": converse("Q", "A")}, Entry(turns("user: Q"), "A")),
    (
        "a stored completion",
        {"object": "chat.completion", "id": "c", "metadata": {"user": "u"}, "choices": [{"message": {"content": "A"}}],
         "messages": [{"role": "developer", "content": "S"}, *QUESTION]},
        Entry(turns("system: S", "user: Q"), "A"),
    ),
    ("its prompt as input", {"object": "chat.completion", "input": "Q", "choices": []}, Entry(turns("user: Q"))),
    (
        "request and response",
        {"request": {"body": {"messages": QUESTION}}, "response": {"body": {"choices": [{"message": {"content": [
            {"type": "text", "text": "A"}]}}]}}},
        Entry(turns("user: Q"), "A"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "entry"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows_of_logs_are_read(row: Row, entry: Entry) -> None:
    assert is_log(row)
    assert read_log(row) == entry


@pytest.mark.parametrize(("row", "problem"), UNREAD)
def test_rows_that_hold_no_text_say_why(row: Row, problem: str) -> None:
    assert is_log(row)
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        read_log(row)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize(
    "row", [{"instruction": "x"}, {"messages": QUESTION}, [], "x", None, {"message": "ModelInvocationLog"}]
)
def test_other_rows_are_no_log(row: Any) -> None:
    assert not is_log(row)
