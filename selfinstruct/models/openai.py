"""OpenAI and every service that speaks its Chat Completions or Completions API.

Key: OPENAI_API_KEY (needed for OpenAI itself only). Address: `base_url`, else OPENAI_BASE_URL, else OpenAI's.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from selfinstruct._version import __version__
from selfinstruct.errors import KeyRefused, ModelError, NotReachable, Retryable, TimedOut, UsageError
from selfinstruct.models.http.client import HttpClient
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.http.urls import checked_url, is_loopback
from selfinstruct.models.openai_batches import OpenAIBatches
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.models.servers.endpoint import Endpoint
from selfinstruct.records import Completion, Request

OPENAI_URL = "https://api.openai.com/v1"
_THEIRS = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}


def create(name: str, *, base_url: str | None = None, concurrency: int = 32, **_ignored: Any) -> "OpenAI":
    """Any OpenAI-compatible endpoint (openai/MODEL, with --base-url for other services than OpenAI itself).

    `name` is what follows `openai/`; `concurrency` is how many requests are to be in flight. Raises
    KeyRefused where OpenAI itself is asked without a key, UsageError for an empty name or a malformed address.
    """
    if not name:
        raise UsageError("openai/: names no model; write openai/MODEL")
    address = _address(base_url)
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key and _is_openai(address):
        raise KeyRefused(f"openai/{name} needs a key: set OPENAI_API_KEY (or --base-url for another service)")
    if not (key.isascii() and key.isprintable()):
        raise KeyRefused("OPENAI_API_KEY contains characters that no key has; set it again")
    return OpenAI(OpenAIWire(name, address, key), key, concurrency)


class Wire(Protocol):
    """What the requests to a model and its answers look like: OpenAIWire, or OllamaWire."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def begin(self) -> str: ...

    @property
    def paths(self) -> Mapping[str, str]: ...

    def body(self, request: Request) -> dict[str, Any]: ...

    def completion(
        self, request: Request, content: bytes, *, body: Mapping[str, Any] | None, headers: Mapping[str, str] | None
    ) -> Completion: ...

    def refusal(self, request: Request, body: dict[str, Any], answer: HttpResponse) -> ModelError: ...

    def quote(self, text: str | bytes) -> str: ...


class OpenAI:
    """One model at one address.

    `pace` is called with the headers of every answer, refusals too. `wire` says in one warning each which parameters
    the model refuses. `near` says that the address is on this machine, `slots` how many requests it answers at once.
    """

    def __init__(self, wire: Wire, key: str, concurrency: int) -> None:
        self.wire = wire
        self.name, self.address = wire.name, wire.address
        self.pace: Callable[[Mapping[str, str]], None] | None = None
        self.near = is_loopback(self.address)
        self.slots: int | None = None
        self._key = key
        self._client = HttpClient(self.address, _headers(key, wire.name.startswith("openai/")), concurrency)

    async def complete(self, request: Request) -> Completion:
        """Answer by one HTTP request, or by one more for each parameter found to be refused: a body has none twice.

        Raises the classes of errors.py; `request.timeout` bounds the whole of each HTTP request.
        """
        while True:
            body = self.wire.body(request)
            try:
                answer = await self._post(request, body)
                return self.wire.completion(request, answer.content, body=body, headers=answer.headers)
            except ParameterRefused:
                continue

    def endpoint(self) -> Endpoint:
        """Its address, to be asked without what is known of the model; whoever takes it closes it."""
        return Endpoint(self.wire.address, self._key, _headers(self._key, self.name.startswith("openai/")))

    async def aclose(self) -> None:
        """Close the connections; the model cannot be asked afterwards."""
        await self._client.aclose()

    def batches(self, **_ignored: Any) -> OpenAIBatches:
        """The service's batch jobs, for this model, by the SDK: they are not asked thousands of times."""
        if not isinstance(self.wire, OpenAIWire) or not self.name.startswith("openai/"):
            raise UsageError(f"--batch: {self.name} has no batch service; openai/… and bedrock/… have one")
        from openai import AsyncOpenAI, Omit

        # It wants a key even where no header is sent.
        client = AsyncOpenAI(api_key=self._key or "none", base_url=self.wire.address, max_retries=0)
        return OpenAIBatches(self.wire, client, {} if self._key else {"Authorization": Omit()})

    async def _post(self, request: Request, body: dict[str, Any]) -> HttpResponse:
        # Our own JSON is ASCII, so that half a surrogate pair in a prompt can be sent.
        try:
            answer = await self._client.post(self.wire.paths[request.api], json.dumps(body).encode(), request.timeout)
        except NotReachable as error:
            begin = f"; {self.wire.begin}" if self.wire.begin else ""
            raise NotReachable(f"{self.wire.quote(str(error))}{begin}") from error
        except Retryable as error:
            kind = TimedOut if isinstance(error, TimedOut) else Retryable
            raise kind(f"{self.name}: {self.wire.quote(str(error))}") from error
        if self.pace is not None:
            self.pace(answer.headers)
        if answer.status >= 300:
            raise self.wire.refusal(request, body, answer)
        return answer


def _address(base_url: str | None) -> str:
    address = base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI_URL
    return checked_url(address, "base URL", "http://127.0.0.1:8000/v1", "; a key goes into OPENAI_API_KEY")


def _headers(key: str, theirs: bool) -> dict[str, str]:
    """Key, and where the service may be OpenAI (`theirs`) its SDK's own variables, as far as they are set."""
    found = {"Authorization": f"Bearer {key}" if key else ""} | {
        name: os.environ.get(variable, "").strip() for name, variable in _THEIRS.items() if theirs
    }
    return {name: value for name, value in found.items() if value} | {"User-Agent": f"selfinstruct/{__version__}"}


def _is_openai(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")
