"""A minimal chat endpoint on the loopback device, so that what is measured is the client and not the endpoint.

    python benchmarks/endpoint.py [--latency fixed:200|lognormal:200] [--flat]

It prints its address. Answers are those of the offline/load model, with --flat always the same text. /stats tells how
many requests there were, when the first came and when the last was answered (seconds of the monotonic clock), how many
were in flight at most, and the processor time used. `python -m tests.serve` can do far more, and is slower.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfinstruct.models import open_model  # noqa: E402
from selfinstruct.records import Completion, Usage  # noqa: E402
from tests.serve.faults import Latency, draw  # noqa: E402
from tests.serve.server import decode, encode  # noqa: E402

FLAT = json.dumps(encode(Completion("word " * 200, "stop", Usage(400, 250)), chat=True)).encode()
MODEL = open_model("offline/load")


class Service:
    """What all connections share."""

    def __init__(self, latency: Latency, flat: bool) -> None:
        self.latency = latency
        self.flat = flat
        self.requests = self.in_flight = self.most = 0
        self.first = self.last = 0.0

    def stats(self) -> bytes:
        counted = {name: getattr(self, name) for name in ("requests", "in_flight", "most", "first", "last")}
        return json.dumps(counted | {"cpu": time.process_time()}).encode()


class Connection(asyncio.Protocol):
    """Enough of HTTP/1.1 for a client that keeps its connections and asks one thing at a time."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        arrived = asyncio.get_running_loop().time()
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        length = _length(head) if found else 0
        if not found or len(rest) < length:
            return
        body, self.buffer = rest[:length], rest[length:]
        if head.startswith(b"GET"):
            self._send(self.service.stats())
            return
        service = self.service
        service.requests += 1
        service.in_flight += 1
        service.most = max(service.most, service.in_flight)
        service.first = service.first or time.monotonic()
        due = arrived + service.latency.seconds(draw("latency", service.requests))
        asyncio.get_running_loop().create_task(self._answer(b"/chat/" in head[:40], body, due))

    async def _answer(self, chat: bool, body: bytes, due: float) -> None:
        # Made at once, sent when due: making it is no part of the latency.
        answer = FLAT
        if not self.service.flat:
            answer = json.dumps(encode(await MODEL.complete(decode(json.loads(body), chat)), chat)).encode()
        left = due - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)
        self.service.in_flight -= 1
        self.service.last = time.monotonic()
        self._send(answer)

    def _send(self, body: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


@contextmanager
def endpoint(latency: str, *, flat: bool = False) -> Iterator[str]:
    """Run it in a process of its own; the base URL."""
    command = [sys.executable, __file__, "--latency", latency, *(["--flat"] if flat else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def stats(base_url: str) -> dict[str, float]:
    """What /stats of a running endpoint tells."""
    with urllib.request.urlopen(base_url.removesuffix("/v1") + "/stats", timeout=10) as answer:
        counted: dict[str, float] = json.load(answer)
    return counted


async def _serve(latency: Latency, flat: bool) -> None:
    service = Service(latency, flat)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(service), "127.0.0.1", 0, backlog=4096)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A minimal chat endpoint for load runs.")
    parser.add_argument("--latency", type=Latency.parse, default=Latency("fixed", 0.2), help="fixed:MS or lognormal:MS")
    parser.add_argument("--flat", action="store_true", help="always the same text")
    given = parser.parse_args()
    asyncio.run(_serve(given.latency, given.flat))
