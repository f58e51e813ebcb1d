"""Connections against servers that write bytes by hand: what is read, what breaks, what stays open."""

import asyncio
import errno
import gc
import gzip
import weakref
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct.errors import Retryable, UsageError
from selfinstruct.models.http import client as posting
from selfinstruct.models.http import connect as connecting
from selfinstruct.models.http import connection as connections
from selfinstruct.models.http.client import HttpClient
from selfinstruct.models.http.connection import HttpResponse
from tests.serve import serving
from tests.serve.raw import OK, Server, frames, listening, posting_to, received
from tests.support.cases import cases

pytestmark = pytest.mark.usefixtures("without_proxies")


def asked(server: Server, times: int = 1, *, timeout: float = 5, pause: float = 0) -> list[HttpResponse]:
    async def main() -> list[HttpResponse]:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}/v1") as client:
            found = []
            for number in range(times):
                await asyncio.sleep(pause if number else 0)
                found.append(await client.post("/chat", b"{}", timeout))
            return found

    return asyncio.run(main())


def test_what_is_sent() -> None:
    server = Server(OK)
    asked(server)
    (head,) = server.heads
    assert head[0] == "POST /v1/chat HTTP/1.1"
    names = dict(line.split(": ", 1) for line in head[1:])
    assert names.pop("Host").startswith("127.0.0.1:")
    assert names == {
        "Authorization": "Bearer key", "Content-Type": "application/json", "Accept": "application/json",
        "Accept-Encoding": "identity", "Content-Length": "2",
    }  # fmt: skip
    assert server.bodies == [b"{}"]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Limit: a\r\nX-Limit: b\r\n\r\n" + frames(b"one ", b"two")
ENDLESS = b"HTTP/1.1 200 OK\r\nX-Limit: a, b\r\n\r\none two"
OLD = b"HTTP/1.0 200 OK\r\nX-Limit: a, b\r\nContent-Length: 7\r\n\r\none two"
EARLY = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Limit: no\r\n\r\n"
SIZED = b"HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 7\r\nX-LIMIT:a, b\r\n\r\none two"


@pytest.mark.parametrize(
    ("answer", "stays"),
    [(CHUNKED, True), (SIZED, True), (EARLY + SIZED, True), (ENDLESS, False), (OLD, False)],
    ids=["chunked", "sized", "after interim answers", "until the end", "HTTP/1.0"],
)
def test_answers_are_read_however_they_are_framed(answer: bytes, stays: bool) -> None:
    server = Server(answer, last=(ENDLESS, OLD))
    for found in asked(server, 3):
        assert (found.status, found.content) == (200, b"one two")
        assert found.headers["x-limit"] == "a, b"
    assert server.connections == (1 if stays else 3)


