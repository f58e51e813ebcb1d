"""Posts JSON over connections that are kept open.

The SDK's own way costs about 0.35 ms of processor time a request and 0.3 s of start more than aiohttp alone
(benchmarks/throughput.py): at 256 requests in flight that is the difference between the service and us being the limit.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from selfinstruct.errors import NotReachable, Retryable

if TYPE_CHECKING:
    import ssl

    from aiohttp import ClientSession

CONNECT_SECONDS = 10.0
# Shorter than the 5 s after which uvicorn, so vLLM, closes an idle connection: a request must not meet the close.
IDLE_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Posting:
    """Connections to one address, at most `connections` of them; HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured."""

    def __init__(self, address: str, headers: Mapping[str, str], connections: int) -> None:
        self._address = address
        self._headers = dict(headers) | {"Content-Type": "application/json", "Accept": "application/json"}
        self._connections = connections
        self._proxy = _proxy(address)
        self._session: ClientSession | None = None

    async def post(self, path: str, content: bytes, timeout: float) -> Answer:
        """The answer, whose whole may take `timeout` seconds; raises Retryable or NotReachable where there is none."""
        import aiohttp

        session = self._session or self._open()
        try:
            async with (
                asyncio.timeout(timeout),
                session.post(self._address + path, data=content, proxy=self._proxy) as response,
            ):
                return Answer(response.status, response.headers, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotReachable(f"nothing answers at {self._address}: {_root(error)}") from error
        except TimeoutError as error:
            raise Retryable(f"no answer within {timeout:g} s from {self._address}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Retryable(f"the connection broke: {_root(error)}") from error

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> "ClientSession":
        import aiohttp

        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=IDLE_SECONDS, ssl=_trusted(self._address)
            ),
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        )
        return self._session


def _trusted(address: str) -> "ssl.SSLContext | bool":
    """The machine's own certificates, as the SDK finds them: some installations of Python know of none."""
    if not address.startswith("https:"):
        return True
    from httpx2 import create_ssl_context

    return create_ssl_context()


def _proxy(address: str) -> str | None:
    parts = urlsplit(address)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _root(error: BaseException) -> str:
    """What happened is at the end of the chain of causes."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__
