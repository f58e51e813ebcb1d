"""A review page at work in a process of its own, and a browser without a screen that asks it."""

import contextlib
import http.client
import json
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.support.processes import Command
from tests.support.runs import write

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


def asked(port: int | None, path: str) -> Answer:
    """A request for any path of a port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return answered(connection)
    finally:
        connection.close()


def answered(connection: http.client.HTTPConnection) -> Answer:
    with connection.getresponse() as response:
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


def tasks(path: Path, count: int = 30) -> Path:
    """A file of tasks."""
    rows = [
        {"id": f"t{number}", "instruction": f"Double {number}.", "input": "", "output": str(2 * number)}
        for number in range(count)
    ]
    return write(path, rows)


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
        try:
            return answered(self._connection)
        except BaseException:
            self._connection.close()
            raise

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
        self._ended: subprocess.CompletedProcess[str] | None = None
        for line in self.command.told(until="Ctrl-C"):
            if found := _ADDRESS.search(line):
                self.browsers[found[1]] = Browser(found[2])

    def __getitem__(self, reviewer: str) -> Browser:
        return self.browsers[reviewer]

    @property
    def only(self) -> Browser:
        return next(iter(self.browsers.values()))

    def end(self, number: int = signal.SIGINT) -> subprocess.CompletedProcess[str]:
        """How it ended, at this signal where it still ran, and what it said."""
        if self._ended is None:
            for browser in self.browsers.values():
                browser.close()
            with contextlib.suppress(ProcessLookupError):
                if not self.command.ended:
                    self.command.send(number)
            self._ended = self.command.end()
        return self._ended


@contextmanager
def page(*words: str, cwd: Path) -> Iterator[Page]:
    """A page that is ended at the end."""
    found = Page(*words, cwd=cwd)
    try:
        yield found
    finally:
        found.end()
