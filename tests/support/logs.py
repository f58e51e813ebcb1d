"""Rows of production logs, and teachers that answer them."""

from typing import Any

from selfinstruct.records import Completion, Message, Request, Usage
from selfinstruct.runs.run import FILES, Run

Row = dict[str, Any]


def bedrock(body: Any, answer: Any = None, operation: str = "InvokeModel", **more: Any) -> Row:
    """A row as Amazon Bedrock writes it."""
    output = {} if answer is None else {"output": {"outputBodyJson": answer, "outputTokenCount": 1}}
    return {
        "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "operation": operation, "modelId": "m",
        "identity": {"arn": "arn:aws:sts::1:assumed-role/app/jane.doe@example.com"},
        "input": {"inputContentType": "application/json", "inputBodyJson": body}, **output, **more,
    }  # fmt: skip


def converse(text: str, answer: str | None = "Fine.", system: str = "") -> Row:
    body: Row = {"messages": [{"role": "user", "content": [{"text": text}]}]}
    if system:
        body["system"] = [{"text": system}]
    said = None if answer is None else {"output": {"message": {"role": "assistant", "content": [{"text": answer}]}}}
    return bedrock(body, said, "Converse")


def turns(*texts: str) -> tuple[Message, ...]:
    said = (text.split(": ", 1) for text in texts)
    return tuple(Message(role, content) for role, content in said)


QUESTION = [{"role": "user", "content": "Q"}]
ANTHROPIC = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9}
UNREAD: list[tuple[Row, str]] = [
    (bedrock({"messages": [{"role": "user", "content": [{"image": {"format": "png"}}]}]}), "messages[0]: holds image"),
    (bedrock({"messages": [*QUESTION, {"role": "assistant", "content": [{"type": "tool_use", "input": {}}]}]}),
     "messages[1]: calls a tool without a name"),
    (bedrock({"messages": [{"role": "user", "content": [{"secret": "Jane"}]}]}), "a part of another kind"),
    (bedrock({"messages": [{"role": "user", "content": [{"type": {"secret": 1}}]}]}), "a part of another kind"),
    (bedrock({"messages": [{"role": "user", "content": None}]}), "messages[0].content: is missing"),
    (bedrock({"messages": [{"role": "Jane", "content": "x"}]}), "messages[0].role: is no known role"),
    (bedrock({"messages": [*QUESTION, {"role": "assistant", "content": "{"}]}), "does not end with a user turn"),
    (bedrock({"messages": [{"role": "assistant", "content": "", "tool_calls": [{}]}]}), "calls a tool without a name"),
    (bedrock({"messages": []}), "the prompt is empty"),
    (bedrock({"messages": [{"role": "user", "content": "\ud800"}]}), "half of a surrogate pair"),
    (bedrock({"inputText": "embed Jane"}, {"embedding": [0.1]}), "has no messages"),
    (bedrock({"prompt": "<s>[INST] Jane [/INST]"}), "has no messages"),
    (bedrock("{Jane"), "a body is not JSON"),
    (bedrock([1]), "the prompt is not an object"),
    (bedrock(None, inputless=1) | {"input": {"inputBodyS3Path": "s3://b/k"}}, "stands in an object of its own"),
    (bedrock(None) | {"input": "Jane"}, "the prompt is missing"),
    ({"object": "chat.completion", "choices": [{"message": {"content": "A"}}]}, "has no messages"),
]  # fmt: skip


def files(run: Run) -> list[bytes]:
    return [(run.path / name).read_bytes() for name in FILES]


def echo(request: Request) -> Completion:
    return Completion(f"About {request.messages[-1].content}", usage=Usage(5, 6))
