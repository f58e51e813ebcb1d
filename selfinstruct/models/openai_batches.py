"""OpenAI's Batch API: a file of requests, answered within a day at half the price.

https://platform.openai.com/docs/guides/batch
"""

import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from selfinstruct.errors import BatchRefused, ModelError, NotReachable, Retryable
from selfinstruct.models.answers.error_forms import form_of, read_error
from selfinstruct.models.batches import State
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.http.errors import printable_line
from selfinstruct.models.openai_errors import openai_error
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.records import Completion, Request

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai._types import Headers
    from openai.types import Batch

LOG = logging.getLogger("selfinstruct")
ENDPOINTS = {"chat": "/v1/chat/completions", "completions": "/v1/completions"}
LABEL = "selfinstruct"  # of our token in a job's metadata
OVER = ("completed", "expired", "cancelled")
# Codes of lines whose requests were never answered, for a reason that is the job's.
UNASKED = ("batch_expired", "batch_cancelled")
# What the SDK raises for an answer that is not JSON, or hands over as it is, whatever it was to be.
UNREADABLE = (AttributeError, TypeError, ValueError, RecursionError)
CLOCKS_APART = 3600.0  # seconds by which the service's clock may be behind ours
LAG = 120.0  # seconds; nothing is said of how soon a list shows a new job, and it mostly does at once


class OpenAIBatches:
    """The batch jobs of one model."""

    most_requests = 50_000
    most_bytes = 200_000_000
    lag = LAG

    def __init__(self, wire: OpenAIWire, client: "AsyncOpenAI", headers: "Headers") -> None:
        self._wire = wire
        self._client = client
        self._headers = headers

    def line(self, key: str, request: Request) -> bytes:
        row = {"custom_id": key, "method": "POST", "url": ENDPOINTS[request.api], "body": self._wire.body(request)}
        return json.dumps(row).encode() + b"\n"

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        name = f"selfinstruct-{token}.jsonl"
        with self._explained("/files"):
            file = await self._client.files.create(
                file=(name, b"".join(lines), "application/jsonl"), purpose="batch", extra_headers=self._headers
            )
            return _named(file.id)

    async def submit(self, token: str, api: str, file: str) -> str:
        with self._explained("/batches"):
            job = await self._client.batches.create(
                input_file_id=file,
                endpoint="/v1/completions" if api == "completions" else "/v1/chat/completions",
                completion_window="24h",
                metadata={LABEL: token},
                extra_headers=self._headers,
            )
            return _named(job.id)

    async def find(self, token: str, since: float) -> str | None:
        with self._explained("/batches"):
            async for job in self._client.batches.list(limit=100, extra_headers=self._headers):  # newest first
                if (job.metadata or {}).get(LABEL) == token:
                    return _named(job.id)
                if job.created_at < since - CLOCKS_APART:
                    break
        return None

    async def state(self, identifier: str) -> State:
        job = await self._job(identifier)
        with self._explained(f"/batches/{identifier}"):
            errors = (job.errors and job.errors.data) or []
            said = "; ".join(str(item.message or item.code) for item in errors[:3])
            refused = self._wire.quote(said or "it gives no reason") if job.status == "failed" else ""
            counts = job.request_counts
            return State(
                status=printable_line(job.status, 40),
                over=job.status in OVER or bool(refused),
                answered=int(counts.completed) if counts else 0,
                failed=int(counts.failed) if counts else 0,
                refused=refused,
                crowded=any(item.code == "token_limit_exceeded" for item in errors),
            )

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        job = await self._job(identifier)
        for file in (job.output_file_id, job.error_file_id):
            if file is None:
                continue
            async for line in self._lines(identifier, file):
                key, answer, error = _read(line)
                if key not in requests:
                    LOG.warning("batch job %s: ignoring a line that was not asked for", identifier)
                elif (answer := answer or _refusal(error)) is None:
                    yield key, Retryable(self._wire.quote(_words(error)))
                else:
                    try:
                        yield key, self._wire.read(requests[key], answer)
                    except ModelError as error:
                        yield key, error

    async def cancel(self, identifier: str) -> None:
        with self._explained("/batches"):
            await self._client.batches.cancel(identifier, extra_headers=self._headers)

    async def aclose(self) -> None:
        await self._client.close()

    async def _job(self, identifier: str) -> "Batch":
        with self._explained(f"/batches/{identifier}"):
            job = await self._client.batches.retrieve(identifier, extra_headers=self._headers)
            _named(job.status)
            return job

    async def _lines(self, identifier: str, file: str) -> AsyncIterator[bytes]:
        rest = b""
        with self._explained("/files", missing=f"batch job {identifier}: its file {file} is not there yet"):
            content = self._client.files.with_streaming_response.content(file, extra_headers=self._headers)
            async with content as response:
                async for chunk in response.iter_bytes():
                    *whole, rest = (rest + chunk).split(b"\n")
                    for line in whole:
                        if line.strip():
                            yield line
        if rest.strip():
            yield rest

    @contextmanager
    def _explained(self, path: str, missing: str = "") -> Iterator[None]:
        """`missing` is what a 404 means where it may pass."""
        import httpx2
        import openai

        where = f"{self._wire.address}{path}"
        try:
            yield
        except openai.APIStatusError as error:
            content, status = error.response.content, error.status_code
            told = read_error(status, error.response.headers, content)
            said = self._wire.quote(told.message or content[:400])
            if status == 404 and missing:
                raise Retryable(f"{missing}: {said}") from error
            if status in (404, 405):
                raise BatchRefused(
                    f"{where} answers {status}: it has no batch jobs, or not this one: {said}"
                ) from error
            raise openai_error(told, model=self._wire.name, where=where, said=said) from error
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            causes: list[BaseException] = [error]
            while (cause := causes[-1].__cause__) is not None:
                causes.append(cause)
            said = self._wire.quote(str(causes[-1]) or type(causes[-1]).__name__)
            if any(isinstance(cause, httpx2.ConnectError) for cause in causes):
                raise NotReachable(f"nothing answers at {self._wire.address}: {said}") from error
            raise Retryable(f"{where}: the connection broke: {said}") from error
        except UNREADABLE as error:
            raise Retryable(f"{where}: the answer cannot be read, or was cut off") from error


def _named(value: object) -> str:
    """A name that an answer must hold; raises ValueError where it is none."""
    if not isinstance(value, str) or not value:
        raise ValueError("no name")
    return value


def _read(line: bytes) -> tuple[str, HttpResponse | None, Any]:
    """The key of a line of results, the answer to that request, and its error where there is none."""
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            return "", None, None
        key, response, error = str(row.get("custom_id")), row.get("response"), row.get("error")
        if isinstance(response, dict) and isinstance(response.get("status_code"), int) and "body" in response:
            return key, HttpResponse(response["status_code"], {}, json.dumps(response["body"]).encode()), None
    except (ValueError, RecursionError):
        return "", None, None
    return key, None, error


def _refusal(error: Any) -> HttpResponse | None:
    """The answer that would say the same, for a line that has an error and no answer; None where it is the job's."""
    told = form_of({"error": error}, 0, {}) if isinstance(error, dict) else None
    if told is None or not told.status or told.code in UNASKED:
        return None
    return HttpResponse(told.status, {}, json.dumps({"error": error}).encode())


def _words(error: Any) -> str:
    told: dict[str, Any] = error if isinstance(error, dict) else {}
    return str(told.get("message") or told.get("code") or "the line has no answer")
