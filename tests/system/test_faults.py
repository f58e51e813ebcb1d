"""An endpoint that fails in every way a service does: it does not show in the files, and nothing is paid for twice."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.runs.run import Run
from tests.serve import Served, serving
from tests.support.faults import FAULTS, IMPATIENT, journaled
from tests.support.runs import files

MODEL = "openai/any"


def grow(seeds: Path, served: Served, out: Path, **options: Any) -> Run:
    return selfinstruct.generate(seeds, out=out, model=MODEL, base_url=served.base_url, overrides=IMPATIENT, **options)


@pytest.mark.parametrize(
    ("n", "least", "concurrency"), [(50, 55, 32), pytest.param(1700, 2000, 64, marks=pytest.mark.slow)]
)
def test_faults_do_not_show(seeds: Path, tmp_path: Path, n: int, least: int, concurrency: int) -> None:
    with serving(latency="lognormal:10", faults=FAULTS, seed=3) as served:
        run = grow(seeds, served, tmp_path / "run", n=n, concurrency=concurrency)
        account, stats = served.account("any"), served.stats()
    assert run.status == "done"
    whole = selfinstruct.generate(seeds, n=n, out=tmp_path / "whole", concurrency=concurrency)
    assert files(run.path) == files(whole.path)
    assert len(account["answers"]) >= least
    assert stats["failed"] > 0.06 * least
    assert stats["rate_limited"] > 0
    assert stats["answered_twice"] == 0
    assert len(account["answers"]) == len(journaled(run)) == run.info["requests"]
    assert not any(item["failed"] for item in run.info["usage"])


@pytest.mark.parametrize(
    ("n", "faults"),
    [
        pytest.param(25, "truncated=0.04,empty=0.1", marks=pytest.mark.slow),
        pytest.param(1700, f"{FAULTS},empty=0.02", marks=pytest.mark.slow),
    ],
)
def test_an_empty_answer_is_a_rejection_and_none_is_missing(seeds: Path, tmp_path: Path, n: int, faults: str) -> None:
    runs = []
    for concurrency in (48, 16):
        with serving(latency="lognormal:5", faults=faults, seed=5) as served:
            runs.append(grow(seeds, served, tmp_path / str(concurrency), n=n, concurrency=concurrency))
            empty = served.account("any")["empty"]
    assert files(runs[0].path) == files(runs[1].path), "faults are drawn for each request, not in order of arrival"
    run = runs[1]
    rows = journaled(run)
    assert 0 < empty <= sum(not text for _, _, text, _ in rows)
    tasks, rejected = run.tasks(), run.rejected()
    reasons = {(row["stage"], row["request"]): row["rule"] for row in rejected if row["stage"] == "bootstrap"}
    barren = {row["task"]: row["rule"] for row in rejected if row["stage"] != "bootstrap"}
    for purpose, index, text, _ in rows:
        if text:
            continue
        if purpose == "bootstrap" and index < run.info["counts"]["requests"]:
            assert reasons[purpose, index] == "unreadable"
        elif purpose == "instances" and index < len(tasks):
            assert barren[tasks[index].id] == "unreadable"
            assert tasks[index].instances == ()


def test_what_fails_for_good_stays_failed(seeds: Path, tmp_path: Path) -> None:
    with serving(latency="lognormal:5", faults="400=0.25", seed=1) as served:
        whole = grow(seeds, served, tmp_path / "whole", n=30, concurrency=48)
    refused = 0
    with serving(latency="lognormal:5", faults="400=0.25", seed=1) as served:
        for session in range(1, 60):
            run = grow(seeds, served, tmp_path / "run", n=30, concurrency=6, max_requests=10 * session)
            if run.status == "done":
                break
        refused = served.stats()["failed"]
        assert served.stats()["answered_twice"] == 0
    assert session > 3
    assert files(run.path) == files(whole.path)
    failed = [(row["stage"], row["value"]) for row in run.rejected() if row["rule"] == "failed"]
    assert {stage for stage, _ in failed} >= {"bootstrap", "instances"}
    assert all("refuses the request (400): a fault, as asked for" in value for _, value in failed)
    assert refused == sum(finish is None for _, _, _, finish in journaled(run)), "none was asked again"
    assert refused == sum(item["failed"] for item in run.info["usage"])


@pytest.mark.slow
def test_a_hard_limit_is_met_and_used(seeds: Path, tmp_path: Path) -> None:
    with serving(latency="lognormal:50", rpm=6000, burst=1) as served:
        grow(seeds, served, tmp_path / "run", n=1700, concurrency=64)
        account, stats = served.account("any"), served.stats()
    count = len(account["answers"])
    assert count >= 2000
    ideal = (count - 100) / 100  # a second's worth may come at once
    assert account["seconds"] <= 1.05 * ideal
    assert stats["rate_limited"] < 0.01 * stats["requests"]


@pytest.mark.slow
@pytest.mark.parametrize(("n", "rpm"), [(250, 9000), (1700, 6000)])
def test_a_limit_that_is_not_stated_is_found(seeds: Path, tmp_path: Path, n: int, rpm: int) -> None:
    with serving(latency="lognormal:20", rpm=rpm, no_headers=True) as served:
        run = grow(seeds, served, tmp_path / "run", n=n, concurrency=64)
        stats = served.stats()
    assert run.status == "done"
    assert not any(item["failed"] for item in run.info["usage"])
    assert 0 < stats["rate_limited"] < 0.1 * stats["requests"]
    assert stats["answered_twice"] == 0


def test_what_the_endpoint_says_is_not_believed(seeds: Path, tmp_path: Path) -> None:
    """Numbers no database can hold and half a surrogate pair, where a count and a word are expected."""
    recorded = tmp_path / "recorded.jsonl"
    recorded.write_text(json.dumps({"text": "", "finish_reason": "\ud800\x00"}) + "\n")
    with serving(recorded=recorded) as served:
        run = grow(seeds, served, tmp_path / "run", n=3, concurrency=1, max_requests=4)
    assert run.status == "max_requests"
    assert [finish for _, _, _, finish in journaled(run) if finish != "stop"] == ["\ufffd"]
