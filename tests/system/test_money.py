"""Money and signals over HTTP: the limit holds, the sums are the endpoint's own, an interrupt loses nothing."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.prices import Price
from selfinstruct.records import Usage
from selfinstruct.runs.run import Run
from tests.serve import Served, serving
from tests.support.processes import forked, run
from tests.support.runs import SEEDS, files
from tests.support.terminal import Terminal
from tests.support.torture import grow, journaled

PRICE = Price(2.0, 8.0)
# The chat recipe's longest prompt and highest token limit: what one task can cost at worst.
ONE_TASK = PRICE.cost(Usage(6_000, 2_000))


def spent(account: dict[str, Any]) -> float:
    """What the endpoint would charge for every answer it gave."""
    return PRICE.cost(Usage(account["prompt"], account["completion"]))


def usage_of(found: Run) -> tuple[int, int]:
    usage = found.info["usage"]
    return sum(item["prompt"] for item in usage), sum(item["completion"] for item in usage)


@pytest.mark.parametrize("limit", [0.02, *(pytest.param(limit, marks=pytest.mark.slow) for limit in (0.05, 0.21, 0.4))])
def test_a_cost_limit_is_never_passed_and_hardly_left_unused(tmp_path: Path, limit: float) -> None:
    with serving(latency="lognormal:20") as served:
        found = selfinstruct.generate(
            SEEDS, n=2000, out=tmp_path / "run", model="openai/any", base_url=served.base_url, concurrency=64,
            price=PRICE, max_cost=limit,
        )  # fmt: skip
        account = served.account("any")
    assert found.status == "max_cost"
    assert spent(account) == pytest.approx(found.info["cost"])
    assert limit - ONE_TASK <= spent(account) <= limit
    assert sum(bool(task.instances) for task in found.tasks()) >= int(0.5 * limit / ONE_TASK)


@pytest.mark.slow
def test_sums_over_stops_are_the_endpoints_own(tmp_path: Path) -> None:
    path = tmp_path / "run"
    whole = selfinstruct.generate(SEEDS, n=120, out=tmp_path / "whole")
    with serving(latency="lognormal:10") as served:
        options = {"n": 120, "model": "openai/any", "base_url": served.base_url, "concurrency": 64, "price": PRICE}
        for limit in (0.05, 0.1, 0.15, 0.2):
            found = selfinstruct.generate(SEEDS, out=path, max_cost=limit, **options)  # type: ignore[arg-type]
            account = served.account("any")
            assert usage_of(found) == (account["prompt"], account["completion"])
            assert limit - ONE_TASK <= found.info["cost"] <= limit
        for requests in (80, 100, 10_000):
            found = selfinstruct.resume(path, max_requests=requests, max_cost=100.0)
            account = served.account("any")
            assert usage_of(found) == (account["prompt"], account["completion"])
            assert found.info["cost"] == pytest.approx(spent(account))
    assert found.status == "done"
    assert served_twice(account) == 0
    assert files(path) == files(whole.path)


def served_twice(account: dict[str, Any]) -> int:
    return sum(times - 1 for times, _ in account["answers"].values())


def test_sums_over_kills_are_the_endpoints_but_for_what_was_in_flight(tmp_path: Path) -> None:
    path = tmp_path / "run"
    with serving(latency="lognormal:20") as served:
        options = {"n": 60, "model": "openai/any", "base_url": served.base_url, "concurrency": 16, "price": PRICE}
        for ahead in (5, 20, 30):
            begun = served.account("any")["requests"]
            process = forked(grow, path, options, SEEDS)
            served.account("any", requests=begun + ahead)
            process.kill()
            process.join()
        found = selfinstruct.resume(path)
        account = served.account("any")
    assert found.status == "done"
    kept = journaled(path)
    in_journal = [account["tokens"][digest] for digest, (_, text) in account["answers"].items() if text in kept]
    assert usage_of(found) == (sum(prompt for prompt, _ in in_journal), sum(completion for _, completion in in_journal))
    unkept = sum(times for times, _ in account["answers"].values()) - len(in_journal)
    assert unkept <= 3 * 16


def command(served: Served) -> list[str]:
    return [
        "generate", "--seeds", str(SEEDS), "-n", "60", "--model", "openai/any", "--base-url", served.base_url,
        "--concurrency", "8", "--out", "r",
    ]  # fmt: skip


def finish(tmp_path: Path) -> None:
    resumed = run("resume", "r", cwd=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    whole = selfinstruct.generate(SEEDS, n=60, out=tmp_path / "whole")
    assert files(tmp_path / "r") == files(whole.path)


@pytest.mark.slow
def test_one_ctrl_c_lets_answers_in_flight_land(tmp_path: Path) -> None:
    with serving(latency="fixed:400") as served:
        terminal = Terminal(command(served), tmp_path)
        served.account("any", requests=12)
        terminal.press(b"\x03")
        code, seen = terminal.end()
        asked = served.account("any")
        assert code == 130
        assert "Interrupted: " in seen
        assert "Continue with: selfinstruct resume r" in seen
        assert "\x1b[?25h" in seen, "the cursor is shown again"
        assert asked["requests"] <= 12 + 7, "nothing is asked after the key"
        assert journaled(tmp_path / "r").total() == asked["requests"] == len(asked["answers"])
        assert json.loads((tmp_path / "r" / "run.json").read_text())["status"] == "interrupted"
        assert not list((tmp_path / "r").glob("journal.db-*")), "a clean end leaves one journal file"
        finish(tmp_path)
        assert served_twice(served.account("any")) == 0


def test_a_second_ctrl_c_leaves_at_once(tmp_path: Path) -> None:
    with serving(latency="fixed:50", faults="hang=0.4", seed=4) as served:
        terminal = Terminal(command(served), tmp_path)
        served.account("any", requests=12)
        terminal.press(b"\x03")
        served.account("any", after=0.5)
        assert terminal.process.poll() is None, "what is in flight is waited for"
        pressed = time.monotonic()
        terminal.press(b"\x03")
        code, seen = terminal.end()
        assert code == 130
        assert time.monotonic() - pressed < 30
        assert "Interrupted: " in seen
        given = served.account("any")
        assert journaled(tmp_path / "r").total() == len(given["answers"])
    with serving() as healthy:
        resumed = run("resume", "r", "--base-url", healthy.base_url, cwd=tmp_path)
        assert resumed.returncode == 0, resumed.stderr
        assert not set(healthy.account("any")["answers"]) & set(given["answers"]), (
            "what was answered is not asked again"
        )
    whole = selfinstruct.generate(SEEDS, n=60, out=tmp_path / "whole")
    assert files(tmp_path / "r") == files(whole.path)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_waits_for_its_turn_is_not_asked_after_a_signal(tmp_path: Path, number: int) -> None:
    with serving(latency="fixed:5") as served:
        process = subprocess.Popen(
            [sys.executable, "-m", "selfinstruct", *command(served), "--rpm", "120"],
            cwd=tmp_path, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        served.account("any", requests=3)
        sent = time.monotonic()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert time.monotonic() - sent < 48
        assert served.account("any")["requests"] <= 4
