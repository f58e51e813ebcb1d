"""A review page at work in a process of its own, and a browser without a screen that asks it."""

import http.client
import json
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.support.processes import Command

_ADDRESS = re.compile(r"Review as (.+): (http://\S+/)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """One reviewer's address, asked over one connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname
        self.port, self.path = parts.port, parts.path
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """A request below the reviewer's address; names of headers have _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, self.path + path, body, named)
        response = self._connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())

    def get(self, path: str, **query: str) -> Answer:
        return self.ask("GET", path + (f"?{urlencode(query)}" if query else ""))

    def state(self) -> Any:
        return self.get("state").json

    def post(self, path: str, **sent: Any) -> Answer:
        return self.ask("POST", path, json.dumps(sent).encode(), Content_Type="application/json")

    def form(self, path: str, **sent: Any) -> Answer:
        text = urlencode(sent, doseq=True, quote_via=quote).encode()
        return self.ask("POST", path, text, Content_Type="application/x-www-form-urlencoded")

    def decide(self, item: Mapping[str, Any], answer: str, **more: Any) -> Answer:
        return self.post("decide", id=item["id"], seen=item["version"], answer=answer, **more)

    def close(self) -> None:
        self._connection.close()


class Page:
    """`selfinstruct review page …` with a browser for each reviewer."""

    def __init__(self, *words: str, cwd: Path) -> None:
        self.command = Command("review", "page", *words, "--no-open", cwd=cwd)
        self.browsers: dict[str, Browser] = {}
        for line in self.command.told(until="Ctrl-C"):
            if found := _ADDRESS.search(line):
                self.browsers[found[1]] = Browser(found[2])

    def __getitem__(self, reviewer: str) -> Browser:
        return self.browsers[reviewer]

    @property
    def only(self) -> Browser:
        return next(iter(self.browsers.values()))

    def end(self, number: int = signal.SIGINT) -> Any:
        """How it ended and what it said."""
        for browser in self.browsers.values():
            browser.close()
        self.command.send(number)
        return self.command.end()


@contextmanager
def page(*words: str, cwd: Path) -> Iterator[Page]:
    """A page that is ended at the end."""
    found = Page(*words, cwd=cwd)
    try:
        yield found
    finally:
        if not found.command.ended:
            found.end()
