"""An OpenAI-compatible service that is Amazon Bedrock too, for tests and load runs: the offline model on loopback.

`python -m tests.serve` runs it by hand; `serving` runs it around a test, in a process of its own.
"""

import asyncio
import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tests.support.processes import FORKS, forked


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: `base_url` ends in /v1."""

    base_url: str
    pid: int

    @property
    def address(self) -> str:
        """The endpoint URL for AWS clients."""
        return self.base_url.removesuffix("/v1")

    def stats(self) -> dict[str, int]:
        """The counters of `tests.serve.server.Stats`, as they stand."""
        counted: dict[str, int] = self._get("/stats")
        return counted

    def account(self, model: str, **wish: Any) -> dict[str, Any]:
        """What was asked under this model name: `tests.serve.account.Account`.

        Answers once there are `requests` or `answered` and `after` seconds more have passed; `mark=1` keeps what is in
        flight now among the `marks`.
        """
        found: dict[str, Any] = self._get("/account?" + urllib.parse.urlencode({"model": model, **wish}))
        return found

    def hold(self, point: str) -> None:
        """Hold the next request that comes to a point of a batch job's life: `tests.serve.batches.Gate`."""
        self._get("/gate?" + urllib.parse.urlencode({"hold": point}))

    def held(self) -> None:
        """Return once a request is held."""
        self._get("/gate")

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def serving(**flags: Any) -> Iterator[Served]:
    """Run the service with the flags of `python -m tests.serve -h` (`max_tokens=5` is `--max-tokens 5`).

    A flag that is True stands alone, one that is False or None is left out. The process is gone at the end.
    """
    words: list[str] = []
    for name, value in ({"port": 0} | flags).items():
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            words.append(str(value))
    there, here = FORKS.Pipe(duplex=False)
    process = forked(_serve, words, here)
    here.close()
    try:
        with there:
            address = _heard(there, words)
        assert process.pid is not None
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.join(10)
        if process.exitcode is None:
            process.kill()
            process.join()
        process.close()


def _heard(there: Connection, words: list[str]) -> str:
    try:
        return str(there.recv())
    except EOFError:
        raise RuntimeError(f"python -m tests.serve {' '.join(words)} did not start") from None


def _serve(words: list[str], started: Connection) -> None:
    from tests.serve.__main__ import parse, run

    asyncio.run(run(parse(words), started.send))
