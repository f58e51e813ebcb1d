"""OpenAI and every service that speaks its Chat Completions or Completions API.

Key: OPENAI_API_KEY (needed for OpenAI itself only). Address: `base_url`, else OPENAI_BASE_URL, else OpenAI's.
"""

import json
import logging
import math
import os
from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selfinstruct.errors import KeyRefused, NotReachable, Retryable, UsageError
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.http.errors import one_line
from selfinstruct.models.http.post import HttpClient
from selfinstruct.models.http.urls import checked_url
from selfinstruct.models.openai_errors import error_object, openai_error, openai_refused_parameter
from selfinstruct.records import Completion, Request, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai._types import Headers

    from selfinstruct.models.openai_batches import OpenAIBatches


LOG = logging.getLogger("selfinstruct")
OPENAI_URL = "https://api.openai.com/v1"
PATHS = {"chat": "/chat/completions", "completions": "/completions"}


def create(name: str, *, base_url: str | None = None, concurrency: int = 32, **_ignored: Any) -> "OpenAI":
    """Any OpenAI-compatible endpoint (openai/MODEL, with --base-url for other services than OpenAI itself).

    `name` is what follows `openai/`; `concurrency` is how many requests are to be in flight. Raises
    KeyRefused where OpenAI itself is asked without a key, UsageError for an empty name or an address that is none.
    """
    if not name:
        raise UsageError("openai/: which model? Write openai/MODEL")
    address = _address(base_url)
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key and _is_openai(address):
        raise KeyRefused(f"openai/{name} needs a key: set OPENAI_API_KEY (or --base-url for another service)")
    if not (key.isascii() and key.isprintable()):
        raise KeyRefused("OPENAI_API_KEY holds characters no key has: set it again")
    return OpenAI(name, address, key, concurrency)


MOST_TOKENS = 1 << 31  # of one answer


