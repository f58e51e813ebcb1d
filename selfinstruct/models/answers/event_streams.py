"""Reads an answer that a server streams though nobody asked it to: the pieces put together are one answer.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.models.answers.messages import text_within

_EVENT = re.compile(r"\s{0,80}(?:data|event|id|retry)?:")
_TEXTS = ("content", "reasoning_content", "reasoning", "reasoning_text", "refusal")


def is_stream(text: str) -> bool:
    """Whether a text is an event stream, or JSON objects line by line."""
    return bool(_EVENT.match(text[:200])) or re.match(r"\s{0,80}\{[^\n]+\}\r?\n\s{0,80}\{", text) is not None


def joined(text: str) -> dict[str, Any] | None:
    """The answer that the pieces of a stream make, in the form of one that came whole; None where they make none.

    A stream without its last piece ends with the finish reason "incomplete", and one that tells of an error has that.
    """
    message: dict[str, str] = {}
    completion = ""
    reason: Any = None
    answer: dict[str, Any] = {}
    over = found = False
    for event in _events(text):
        if event is None:
            over = True
            continue
        if event.get("error"):
            answer["error"] = event["error"]
        if event.get("usage"):
            answer["usage"] = event["usage"]
        choice = next((item for item in _list(event.get("choices")) if not item.get("index")), None)
        if choice is None:
            continue
        found = True
        if choice.get("error"):
            answer["error"] = choice["error"]
        reason = choice.get("finish_reason") or reason
        completion += text_within(choice.get("text"))
        whole, delta = choice.get("message"), choice.get("delta")
        for piece in (whole, delta):
            if isinstance(piece, Mapping):
                for name, said in _pieces(piece):
                    message[name] = (
                        said if piece is whole and isinstance(delta, Mapping) else message.get(name, "") + said
                    )
    if not found:
        return answer if "error" in answer else None
    finish = reason or ("stop" if over and "error" not in answer else "incomplete")
    return answer | {"choices": [{"message": message, "text": completion, "finish_reason": finish}]}


def _pieces(delta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts of a piece by the field they go into; the first of those that say the same reasoning."""
    reasoned = False
    for name in _TEXTS:
        value = delta.get(name)
        if name == "content" and isinstance(value, list):
            for item in value:
                kind = str(item.get("type") or "text") if isinstance(item, Mapping) else "text"
                yield ("content" if kind in ("text", "output_text") else "reasoning_content"), text_within(item)
        elif name.startswith("reasoning"):
            if not reasoned and (said := text_within(value)):
                reasoned = True
                yield "reasoning_content", said
        elif said := text_within(value):
            yield name, said


def _events(text: str) -> Iterator[dict[str, Any] | None]:
    """The objects of a stream, and None for the mark of its end; what is no JSON is passed over."""
    for line in text.splitlines():
        data = line.strip().removeprefix("data:").strip()
        if data == "[DONE]":
            yield None
        if not data.startswith("{"):
            continue
        try:
            event = json.loads(data)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
