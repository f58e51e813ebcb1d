"""Who may ask the page, and from where: a server on the loopback device is within reach of every page of a browser."""

import http.client
from pathlib import Path

import pytest

from selfinstruct.pictures.svg import PALETTE
from tests.support.desk_pages import Page, asked, page, tasks


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200), ("localhost", 200), ("LOCALHOST:9000", 200), ("[::1]:{port}", 200),
        ("evil.example", 421), ("evil.example:{port}", 421), ("127.0.0.1.evil.example", 421), ("localhost.", 421),
        ("", 421), ("[::1", 421),
    ],
)  # fmt: skip
def test_the_name_it_is_asked_by(served: Page, host: str, status: int) -> None:
    browser = served.only
    assert browser.ask("GET", "state", Host=host.format(port=browser.port)).status == status


def test_only_one_name(served: Page) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.only.port, timeout=10)
    connection.putrequest("GET", served.only.path, skip_host=True)
    connection.putheader("Host", "127.0.0.1")
    connection.putheader("Host", "evil.example")
    connection.endheaders()
    with connection.getresponse() as answer:
        assert answer.status in (400, 421)
    connection.close()


@pytest.mark.parametrize("path", ["/", "/state", "/{wrong}/", "/{wrong}/state", "/{token}x/", "/{token}/../x", "/%00/"])
def test_the_token_is_in_the_path(served: Page, path: str) -> None:
    token = served.only.path.strip("/")
    assert asked(served.only.port, path.format(token=token, wrong="0" * 32)).status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 409), ({"Origin": "http://127.0.0.1:{port}"}, 409), ({"Sec_Fetch_Site": "same-origin"}, 409),
        ({"Origin": "null"}, 403), ({"Origin": "http://evil.example"}, 403), ({"Origin": ""}, 403),
        ({"Origin": "http://127.0.0.1"}, 403), ({"Origin": "http://localhost:{port}"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403), ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Origin": "http://127.0.0.1:{port}", "Sec_Fetch_Site": "cross-site"}, 403),
    ],
)  # fmt: skip
def test_who_sends(served: Page, headers: dict[str, str], status: int) -> None:
    browser = served.only
    named = {name: value.format(port=browser.port) for name, value in headers.items()}
    sent = browser.ask("POST", "decide", b'{"id": "x", "answer": "accept"}', Content_Type="application/json", **named)
    assert sent.status == status


def test_nothing_is_decided_by_asking(served: Page) -> None:
    browser = served.only
    item = browser.state()["item"]
    query = {"id": item["id"], "answer": "accept", "seen": str(item["version"])}
    assert browser.get("decide", **query).status in (404, 405)
    assert browser.ask("PUT", "decide").status == 405
    assert browser.ask("OPTIONS", "decide").status == 405
    assert browser.state()["item"] == item


def test_the_page_has_the_colours_of_its_style(served: Page) -> None:
    style = served.only.get("review.css").body.decode()
    assert style.startswith(PALETTE)
    assert "var(--ground)" in style


@pytest.mark.parametrize("path", ["", "state", "review.js", "nothing", "rendered?id=t0&field=0"])
def test_what_a_browser_may_do_with_it(served: Page, path: str) -> None:
    headers = served.only.get(path).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    if path.startswith("rendered"):
        assert policy["sandbox"] == []
        assert policy["frame-ancestors"] == ["'self'"]
        assert "script-src" not in policy
    else:
        assert (
            policy["script-src"] == policy["connect-src"] == policy["form-action"] == policy["style-src"] == ["'self'"]
        )
        assert policy["base-uri"] == policy["frame-ancestors"] == policy["img-src"] == ["'none'"]
        assert policy["require-trusted-types-for"] == ["'script'"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_further_name_and_a_frame(tmp_path: Path) -> None:
    file = tasks(tmp_path / "tasks.jsonl")
    with page(str(file), "--allow-host", "hub.example", "--frame", cwd=tmp_path) as found:
        answer = found.only.ask("GET", "state", Host="hub.example")
        assert answer.status == 200
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        sent = found.only.ask("POST", "undo", b"{}", Host="hub.example", Origin="https://hub.example",
                              Content_Type="application/json")  # fmt: skip
        assert sent.status == 200


def test_two_people_have_an_address_each(served: Page) -> None:
    ann, bob = served["ann"], served["bob"]
    assert ann.path != bob.path
    ann.decide(ann.state()["item"], "accept")
    assert (ann.state()["progress"]["done"], bob.state()["progress"]["done"]) == (1, 0)
    ann.post("undo")
    assert (ann.state()["reviewer"], bob.state()["reviewer"]) == ("ann", "bob")


def test_addresses_in_the_page_are_relative(served: Page) -> None:
    text = served.only.get("").body.decode()
    for mark in ('href="', 'src="', 'action="'):
        for part in text.split(mark)[1:]:
            address = part.split('"')[0]
            assert not address.startswith(("/", "http", "//", "data:")), address
    answer = asked(served.only.port, served.only.path.rstrip("/"))
    assert (answer.status, answer.headers["location"]) == (307, served.only.path.strip("/") + "/")


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("decide", "application/json", b"{", 400),
        ("decide", "application/json", b"[]", 400),
        ("decide", "application/json", b"[" * 100_000, 400),
        ("decide", "application/json", b'"' + b"x" * 5_000_001 + b'"', 413),
        ("decide", "text/plain", b'{"id": "t0"}', 415),
        ("decide", "multipart/form-data; boundary=x", b"--x--", 415),
        ("decide", "application/x-www-form-urlencoded", "\xe9".encode("latin-1"), 400),
        ("decide", "application/x-www-form-urlencoded", b"&".join([b"a=b"] * 3_000), 400),
        ("draft", "application/json", b'{"id": "nobody", "edited": "x"}', 404),
        ("later", "application/json", b'{"id": ["t0"]}', 404),
        ("alike", "application/json", b'{"id": "t0", "ids": "t1", "do": "reject"}', 400),
        ("alike", "application/json", b'{"id": "t0", "ids": ["zz"], "do": "reject"}', 400),
        ("alike", "application/json", b'{"id": "t0", "ids": ["t1"], "do": "eat"}', 400),
    ],
)
def test_what_is_sent_is_held_to_limits(served: Page, path: str, kind: str, body: bytes, status: int) -> None:
    assert served.only.ask("POST", path, body, Content_Type=kind).status == status
    assert served.only.state()["progress"]["done"] == 0


@pytest.mark.parametrize(
    "path", ["item?at=30", "item?at=-1", "item?at=x", "item", "text?id=t0&field=9", "text?id=zz&field=0"]
)
def test_what_is_not_there(served: Page, path: str) -> None:
    answer = served.only.get(path)
    assert (answer.status, list(answer.json)) == (404, ["problem"])
