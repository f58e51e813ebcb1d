"""Ways to a server, through TLS and proxies: who is spoken with, what a proxy sees, what is said where none leads."""

import asyncio
import gc
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from selfinstruct.errors import NotReachable, Retryable, UsageError
from selfinstruct.models.http import client as posting
from selfinstruct.models.http import connect as connecting
from selfinstruct.models.http.client import HttpClient
from tests.serve.raw import OK, Server, frames, listening, posting_to, received

pytestmark = pytest.mark.usefixtures("without_proxies")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("tls") / "both.pem")


def certified(path: Path) -> Path:
    """A key and a certificate for localhost that signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_tls_is_spoken_with_who_can_be_trusted(tls: ssl.SSLContext, trusting: None) -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + frames(b"one ", b"two"))
    spoken = []
    tls.set_alpn_protocols(["h2", "http/1.1"])

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        spoken.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await server.talk(reader, writer)

    async def main() -> list[bytes]:
        async with listening(talk, tls=tls) as port, posting_to(f"https://localhost:{port}/v1") as client:
            return [(await client.post("/chat", b"x" * 100_000, 5)).content for _ in range(3)]

    assert asyncio.run(main()) == [b"one two"] * 3
    assert spoken == ["http/1.1"]
    assert server.bodies[0] == b"x" * 100_000


def test_who_cannot_be_trusted_is_not_spoken_with(tls: ssl.SSLContext) -> None:
    server = Server(OK)

    async def main() -> None:
        async with listening(server.talk, tls=tls) as port, posting_to(f"https://127.0.0.1:{port}") as client:
            await client.post("/", b"x", 5)

    with pytest.raises(NotReachable, match=r"nothing answers at https://127\.0\.0\.1:.*certificate verify failed"):
        asyncio.run(main())
    assert not server.bodies


def test_plain_words_where_tls_is_meant_break(trusting: None) -> None:
    async def main() -> None:
        async with listening(Server(OK).talk) as port, posting_to(f"https://127.0.0.1:{port}") as client:
            await client.post("/", b"x", 0.2)

    with pytest.raises(Retryable):
        asyncio.run(main())


class Proxy:
    """Passes on what it is told to connect to, unless `refusal` is what it says."""

    def __init__(self, refusal: bytes = b"") -> None:
        self.refusal = refusal
        self.heads: list[list[str]] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _ = await received(reader)
        self.heads.append(head)
        if self.refusal:
            writer.write(self.refusal)
            writer.close()
            return
        host, _, port = head[0].split()[1].rpartition(":")
        onward, outward = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
        try:
            await asyncio.gather(_pass(reader, outward), _pass(onward, writer))
        finally:
            outward.transport.abort()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while data := await source.read(1 << 16):
            sink.write(data)
            await sink.drain()
    sink.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_tls_goes_through_a_proxy(
    scheme: str, tls: ssl.SSLContext, trusting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, proxy = Server(OK), Proxy()

    async def main() -> tuple[int, list[bytes]]:
        async with (
            listening(server.talk, tls=tls) as port,
            listening(proxy.talk, tls=tls if scheme == "https" else None) as way,
        ):
            monkeypatch.setenv("https_proxy", f"{scheme}://us%40er:pass@127.0.0.1:{way}")
            async with posting_to(f"https://localhost:{port}/v1") as client:
                return port, [(await client.post("/chat", b"x", 5)).content for _ in range(2)]

    port, found = asyncio.run(main())
    assert found == [b"ok"] * 2
    assert proxy.heads == [
        [f"CONNECT localhost:{port} HTTP/1.1", f"Host: localhost:{port}", "Proxy-Authorization: Basic dXNAZXI6cGFzcw=="]
    ]
    assert not any("Proxy" in line for head in server.heads for line in head)


def test_a_proxy_sees_a_plain_request_and_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Server(OK)

    async def main() -> None:
        async with listening(proxy.talk) as way:
            monkeypatch.setenv("http_proxy", f"user:pass@127.0.0.1:{way}")  # as curl takes it
            async with posting_to("http://service.invalid/v1") as client:
                await client.post("/chat", b"x", 5)

    asyncio.run(main())
    assert proxy.heads[0][0] == "POST http://service.invalid/v1/chat HTTP/1.1"
    assert {"Host: service.invalid", "Proxy-Authorization: Basic dXNlcjpwYXNz"} <= set(proxy.heads[0])


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answers '407 Proxy Authentication Required'"),
        (b"SSH-2.0\r\n\r\n", "answers ''"),
        (b"x" * 100_000, "answers ''"),
        (b"HTTP/1.1 200", "the proxy closed the connection"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "nothing answers"),
    ],
    ids=["refused", "no HTTP", "no end", "cut", "closed"],
)
def test_a_proxy_that_refuses_is_named_without_its_password(
    refusal: bytes, told: str, scheme: str, tls: ssl.SSLContext, trusting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> int:
        async with listening(Proxy(refusal).talk, tls=tls if scheme == "https" else None) as way:
            monkeypatch.setenv("https_proxy", f"{scheme}://user:secret@127.0.0.1:{way}")
            async with posting_to("https://service.invalid/v1") as client:
                with pytest.raises(NotReachable, match=told) as caught:
                    await client.post("/chat", b"x", 5)
            assert f"through the proxy 127.0.0.1:{way}: " in str(caught.value)
            assert "secret" not in str(caught.value)
            return way

    asyncio.run(main())


@pytest.mark.parametrize(
    "proxy",
    [
        "socks5://u:secret@127.0.0.1:1080", "http://127.0.0.1:port", "http://" + "a" * 70, "http://", "http://:80",
        "http://[bad", "http://user:secret@ex\u2100mple:80",
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_used_is_refused(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    with pytest.raises(UsageError, match="proxy") as caught:
        HttpClient("http://service.invalid/v1", {}, 1)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_cannot_be_trusted_is_not_spoken_with_through_a_proxy(
    scheme: str, tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusting: None
) -> None:
    server = Server(OK)
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    stranger.load_cert_chain(certified(tmp_path / "stranger.pem"))

    async def main() -> None:
        async with (
            listening(server.talk, tls=stranger) as port,
            listening(Proxy().talk, tls=tls if scheme == "https" else None) as way,
        ):
            monkeypatch.setenv("https_proxy", f"{scheme}://localhost:{way}")
            async with posting_to(f"https://localhost:{port}/v1") as client:
                await client.post("/", b"x", 5)

    # Some versions of CPython fail over TLS within TLS and do not say why.
    with pytest.raises(NotReachable, match=r"certificate verify failed|no TLS through the proxy"):
        asyncio.run(main())
    assert not server.bodies


def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))

    async def main() -> None:
        async with posting_to("https://127.0.0.1:1") as client:
            await client.post("/", b"x", 5)

    with pytest.raises(UsageError, match=r"SSL_CERT_FILE.*cannot be read"):
        asyncio.run(main())


def test_a_proxy_that_refuses_and_waits_is_left(trusting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    left = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await received(reader)
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        with suppress(ConnectionError):
            await reader.read()
        left.set()

    async def main() -> None:
        async with listening(talk) as way:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{way}")
            async with posting_to("https://service.invalid/v1") as client:
                with pytest.raises(NotReachable, match="answers '403 Forbidden'"):
                    await client.post("/", b"x", 5)
                await asyncio.wait_for(left.wait(), 5)

    asyncio.run(main())


def test_a_request_cancelled_on_its_way_to_a_proxy_leaves_no_complaint(
    trusting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[Any] = []

    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, told: complaints.append(told))
        async with listening(talk) as way:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{way}")
            async with posting_to("https://service.invalid/v1") as client:
                asking = [asyncio.create_task(client.post("/", b"x", 5))]
                monkeypatch.setattr(connecting._Tunnel, "connection_made", lambda *_: asking[0].cancel())
                with pytest.raises(asyncio.CancelledError):
                    await asking[0]
                asking.clear()
            gc.collect()
            await asyncio.sleep(0.05)
            gc.collect()

    asyncio.run(main())
    assert not complaints


def test_who_accepts_and_says_nothing_does_not_answer(trusting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.1)

    async def talk(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()
        await asyncio.sleep(5)

    async def main() -> None:
        async with listening(talk) as port, posting_to(f"https://127.0.0.1:{port}") as client:
            await client.post("/", b"x", 5)

    with pytest.raises(NotReachable, match=r"no connection within 0\.1 s"):
        asyncio.run(main())


@pytest.mark.parametrize(("host", "second"), [("localhost", 0.25), ("127.0.0.1", None)])
def test_names_are_tried_at_both_kinds_of_address(
    host: str, second: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays: list[float | None] = []
    create = asyncio.BaseEventLoop.create_connection

    async def created(*given: Any, **named: Any) -> Any:
        delays.append(named["happy_eyeballs_delay"])
        return await create(*given, **named)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", created)

    async def main() -> None:
        async with listening(Server(OK).talk) as port, posting_to(f"http://{host}:{port}") as client:
            await client.post("/", b"x", 5)

    asyncio.run(main())
    assert delays == [second]
