"""Amazon Bedrock's model invocation jobs, over S3: a job goes one state further each time it is asked about.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelInvocationJob.html
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from aiohttp import web

from tests.serve.batches import Answer, Gate, Misfortune
from tests.serve.converse import refuse

PATH = re.compile(r"/model-invocation-job(?:s|/([^/]+)(/stop)?)?")
STATES = ("Submitted", "InProgress", "Completed")
OVER = ("Completed", "PartiallyCompleted", "Expired", "Stopped", "Failed")


@dataclass(slots=True)
class _Job:
    identifier: str
    wish: dict[str, Any]
    submitted: datetime
    status: str = STATES[0]
    message: str = ""
    succeeded: int = 0
    failed: int = 0
    looked_at: int = 0

    def as_dict(self) -> dict[str, Any]:
        told = {name: value for name, value in self.wish.items() if name != "tags"}
        return told | {
            "jobArn": f"arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/{self.identifier}",
            "status": self.status,
            "message": self.message,
            "submitTime": self.submitted.isoformat(),
            "lastModifiedTime": self.submitted.isoformat(),
            "successRecordCount": self.succeeded,
            "errorRecordCount": self.failed,
        }


class Invocations:
    """What stands at /model-invocation-job; `least` is how many records a job must have, `s3` S3's address."""

    def __init__(self, answer: Answer, misfortune: Misfortune, gate: Gate, least: int, s3: str | None) -> None:
        self._answer = answer
        self._misfortune = misfortune
        self._gate = gate
        self._least = least
        self._s3 = s3
        self._jobs: dict[str, _Job] = {}
        self._tokens: dict[str, _Job] = {}
        self._clients: list[Any] = []

    @property
    def submitted(self) -> int:
        """How many jobs there have been."""
        return len(self._jobs)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        found = PATH.fullmatch(request.raw_path.partition("?")[0])
        if found is None:
            return refuse(404, f"nothing is served at {request.path}")
        if found[1] is None:
            return await (self._create(request) if request.method == "POST" else self._list(request.query))
        job = self._jobs.get(unquote(found[1]).rpartition("/")[2])
        if job is None:
            return refuse(404, "The provided job identifier is not valid")
        if found[2]:
            job.status = "Stopping"
            return web.json_response({})
        await self._gate.at("poll")
        await self._advance(job)
        if job.status in OVER:
            job.looked_at += 1
            await self._gate.at("finish" if job.looked_at == 1 else "download")
        return web.json_response(job.as_dict())

    async def _create(self, request: web.BaseRequest) -> web.Response:
        wish = json.loads(await request.read())
        await self._gate.at("submit")
        if not re.fullmatch(r"arn:aws:iam::\d{12}:role/.+", wish["roleArn"]):
            return refuse(400, "The provided role ARN is not valid")
        if wish.get("modelInvocationType") != "Converse" or not 24 <= wish.get("timeoutDurationInHours", 24) <= 168:
            return refuse(400, "Validation of the job failed")
        job = self._tokens.get(wish["clientRequestToken"])
        if job is None:
            if any(other.wish["jobName"] == wish["jobName"] for other in self._jobs.values()):
                return refuse(400, "The job name is taken")
            job = _Job(f"{len(self._jobs):012d}", wish, datetime.now(UTC))
            self._jobs[job.identifier] = self._tokens[wish["clientRequestToken"]] = job
        await self._gate.at("submitted")
        return web.json_response({"jobArn": job.as_dict()["jobArn"]})

    async def _list(self, wish: Mapping[str, str]) -> web.Response:
        jobs = [job.as_dict() for job in self._jobs.values() if wish.get("nameContains", "") in job.wish["jobName"]]
        return web.json_response({"invocationJobSummaries": jobs})

    async def _advance(self, job: _Job) -> None:
        if job.status == "Stopping":
            job.status = "Stopped"
        elif job.status in STATES[:-1]:
            job.status = STATES[STATES.index(job.status) + 1]
            if job.status == "Completed" and int(job.identifier) < self._misfortune.expire:
                job.status = "Expired"
        if job.status in OVER and not job.looked_at:
            await self._carry_out(job)

    async def _carry_out(self, job: _Job) -> None:
        """Answer the records, the last ones first; half of them where the job has not come to its end."""
        bucket, key = _place(job.wish["inputDataConfig"]["s3InputDataConfig"]["s3Uri"])
        data = await asyncio.to_thread(lambda: self._client().get_object(Bucket=bucket, Key=key)["Body"].read())
        records = [json.loads(line) for line in data.split(b"\n") if line]
        if len(records) < self._least:
            job.status, job.message = "Failed", f"Your job must have a minimum of {self._least} records"
            return
        done = len(records) if job.status == "Completed" else len(records) // 2
        rows = []
        for record in list(reversed(records))[:done]:
            path = f"/model/{quote(job.wish['modelId'], safe='')}/converse"
            status, body = await self._answer(record["modelInput"], path)
            if status == 200:
                rows.append(record | {"modelOutput": body})
            else:
                told = {"errorCode": status, "errorMessage": body["message"], "retryable": status >= 500}
                rows.append(record | {"error": told})
        job.failed = sum("error" in row for row in rows)
        job.succeeded = len(rows) - job.failed
        if job.status == "Completed" and job.failed:
            job.status = "PartiallyCompleted"
        await asyncio.to_thread(self._write, job, key, rows)

    def _write(self, job: _Job, key: str, rows: list[dict[str, Any]]) -> None:
        bucket, prefix = _place(job.wish["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"])
        folder = f"{prefix.rstrip('/')}/{job.identifier}"
        lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        counts = {"totalRecordCount": len(rows), "successRecordCount": job.succeeded}
        name = key.rpartition("/")[2]
        self._client().put_object(Bucket=bucket, Key=f"{folder}/{name}.out", Body=lines)
        self._client().put_object(Bucket=bucket, Key=f"{folder}/manifest.json.out", Body=json.dumps(counts))

    def _client(self) -> Any:
        if not self._clients:
            import boto3

            self._clients.append(boto3.client("s3", endpoint_url=self._s3, region_name="us-east-1"))
        return self._clients[0]


def _place(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
