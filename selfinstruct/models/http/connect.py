"""Opens connections to a server: its address, a proxy from the environment, TLS."""

import asyncio
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from selfinstruct.errors import UsageError
from selfinstruct.models.http.connection import Connection

CONNECT_SECONDS = 10.0
# The other kind of address is tried when the first has not answered so soon (RFC 8305).
SECOND_ADDRESS_SECONDS = 0.25
_LONGEST_REPLY = 1 << 16  # bytes of a proxy's answer to CONNECT
P = TypeVar("P", bound=asyncio.Protocol)


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect to; `credentials` are those for a proxy, "" for none."""

    host: str
    port: int
    secure: bool
    credentials: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the host is an address, so that there is nothing to look up."""
        with suppress(ValueError):
            return bool(ip_address(self.host))
        return False

    @property
    def authority(self) -> str:
        """Host and port as requests name them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def server_of(address: str) -> Server:
    """The server of a URL; raises UsageError for one that cannot be connected to."""
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https"):
            raise UsageError(f"HTTP_PROXY, HTTPS_PROXY: a proxy must be http:// or https:// (found {parts.scheme}://)")
        if not parts.hostname:
            raise ValueError
        host = parts.hostname.encode("idna").decode()
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise UsageError("an address or a proxy has an invalid host or port") from None
    credentials = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        credentials = "Basic " + b64encode(pair.encode()).decode()
    return Server(host, port, parts.scheme == "https", credentials)


def proxy_for(address: str) -> Server | None:
    """The proxy that the environment names for an address, by Python's own rules; raises UsageError."""
    parts = urlsplit(address)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all")
    if not found:
        return None
    return server_of(found if "://" in found else f"http://{found}")


def trusted() -> ssl.SSLContext:
    """The machine's own certificates, as the SDK finds them: some installations of Python know of none."""
    from httpx2 import create_ssl_context

    context: ssl.SSLContext = create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


async def connect(server: Server, proxy: Server | None, context: ssl.SSLContext | None) -> Connection:
    """A connection to `server`; raises OSError where none can be made. `context` is for TLS."""
    loop = asyncio.get_running_loop()
    if proxy is None or not server.secure:
        _, connection = await _open(Connection, proxy or server, context)
        return connection
    transport, tunnel = await _open(_Tunnel, proxy, context)
    try:
        await tunnel.through(transport, server, proxy.credentials)
        connection = Connection()
        assert context is not None
        inner = await loop.start_tls(
            transport, connection, context, server_hostname=server.host, ssl_handshake_timeout=CONNECT_SECONDS
        )
        if inner is None:  # lost while hands were shaken
            raise ConnectionResetError("the proxy closed the connection")
    except BaseException as error:
        transport.abort()
        if isinstance(error, TypeError):  # where TLS within TLS fails, in CPython before 3.11.8 and 3.12.2
            raise ConnectionError("there is no TLS through the proxy") from error
        raise
    connection.connection_made(inner)
    return connection


async def _open(protocol: type[P], server: Server, context: ssl.SSLContext | None) -> tuple[asyncio.Transport, P]:
    return await asyncio.get_running_loop().create_connection(
        protocol,
        server.host,
        server.port,
        ssl=context if server.secure else None,
        ssl_handshake_timeout=CONNECT_SECONDS if server.secure else None,
        happy_eyeballs_delay=None if server.numeric else SECOND_ADDRESS_SECONDS,
    )


class _Tunnel(asyncio.Protocol):
    """A proxy is asked to pass on everything that follows (RFC 9110, 9.3.6)."""

    def __init__(self) -> None:
        self._reply = bytearray()
        self._said: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def through(self, transport: asyncio.Transport, server: Server, credentials: str) -> None:
        """Return once the way is open; raises OSError where the proxy refuses."""
        authorization = f"Proxy-Authorization: {credentials}\r\n" if credentials else ""
        asked = f"CONNECT {server.authority} HTTP/1.1\r\nHost: {server.authority}\r\n{authorization}\r\n"
        transport.write(asked.encode())
        version, _, status = (await self._said).partition(b" ")
        if not version.startswith(b"HTTP/") or not status.startswith(b"2"):
            raise ConnectionError(f"the proxy answers {status.decode('latin-1')[:80]!r}")

    def data_received(self, data: bytes) -> None:
        self._reply += data
        if b"\r\n\r\n" in self._reply or len(self._reply) > _LONGEST_REPLY:
            self._say(bytes(self._reply).partition(b"\r\n")[0])

    def connection_lost(self, error: Exception | None) -> None:
        if not self._said.done():
            self._said.set_exception(error or ConnectionResetError("the proxy closed the connection"))
            self._said.exception()  # where nobody waits any more, none is to be told

    def _say(self, line: bytes) -> None:
        if not self._said.done():
            self._said.set_result(line)
