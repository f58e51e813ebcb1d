"""One job is submitted whenever the process dies."""

from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.models.openai_batches import OpenAIBatches
from selfinstruct.runs.joblog import read_jobs
from tests.serve import Served, serving
from tests.support.batches import SOON, N, batched, distil_soon, kill_at, options
from tests.support.runs import SEEDS, files, write

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
