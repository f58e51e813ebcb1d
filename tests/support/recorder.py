"""Records what a real server answers to a fixed list of questions, for stand-ins that answer as it does.

`python -m tests.support.recorder NAME URL MODEL "VERSION"` asks the server at URL (without /v1) and writes
tests/support/recorded/NAME.json; which servers were recorded, and how, stands in recorded/README.md. What differs from
one machine or moment to the next is left out or put right: ids, times, paths, addresses. A server that wants a key
gets that in OPENAI_API_KEY, which is not recorded.
"""

import http.client
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent / "recorded"
CHAT, TEXT = "/v1/chat/completions", "/v1/completions"
COLOUR = {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}}, "required": ["colour"],
          "additionalProperties": False}  # fmt: skip
GRAMMAR = 'root ::= "Colour: " ("red" | "blue")'
LONG = "word × 5,000"  # as it stands in the recording; what is sent is that long
_HEADERS = ("server", "content-type", "x-litellm-version", "x-litellm-model-api-base", "retry-after")
_DROPPED = ("id", "created", "request_id", "x_request_id", "permission", "root", "media_marker")
_SECONDS = 300


def asked(text: str, limit: int = 8, **more: Any) -> dict[str, Any]:
    """The body of a question by chat."""
    return {"messages": [{"role": "user", "content": text}], "max_tokens": limit} | more


# What is asked, by name: a path, and a body where it is a POST.
QUESTIONS: Mapping[str, tuple[str, dict[str, Any] | None]] = {
    "props": ("/props", None),
    "health": ("/health", None),
    "version": ("/version", None),
    "ollama": ("/api/version", None),
    "info": ("/info", None),
    "sglang": ("/get_server_info", None),
    "alive": ("/health/liveliness", None),
    "missing": ("/no-such-path", None),
    "models": ("/v1/models", None),
    "chat": (CHAT, asked("Write one sentence about the sea.", 24, temperature=0, seed=5)),
    "again": (CHAT, asked("Write one sentence about the sea.", 24, temperature=0, seed=5)),
    "system": (CHAT, {"messages": [{"role": "system", "content": "Answer in upper case."},
                                   {"role": "user", "content": "Name two colours."}], "max_tokens": 12}),
    "text": (TEXT, {"prompt": "1, 2, 3, 4,", "max_tokens": 12, "temperature": 0, "stop": ["7"]}),
    "stop": (CHAT, asked("Count from 1 to 9, comma separated.", 40, temperature=0, stop=["5"])),
    "n2": (CHAT, asked("Name a colour.", n=2)),
    "n5": (CHAT, asked("Name a colour.", n=5)),
    "limit": (CHAT, {"messages": [{"role": "user", "content": "Tell me a story."}], "max_completion_tokens": 6}),
    "logprobs": (CHAT, asked("Is fire hot? yes or no", 2, logprobs=True, top_logprobs=2, temperature=0)),
    "logprobs_text": (TEXT, {"prompt": "Is fire hot? Answer:", "max_tokens": 2, "logprobs": 2, "temperature": 0}),
    "json_object": (CHAT, asked("Give a person as JSON with name and age.", 60, temperature=0,
                                response_format={"type": "json_object"})),
    "schema": (CHAT, asked("Name a colour.", 24, temperature=0, response_format={
        "type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": COLOUR}})),
    "grammar": (CHAT, asked("Name a colour.", 12, temperature=0, grammar=GRAMMAR)),
    "structured_outputs": (CHAT, asked("Name a colour.", 12, temperature=0, structured_outputs={"grammar": GRAMMAR})),
    "bad_grammar": (CHAT, asked("Name a colour.", 10, temperature=0, grammar="root ::= [")),
    "bad_temperature": (CHAT, asked("Hi", temperature="hot")),
    "no_messages": (CHAT, {"messages": [], "max_tokens": 8}),
    "unknown_field": (CHAT, asked("Hi", 4, foo=1)),
    "long": (CHAT, asked(LONG)),
    "long_text": (TEXT, {"prompt": LONG, "max_tokens": 8}),
    "other_model": (CHAT, asked("Hi", 4, model="no-such")),
}  # fmt: skip


def record(name: str, url: str, model: str, version: str) -> None:
    """Ask all of it, and write what came."""
    told = {}
    for question, (path, body) in QUESTIONS.items():
        told[question] = _ask(url, path, None if body is None else {"model": model} | body)
        print(question, told[question]["status"], json.dumps(told[question]["answer"])[:150])
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in {"recorded": version, **told}.items()]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _ask(url: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_SECONDS)
    sent = None if body is None else json.dumps(body).replace(json.dumps(LONG), json.dumps("word " * 5000))
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("OPENAI_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    connection.request("GET" if body is None else "POST", path, sent, headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    shown = {name.lower(): value for name, value in answer.getheaders() if name.lower() in _HEADERS}
    try:
        value = cleaned(json.loads(text))
    except ValueError:
        value = text[:2000]
    return {"path": path, "body": body, "status": answer.status, "headers": cleaned(shown), "answer": value}


def cleaned(value: Any) -> Any:
    """The same without what is of one machine or moment."""
    if isinstance(value, dict):
        return {
            key: _shortened(key, item)
            for key, item in value.items()
            if key not in _DROPPED or (key == "id" and _named(item))
        }
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, str):
        value = re.sub(r"127\.0\.0\.1:\d+|localhost:\d+", "127.0.0.1:8080", value)
        return (
            re.sub(r"(?:/[\w.@+-]+){2,}/([\w.@+-]+\.gguf|[\w.@+-]+)", r"/models/\1", value)
            if "/work/" in value or "/tmp/" in value or "/root/" in value
            else value
        )
    return value


def _named(item: Any) -> bool:
    """Whether an id is that of a model, or of a token, not of one answer."""
    return not (isinstance(item, str) and re.search(r"[0-9a-f]{8}-|^(?:chat)?cmpl", item))


def _shortened(key: str, item: Any) -> Any:
    if key == "chat_template" and isinstance(item, str):
        return f"{item[:58]}…"
    if key == "default_generation_settings" and isinstance(item, dict):
        return {"n_ctx": item.get("n_ctx")}
    return cleaned(item)


if __name__ == "__main__":
    record(*sys.argv[1:5])
