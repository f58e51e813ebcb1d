"""Ollama's own API on the wire: what OpenAI's form of it cannot say is the window, and how long a model stays loaded.

https://docs.ollama.com/api/chat
"""

import json
import logging
import os
from collections.abc import Mapping
from typing import Any, Protocol

from selfinstruct.errors import ModelError
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import RefusedParameters
from selfinstruct.records import Completion, Request

LOG = logging.getLogger("selfinstruct")

PATHS = {"chat": "/api/chat", "completions": "/api/generate"}
WINDOW = 8192  # tokens; Ollama's own default cuts prompts in silence
KEPT_LOADED = "30m"
_OPTIONS = {"max_tokens": "num_predict", "max_completion_tokens": "num_predict"}
# Fields of the request itself; all else of `extra` is an option of the model (top_k, min_p, repeat_penalty …).
_FIELDS = {"model", "messages", "prompt", "format", "think", "keep_alive", "options", "tools", "template", "suffix"}
_THINK = {"none": False, "minimal": False}


class _Server(Protocol):
    @property
    def begin(self) -> str: ...

    @property
    def key(self) -> str: ...


class OllamaWire:
    """Writes the requests to one model of Ollama and reads its answers, by way of the OpenAI form of both.

    The window is the same for all requests, since another one would load the model anew: OLLAMA_CONTEXT_LENGTH, or
    `num_ctx` in the `options` of `extra`.
    """

    def __init__(self, model: str, address: str, key: str, server: _Server) -> None:
        self._wire = OpenAIWire(
            model, address, key, provider="ollama", begin=server.begin, variable=server.key, paths=PATHS
        )
        self.name = self._wire.name
        self.address = address
        self._gpt_oss = "gpt-oss" in model

    @property
    def refused(self) -> RefusedParameters:
        """What the model refuses."""
        return self._wire.refused

    @property
    def begin(self) -> str:
        """What to do where nothing listens at the address."""
        return self._wire.begin

    @property
    def paths(self) -> Mapping[str, str]:
        """Where requests go, by API."""
        return PATHS

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request."""
        told = self._wire.body(request)
        own = {name: told.pop(name) for name in list(told) if name in _FIELDS}
        held = told.pop("response_format", None)
        effort = told.pop("reasoning_effort", None)
        for name in ("stream", "stream_options", "chat_template_kwargs"):
            told.pop(name, None)
        options = {"num_ctx": _window()} | {_OPTIONS.get(name, name): value for name, value in told.items()}
        given = own.pop("options", None)
        body = own | {"stream": False, "keep_alive": own.get("keep_alive", KEPT_LOADED)}
        body["options"] = options | (given if isinstance(given, dict) else {})
        if request.api == "completions":
            body["raw"] = True
        if isinstance(held, Mapping) and "format" not in body:
            body["format"] = held.get("json_schema", {}).get("schema", "json")
        if effort is not None and "think" not in body:
            body["think"] = _THINK.get(effort, effort if self._gpt_oss else True)
        return body

    def completion(
        self,
        request: Request,
        content: bytes,
        *,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Completion:
        """The completion that an answer holds; raises the error that it tells of."""
        return self._wire.completion(request, _as_openai(content), body=_as_sent(body or {}), headers=headers)

    def refusal(self, request: Request, body: dict[str, Any], answer: HttpResponse) -> ModelError:
        """The error for an answer that refuses `body`."""
        return self._wire.refusal(request, _as_sent(body), answer)

    def quote(self, text: str | bytes) -> str:
        """What the server said, as one short line that does not hold the key."""
        return self._wire.quote(text)


def _window() -> int:
    said = os.environ.get("OLLAMA_CONTEXT_LENGTH", "").strip()
    return int(said) if said.isdigit() and int(said) > 0 else WINDOW


def _as_sent(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent in the names of OpenAI, by which refusals are told apart."""
    back = {"num_predict": "max_tokens"}
    told = dict(body) | {back.get(name, name): value for name, value in (body.get("options") or {}).items()}
    if "format" in told:
        told["response_format"] = told.pop("format")
    if "think" in told:
        told["reasoning_effort"] = told.pop("think")
    return told


def _as_openai(content: bytes) -> bytes:
    """An answer in the form of OpenAI's; what is none of Ollama's stays as it is."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not isinstance(answer, dict) or not ({"message", "response"} & answer.keys()):
        return content
    said = answer.get("message")
    message = dict(said) if isinstance(said, dict) else {}
    if thought := message.pop("thinking", None) or answer.get("thinking"):
        message["reasoning_content"] = thought
    choice: dict[str, Any] = {
        "index": 0,
        "finish_reason": answer.get("done_reason") or ("stop" if answer.get("done") else "length"),
    }
    choice |= {"message": message} if "message" in answer else {"text": answer.get("response")}
    told: dict[str, Any] = {"model": answer.get("model"), "choices": [choice]}
    counts = answer.get("prompt_eval_count"), answer.get("eval_count")
    if counts != (None, None):
        told["usage"] = {"prompt_tokens": counts[0] or 0, "completion_tokens": counts[1] or 0}
    return json.dumps(told).encode()
