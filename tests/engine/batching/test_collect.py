"""Runs whose requests go out in batch jobs: the same bytes at half the price, within limits, nothing missing."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.render.text import spent
from selfinstruct.errors import BatchRefused, KeyRefused, UsageError
from selfinstruct.models.batches import Batches
from selfinstruct.models.openai import OpenAI, create
from selfinstruct.records import Completion, Request, Usage
from selfinstruct.runs.joblog import read_jobs
from selfinstruct.runs.run import Run
from tests.serve import Served, serving
from tests.support.batches import ONE_TASK, PRICE, N, batched, distil_soon, kill_at, options
from tests.support.runs import SEEDS, files


def test_the_same_bytes_at_half_the_price(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    before = served.stats()
    found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "price"))
    account, after = served.account("price"), served.stats()
    assert files(found.path) == whole
    assert after["jobs"] - before["jobs"] == 1
    assert batched(found) == after["batched"] - before["batched"] >= 0.6 * found.info["requests"]
    with closing(sqlite3.connect(found.path / "journal.db")) as journal:
        rows = journal.execute("SELECT prompt, completion, batched FROM completions").fetchall()
    full = sum(PRICE.cost(Usage(prompt, completion)) for prompt, completion, flag in rows if not flag)
    half = sum(PRICE.cost(Usage(prompt, completion)) / 2 for prompt, completion, flag in rows if flag)
    assert sum(flag for _, _, flag in rows) == batched(found)
    assert found.info["cost"] == pytest.approx(full + half)
    assert sum(prompt for prompt, _, _ in rows) == account["prompt"]
    share = batched(found) / found.info["requests"]
    assert spent(found.info).endswith(f", {share:.0%} of the requests in batches at half price")


@pytest.mark.parametrize(("n", "share"), [(N, 0.1), pytest.param(400, 0.05, marks=pytest.mark.slow)])
def test_what_failed_or_expired_is_asked_again(tmp_path: Path, n: int, share: float) -> None:
    with serving(batch_faults=f"500={share}", expire=1, seed=1) as served:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any", n=n))
        account, stats = served.account("any"), served.stats()
    whole = selfinstruct.generate(SEEDS, n=n, out=tmp_path / "whole")
    assert files(found.path) == files(whole.path)
    assert stats["failed"] > 0
    states = [job.state for job in read_jobs(found.path / "journal.db")]
    assert states == ["expired", *["completed"] * (stats["jobs"] - 1)]
    assert len(states) > 1
    assert stats["answered_twice"] == 0
    assert len(account["answers"]) == found.info["requests"]
    assert not any(item["failed"] for item in found.info["usage"])


@pytest.mark.slow
def test_what_is_refused_stays_refused(tmp_path: Path) -> None:
    with serving(batch_faults="400=0.1", seed=2) as served:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any"))
        refused = served.stats()["failed"]
    failed = [row for row in found.rejected() if row["rule"] == "failed"]
    assert all("refuses the request (400): a fault, as asked for" in row["value"] for row in failed)
    assert refused == sum(item["failed"] for item in found.info["usage"]) >= len(failed) > 0


@pytest.mark.slow
def test_lines_that_are_all_refused_the_key_stop_the_run(whole: dict[str, bytes], tmp_path: Path) -> None:
    with serving(batch_faults="403=1") as served:
        with pytest.raises(KeyRefused, match=r"refuses the key \(403\)"):
            selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any"))
        assert served.stats()["jobs"] == 1
    assert [job.ended is None for job in read_jobs(tmp_path / "run" / "journal.db")] == [False]
    with serving() as served:
        found = selfinstruct.resume(tmp_path / "run", base_url=served.base_url)
    assert files(found.path) == whole
    assert not any(item["failed"] for item in found.info["usage"])


@pytest.mark.slow
def test_a_full_queue_is_met_with_smaller_jobs(whole: dict[str, bytes], tmp_path: Path) -> None:
    with serving(crowded=12) as served:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any"))
        answers = served.account("any")["answers"]
    assert files(found.path) == whole
    jobs = read_jobs(found.path / "journal.db")
    assert {job.state for job in jobs} == {"failed", "completed"}
    assert all((job.state == "failed") == (job.requests > 12) for job in jobs)
    assert all(times == 1 for times, _ in answers.values())


@pytest.mark.slow
def test_a_download_that_breaks_off_is_begun_again(whole: dict[str, bytes], tmp_path: Path) -> None:
    with serving(tear=2) as served:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any"))
        answers = served.account("any")["answers"]
    assert files(found.path) == whole
    [job] = read_jobs(found.path / "journal.db")
    assert (job.answered, job.failed) == (job.requests, 0)
    assert all(times == 1 for times, _ in answers.values())


@pytest.mark.slow
def test_a_submit_whose_answer_is_lost_is_found(whole: dict[str, bytes], tmp_path: Path) -> None:
    with serving(lose=1) as served:
        found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "any"))
        assert served.stats()["jobs"] == 1
    assert files(found.path) == whole


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0.15, 0.2])
def test_a_cost_limit_holds_and_is_used(served: Served, whole: dict[str, bytes], tmp_path: Path, limit: float) -> None:
    given = options(served, f"cost-{limit}", max_cost=limit, batch_minimum=5, n=600)
    found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **given)
    assert found.status == "max_cost"
    assert batched(found) > 0
    assert limit - ONE_TASK < found.info["cost"] <= limit
    for name, data in files(found.path).items():
        assert data.startswith(whole[name]) or whole[name].startswith(data)


def test_a_request_limit_is_met_and_used(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "limit", max_requests=22))
    assert (found.status, found.info["requests"]) == ("max_requests", 22)
    assert batched(found) > 0
    assert len(served.account("limit")["answers"]) == 22
    found = selfinstruct.resume(found.path, max_requests=1000)
    assert files(found.path) == whole
    assert all(times == 1 for times, _ in served.account("limit")["answers"].values())


@pytest.mark.parametrize(
    "limit", [{"max_requests": 20}, pytest.param({"max_cost": 0.02}, marks=pytest.mark.slow)]
)  # fmt: skip
def test_limits_count_what_an_earlier_session_submitted(
    served: Served, tmp_path: Path, limit: dict[str, Any]
) -> None:  # fmt: skip
    log, model, [(name, most)] = tmp_path / "log.jsonl", f"earlier-{next(iter(limit))}", limit.items()
    log.write_text("".join(json.dumps({"prompt": f"What of river {n}?"}) + "\n" for n in range(100)))
    given = options(served, model, n=100, overrides=("response.max_tokens=100",), batch_minimum=5) | limit
    kill_at(served, "poll", tmp_path / "run", given, distil_soon, log)
    submitted = [job for job in read_jobs(tmp_path / "run" / "journal.db") if job.state != "intended"]
    assert 0 < sum(job.worst for job in submitted) <= limit.get("max_cost", 1)
    found = selfinstruct.distill(log, out=tmp_path / "run", **given)
    asked = sum(job.requests for job in submitted)
    assert found.status in (name, "done")
    assert asked <= found.info["requests"] <= (most if name == "max_requests" else 100)
    assert found.info["cost"] <= (most if name == "max_cost" else 1)
    assert all(times == 1 for times, _ in served.account(model)["answers"].values())


def test_a_model_without_batches_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--batch: offline has no batch service; openai/… and bedrock/… have one$"):
        selfinstruct.generate(SEEDS, batch=True, out=tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_a_service_without_batches_is_named_and_nothing_is_left(
    served: Served, whole: dict[str, bytes], tmp_path: Path
) -> None:
    given = options(served, "none", batch_minimum=1) | {"base_url": f"{served.base_url}/elsewhere"}
    with pytest.raises(BatchRefused, match="/v1/elsewhere/files answers 404: it has no batch jobs"):
        selfinstruct.generate(SEEDS, out=tmp_path / "run", **given)
    found = selfinstruct.resume(tmp_path / "run", base_url=served.base_url, batch=False)
    assert files(found.path) == whole
    assert batched(found) == 0


@dataclass
class Small:
    """A model whose service takes 12 requests in a job."""

    model: OpenAI
    name: str = "openai/small"

    async def complete(self, request: Request) -> Completion:
        return await self.model.complete(request)

    def batches(self, **given: Any) -> Batches:
        batches = self.model.batches(**given)
        batches.most_requests = 12
        return batches


@pytest.mark.slow
def test_what_is_too_large_becomes_several_jobs(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    async def grow() -> Run:
        model = create("small", base_url=served.base_url)
        try:
            return await selfinstruct.agenerate(
                SEEDS, out=tmp_path / "run", **options(served, "small") | {"model": Small(model)}
            )
        finally:
            await model.aclose()

    found = asyncio.run(grow())
    assert files(found.path) == whole
    assert sorted(job.requests for job in read_jobs(found.path / "journal.db"))[-2:] == [12, 12]
    assert all(times == 1 for times, _ in served.account("small")["answers"].values())


def test_the_estimate_knows_batches() -> None:
    alone = selfinstruct.preview(SEEDS, n=1000, model="openai/any", price=PRICE)
    together = selfinstruct.preview(SEEDS, n=1000, model="openai/any", price=PRICE, batch=True)
    few = selfinstruct.preview(SEEDS, n=20, model="openai/any", price=PRICE, batch=True)
    assert alone.cost is not None
    assert together.cost is not None
    assert 0.5 * alone.cost < together.cost < 0.55 * alone.cost
    assert 0.9 * together.requests < together.batched < together.requests
    assert few.batched == 0


@pytest.mark.parametrize(("name", "value"), [("poll", 0), ("poll", True), ("batch_minimum", 0)])
def test_numbers_that_make_no_sense_are_refused(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=f"{name}: must be"):
        selfinstruct.preview(SEEDS, **{name: value})