class OpenAI:
    """One model at one address.

    `pace` is called with the headers of every answer, refusals too. Parameters that the model refuses are left
    out (`stop` is then applied here) or renamed from then on, with one warning each.
    """

    def __init__(self, name: str, address: str, key: str, concurrency: int) -> None:
        self.name = f"openai/{name}"
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self._model = name
        self._place = address
        self._key = key
        self._posting = HttpClient(address, _headers(key), concurrency)
        self._refused: set[str] = set()

    async def complete(self, request: Request) -> Completion:
        """Answer by one HTTP request, or by one more for each parameter found to be refused.

        Raises the classes of errors.py; `request.timeout` bounds the whole of each HTTP request.
        """
        while True:
            body = self.body(request)
            try:
                return self._completion(request, await self._post(request, body))
            except _ParameterRefused as refusal:
                self._leave_out(refusal.parameter)

    async def aclose(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        await self._posting.aclose()

    def sdk(self) -> "tuple[AsyncOpenAI, Headers]":
        """The SDK's client for the same address and key, for what is not asked thousands of times (files, batches).

        The headers are to be passed to each call.
        """
        from openai import AsyncOpenAI, Omit

        # It wants a key even where no header is sent.
        client = AsyncOpenAI(api_key=self._key or "none", base_url=self._place, max_retries=0)
        return client, {} if self._key else {"Authorization": Omit()}

    def batches(self, **_ignored: Any) -> "OpenAIBatches":
        """The service's batch jobs, for this model."""
        from selfinstruct.models.openai_batches import OpenAIBatches

        client, headers = self.sdk()
        return OpenAIBatches(self, client, headers, self._place)

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent for a request, without the parameters known to be refused."""
        return self._body(request, self._refused)

    def read(self, request: Request, answer: HttpResponse) -> Completion:
        """The completion in an answer that came another way, as in a batch; raises as `complete` does.

        It may have been asked before it was known which parameters are refused, or by an earlier session.
        """
        if answer.status >= 400:
            refusal = self._refusal(request, self._body(request, frozenset()), answer)
            if isinstance(refusal, _ParameterRefused):
                self._leave_out(refusal.parameter)
                raise Retryable(f"{self.name} refuses {refusal.parameter}")
            raise refusal
        return self._completion(request, answer.content, cut=True)

    async def _post(self, request: Request, body: dict[str, Any]) -> bytes:
        # Our own JSON is ASCII, so that half a surrogate pair in a prompt can be sent.
        try:
            answer = await self._posting.post(PATHS[request.api], json.dumps(body).encode(), request.timeout)
        except NotReachable as error:
            raise NotReachable(self.quote(str(error))) from error
        except Retryable as error:
            raise Retryable(f"{self.name}: {self.quote(str(error))}") from error
        if self.pace is not None:
            self.pace(answer.headers)
        if answer.status >= 300:
            raise self._refusal(request, body, answer)
        return answer.content

    def _body(self, request: Request, refused: Set[str]) -> dict[str, Any]:
        sampling = request.sampling
        body: dict[str, Any] = {"model": self._model}
        if request.api == "chat":
            body["messages"] = [{"role": turn.role, "content": turn.content} for turn in request.messages]
        else:
            body["prompt"] = request.messages[0].content
        optional = (
            ("max_tokens", sampling.max_tokens),
            ("temperature", sampling.temperature),
            ("top_p", sampling.top_p),
            ("presence_penalty", sampling.presence_penalty),
            ("frequency_penalty", sampling.frequency_penalty),
            ("seed", sampling.seed),
            ("stop", list(sampling.stop) or None),
        )
        for name, value in optional:
            if value is None:
                continue
            if name not in refused:
                body[name] = value
            elif name == "max_tokens":
                body["max_completion_tokens"] = value
        body.update(sampling.extra)
        return body

    def _completion(self, request: Request, content: bytes, *, cut: bool = False) -> Completion:
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise Retryable(f"{self.name}: the answer is not JSON or was cut off ({len(content)} bytes)") from error
        choices = answer.get("choices") if isinstance(answer, dict) else None
        if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
            raise Retryable(f"{self.name}: the answer has no choices: {self.quote(content[:400])}")
        choice = choices[0]
        text = _text(choice.get("message")) if request.api == "chat" else choice.get("text")
        if not isinstance(text, str):
            raise Retryable(f"{self.name}: the answer has no text: {self.quote(content[:400])}")
        reason = choice.get("finish_reason") or "stop"
        if cut or "stop" in self._refused:
            end = min((at for stop in request.sampling.stop if (at := text.find(stop)) >= 0), default=None)
            if end is not None:
                text, reason = text[:end], "stop"
        return Completion(text, str(reason), _usage(answer.get("usage")))

    def _refusal(self, request: Request, body: dict[str, Any], answer: HttpResponse) -> Exception:
        told = error_object(answer.content)
        parameter = openai_refused_parameter(answer.status, told, body)
        if parameter:
            return _ParameterRefused(parameter)
        said = str(told.get("message") or answer.content[:400].decode("utf-8", "replace"))
        if answer.status < 400:
            said = answer.headers.get("location", said)
        said = self.quote(said)
        where = f"{self._place}{PATHS[request.api]}"
        return openai_error(answer.status, told, answer.headers, model=self.name, where=where, said=said)

    def _leave_out(self, parameter: str) -> None:
        if parameter in self._refused:
            return  # another request in flight has found it too
        self._refused.add(parameter)
        what = {
            "max_tokens": "max_completion_tokens is sent in its place",
            "stop": "it is left out and answers are cut at the stop sequences here",
        }.get(parameter, "it is left out")
        LOG.warning("%s refuses %s: %s", self.name, parameter, what)

    def quote(self, text: str | bytes) -> str:
        """What a service said, as one short line that does not hold the key."""
        said = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return one_line(said.replace(self._key, "[key]") if self._key else said)


class _ParameterRefused(Exception):
    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


def _address(base_url: str | None) -> str:
    address = base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI_URL
    return checked_url(address, "base URL", "http://127.0.0.1:8000/v1", "; a key goes into OPENAI_API_KEY")


def _headers(key: str) -> dict[str, str]:
    """Who asks, by the SDK's own environment variables; nothing is claimed where there is no key."""
    from selfinstruct._version import __version__

    found = {
        "Authorization": f"Bearer {key}" if key else "",
        "OpenAI-Organization": os.environ.get("OPENAI_ORG_ID", "").strip(),
        "OpenAI-Project": os.environ.get("OPENAI_PROJECT_ID", "").strip(),
    }
    return {name: value for name, value in found.items() if value} | {"User-Agent": f"selfinstruct/{__version__}"}


def _is_openai(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def _text(message: Any) -> str | None:
    if not isinstance(message, dict):
        return None
    content = message.get("content")
    if isinstance(content, list):  # parts, thinking among them, as Mistral answers
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    if isinstance(content, str):
        return content
    return str(message.get("refusal") or "")


def _usage(usage: Any) -> Usage:
    if not isinstance(usage, dict):
        return Usage()
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")), _count(cached))


def _count(value: Any) -> int:
    """A token count as it can be: what a service says beyond that would make nonsense of the cost."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return min(max(int(value), 0), MOST_TOKENS)
