"""Jobs that a session leaves to the service: at an interrupt, and what later sessions make of them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli import jobs as cli_jobs
from selfinstruct.cli.render.generate import left_behind
from selfinstruct.errors import BatchRefused, UsageError
from selfinstruct.runs.joblog import read_jobs
from selfinstruct.runs.run import Run
from tests.serve import Served, serving
from tests.support.batches import N, batched, kill_at, options
from tests.support.processes import forked, run
from tests.support.runs import SEEDS, files


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
        f"1 batch job ({job.identifier}) with {job.requests} requests left at the service; resume collects the answers."
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
    assert "left at the service; resume collects the answers." in said
    assert "Continue with: selfinstruct resume r" in said
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
        "1 batch job (submitting) with 3 requests left at the service; resume collects the answers."
    ]


def test_a_run_without_jobs_has_none(tmp_path: Path) -> None:
    selfinstruct.generate(SEEDS, n=1, out=tmp_path / "run")
    assert selfinstruct.jobs(tmp_path / "run") == []
