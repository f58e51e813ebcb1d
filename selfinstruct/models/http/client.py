"""An HTTP client with a connection pool: posts JSON to one address and gets, a connection for each request in flight.

The SDK with aiohttp underneath takes twice the processor time a request and 0.3 s more to load; aiohttp alone takes a
fifth more of a whole run's and brings seven packages (benchmarks/throughput.py). At 256 requests in flight that is the
difference between the service and us being the limit.
"""

import asyncio
import os
import ssl
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from selfinstruct.errors import NotReachable, Retryable, TimedOut, UsageError
from selfinstruct.models.http.connect import CONNECT_SECONDS, Server, connect, proxy_for, server_of, trusted
from selfinstruct.models.http.connection import Connection, HttpResponse

# Shorter than the 5 s after which uvicorn, so vLLM, closes an idle connection: a request must not meet the close.
IDLE_SECONDS = 4.0


class HttpClient:
    """Connections to one address, at most `connections` of them; HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured."""

    def __init__(self, address: str, headers: Mapping[str, str], connections: int) -> None:
        """Raises UsageError for headers that cannot be sent and a proxy that cannot be used."""
        self._address = address
        self._server = server_of(address)
        self._proxy = proxy_for(address)
        self._context: ssl.SSLContext | None = None
        self._target, self._head = _head(address, self._server, self._proxy, headers)
        self._connections = connections
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._room: asyncio.Semaphore
        self._idle: list[tuple[float, Connection]] = []

    async def post(self, path: str, content: bytes, timeout: float) -> HttpResponse:
        """The answer, `timeout` seconds at most for all of it once there is a connection for it.

        Raises Retryable, TimedOut or NotReachable where there is none.
        """
        return await self._exchange("POST", path, content, timeout)

    async def get(self, path: str, timeout: float) -> HttpResponse:
        """The same for a path that nothing is sent to."""
        return await self._exchange("GET", path, None, timeout)

    async def _exchange(self, method: str, path: str, content: bytes | None, timeout: float) -> HttpResponse:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # what belongs to another loop is of no use in this one
            self._loop, self._room, self._idle = loop, asyncio.Semaphore(self._connections), []
        length = "" if content is None else f"Content-Length: {len(content)}\r\n"
        request = f"{method} {self._target}{path} HTTP/1.1\r\n{self._head}{length}\r\n"
        async with self._room:
            try:
                async with asyncio.timeout(timeout):
                    connection = self._waiting(loop.time()) or await self._connect()
                    answer = await connection.exchange(request.encode("latin-1") + (content or b""))
            except OSError as error:
                if isinstance(error, TimeoutError) and not error.errno:  # ours, not the system's
                    raise TimedOut(f"no answer within {timeout:g} s from {self._address}") from error
                raise Retryable(f"the connection broke: {_said(error)}") from error
            if self._closed:
                connection.close()
            elif connection.usable:
                self._idle.append((loop.time(), connection))
        return answer

    async def aclose(self) -> None:
        """Close the connections; those in use close with their answers."""
        self._closed = True
        if self._loop is asyncio.get_running_loop():
            for _, connection in self._idle:
                connection.close()
            self._idle = []
            await asyncio.sleep(0)  # they close in the loop's next turn

    def _waiting(self, now: float) -> Connection | None:
        """The idle connection used last, so that those not needed grow old; None where none is open."""
        while self._idle and self._idle[0][0] < now - IDLE_SECONDS:
            self._idle.pop(0)[1].close()
        while self._idle:
            if (connection := self._idle.pop()[1]).usable:
                return connection
        return None

    async def _connect(self) -> Connection:
        if self._context is None and (self._server.secure or (self._proxy and self._proxy.secure)):
            try:
                self._context = trusted()
            except OSError as error:
                told = f"SSL_CERT_FILE, SSL_CERT_DIR: the certificates cannot be read: {_said(error)}"
                raise UsageError(told) from error
        by = f" through the proxy {self._proxy.authority}" if self._proxy else ""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await connect(self._server, self._proxy, self._context)
        except TimeoutError as error:
            raise NotReachable(
                f"nothing answers at {self._address}{by}: no connection within {CONNECT_SECONDS:g} s"
            ) from error
        except OSError as error:
            raise NotReachable(f"nothing answers at {self._address}{by}: {_said(error)}") from error


def _head(address: str, server: Server, proxy: Server | None, headers: Mapping[str, str]) -> tuple[str, str]:
    """The start of a request line up to its path, and the header lines that never change."""
    parts = urlsplit(address)
    usual = (parts.port or server.port) == (443 if server.secure else 80)
    host = server.authority.rpartition(":")[0] if usual else server.authority
    lines = {"Host": host, **headers, "Content-Type": "application/json", "Accept": "application/json"}
    lines["Accept-Encoding"] = "identity"
    target = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    if proxy and not server.secure:  # a proxy that sees the request is told where it goes
        target = f"http://{host}{target}"
        if proxy.credentials:
            lines["Proxy-Authorization"] = proxy.credentials
    for name, value in lines.items():
        if not (value.isascii() and value.isprintable()):
            raise UsageError(f"the header {name} cannot be sent: it contains characters that are not printable ASCII")
    return target, "".join(f"{name}: {value}\r\n" for name, value in lines.items())


def _said(error: OSError) -> str:
    """What went wrong, in the system's words where it has some: asyncio puts addresses in their place."""
    if error.errno and error.errno > 0 and not isinstance(error, ssl.SSLError):
        return os.strerror(error.errno)
    if "WRONG_VERSION_NUMBER" in str(error):
        return "it does not speak TLS; is the address http:// rather than https://?"
    return error.strerror or str(error) or type(error).__name__
