"""Personal data to plant, and where it has come to."""

import json
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.errors import KeyRefused, ModelError
from selfinstruct.files.storage import Access
from selfinstruct.models.batches import State
from selfinstruct.records import Completion, Request
from tests.support import processes
from tests.support.logs import ANTHROPIC, bedrock, converse
from tests.support.runs import write

# What people left in the log: of every kind, in every place that is read, and in some that are not.
PLANTED = [
    "jane.doe@example.com", "+49 170 1234567", "(555) 123-4567", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00",
    "203.0.113.77", "2001:db8:85a3::8a2e:370:7334", "078-05-1120", "AB123456C", "86 095 742 719",
]  # fmt: skip
TEACHERS = "made.up@example.org"


def planted_log(path: Path) -> Path:
    rows: list[Any] = []
    for number, value in enumerate(PLANTED):
        rows += [
            converse(f"Case {number}: my details are {value}, write to me.", f"Noted: {value}.", f"Caller {value}."),
            bedrock(ANTHROPIC | {"messages": [
                {"role": "user", "content": f"It is {value} again."}, {"role": "assistant", "content": f"So {value}?"},
                {"role": "user", "content": f"Yes, case {number}."},
            ]}, requestMetadata={"user": value}),
            {"object": "chat.completion", "user": value,
             "messages": [{"role": "user", "content": f"Forget {value}, {number}!"}],
             "choices": [{"message": {"content": f"Forgotten: {value}"}}]},
            {"instruction": f"Answer case {number}.", "input": f"From: {value}", "output": f"To {value}",
             "id": f"id {value}"},
            bedrock({"messages": [{"role": "user", "content": [{"document": {"name": value}}]}]}),
        ]  # fmt: skip
    return write(path, rows)


def command(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = processes.run("--log-level", "debug", *map(str, arguments), cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done


def everything(folder: Path, leave: Path) -> bytes:
    """All bytes of all files below a folder and their names, but for the log itself."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != leave]
    return b"".join(path.name.encode() + path.read_bytes() for path in found)


def traces(data: bytes) -> list[str]:
    return [value for value in [*PLANTED, TEACHERS] if value.encode() in data]


@dataclass
class Bulk:
    """A teacher with a batch service of its own, whose answers hold an address; nobody can ask it directly."""

    name: str = "test/bulk"
    most_requests: int = 1000
    most_bytes: int = 1 << 20
    lag: float = 0.0
    heard: list[bytes] = field(default_factory=list)

    async def complete(self, request: Request) -> Completion:
        raise KeyRefused("in batches only")

    def batches(self, *, s3: str | None, role: str | None, access: Access) -> "Bulk":
        return self

    def line(self, key: str, request: Request) -> bytes:
        return json.dumps([key, request.messages[-1].content]).encode() + b"\n"

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        self.heard += lines
        return "file"

    async def submit(self, token: str, api: str, file: str) -> str:
        return "job"

    async def find(self, token: str, since: float) -> str | None:
        return None

    async def state(self, identifier: str) -> State:
        return State("completed", over=True, answered=len(self.heard))

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for key, request in requests.items():
            yield key, Completion(f"{request.messages[-1].content} Ask {TEACHERS}.")

    async def cancel(self, identifier: str) -> None:
        pass

    async def aclose(self) -> None:
        pass
