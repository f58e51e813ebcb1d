"""An address that speaks OpenAI's API, asked without a model of ours between: what it says, as it says it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from selfinstruct.models.answers.charsets import decoded_body
from selfinstruct.models.answers.event_streams import is_stream, joined
from selfinstruct.models.http.client import HttpClient
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.http.errors import printable_line

_CONNECTIONS = 8


class Endpoint:
    """`address` as a base URL, which mostly ends in /v1; `root` is where the server's own paths begin.

    Both calls raise Retryable or NotReachable where nothing is answered.
    """

    def __init__(self, address: str, key: str, headers: Mapping[str, str]) -> None:
        """`key` is kept out of all that is quoted; it stands in `headers`."""
        self.address = address
        self.root = re.sub(r"/v\d+\w*\Z", "", address)
        self.has_key = bool(key)
        self._key = key
        self._headers = headers
        self._at = HttpClient(address, headers, _CONNECTIONS)
        self._below = HttpClient(self.root, headers, _CONNECTIONS)

    async def get(self, path: str, timeout: float, *, root: bool = False) -> HttpResponse:
        """The answer at a path below the address, or below the root."""
        return await (self._below if root else self._at).get(path, timeout)

    async def post(self, path: str, body: Any, timeout: float, *, root: bool = False) -> HttpResponse:
        """The answer to a body in JSON."""
        return await (self._below if root else self._at).post(path, json.dumps(body).encode(), timeout)

    def at(self, address: str) -> "Endpoint":
        """Another address of the same service."""
        return Endpoint(address, self._key, self._headers)

    async def aclose(self) -> None:
        await self._at.aclose()
        await self._below.aclose()

    def quote(self, text: str | bytes) -> str:
        """What a service said, as one short line that does not hold the key."""
        said = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return printable_line(said.replace(self._key, "[key]") if self._key else said)


def json_in(answer: HttpResponse) -> tuple[Any, bool]:
    """The JSON of an answer, None where it is none, and whether it came as a stream of events."""
    text = decoded_body(answer.content, answer.headers)
    try:
        return json.loads(text), False
    except (ValueError, RecursionError):
        return (joined(text), True) if is_stream(text) else (None, False)
