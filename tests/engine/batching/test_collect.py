"""Batch jobs: the same bytes at half the price, one job submitted whenever the process dies, nothing missing."""

import asyncio
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web

import selfinstruct
from selfinstruct.cli import jobs as cli_jobs
from selfinstruct.cli.render.generate import left_behind
from selfinstruct.cli.render.text import spent
from selfinstruct.engine.batching.collect import Batching, Rejoining, carrying
from selfinstruct.engine.batching.jobs import Jobs
from selfinstruct.engine.wrappers.budget import RESERVED, Budget
from selfinstruct.engine.wrappers.capped import Capped
from selfinstruct.errors import BatchRefused, KeyRefused, ModelError, NotReachable, Retryable, UsageError
from selfinstruct.models.batches import Batches, State
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai import OpenAI, create
from selfinstruct.models.openai_batches import OpenAIBatches
from selfinstruct.prices import worst_case
from selfinstruct.records import Completion, Job, Message, Request, Sampling, Usage
from selfinstruct.runs.joblog import JobLog, read_jobs
from selfinstruct.runs.journal import Journal, request_key
from selfinstruct.runs.run import Run
from tests.serve import Served, serving
from tests.serve.canned import answering
from tests.support.batches import ONE_TASK, PRICE, SOON, N, batched, options
from tests.support.models import Answering
from tests.support.processes import forked, run
from tests.support.runs import SEEDS, files, write
from tests.support.torture import distil, grow


