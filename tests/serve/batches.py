"""OpenAI's files and batches: a job goes one state further each time it is asked about."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

# What a body under this path is answered with, as status and body.
Answer = Callable[[dict[str, Any], str], Awaitable[tuple[int, dict[str, Any]]]]
STATES = ("validating", "in_progress", "finalizing", "completed")


@dataclass(slots=True)
class Gate:
    """Holds the first request that comes to a point until its client is gone, so that a test knows where it is."""

    point: str = ""
    held: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, point: str) -> None:
        self.point, self.held = point, asyncio.Event()

    async def at(self, point: str) -> None:
        if point == self.point:
            self.point = ""
            self.held.set()
            await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Misfortune:
    """What happens to jobs: the first `expire` expire halfway, and those of more than `crowded` lines are refused.

    The answers to the first `lose` submits are lost: the connection breaks after the job has been made. The first
    `tear` downloads break off in the middle. A job is missing from the first `lag` lists after its submit.
    """

    expire: int = 0
    crowded: int = 0
    lose: int = 0
    tear: int = 0
    lag: int = 0


@dataclass(slots=True)
class _Job:
    number: int
    status: str
    endpoint: str
    file: str
    metadata: Mapping[str, str]
    created: int
    lines: list[dict[str, Any]]
    unlisted: int = 0
    output: str | None = None
    failures: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        crowded = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}
        return {
            "id": f"batch_{self.number}",
            "object": "batch",
            "endpoint": self.endpoint,
            "completion_window": "24h",
            "input_file_id": self.file,
            "status": self.status,
            "created_at": self.created,
            "metadata": self.metadata,
            "output_file_id": self.output,
            "error_file_id": self.failures,
            "errors": {"object": "list", "data": [crowded]} if self.status == "failed" else None,
            "request_counts": {"total": len(self.lines), "completed": 0, "failed": 0} | self.counts,
        }


class Batches:
    """What stands at /v1/files and /v1/batches."""

    def __init__(self, answer: Answer, misfortune: Misfortune, gate: Gate) -> None:
        self._answer = answer
        self._misfortune = misfortune
        self._gate = gate
        self._files: dict[str, bytes] = {}
        self._jobs: dict[str, _Job] = {}
        self._torn = 0

    @property
    def submitted(self) -> int:
        """How many jobs there have been."""
        return len(self._jobs)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        kind, *rest = request.path.removeprefix("/v1/").split("/")
        if kind == "files":
            return await (self._upload(request) if request.method == "POST" else self._download(request, rest[0]))
        if request.method == "POST" and not rest:
            return await self._submit(request)
        if not rest:
            return self._list(request.query)
        job = self._jobs.get(rest[0])
        if job is None:
            return _said({"error": {"message": f"No batch found with id '{rest[0]}'.", "code": None}}, 404)
        if rest[1:] == ["cancel"]:
            job.status = "cancelling"
        else:
            await self._gate.at("poll")
            await self._advance(job)
        return _said(job.as_dict())

    async def _upload(self, request: web.BaseRequest) -> web.Response:
        await self._gate.at("upload")
        data, name = b"", ""
        async for part in await request.multipart():
            if getattr(part, "name", None) == "file":
                data, name = await part.read(), part.filename or ""  # type: ignore[union-attr]
        file = f"file-{len(self._files)}"
        self._files[file] = data
        return _said(
            {"id": file, "object": "file", "bytes": len(data), "created_at": int(time.time()), "filename": name,
             "purpose": "batch", "status": "processed"}
        )  # fmt: skip

    async def _download(self, request: web.BaseRequest, file: str) -> web.StreamResponse:
        await self._gate.at("download")
        if file not in self._files:
            return _said({"error": {"message": "No such File object", "code": None}}, 404)
        data = self._files[file]
        if self._torn < self._misfortune.tear:
            self._torn += 1
            response = web.StreamResponse(headers={"Content-Length": str(len(data))})
            await response.prepare(request)
            await response.write(data[: len(data) // 2])
            if request.transport is not None:
                request.transport.close()
            return response
        return web.Response(body=data, content_type="application/octet-stream")

    async def _submit(self, request: web.BaseRequest) -> web.Response:
        wish = json.loads(await request.read())
        await self._gate.at("submit")
        lines = [json.loads(line) for line in self._files[wish["input_file_id"]].split(b"\n") if line]
        assert len({line["custom_id"] for line in lines}) == len(lines), "every line has a name of its own"
        assert all(line["url"] == wish["endpoint"] for line in lines)
        crowded = 0 < self._misfortune.crowded < len(lines)
        job = _Job(
            len(self._jobs), "failed" if crowded else STATES[0], wish["endpoint"], wish["input_file_id"],
            wish.get("metadata") or {}, int(time.time()), lines, self._misfortune.lag,
        )  # fmt: skip
        self._jobs[f"batch_{job.number}"] = job
        await self._gate.at("submitted")
        if job.number < self._misfortune.lose and request.transport is not None:
            request.transport.abort()
        return _said(job.as_dict())

    def _list(self, wish: Mapping[str, str]) -> web.Response:
        jobs = [job.as_dict() for job in reversed(self._jobs.values()) if not job.unlisted]
        for job in self._jobs.values():
            job.unlisted -= bool(job.unlisted and "after" not in wish)
        if "after" in wish:
            jobs = jobs[next(i for i, job in enumerate(jobs) if job["id"] == wish["after"]) + 1 :]
        limit = 2  # whatever is asked for, so that pages are turned
        ids = {"first_id": jobs[0]["id"], "last_id": jobs[:limit][-1]["id"]} if jobs else {}
        return _said({"object": "list", "data": jobs[:limit], "has_more": len(jobs) > limit, **ids})

    async def _advance(self, job: _Job) -> None:
        if job.status in STATES[:-1]:
            job.status = STATES[STATES.index(job.status) + 1]
        if job.status == "completed" and job.number < self._misfortune.expire:
            job.status = "expired"
        elif job.status == "cancelling":
            job.status = "cancelled"
        if job.status in ("completed", "expired", "cancelled") and not job.counts:
            await self._carry_out(job)

    async def _carry_out(self, job: _Job) -> None:
        """Answer the lines, the last ones first; half of them where the job has not come to its end."""
        good: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        done = len(job.lines) if job.status == "completed" else len(job.lines) // 2
        for number, line in enumerate(reversed(job.lines)):
            row: dict[str, Any] = {"id": f"line_{number}", "custom_id": line["custom_id"], "error": None}
            if number >= done:
                told = {"code": f"batch_{job.status}", "message": "This request could not be executed in time."}
                bad.append(row | {"response": None, "error": told})
                continue
            status, body = await self._answer(line["body"], line["url"])
            row["response"] = {"status_code": status, "request_id": f"r{number}", "body": body}
            (good if status == 200 else bad).append(row)
        for name, rows in (("output", good), ("failures", bad)):
            if rows:
                file = f"file-{len(self._files)}"
                self._files[file] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
                setattr(job, name, file)
        job.counts = {"completed": len(good), "failed": len(bad)}


def _said(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(value).encode(), status=status, content_type="application/json")
