"""Whole runs on Amazon Bedrock's Converse, over loopback: the same files as without a network, whatever goes wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct import errors
from selfinstruct.prices import Price, find_price
from tests.serve import Served, serving
from tests.support import processes
from tests.support.aws import DUMMY, environment, pretend
from tests.support.faults import FAULTS, IMPATIENT, journaled
from tests.support.runs import SEEDS, files

ID = "us.example.model-v1:0"
MODEL = f"bedrock/{ID}"
ARN = f"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/{ID}"


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


def grow(served: Served, out: Path, **options: Any) -> selfinstruct.Run:
    options = {"model": MODEL, "overrides": IMPATIENT} | options
    return selfinstruct.generate(SEEDS, out=out, endpoint_url=served.address, **options)


def run(*words: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return processes.run(*words, cwd=cwd, env=environment(**more))


def test_the_command_writes_the_files_of_the_offline_model_and_no_secret(tmp_path: Path) -> None:
    whole = selfinstruct.generate(SEEDS, n=30, out=tmp_path / "whole")
    secrets = {"AWS_SESSION_TOKEN": "dummy-session-token"}
    with serving(latency="lognormal:5") as served:
        address = ["--endpoint-url", served.address, "--region", "eu-west-1"]
        words = ["generate", "--seeds", str(SEEDS), "--model", MODEL, *address, "--out", "r", "--concurrency", "16"]
        first = run("--log-level", "debug", *words, "-n", "10", cwd=tmp_path, **secrets)
        assert first.returncode == 0, first.stderr
        # The address and the region are the run's own from now on.
        assert selfinstruct.resume(tmp_path / "r", n=30).status == "done"
        account, stats = served.account(ID), served.stats()
    assert files(tmp_path / "r") == files(whole.path)
    assert stats["answered_twice"] == 0
    info = json.loads((tmp_path / "r" / "run.json").read_text())
    assert account["requests"] == stats["requests"] == info["requests"]
    assert {"endpoint_url": served.address, "region": "eu-west-1", "profile": None}.items() <= info["session"].items()
    written = b"".join(file.read_bytes() for file in (tmp_path / "r").iterdir()) + first.stderr.encode()
    for secret in (*secrets.values(), DUMMY["AWS_SECRET_ACCESS_KEY"]):
        assert secret.encode() not in written


def test_usage_is_the_services_own_count_and_a_price_may_be_given(tmp_path: Path) -> None:
    with serving() as served:
        run = grow(served, tmp_path / "run", n=20, model=f"bedrock/{ARN}", price=Price(3, 15))
        account = served.account(ARN)
    counted = {name: sum(item[name] for item in run.info["usage"]) for name in ("prompt", "completion", "cached")}
    assert counted == {name: account[name] for name in counted}
    assert run.info["cost"] == pytest.approx((3 * counted["prompt"] + 15 * counted["completion"]) / 1e6)


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("amazon.nova-lite-v1:0", True),
        ("us.amazon.nova-lite-v1:0", True),
        ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", True),
        (ID, False),
        (ARN, False),
    ],
)
def test_which_prices_are_known(model: str, known: bool) -> None:
    price = find_price(f"bedrock/{model}")
    assert (price is not None) is known
    if price is not None:
        assert 0 < price.prompt < price.completion


@pytest.mark.parametrize(
    ("n", "least", "concurrency", "faults"),
    # botocore itself would not ask again after 408 and 424.
    [
        pytest.param(30, 35, 32, f"{FAULTS},408=0.03,424=0.03", marks=pytest.mark.slow),
        pytest.param(1700, 2000, 64, FAULTS, marks=pytest.mark.slow),
    ],
)
def test_faults_do_not_show(tmp_path: Path, n: int, least: int, concurrency: int, faults: str) -> None:
    with serving(latency="lognormal:10", faults=faults, seed=7) as served:
        run = grow(served, tmp_path / "run", n=n, concurrency=concurrency)
        account, stats = served.account(ID), served.stats()
    assert run.status == "done"
    whole = selfinstruct.generate(SEEDS, n=n, out=tmp_path / "whole", concurrency=concurrency)
    assert files(run.path) == files(whole.path)
    assert len(account["answers"]) >= least
    assert stats["failed"] > 0.06 * least
    assert stats["rate_limited"] > 0
    assert stats["answered_twice"] == 0
    assert len(account["answers"]) == len(journaled(run)) == run.info["requests"]
    assert not any(item["failed"] for item in run.info["usage"])


@pytest.mark.slow
@pytest.mark.parametrize(("n", "rpm"), [(250, 3000), (1700, 6000)])
def test_a_throttling_storm_is_paced(tmp_path: Path, n: int, rpm: int) -> None:
    with serving(latency="lognormal:20", rpm=rpm, no_headers=True) as served:
        run = grow(served, tmp_path / "run", n=n, concurrency=64)
        stats = served.stats()
    assert run.status == "done"
    assert not any(item["failed"] for item in run.info["usage"])
    assert 0 < stats["rate_limited"] < 0.1 * stats["requests"]
    assert stats["answered_twice"] == 0


def test_credentials_that_end_in_the_middle_stop_the_run_and_nothing_counts_as_failed(tmp_path: Path) -> None:
    with serving(faults="403=0.15", seed=4) as served, pytest.raises(errors.KeyRefused, match="bedrock:InvokeModel"):
        grow(served, tmp_path / "run", n=20, concurrency=4)
    stopped = selfinstruct.Run(tmp_path / "run")
    before = len(journaled(stopped))
    assert stopped.status == "failed"
    assert before > 0
    assert all(finish for _, _, _, finish in journaled(stopped))
    with serving() as served:
        run = selfinstruct.resume(tmp_path / "run", endpoint_url=served.address)
        assert served.stats()["requests"] == run.info["requests"] - before, "nothing is asked again"
    assert files(run.path) == files(selfinstruct.generate(SEEDS, n=20, out=tmp_path / "whole").path)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["paper", "alpaca"])
def test_published_recipes_are_asked_as_a_chat(tmp_path: Path, recipe: str) -> None:
    with serving() as served:
        run = grow(served, tmp_path / "run", n=20, recipe=recipe, overrides=("api=chat",))
    whole = selfinstruct.generate(SEEDS, n=20, recipe=recipe, overrides=("api=chat",), out=tmp_path / "whole")
    assert files(run.path) == files(whole.path)


@pytest.mark.slow
def test_preferences_and_labels_from_bedrock(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=12, out=tmp_path / "run")
    texts = tmp_path / "reviews.jsonl"
    texts.write_text("".join(json.dumps({"id": f"r{n}", "text": f"review {n}"}) + "\n" for n in range(4)))
    with serving() as served:
        own = f"{MODEL}@{served.address}"
        made = selfinstruct.prefer(run.path, "rank", models=(own,), n=4)
        judged = selfinstruct.label(
            texts, [MODEL, "bedrock/us.example.other-v1:0"], labels=("good", "bad"), endpoint_url=served.address,
            out=tmp_path / "labels",
        )  # fmt: skip
        requests = served.account(ID)["requests"], served.account("us.example.other-v1:0")["requests"]
    assert made.status == "done"
    assert judged.info["status"] == "done"
    assert min(requests) >= 4


@pytest.mark.slow
def test_two_ctrl_c_end_the_process_though_a_call_hangs(tmp_path: Path) -> None:
    """A stage waits up to three minutes for an answer: a thread in such a wait must not hold up the end."""
    with serving(faults="hang=1") as served:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(SEEDS), "--model", MODEL,
                "--endpoint-url", served.address, "--out", "r",
            ],
            cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        served.account(ID, requests=8)
        process.send_signal(2)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)  # what is in flight is waited for
        process.send_signal(2)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
