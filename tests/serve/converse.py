"""Amazon Bedrock's Converse as the service speaks it: bodies, answers, and errors as AWS sends them.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from selfinstruct.records import Completion, Message, Request, Sampling

PATH = re.compile(r"/model/([^/]+)/converse")
STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "content_filtered"}
ERRORS = {
    400: "ValidationException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "ModelTimeoutException",
    424: "ModelErrorException",
    429: "ThrottlingException",
    500: "InternalServerException",
    503: "ServiceUnavailableException",
}
_FIELDS = {"messages", "system", "inferenceConfig", "additionalModelRequestFields"}
_INFERENCE = {"maxTokens": "max_tokens", "temperature": "temperature", "topP": "top_p", "stopSequences": "stop"}


def model_of(raw_path: str) -> str | None:
    """The model that a path asks, None where it is not one of Converse; an ARN has its slashes percent-encoded."""
    found = PATH.fullmatch(raw_path)
    return unquote(found[1]) if found else None


def decode(body: Mapping[str, Any]) -> Request:
    """The request of this package that a body stands for; raises ValueError for one that AWS would refuse."""
    if unknown := set(body) - _FIELDS:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    inference = dict(body.get("inferenceConfig", {}))
    if unknown := set(inference) - set(_INFERENCE):
        raise ValueError(f"unknown inference parameters {sorted(unknown)}")
    roles = [turn["role"] for turn in body["messages"]]
    if roles != [("user", "assistant")[number % 2] for number in range(len(roles))] or len(roles) % 2 == 0:
        raise ValueError("a conversation begins and ends with the user, and the roles alternate")
    system = [Message("system", block["text"]) for block in body.get("system", [])]
    turns = [Message(turn["role"], block["text"]) for turn in body["messages"] for block in turn["content"]]
    if any(not turn.content.strip() for turn in (*system, *turns)):
        raise ValueError("the text field in a content block is blank")
    given = {_INFERENCE[name]: value for name, value in inference.items()}
    given["stop"] = tuple(given.get("stop", ()))
    sampling = Sampling(**given, extra=body.get("additionalModelRequestFields", {}))
    return Request("served", 0, (*system, *turns), sampling)


def encode(answer: Completion) -> dict[str, Any]:
    """The body that a completion is sent as: what was read from the cache is counted apart."""
    usage = answer.usage
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": answer.text}]}},
        "stopReason": STOP_REASONS.get(answer.finish_reason or "stop", answer.finish_reason),
        "usage": {
            "inputTokens": usage.prompt - usage.cached,
            "outputTokens": usage.completion,
            "totalTokens": usage.prompt + usage.completion,
            "cacheReadInputTokens": usage.cached,
        },
        "metrics": {"latencyMs": 1},
    }


def refuse(status: int, message: str, pace: Mapping[str, str] | None = None) -> web.Response:
    """An error as AWS sends it: its name in a header, with an address behind it, and the message alone in the body.

    AWS says nothing of the pace it would like: `pace` is not told.
    """
    name = ERRORS.get(status, "UnknownException")
    told = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/coral/com.amazon.bedrock/"}
    body = json.dumps({"message": message}).encode()
    return web.Response(body=body, status=status, headers=told, content_type="application/json")
