"""HTTP/1.1 keep-alive connections: requests go out whole, answers are read by httptools (the parser of Node.js).

No retries and no redirects here: what a failure means is decided above.
"""

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

LARGEST = 64 << 20  # bytes of an answer
_LONGEST_HEAD = 1 << 19  # bytes, with what of a body came at the same time
_MOST_HEADERS = 1000


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An HTTP response of any status; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Connection(asyncio.Protocol):
    """One request at a time. It closes where an exchange is not completed, or the server does not keep it open."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[HttpResponse] | None = None
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._size = self._head = self._lines = 0
        self._begun = self._stays = False

    @property
    def usable(self) -> bool:
        """Whether something can be asked."""
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes) -> HttpResponse:
        """The answer to a request; raises OSError where there is none, or none that can be read."""
        if self._transport is None:
            raise ConnectionResetError("it is closed")
        self._begun = self._stays = False
        self._head = self._lines = 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        kept = False
        try:
            answer = await self._answer
            if answer.content and "content-encoding" in answer.headers:
                answer = HttpResponse(answer.status, answer.headers, _decoded(answer))
            # Where the request is not yet sent whole, its rest could be taken for the next one.
            kept = self._stays and self.usable and not self._transport.get_write_buffer_size()
        finally:
            self._answer = None
            if not kept:
                self.close()
        return answer

    def close(self) -> None:
        """Close at once; nobody waits for an answer."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._answer is None:  # nothing was asked: no answer to the next request may begin with this
            self.close()
            return
        if not self._begun:
            self._head += len(data)
        try:
            if self._head > _LONGEST_HEAD:
                raise HttpParserError("its headers have no end")
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._stays = False
            self._fail(ConnectionError(f"the answer is not HTTP ({error})"))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if error is None and self._begun and self._ends_with_connection():
            self._complete()
        self._stays = False
        self._fail(error or ConnectionResetError("it was closed before the answer was complete"))
        del self._parser  # each holds the other: memory would wait for the garbage collector
        self._headers, self._parts = {}, []

    # What httptools calls.

    def on_message_begin(self) -> None:
        self._headers, self._parts, self._size = {}, [], 0
        self._begun = self._stays = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._begun:
            return  # what follows a body's last chunk is no header
        self._lines += 1
        if self._lines > _MOST_HEADERS:
            raise HttpParserError("too many headers")
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").rstrip(" \t")
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        self._begun = True

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > LARGEST:
            self._fail(ConnectionError(f"the answer is longer than {LARGEST:,} bytes"))
            self.close()
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        self._begun = False
        if self._parser.get_status_code() < 200:  # word of an answer that is still to come
            return
        if self._answer is not None and not self._answer.done():  # a second answer was not asked for
            self._stays = self._parser.should_keep_alive()
            self._complete()

    def _ends_with_connection(self) -> bool:
        return "content-length" not in self._headers and (
            "chunked" not in self._headers.get("transfer-encoding", "").lower()
        )

    def _complete(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(HttpResponse(self._parser.get_status_code(), self._headers, b"".join(self._parts)))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


def _decoded(answer: HttpResponse) -> bytes:
    """The content without its compression, which was not asked for but happens."""
    if answer.headers["content-encoding"].lower() not in ("gzip", "x-gzip", "deflate"):
        return answer.content
    reader = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        content = reader.decompress(answer.content, LARGEST)
    except zlib.error as error:
        raise ConnectionError(f"the answer's compression is broken ({error})") from error
    if reader.unused_data or not reader.eof:
        raise ConnectionError("the answer's compression is broken or expands to too much")
    return content