def test_the_same_bytes_at_half_the_price(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    before = served.stats()
    found = selfinstruct.generate(SEEDS, out=tmp_path / "run", **options(served, "price"))
    account, after = served.account("price"), served.stats()
    assert files(found.path) == whole
    assert after["jobs"] - before["jobs"] == 1
    assert batched(found) == after["batched"] - before["batched"] >= 0.8 * found.info["requests"]
    with closing(sqlite3.connect(found.path / "journal.db")) as journal:
        rows = journal.execute("SELECT prompt, completion, batched FROM completions").fetchall()
    full = sum(PRICE.cost(Usage(prompt, completion)) for prompt, completion, flag in rows if not flag)
    half = sum(PRICE.cost(Usage(prompt, completion)) / 2 for prompt, completion, flag in rows if flag)
    assert sum(flag for _, _, flag in rows) == batched(found)
    assert found.info["cost"] == pytest.approx(full + half)
    assert sum(prompt for prompt, _, _ in rows) == account["prompt"]
    share = batched(found) / found.info["requests"]
    assert spent(found.info).endswith(f", {share:.0%} of the requests in batches at half price")


POINTS = [
    "upload", "submitted", "download", *(pytest.param(point, marks=pytest.mark.slow) for point in ("submit", "poll")),
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_one_job_is_submitted(
    served: Served, whole: dict[str, bytes], tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenAIBatches, "lag", SOON)
    path, model, before = tmp_path / "run", f"kill-{point}", served.stats()
    kill_at(served, point, path, options(served, model))
    found = selfinstruct.resume(path)
    assert files(found.path) == whole
    assert served.stats()["jobs"] - before["jobs"] == 1
    assert all(times == 1 for times, _ in served.account(model)["answers"].values())
    assert found.info["requests"] == len(served.account(model)["answers"])
    assert not found.info["jobs"]
    [job] = read_jobs(path / "journal.db")
    assert (job.state, job.answered, job.failed) == ("completed", job.requests, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_killed_again_and_again(
    served: Served, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(OpenAIBatches, "lag", SOON)
    rng, path, n = Random(seed), tmp_path / "run", 150
    model, before = f"again-{seed}", served.stats()["jobs"]
    given = options(served, model, n=n, recipe=("chat", "paper")[seed % 2])
    for _ in range(8):
        kill_at(served, rng.choice(["upload", "submit", "submitted", "poll", "download"]), path, given)
    found = selfinstruct.resume(path)
    whole = selfinstruct.generate(SEEDS, n=n, recipe=given["recipe"], out=tmp_path / "whole")
    assert files(path) == files(whole.path)
    assert all(times == 1 for times, _ in served.account(model)["answers"].values())
    jobs = read_jobs(path / "journal.db")
    assert len(jobs) == served.stats()["jobs"] - before > 1
    assert batched(found) == sum(job.requests for job in jobs)


@pytest.mark.parametrize("lose", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_list_that_lags_behind_makes_no_second_job(whole: dict[str, bytes], tmp_path: Path, lose: int) -> None:
    path = tmp_path / "run"
    with serving(lag=2, lose=lose) as served:
        given = options(served, "any")
        if lose:
            selfinstruct.generate(SEEDS, out=path, **given)
        else:
            kill_at(served, "submitted", path, given)
            assert [job.state for job in read_jobs(path / "journal.db")] == ["submitting"]
            selfinstruct.resume(path)
        assert served.stats()["jobs"] == 1
        assert all(times == 1 for times, _ in served.account("any")["answers"].values())
    assert files(path) == whole


def distil_soon(path: Path, given: dict[str, Any], prompts: Path) -> None:
    OpenAIBatches.lag = SOON
    distil(path, given, prompts)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["upload", "submit", "submitted", "poll", "download"])
def test_distillation_killed_at_any_point_submits_one_job(
    served: Served, tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenAIBatches, "lag", SOON)
    log, before, model = tmp_path / "log.jsonl", served.stats()["jobs"], f"distil-{point}"
    rows = [{"prompt": f"Case {n}: I am under +49 170 12345{n:02}, what of river {n}?"} for n in range(30)]
    write(log, rows)
    given = options(served, model)
    kill_at(served, point, tmp_path / "run", given, distil_soon, log)
    found = selfinstruct.distill(log, out=tmp_path / "run", **given)
    assert files(found.path) == files(selfinstruct.distill(log, n=N, out=tmp_path / "whole").path)
    assert served.stats()["jobs"] - before == 1
    assert all(times == 1 for times, _ in served.account(model)["answers"].values())
    assert found.info["requests"] == batched(found) == len(served.account(model)["answers"])
    assert all(b"+49" not in file.read_bytes() for file in found.path.iterdir())


def grow_soon(path: Path, given: dict[str, Any], seeds: Path) -> None:
    """A session that trusts in lists sooner than one should."""
    OpenAIBatches.lag = SOON
    grow(path, given, seeds)


def kill_at(
    served: Served, point: str, path: Path, given: dict[str, Any],
    session: Callable[[Path, dict[str, Any], Path], None] = grow_soon, source: Path = SEEDS,
) -> None:  # fmt: skip
    """Run a session in a process of its own, which is killed while the service holds its request at that point."""
    served.hold(point)
    process = forked(session, path, given, source)
    served.held()
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


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
@pytest.mark.parametrize("limit", [0.1, 0.15])
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


def test_what_an_earlier_session_submitted_is_set_aside(tmp_path: Path) -> None:
    budget = Budget(max_requests=3, max_cost=1.0)
    budget.hold(2, 0.75)
    assert not budget.extend(0.5), "it may all be needed"
    budget.release(0.75)
    assert budget.extend(0.5)
    assert budget.requests == 2


def grow_interruptibly(path: Path, given: dict[str, Any]) -> None:
    selfinstruct.generate(SEEDS, out=path, signals=True, **given)


def test_an_interrupt_leaves_the_job_to_the_service(
    served: Served, whole: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / "run", served.stats()["jobs"]
    served.hold("poll")
    process = forked(grow_interruptibly, path, options(served, "stop"))
    served.held()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join()
    assert process.exitcode == 0
    info = Run(path).info
    [job] = read_jobs(path / "journal.db")
    assert info["status"] == "interrupted"
    assert left_behind(info) == [
        f"1 batch job ({job.identifier}) with {job.requests} requests left to the service; resume takes the answers."
    ]
    cli_jobs.jobs_command(path)
    assert capsys.readouterr().out.startswith(f"{job.identifier}  in_progress: {job.requests} requests, 0 answered")
    assert [file.name for file in path.glob("journal.db*")] == ["journal.db"]
    selfinstruct.resume(path)
    assert files(path) == whole
    assert served.stats()["jobs"] - before == 1
    [ended] = selfinstruct.jobs(path)
    assert (ended.state, ended.answered, ended.identifier) == ("completed", job.requests, job.identifier)
    assert ended.ended is not None


@pytest.mark.slow
def test_a_second_interrupt_does_not_wait_for_a_submit(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    path, before = tmp_path / "run", served.stats()["jobs"]
    served.hold("upload")
    process = forked(grow_interruptibly, path, options(served, "twice"))
    served.held()
    assert process.pid is not None
    for _ in range(2):
        os.kill(process.pid, signal.SIGINT)
        process.join(2)  # the first one waits for the submit, half a minute at most
    assert process.exitcode == 0
    assert Run(path).status == "interrupted"
    selfinstruct.resume(path)
    assert files(path) == whole
    assert served.stats()["jobs"] - before == 1


@pytest.mark.slow
def test_the_command_exits_with_130_and_says_how_to_go_on(served: Served, tmp_path: Path) -> None:
    served.hold("poll")
    command = [
        "generate", "--seeds", str(SEEDS), "-n", str(N), "--model", "openai/key", "--base-url", served.base_url,
        "--batch", "--batch-minimum", "10", "--poll", "0.01", "--price", "2,8", "--out", "r",
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", *command], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    served.held()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "left to the service; resume takes the answers." in said
    assert "Go on with: selfinstruct resume r" in said
    resumed = run("resume", "r", cwd=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    assert "% of the requests in batches at half price" in resumed.stderr
    [row] = json.loads(run("jobs", "r", "--json", cwd=tmp_path).stdout)
    assert (row["state"], row["answered"]) == ("completed", row["requests"])


def test_a_job_is_cancelled_and_the_rest_asked_again(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "run"
    kill_at(served, "poll", path, options(served, "cancel"))
    [job] = selfinstruct.jobs(path)
    with pytest.raises(UsageError, match="has no batch job 'batch_none'"):
        selfinstruct.jobs(path, cancel="batch_none")
    [cancelled] = selfinstruct.jobs(path, cancel=job.identifier)
    assert cancelled.state in ("cancelling", "cancelled")
    found = selfinstruct.resume(path)
    assert files(path) == whole
    first, second = read_jobs(path / "journal.db")
    assert (first.state, first.answered) == ("cancelled", first.requests // 2)
    assert second.requests >= first.requests - first.answered
    assert all(times == 1 for times, _ in served.account("cancel")["answers"].values())
    assert found.info["requests"] == len(served.account("cancel")["answers"])
    with pytest.raises(UsageError, match="has ended"):
        selfinstruct.jobs(path, cancel=job.identifier)


@pytest.mark.slow
def test_a_job_is_taken_by_a_session_without_batches(served: Served, whole: dict[str, bytes], tmp_path: Path) -> None:
    path, before = tmp_path / "run", served.stats()["jobs"]
    kill_at(served, "poll", path, options(served, "direct"))
    found = selfinstruct.resume(path, batch=False, concurrency=2)
    assert files(path) == whole
    assert batched(found) > 0.5 * found.info["requests"]
    assert served.stats()["jobs"] - before == 1
    assert all(times == 1 for times, _ in served.account("direct")["answers"].values())


@pytest.mark.slow
def test_a_job_that_the_service_does_not_know_can_be_given_up(
    served: Served, whole: dict[str, bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "run"
    kill_at(served, "poll", path, options(served, "lost"))
    with serving() as other:
        with pytest.raises(BatchRefused, match=r"/batches/batch_\d+ answers 404"):
            selfinstruct.resume(path, base_url=other.base_url)
        [job] = selfinstruct.jobs(path)
        assert "cannot be asked" in caplog.text
        selfinstruct.jobs(path, give_up=job.identifier)
        selfinstruct.resume(path)
        assert other.stats()["jobs"] == 1
    assert files(path) == whole
    assert [job.state for job in read_jobs(path / "journal.db")] == ["given up", "completed"]


def test_a_job_that_was_never_submitted_is_not_left_to_the_service() -> None:
    jobs = [{"identifier": "", "state": state, "requests": 3} for state in ("intended", "submitting")]
    assert left_behind({"jobs": jobs[:1]}) == []
    assert left_behind({"jobs": jobs}) == [
        "1 batch job (submitting) with 3 requests left to the service; resume takes the answers."
    ]


def test_a_model_without_batches_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--batch: offline has no batch service; openai/… and bedrock/… have one$"):
        selfinstruct.generate(SEEDS, batch=True, out=tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_a_service_without_batches_is_named_and_nothing_is_left(
    served: Served, whole: dict[str, bytes], tmp_path: Path
) -> None:
    given = options(served, "none", batch_minimum=1) | {"base_url": f"{served.base_url}/elsewhere"}
    with pytest.raises(BatchRefused, match="/v1/elsewhere/files answers 404: no batch jobs there"):
        selfinstruct.generate(SEEDS, out=tmp_path / "run", **given)
    found = selfinstruct.resume(tmp_path / "run", base_url=served.base_url, batch=False)
    assert files(found.path) == whole
    assert batched(found) == 0


def test_a_refused_connection_is_known_as_one() -> None:
    async def ask() -> None:
        model = create("any", base_url="http://127.0.0.1:9/v1")
        batches = model.batches()
        try:
            await batches.state("batch_0")
        finally:
            await batches.aclose()
            await model.aclose()

    with pytest.raises(NotReachable, match=r"^nothing answers at http://127.0.0.1:9/v1: "):
        asyncio.run(ask())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"id": "batch_0", "sta'), ("application/json", b"{}"), ("application/json", b"[]"),
        ("application/json", b"null"), ("application/json", b"\xff\xfe"), ("text/html", b"<html>"),
    ],
)  # fmt: skip
def test_an_answer_about_a_job_that_cannot_be_read_is_asked_for_again(kind: str, body: bytes) -> None:
    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type=kind)

    async def ask() -> None:
        async with answering(say) as address:
            model = create("any", base_url=f"{address}/v1")
            batches = model.batches()
            try:
                questions = [batches.state("b"), batches.submit("t", "chat", "f"), batches.upload("t", [b"x"])]
                questions += [] if body == b"{}" else [batches.find("t", 0.0)]
                for question in questions:
                    with pytest.raises(
                        Retryable, match=r"/v1/(batches|files)\S*: the answer cannot be read, or was cut"
                    ):
                        await question
            finally:
                await batches.aclose()
                await model.aclose()

    asyncio.run(ask())


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


ASKED = Request(
    "classify", 0, (Message("user", "Hi"),), Sampling(max_tokens=9, temperature=0.5, stop=("END",)), timeout=5
)


def test_a_parameter_refused_in_a_batch_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    model = create("some", base_url="http://127.0.0.1:9/v1")
    told = {"error": {"message": "Unsupported value: 'temperature' is not supported", "param": "temperature"}}
    refusal = HttpResponse(400, {}, json.dumps(told).encode())
    for _ in range(2):  # all lines of a job say so
        with caplog.at_level(logging.WARNING), pytest.raises(Retryable, match="refuses temperature"):
            model.read(ASKED, refusal)
    assert caplog.text.count("refuses temperature") == 1
    assert "temperature" not in json.loads(model.batches().line("key", ASKED))["body"]
    said = {"choices": [{"message": {"content": "one END two"}, "finish_reason": "length"}]}
    answer = model.read(ASKED, HttpResponse(200, {}, json.dumps(said).encode()))
    assert (answer.text, answer.finish_reason) == ("one ", "stop"), "an earlier session may have left out the stop"


LINE = 26  # bytes of a line at the Desk


@dataclass
class Desk:
    """A batch service in memory: it repeats what was asked, in capitals and the wrong order."""

    lag: float = 0.0
    most_requests: int = 100
    most_bytes: int = 10**6
    room: int = 100
    jobs: dict[str, Sequence[bytes]] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None

    def line(self, key: str, request: Request) -> bytes:
        return json.dumps([key, request.messages[0].content]).encode()

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        assert len(self.jobs) < 20, "it must come to an end"
        self.jobs[token] = lines
        return token

    async def submit(self, token: str, api: str, file: str) -> str:
        return token

    async def find(self, token: str, since: float) -> str | None:
        return token if token in self.jobs else None

    async def state(self, identifier: str) -> State:
        self.meanwhile()
        if len(self.jobs[identifier]) > self.room:
            return State("failed", over=True, refused="the queue is full", crowded=True)
        return State("completed", over=True)

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for line in reversed(self.jobs[identifier]):
            key, text = json.loads(line)
            yield key, Completion(text.upper(), usage=Usage(1_000_000, 0))

    async def cancel(self, identifier: str) -> None: ...

    async def aclose(self) -> None: ...


@dataclass
class Office:
    """What asks a Desk: a journal, a budget and a model that is asked directly."""

    path: Path
    desk: Desk
    minimum: int = 1
    leading: tuple[str, ...] = ()
    budget: Budget = field(default_factory=Budget)
    direct: Answering = field(default_factory=lambda: Answering(lambda _: Completion("directly"), "test/desk"))
    booked: list[str] = field(default_factory=list)

    async def jobs(self, journal: Journal) -> Jobs:
        def book(model: str, request: Request, answer: Completion, replayed: bool) -> None:
            self.booked.append(answer.text)

        return Jobs(self.direct.name, self.desk, journal, self.budget, PRICE, book, poll=0.001)

    def ask(self, *requests: Request) -> list[str]:
        async def main() -> list[str]:
            with closing(Journal(self.path / "journal.db")) as journal:
                jobs = await self.jobs(journal)
                batching = Batching(self.direct, jobs, self.budget, self.minimum, self.leading)
                model = Capped(batching, self.budget, PRICE)
                async with carrying(jobs, batching):
                    answers = await asyncio.gather(*(model.complete(request) for request in requests))
                return [answer.text for answer in answers]

        return asyncio.run(main())


def to_ask(count: int, purpose: str = "classify") -> list[Request]:
    return [Request(purpose, at, (Message("user", f"q{at}"),), Sampling(max_tokens=5)) for at in range(count)]


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        ({}, [9]),
        ({"most_requests": 4}, [4, 4, 1]),
        ({"most_bytes": 3 * LINE}, [3, 3, 3]),
        ({"most_bytes": 3 * LINE - 1}, [2, 2, 2, 2, 1]),
    ],
)
def test_a_job_keeps_within_the_limits_of_the_service(tmp_path: Path, limits: dict[str, int], sizes: list[int]) -> None:
    desk = Desk(**limits)  # type: ignore[arg-type]
    assert Office(tmp_path, desk).ask(*to_ask(9)) == [f"Q{at}" for at in range(9)]
    assert [len(lines) for lines in desk.jobs.values()] == sizes
    assert {len(line) for lines in desk.jobs.values() for line in lines} == {LINE}


@pytest.mark.parametrize(("minimum", "jobs"), [(5, 1), (6, 0)])
def test_so_many_requests_make_a_job(tmp_path: Path, minimum: int, jobs: int) -> None:
    desk = Desk()
    answers = Office(tmp_path, desk, minimum).ask(*to_ask(5))
    assert answers == ([f"Q{at}" for at in range(5)] if jobs else ["directly"] * 5)
    assert len(desk.jobs) == jobs


def test_of_too_few_requests_those_that_others_follow_from_go_out_first(tmp_path: Path) -> None:
    office = Office(tmp_path, Desk(), 9, ("bootstrap",))
    office.ask(*to_ask(3), *to_ask(2, "bootstrap"))
    assert [request.purpose for request in office.direct.requests] == ["bootstrap"] * 2 + ["classify"] * 3


def test_jobs_get_smaller_until_the_queue_has_room(tmp_path: Path) -> None:
    desk = Desk(room=2)
    assert Office(tmp_path, desk).ask(*to_ask(9)) == [f"Q{at}" for at in range(9)]
    sizes = [len(lines) for lines in desk.jobs.values()]
    assert sizes == [9, 9, 5, 3, 2, 2, 2, 2, 1]


def test_lines_of_results_that_nobody_asked_for_are_left_out() -> None:
    job = {
        "id": "b", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "in", "created_at": 1,
        "completion_window": "24h", "status": "completed", "output_file_id": "out",
    }  # fmt: skip
    body = {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}
    rows = [{"custom_id": name, "response": {"status_code": 200, "body": body}} for name in ("strange", "mine")]
    lines = b"no JSON\n\n" + b"\n".join(json.dumps(row).encode() for row in rows)

    async def say(request: web.BaseRequest) -> web.Response:
        return web.Response(body=lines) if request.path.endswith("/content") else web.json_response(job)

    async def ask() -> list[Any]:
        async with answering(say) as address:
            model = create("any", base_url=f"{address}/v1")
            batches = model.batches()
            try:
                return [item async for item in batches.results("b", {"mine": ASKED})]
            finally:
                await batches.aclose()
                await model.aclose()

    assert asyncio.run(ask()) == [("mine", Completion("Hello"))]


def test_what_a_job_asks_needs_half_of_the_money(tmp_path: Path) -> None:
    requests = to_ask(6)
    whole = sum(worst_case(request, PRICE) for request in requests)
    budget, free = Budget(max_cost=whole), list[bool]()
    desk = Desk(meanwhile=lambda: free.append(budget.extend(0.49 * whole)))
    Office(tmp_path, desk, budget=budget).ask(*requests)
    assert free == [True]
    assert budget.spent == pytest.approx(6 * 1.0), "a million tokens at half the price each"


def test_answers_of_an_earlier_sessions_job_are_counted_asked_for_or_not(tmp_path: Path) -> None:
    office = Office(tmp_path, Desk())

    async def main() -> None:
        with closing(Journal(tmp_path / "journal.db")) as journal:
            asked = {request_key("test/desk", request): request for request in to_ask(3)}
            JobLog(journal).intend(Job("t", "test/desk", "submitted", "t", len(asked)), asked)
            office.desk.jobs["t"] = [office.desk.line(*item) for item in asked.items()]
            jobs = await office.jobs(journal)
            async with carrying(jobs, None):
                model = Rejoining(Capped(office.direct, office.budget, PRICE), jobs)
                assert (await model.complete(to_ask(1)[0])).text == "Q0"
                while jobs.under_way:
                    await asyncio.sleep(0)

    asyncio.run(main())
    assert sorted(office.booked) == ["Q1", "Q2"], "whoever waits counts an answer itself"
    assert office.budget.requests == 3
    assert office.budget.spent == pytest.approx(3.0)
    assert not office.direct.requests


class Halving:
    """A model that gives half of what is set aside for a request back, as a job does, and then wants all of it."""

    name = "test/halving"

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.told: list[bool] = []

    async def complete(self, request: Request) -> Completion:
        reserved = RESERVED.get()
        assert reserved is not None
        whole = reserved.amount
        assert not self.budget.extend(whole / 2), "all there is has been set aside"
        reserved.change(whole / 2)
        assert self.budget.extend(whole / 2), "another request may have it"
        self.told.append(reserved.change(whole))
        self.budget.release(whole / 2)
        self.told.append(reserved.change(whole))
        return Completion("done", "stop", Usage(1, 1), batched=True)


def test_a_reservation_shrinks_with_a_job_and_grows_again() -> None:
    budget = Budget(max_cost=worst_case(ASKED, PRICE))
    halving = Halving(budget)
    asyncio.run(Capped(halving, budget, PRICE).complete(ASKED))
    assert halving.told == [False, True]
    assert budget.spent == pytest.approx(PRICE.cost(Usage(1, 1)) / 2)
    assert budget.extend(worst_case(ASKED, PRICE) - budget.spent), "all of it is free again"


def test_a_journal_of_before_is_read_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    asyncio.run(journal.put("old", "openai/x", ASKED, Completion("old", "stop", Usage(10, 4, 2))))
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE completions DROP COLUMN batched")
        connection.commit()
    journal = Journal(path)
    new = Completion("new", "stop", Usage(5, 3, 1), batched=True)
    asyncio.run(journal.put("new", "openai/x", ASKED, new))
    assert journal.get("old") == Completion("old", "stop", Usage(10, 4, 2))
    assert journal.get("new") == new
    total = journal.totals()["classify", "openai/x"]
    assert (total.requests, total.usage, total.batched, total.batched_usage) == (
        2, Usage(15, 7, 3), 1, Usage(5, 3, 1)
    )  # fmt: skip
    journal.close()
    assert read_jobs(path) == []


@pytest.mark.parametrize(("name", "value"), [("poll", 0), ("poll", True), ("batch_minimum", 0)])
def test_numbers_that_make_no_sense_are_refused(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=f"{name}: must be"):
        selfinstruct.preview(SEEDS, **{name: value})


def test_a_run_without_jobs_has_none(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=1, out=tmp_path / "run")
    assert selfinstruct.jobs(tmp_path / "run") == []