@pytest.mark.parametrize("answer", [CHUNKED, EARLY + SIZED], ids=["chunked", "sized"])
def test_an_answer_may_come_in_drops(answer: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await received(reader)
        for place in range(len(answer)):
            writer.write(answer[place : place + 1])
            await asyncio.sleep(0)
        writer.close()

    async def main() -> bytes:
        async with listening(talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            return (await client.post("/", b"x", 5)).content

    assert asyncio.run(main()) == b"one two"


def packed(content: bytes, how: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (
        how.encode(), len(content)
    ) + content  # fmt: skip


def test_compression_that_was_not_asked_for_is_undone() -> None:
    text = b"one two " * 1000
    server = Server(
        packed(gzip.compress(text), "gzip"), packed(zlib.compress(text), "deflate"), packed(text, "identity")
    )
    assert [answer.content for answer in asked(server, 3)] == [text] * 3


TORN = gzip.compress(b"one two " * 1000)[:-9]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "it was closed before the answer was complete"),
        (b"HTTP/1.1 200 OK\r\nContent-Len", "it was closed before"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "it was closed before"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf", "it was closed before"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhalf", "it was closed before"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "it was closed before"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "the answer is not HTTP"),
        (packed(TORN, "gzip"), "compression is broken"),
        (packed(b"no gzip", "gzip"), "compression is broken"),
        (packed(gzip.compress(b"one") + b"more", "gzip"), "compression is broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1100, r"not HTTP"),
        (b"HTTP/1.1 200 OK\r\na: " + b"b" * 600_000, r"not HTTP \(its headers have no end\)"),
    ],
    ids=[
        "nothing",
        "head",
        "body",
        "chunk",
        "Chunk",
        "interim",
        "no HTTP",
        "no length",
        "another protocol",
        "torn gzip",
        "no gzip",
        "more than gzip",
        "many headers",
        "a long header",
    ],
)
def test_what_breaks_may_be_asked_again_and_is_not_kept(answer: bytes | None, told: str) -> None:
    server = Server(answer, OK, last=() if answer and b"gzip" in answer else (answer or b"",))

    async def main() -> bytes:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            with pytest.raises(Retryable, match=f"connection broke: .*{told}") as caught:
                await client.post("/", b"x", 5)
            assert type(caught.value) is Retryable
            await asyncio.sleep(0.05)
            assert server.open == 0
            return (await client.post("/", b"x", 5)).content

    assert asyncio.run(main()) == b"ok"


@pytest.mark.parametrize("how", ["plain", "gzip"])
def test_an_answer_without_end_is_broken_off(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(connections, "LARGEST", 100_000)
    text = b"x" * 300_000
    answer = b"HTTP/1.1 200 OK\r\n\r\n" + text if how == "plain" else packed(gzip.compress(text), "gzip")
    with pytest.raises(Retryable, match="longer than 100,000 bytes" if how == "plain" else "expands to too much"):
        asked(Server(answer))


NO = OK.replace(b"ok", b"no")


def test_a_time_out_of_the_system_is_not_called_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    async def exchange(_connection: connections.Connection, _request: bytes) -> HttpResponse:
        raise TimeoutError(errno.ETIMEDOUT, "told by the system")

    monkeypatch.setattr(connections.Connection, "exchange", exchange)
    with pytest.raises(Retryable, match="connection broke: Connection timed out"):
        asked(Server(OK))


CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    ("answer", "last"),
    [(CLOSING, ()), (OK, (OK,)), (OK + b"HTTP/1.1 200 OK\r\n", ()), (OK + NO, ()), (OK + b"more", ())],
    ids=["it says so", "it does so", "half a second answer", "a second answer", "more than was asked for"],
)
def test_a_connection_that_does_not_stay_is_not_used_again(answer: bytes, last: tuple[bytes, ...]) -> None:
    server = Server(answer, last=last)
    assert [found.content for found in asked(server, 3, pause=0.05)] == [b"ok"] * 3
    assert server.connections == 3


def test_what_nobody_asked_for_is_no_answer_to_what_comes_next() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while True:
                await received(reader)
                writer.write(OK)
                await asyncio.sleep(0.02)
                writer.write(NO[:-1])

    async def main() -> list[bytes]:
        async with listening(talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            found = []
            for _ in range(3):
                found.append((await client.post("/", b"x", 5)).content)
                await asyncio.sleep(0.05)
            return found

    assert asyncio.run(main()) == [b"ok"] * 3


def test_connections_are_used_again_while_they_are_young(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(OK)
    asked(server, 3)
    assert server.connections == 1
    monkeypatch.setattr(posting, "IDLE_SECONDS", 0.01)
    server = Server(OK)

    async def main() -> None:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            for number in range(3):
                await client.post("/", b"x", 5)
                await asyncio.sleep(0.05)
                assert (server.connections, server.open) == (number + 1, 1), "old ones are closed"

    asyncio.run(main())


def test_no_more_connections_than_were_asked_for_and_none_left_open() -> None:
    most = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        most = max(most, server.open + 1)
        await server.talk(reader, writer)

    async def main() -> None:
        async with listening(talk) as port:
            async with posting_to(f"http://127.0.0.1:{port}", 3) as client:
                await asyncio.gather(*(client.post("/", b"x", 5) for _ in range(20)))
            for _ in range(100):
                if not server.open:
                    break
                await asyncio.sleep(0.01)
            assert server.open == 0

    server = Server(OK)
    asyncio.run(main())
    assert (most, server.connections, len(server.bodies)) == (3, 3, 20)


@pytest.mark.parametrize("how", ["time-out", "cancelled"])
def test_a_connection_on_which_an_answer_may_still_come_is_left(how: str) -> None:
    left = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await received(reader)
        with suppress(ConnectionError):
            await reader.read(1)
        left.set()
        writer.close()

    async def main() -> None:
        async with listening(talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            if how == "time-out":
                with pytest.raises(Retryable, match=r"no answer within 0\.05 s"):
                    await client.post("/", b"x", 0.05)
            else:
                task = asyncio.create_task(client.post("/", b"x", 5))
                await asyncio.sleep(0.05)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            await asyncio.wait_for(left.wait(), 5)

    asyncio.run(main())


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_client_serves_one_loop_after_another() -> None:
    asked = b'{"model": "any", "messages": [{"role": "user", "content": "Hi"}]}'
    with serving() as served:
        client = HttpClient(served.base_url, {}, 2)
        for _ in range(2):
            assert asyncio.run(client.post("/chat/completions", asked, 5)).status == 200
        del client
        gc.collect()  # a loop that is gone closes nothing: its connections complain, here and not in another test


def test_a_request_cancelled_in_the_turn_of_its_answer_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(OK)

    async def main() -> None:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            task = asyncio.create_task(client.post("/", b"x", 5))
            complete = connections.Connection._complete

            def completed(connection: connections.Connection) -> None:
                complete(connection)
                task.cancel()

            monkeypatch.setattr(connections.Connection, "_complete", completed)
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.05)
            assert (server.connections, server.open) == (1, 0)

    asyncio.run(main())


def test_a_client_closed_before_its_answer_comes_leaves_nothing_open() -> None:
    asked_for, closed = asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await received(reader)
        asked_for.set()
        await closed.wait()
        writer.write(OK)
        assert await reader.read() == b""
        closed.clear()

    async def main() -> None:
        async with listening(talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            task = asyncio.create_task(client.post("/", b"x", 5))
            await asked_for.wait()
            await client.aclose()
            closed.set()
            assert (await task).content == b"ok"
            await asyncio.sleep(0.05)
            assert not closed.is_set()

    asyncio.run(main())


def test_the_rest_of_a_request_is_not_taken_for_the_next() -> None:
    refused = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"
    connected = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connected
        connected += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(refused if connected == 1 else OK)
        await asyncio.sleep(5)  # and reads no more

    async def main() -> list[int]:
        async with listening(talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            return [(await client.post("/", content, 5)).status for content in (b"x" * 30_000_000, b"x")]

    assert asyncio.run(main()) == [413, 200]
    assert connected == 2


def test_headers_are_read_as_they_are_meant() -> None:
    text = gzip.compress(b"one")
    blank = packed(text, "gzip").replace(b"gzip\r", b"gzip \t\r")
    trailed = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nContent-Encoding: gzip\r\n\r\n"
    empty = b"HTTP/1.1 401 Unauthorized\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"
    found = asked(Server(blank, trailed, empty), 3)
    assert [(answer.status, answer.content) for answer in found] == [(200, b"one"), (200, b"one"), (401, b"")]


def test_a_closed_connection_waits_for_no_garbage_collector() -> None:
    made: list[weakref.ref[connections.Connection]] = []

    class Watched(connections.Connection):
        def __init__(self) -> None:
            super().__init__()
            made.append(weakref.ref(self))

    async def main() -> None:
        async with listening(Server(CLOSING).talk) as port, posting_to(f"http://127.0.0.1:{port}") as client:
            for _ in range(20):
                await client.post("/", b"x", 5)
            await asyncio.sleep(0.05)
            assert len(made) == 20
            assert not any(item() for item in made)

    gc.disable()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connecting, "Connection", Watched)
            asyncio.run(main())
    finally:
        gc.enable()


def test_an_address_of_version_six_is_named_in_brackets() -> None:
    server = Server(OK)

    async def main() -> int:
        async with listening(server.talk, host="::1") as port, posting_to(f"http://[::1]:{port}/v1") as client:
            await client.post("/", b"x", 5)
            return port

    try:
        port = asyncio.run(main())
    except OSError:
        pytest.skip("no IPv6 here")
    assert f"Host: [::1]:{port}" in server.heads[0]


def test_a_path_may_hold_anything() -> None:
    server = Server(OK)

    async def main() -> None:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}/a b/ü%20/v1") as client:
            await client.post("/chat", b"x", 5)

    asyncio.run(main())
    assert server.heads[0][0] == "POST /a%20b/%C3%BC%20/v1/chat HTTP/1.1"


def test_a_header_that_would_be_two_is_refused() -> None:
    with pytest.raises(UsageError, match="the header OpenAI-Project cannot be sent") as caught:
        HttpClient("http://127.0.0.1:1", {"OpenAI-Project": "secret\r\nX: y"}, 1)
    assert "secret" not in str(caught.value)


@cases(200)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_do_anything_but_answer_or_break(data: bytes, lead: bool) -> None:
    class Transport(asyncio.Transport):
        def write(self, data: object) -> None:
            pass

        def abort(self) -> None:
            pass

        def is_closing(self) -> bool:
            return False

        def get_write_buffer_size(self) -> int:
            return 0

    async def main() -> None:
        connection = connections.Connection()
        connection.connection_made(Transport())
        waiting = asyncio.create_task(connection.exchange(b"x"))
        await asyncio.sleep(0)
        head = b"HTTP/1.1 200 OK\r\n" if lead else b""
        for part in (head, data[:100], data[100:]):
            connection.data_received(part)
        connection.connection_lost(None)
        with suppress(OSError):
            assert isinstance(await waiting, HttpResponse)

    asyncio.run(main())


def test_what_is_got() -> None:
    server = Server(OK)

    async def main() -> HttpResponse:
        async with listening(server.talk) as port, posting_to(f"http://127.0.0.1:{port}/v1") as client:
            return await client.get("/models", 5)

    assert asyncio.run(main()).status == 200
    (head,) = server.heads
    assert head[0] == "GET /v1/models HTTP/1.1"
    assert not any(line.startswith("Content-Length") for line in head)
