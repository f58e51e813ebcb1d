"""Crawls: pages with their address, of what servers answered with success."""

import gzip

import pytest

from tests.documents.readers.sniffed import read, rules

pytest.importorskip("warcio")
pytest.importorskip("lxml")


def crawl(*answers: tuple[str, str, bytes, str], packed: bool = False) -> bytes:
    """A crawl of these answers (address, type, body, status), each with its request, and a text made before."""
    records = []
    for url, kind, body, status in answers:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        records.append(record("response", url, "application/http; msgtype=response", head + body))
        records.append(record("request", url, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"))
    records.append(record("conversion", "https://e.org/t", "text/plain", b"Extracted before."))
    return b"".join(gzip.compress(data) if packed else data for data in records)


def record(kind: str, url: str, content: str, block: bytes) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-05T10:00:00Z\r\n"
    return f"{head}Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


ANSWERS = (
    ("https://e.org/a", "text/html; charset=windows-1252", "<p>Grüße aus Köln.</p>".encode("cp1252"), "200 OK"),
    ("https://e.org/b.csv", "text/csv", b"a,b\n1,2\n", "200 OK"),
    ("https://e.org/gone", "text/html", b"<p>Not found</p>", "404 Not Found"),
    ("https://e.org/i", "image/png", b"\x89PNG\r\n\x1a\n", "200 OK"),
)


@pytest.mark.parametrize("packed", [False, True])
def test_pages_keep_their_address_and_date(packed: bool) -> None:
    documents, refusals = read("a.warc", crawl(*ANSWERS, packed=packed))
    assert [(found.text, found.url, found.member, found.format) for found in documents] == [
        ("Grüße aus Köln.", "https://e.org/a", "record 1", "html"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "https://e.org/b.csv", "record 2", "csv"),
        ("Extracted before.", "https://e.org/t", "record 5", "text"),
    ]
    assert documents[0].date == "2026-01-05T10:00:00Z"
    assert [(found.rule, found.member) for found in refusals] == [("status", "record 3"), ("scanned", "record 4")]
    assert refusals[0].value == "404 https://e.org/gone"


def test_a_crawl_that_is_cut_off_is_damaged() -> None:
    data = gzip.compress(crawl(*ANSWERS))
    assert ("damaged", "") in rules("a.warc.gz", data[: len(data) // 2])
