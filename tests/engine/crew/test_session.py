"""A session with workers as its user meets it: signals, sockets, limits of pace, what show says."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serve import Served, serving
from tests.support.crew_torture import below
from tests.support.processes import Command, run
from tests.support.runs import read

KEY = {"OPENAI_API_KEY": "none"}
RAY = pytest.param("ray", marks=pytest.mark.ray)


def _log(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"instruction": f"Name {n} blue things."}) + "\n" for n in range(count)))
    return path


def _words(served: Served, log: Path, *more: str) -> tuple[str, ...]:
    return ("distill", str(log), "--model", "openai/any", "--base-url", served.base_url, "--out", "run", *more)


def _begun(served: Served, command: Command, requests: int) -> None:
    """Return once so many requests have come."""
    for _ in range(3000):
        if served.stats()["requests"] >= requests:
            return
        assert not command.ended, command.end().stderr
        command._process.join(0.1)
    raise AssertionError("nothing is asked")


@pytest.mark.parametrize(
    "signals", [(signal.SIGINT,), pytest.param((signal.SIGINT, signal.SIGINT), marks=pytest.mark.slow),
                pytest.param((signal.SIGTERM,), marks=pytest.mark.slow)]
)  # fmt: skip
def test_a_signal_ends_it_in_order_and_the_same_command_goes_on(signals: tuple[int, ...], tmp_path: Path) -> None:
    log = _log(tmp_path / "log.jsonl", 90)
    with serving(model="load", latency="fixed:200") as served:
        words = _words(served, log, "--engine", "local", "--workers", "2", "--shard-size", "20", "--concurrency", "4")
        command = Command(*words, cwd=tmp_path, env=KEY)
        _begun(served, command, 8)
        while_at_it = run("show", "run", cwd=tmp_path)
        assert "Shards of 20 items: 0 of 5 done, 2 under way, 3 waiting" in while_at_it.stdout
        assert "worker 1 (" in while_at_it.stdout
        for number in signals:
            command.send(number)
        told = command.end()
        assert told.returncode == 130, told.stderr
        info = json.loads((tmp_path / "run" / "run.json").read_text())
        assert info["status"] == "interrupted"
        assert len(read(tmp_path / "run" / "dataset.jsonl")) <= info["requests"] < 90
        again = run(*words, cwd=tmp_path, env=KEY)
        assert again.returncode == 0, again.stderr
        assert len(read(tmp_path / "run" / "dataset.jsonl")) == 90
        lost = 4 if len(signals) == 2 else 0
        assert served.stats()["requests"] - 90 <= lost
        assert "Asked by 2 workers (local): 5 of 5 shards of 20 done" in run("show", "run", cwd=tmp_path).stdout


def _listening(pids: list[int]) -> Iterator[tuple[str, int]]:
    """Addresses and ports at which these processes listen."""
    inodes = set()
    for pid in pids:
        with suppress(OSError):
            for entry in os.scandir(f"/proc/{pid}/fd"):
                with suppress(OSError):
                    if (target := os.readlink(entry.path)).startswith("socket:["):
                        inodes.add(target[8:-1])
    for name, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] not in inodes:
                continue
            for place in fields[1:3]:
                host, port = place.split(":")
                raw = bytes.fromhex(host)
                words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
                if int(port, 16):  # the other end of one that listens is 0.0.0.0:0
                    yield socket.inet_ntop(family, words), int(port, 16)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc")
@pytest.mark.parametrize("engine", ["local", RAY])
def test_all_sockets_are_on_loopback(engine: str, tmp_path: Path) -> None:
    log = _log(tmp_path / "log.jsonl", 60)
    with serving(model="load", latency="fixed:300") as served:
        words = _words(served, log, "--engine", engine, "--workers", "2", "--concurrency", "4")
        command = Command(*words, "--shard-size", "10", cwd=tmp_path, env=KEY)
        _begun(served, command, 12)
        ends = set(_listening([command.pid, *below(command.pid)]))
        told = command.end(400)  # Ray takes its time on a busy machine
    assert told.returncode == 0, told.stderr
    assert ends, "it asks over HTTP"
    assert {host.removeprefix("::ffff:") for host, _ in ends} <= {"127.0.0.1", "::1"}


@pytest.mark.slow
def test_the_pace_of_all_workers_together_is_the_session_s(tmp_path: Path) -> None:
    log = _log(tmp_path / "log.jsonl", 2000)
    with serving(model="load", latency="fixed:50", rpm=6000, no_headers=True) as served:
        words = _words(served, log, "--engine", "local", "--workers", "4", "--shard-size", "125", "--rpm", "6000")
        told = run(*words, "--concurrency", "64", cwd=tmp_path, env=KEY, seconds=300)
        assert told.returncode == 0, told.stderr
        stats = served.stats()
    assert stats["max_in_flight"] <= 64
    assert stats["rate_limited"] <= 0.02 * stats["requests"]
