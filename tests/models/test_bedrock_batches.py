"""Bedrock's batch jobs over S3: one job whenever the process dies, the same bytes, nothing missing."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

import selfinstruct
from selfinstruct.errors import BatchRefused, Retryable, UsageError
from selfinstruct.files.storage import Access
from selfinstruct.models.bedrock import create
from selfinstruct.runs.joblog import read_jobs
from tests.serve import Served, serving
from tests.serve.canned import answering
from tests.support.batches import N, batched
from tests.support.processes import forked
from tests.support.runs import SEEDS, files
from tests.support.s3 import Bucket, bucket_at
from tests.support.torture import grow

MODEL = "us.example.model-v1:0"
ROLE = "arn:aws:iam::123456789012:role/batch"
ARN = "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job"


@dataclass(frozen=True, slots=True)
class Place:
    """A service with batch jobs, and the bucket their files stand in."""

    served: Served
    bucket: Bucket

    def options(self, folder: str, **more: Any) -> dict[str, Any]:
        return {
            "n": N, "model": f"bedrock/{MODEL}", "endpoint_url": self.served.address, "batch": True,
            "batch_minimum": 10, "batch_s3": f"s3://bucket/{folder}", "batch_role": ROLE, "poll": 0.01,
        } | more  # fmt: skip

    def rows(self, folder: str, suffix: str) -> list[dict[str, Any]]:
        keys = self.bucket.keys()
        [key] = [key for key in keys if key.startswith(f"{folder}/") and key.endswith(suffix)]
        return [json.loads(line) for line in self.bucket.get(key).split(b"\n") if line]


@pytest.fixture(scope="module")
def s3(s3_address: str) -> Iterator[Bucket]:
    with pytest.MonkeyPatch.context() as patch:
        yield bucket_at(s3_address, patch)


@pytest.fixture(scope="module")
def place(s3: Bucket) -> Iterator[Place]:
    with running(s3) as found:
        yield found


@contextmanager
def running(s3: Bucket, **flags: Any) -> Iterator[Place]:
    """A service of its own; the control plane is asked where it is."""
    with serving(s3=s3.address, **flags) as served, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_BEDROCK", served.address)
        yield Place(served, s3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(selfinstruct.generate(SEEDS, n=N, out=tmp_path_factory.mktemp("whole") / "run").path)


def kill_at(place: Place, point: str, path: Path, given: dict[str, Any]) -> None:
    place.served.hold(point)
    process = forked(grow, path, given, SEEDS)
    place.served.held()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def test_the_same_bytes_by_way_of_s3(place: Place, whole: dict[str, bytes], tmp_path: Path) -> None:
    before = place.served.stats()["jobs"]
    found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **place.options("same", sse="AES256"))
    assert files(found.path) == whole
    assert place.served.stats()["jobs"] - before == 1
    [job] = read_jobs(found.path / "journal.db")
    assert batched(found) == job.requests == job.answered >= 0.6 * found.info["requests"]
    assert (job.state, job.identifier[: len(ARN)]) == ("Completed", ARN)
    asked, answered = place.rows("same", "/input.jsonl"), place.rows("same", "/input.jsonl.out")
    assert [row["recordId"] for row in asked] == [row["recordId"] for row in reversed(answered)]
    assert all(row["modelInput"]["messages"][0]["role"] == "user" for row in asked)
    assert place.bucket.head(f"same/{job.token}/input.jsonl")["ServerSideEncryption"] == "AES256"


POINTS = [
    "submitted",
    *(pytest.param(point, marks=pytest.mark.slow) for point in ("submit", "poll", "finish", "download")),
]


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_one_job_is_submitted(
    place: Place, whole: dict[str, bytes], tmp_path: Path, point: str
) -> None:
    path, before = tmp_path / "run", place.served.stats()
    kill_at(place, point, path, place.options(f"kill-{point}"))
    found = selfinstruct.resume(path)
    after = place.served.stats()
    assert files(path) == whole
    assert after["jobs"] - before["jobs"] == 1
    [job] = read_jobs(path / "journal.db")
    assert batched(found) == after["batched"] - before["batched"] == job.requests
    answered = after["answered"] - before["answered"]
    with closing(sqlite3.connect(path / "journal.db")) as journal:
        assert journal.execute("SELECT COUNT(*) FROM completions").fetchone() == (answered,)


@pytest.mark.slow
def test_what_failed_or_expired_is_asked_again(s3: Bucket, whole: dict[str, bytes], tmp_path: Path) -> None:
    with running(s3, batch_faults="500=0.1", expire=1, seed=3) as place:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **place.options("faults"))
        stats = place.served.stats()
    assert files(found.path) == whole
    first, second = read_jobs(found.path / "journal.db")
    assert (first.state, second.state) == ("Expired", "PartiallyCompleted")
    assert first.failed >= first.requests // 2
    assert second.failed > 0
    assert stats["failed"] > 0
    assert not any(item["failed"] for item in found.info["usage"])


@pytest.mark.slow
def test_a_job_is_cancelled_and_the_rest_asked_again(place: Place, whole: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "run"
    kill_at(place, "poll", path, place.options("cancel"))
    [job] = selfinstruct.jobs(path)
    [cancelled] = selfinstruct.jobs(path, cancel=job.identifier)
    assert cancelled.state in ("Stopping", "Stopped")
    selfinstruct.resume(path)
    assert files(path) == whole
    first, second = read_jobs(path / "journal.db")
    assert (first.state, first.answered, second.state) == ("Stopped", first.requests // 2, "Completed")


@pytest.mark.slow
def test_a_job_with_too_few_records_is_refused(s3: Bucket, whole: dict[str, bytes], tmp_path: Path) -> None:
    with running(s3, least_records=100) as place:
        with pytest.raises(BatchRefused, match="must have a minimum of 100 records"):
            selfinstruct.generate(SEEDS, out=tmp_path / "run", **place.options("few"))
        found = selfinstruct.resume(tmp_path / "run", batch_minimum=100)
    assert files(found.path) == whole
    assert batched(found) == 0


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"batch_s3": None}, "--batch-s3 s3://BUCKET/PREFIX"),
        ({"batch_s3": "folder/file"}, "--batch-s3 s3://BUCKET/PREFIX"),
        ({"batch_role": None}, "--batch-role ARN"),
    ],
)
def test_place_and_role_are_needed(place: Place, tmp_path: Path, change: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        selfinstruct.generate(SEEDS, out=tmp_path / "run", **place.options("none", **change))
    assert not (tmp_path / "run").exists()


UNREADABLE = [pytest.param(body, marks=pytest.mark.slow) for body in (b"[]", b"null", b"<html>")]


@pytest.mark.parametrize("body", [b'{"jobArn": "arn', b"{}", *UNREADABLE])
def test_an_answer_about_a_job_that_cannot_be_read_is_asked_for_again(
    body: bytes, s3: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async def ask() -> None:
        async with answering(say) as address:
            monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK", address)
            model = create(MODEL, endpoint_url="http://127.0.0.1:9")
            batches = model.batches(s3="s3://bucket/junk", role=ROLE, access=Access())
            try:
                for question in (batches.state("b"), batches.submit("t", "chat", "s3://bucket/junk/t/input.jsonl")):
                    with pytest.raises(Retryable, match=f"^bedrock/{MODEL}: the answer cannot be read: "):
                        await question
            finally:
                await batches.aclose()
                await model.aclose()

    asyncio.run(ask())


def test_a_job_that_is_submitted_twice_is_one(place: Place) -> None:
    async def ask() -> None:
        model = create(MODEL, endpoint_url=place.served.address)
        batches = model.batches(s3="s3://bucket/twice", role=ROLE, access=Access())
        try:
            assert await batches.find("abc", 0.0) is None
            file = await batches.upload("abc", [b"{}\n"])
            submitted = await batches.find("abc", 0.0)
            assert submitted is not None, "in no list, but its file is there"
            assert await batches.submit("abc", "chat", file) == await batches.find("abc", 0.0) == submitted
        finally:
            await batches.aclose()
            await model.aclose()

    asyncio.run(ask())
