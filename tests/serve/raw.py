"""A loopback server for one test that writes bytes by hand: what no server of a library would say."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from selfinstruct.models.http.client import HttpClient

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request with the next of `answers`, the last again and again; `heads` and `bodies` are what came.

    An answer of None closes the connection, and so does one that is in `last`.
    """

    def __init__(self, *answers: bytes | None, last: tuple[bytes, ...] = ()) -> None:
        self.answers = answers
        self.last = last
        self.heads: list[list[str]] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.open = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        try:
            while True:
                head, body = await received(reader)
                self.heads.append(head)
                self.bodies.append(body)
                answer = self.answers[min(len(self.bodies), len(self.answers)) - 1]
                if answer is not None:
                    writer.write(answer)
                    await writer.drain()
                if answer is None or answer in self.last:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            self.open -= 1
            writer.close()


async def received(reader: asyncio.StreamReader) -> tuple[list[str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    length = next((int(line[16:]) for line in head if line.startswith("Content-Length: ")), 0)
    return head, await reader.readexactly(length)


@asynccontextmanager
async def listening(talk: Talk, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[int]:
    talks: set[asyncio.Task[None]] = set()

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await talk(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(begin, host, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0.01)  # what is aborted closes in turns to come


@asynccontextmanager
async def posting_to(address: str, connections: int = 4) -> AsyncIterator[HttpClient]:
    client = HttpClient(address, {"Authorization": "Bearer key"}, connections)
    try:
        yield client
    finally:
        await client.aclose()


def frames(*parts: bytes) -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))
