"""An OpenAI-compatible service that is Amazon Bedrock too, for tests and load runs: the offline model on loopback.

`python -m tests.serve` runs it by hand; `serving` runs it around a test, in a process of its own.
"""

import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


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
    command = [sys.executable, "-m", "tests.serve"]
    for name, value in ({"port": 0} | flags).items():
        if value is None or value is False:
            continue
        command.append("--" + name.replace("_", "-"))
        if value is not True:
            command.append(str(value))
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError(f"{' '.join(command)} did not start")
        yield Served(line.split()[-1], process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
