"""Amazon Bedrock's batch inference: requests in a file in S3, answers in another, at half the price.

https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference.html
"""

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

from selfinstruct.errors import BatchRefused, ModelError, Retryable, UnknownModel, UsageError
from selfinstruct.files import storage
from selfinstruct.files.storage import Access
from selfinstruct.models.answers.error_forms import form_of
from selfinstruct.models.batches import State
from selfinstruct.models.bedrock_client import RuntimeClient
from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.bedrock_errors import UNREADABLE, error_from
from selfinstruct.models.http.errors import printable_line
from selfinstruct.models.threads import Threads
from selfinstruct.records import Completion, Request

LOG = logging.getLogger("selfinstruct")
SERVICE = "bedrock"
HOURS = 24  # that a job is given, the least there is
OVER = {"Completed", "PartiallyCompleted", "Stopped", "Expired"}
LAG = 120.0  # seconds; it matters only where the files have been moved since
ALL_READ = b""


class BedrockBatches:
    """The batch jobs of one model; their files stand in S3 under `place`, a folder for each job.

    A job is submitted under our token, so that the service itself makes one job of two submits.
    """

    most_requests = 50_000
    most_bytes = 200_000_000
    lag = LAG

    def __init__(
        self, wire: ConverseWire, runtime: RuntimeClient, place: str | None, role: str | None, access: Access
    ) -> None:
        """Raises UsageError where place or role are missing or malformed."""
        if place is None or storage.address(place) is None:
            raise UsageError("--batch with bedrock/… needs a place for its files: --batch-s3 s3://BUCKET/PREFIX")
        if role is None or not role.startswith("arn:"):
            raise UsageError(
                "--batch with bedrock/… needs a role for Bedrock to read and write its files: --batch-role ARN"
            )
        self._wire = wire
        self._region = runtime.region
        self._place = storage.name(place).rstrip("/")
        self._role = role
        self._access = access
        self._client: Any = runtime.open_client(SERVICE, retries={"total_max_attempts": 1, "mode": "standard"})
        self._threads = Threads("batches")

    def line(self, key: str, request: Request) -> bytes:
        return json.dumps({"recordId": key, "modelInput": self._wire.body(request)}).encode() + b"\n"

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        place = self._input(token)
        await self._threads.run(partial(storage.write_bytes, place, b"".join(lines), self._access))
        return place

    async def submit(self, token: str, api: str, file: str) -> str:
        output: dict[str, Any] = {"s3Uri": f"{file.rpartition('/')[0]}/output/"}
        if self._access.sse_kms_key_id:
            output["s3EncryptionKeyId"] = self._access.sse_kms_key_id
        job = await self._call(
            "CreateModelInvocationJob",
            "jobArn",
            jobName=_name(token),
            roleArn=self._role,
            clientRequestToken=token,
            modelId=self._wire.model_id,
            modelInvocationType="Converse",
            inputDataConfig={"s3InputDataConfig": {"s3InputFormat": "JSONL", "s3Uri": file}},
            outputDataConfig={"s3OutputDataConfig": output},
            timeoutDurationInHours=HOURS,
        )
        return str(job["jobArn"])

    async def find(self, token: str, since: float) -> str | None:
        name, following = _name(token), ""
        while True:
            more = {"nextToken": following} if following else {}
            listed = await self._call("ListModelInvocationJobs", nameContains=name, **more)
            jobs = listed.get("invocationJobSummaries", [])
            found = [job["jobArn"] for job in jobs if job.get("jobName") == name and job.get("jobArn")]
            following = str(listed.get("nextToken") or "")
            if found:
                return str(found[0])
            if not following:
                break
        # A list may lag behind. What was written is submitted once more: the same token makes the same job.
        file = self._input(token)
        if await self._threads.run(partial(storage.exists, file, self._access)):
            return await self.submit(token, "chat", file)
        return None

    async def state(self, identifier: str) -> State:
        job = await self._call("GetModelInvocationJob", "status", jobIdentifier=identifier)
        status, answered = str(job["status"]), int(job.get("successRecordCount") or 0)
        failed = status == "Failed" and not answered
        said = printable_line(str(job.get("message") or "it gives no reason"))
        return State(
            status=printable_line(status, 40),
            over=status in OVER or status == "Failed",
            answered=answered,
            failed=int(job.get("errorRecordCount") or 0),
            refused=said if failed else "",
        )

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        job = await self._call("GetModelInvocationJob", "outputDataConfig", jobIdentifier=identifier)
        place = job["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"]
        for name in await self._threads.run(partial(storage.object_names, place, self._access)):
            if not name.endswith(".jsonl.out"):
                continue
            lines = storage.lines(name, self._access)
            while (line := await self._threads.run(partial(next, lines, ALL_READ))) is not ALL_READ:
                key, row = _read(line)
                if key not in requests:
                    LOG.warning("batch job %s: ignoring a line that was not asked for", identifier)
                    continue
                try:
                    yield key, self._answer(requests[key], row)
                except ModelError as error:
                    yield key, error

    async def cancel(self, identifier: str) -> None:
        await self._call("StopModelInvocationJob", jobIdentifier=identifier)

    async def aclose(self) -> None:
        self._threads.close()
        self._client.close()

    def _input(self, token: str) -> str:
        return f"{self._place}/{token}/input.jsonl"

    def _answer(self, request: Request, row: Mapping[str, Any]) -> Completion:
        """The completion of a line; raises the error where it has none."""
        output, error = row.get("modelOutput"), row.get("error")
        if isinstance(output, dict):
            return self._wire.read(request, output)
        told: Mapping[str, Any] = error if isinstance(error, dict) else {}
        found = form_of(told, 200, {})
        said = found.message or "the line has no answer"
        if told.get("retryable") or told.get("expired") or not found.status:
            raise Retryable(printable_line(said))
        raise self._wire.refusal(request, found.status, said)

    async def _call(self, operation: str, wanted: str = "", **given: Any) -> dict[str, Any]:
        """The answer to an operation; raises Retryable where it lacks the member `wanted`."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")
        try:
            answer: dict[str, Any] = await self._threads.run(partial(getattr(self._client, name), **given))
            if wanted and not answer.get(wanted):
                raise ValueError(f"no {wanted}")
        except (BotoCoreError, ClientError, ResponseParserError, *UNREADABLE) as error:
            refused = error_from(
                error, model=self._wire.name, where=f"Amazon Bedrock in {self._region}",
                action=f"{SERVICE}:{operation}", secrets=self._wire.secrets,
            )  # fmt: skip
            if isinstance(refused, UnknownModel):
                raise BatchRefused(f"{operation}: no such batch job or model: {refused}") from error
            raise refused from error
        return answer


def _name(token: str) -> str:
    return f"selfinstruct-{token}"


def _read(line: bytes) -> tuple[str, Mapping[str, Any]]:
    """The key of a line of results, and the line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    return (str(row.get("recordId")), row) if isinstance(row, dict) else ("", {})
