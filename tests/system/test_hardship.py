"""What happens to the machine under a run: a second process, a full disk, a cut journal, a clock that jumps."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RunDamaged, RunError, RunMismatch
from selfinstruct.runs.lines import write_json
from selfinstruct.runs.run import FILES
from tests.serve import serving
from tests.support.models import Disorderly
from tests.support.processes import Command, run
from tests.support.runs import SEEDS, files
from tests.support.torture import journaled

N = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("whole") / "run"
    selfinstruct.generate(SEEDS, n=N, concurrency=1, out=path)
    return files(path)


def command(base_url: str, out: str = "r", concurrency: int = 8) -> list[str]:
    return [
        "generate", "--seeds", str(SEEDS), "-n", str(N), "--model", "openai/any", "--base-url", base_url,
        "--concurrency", str(concurrency), "--out", out,
    ]  # fmt: skip


def errors(said: str) -> list[str]:
    assert "Traceback" not in said
    return [line for line in said.split("\n") if line.startswith("error: ")]


def test_two_runs_at_once_in_one_directory(tmp_path: Path, whole: dict[str, bytes]) -> None:
    with serving(latency="fixed:80") as served:
        both = [Command(*command(served.base_url), cwd=tmp_path) for _ in range(2)]
        ended = [one.end() for one in both]
        said, codes = [done.stderr for done in ended], sorted(done.returncode for done in ended)
        stats = served.stats()
    assert codes == [0, 1], said
    told = [line for text in said for line in errors(text)]
    assert len(told) == 1
    assert told[0].startswith("error: r: is already being written")
    assert stats["requests"] == stats["distinct"], "nothing was asked twice"
    assert files(tmp_path / "r") == whole


@pytest.mark.slow
def test_a_second_run_is_refused_while_the_first_goes_on(tmp_path: Path, whole: dict[str, bytes]) -> None:
    with serving(latency="fixed:200") as served:
        first = Command(*command(served.base_url), cwd=tmp_path)
        served.account("any", requests=1)
        second = run(*command(served.base_url), cwd=tmp_path)
        shown = run("show", "r", cwd=tmp_path)
        done = first.end()
    assert second.returncode == 1
    assert len(errors(second.stderr)) == 1
    assert shown.returncode == 0, "a reader needs no lock"
    assert done.returncode == 0
    assert files(tmp_path / "r") == whole


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of that size; skips where this user may not mount one."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


@pytest.mark.parametrize(
    "size", ["128k", *(pytest.param(size, marks=pytest.mark.slow) for size in ("8k", "48k", "200k", "300k"))]
)
def test_a_disk_that_fills_up(tmp_path: Path, whole: dict[str, bytes], size: str) -> None:
    with small_disk(tmp_path / "disk", size) as disk, serving(latency="fixed:5") as served:
        stopped = run(*command(served.base_url), cwd=disk)
        assert stopped.returncode == 1, stopped.stderr
        assert len(errors(stopped.stderr)) == 1, stopped.stderr
        assert re.search("disk is full|is the disk full|No space left", stopped.stderr)
        given = len(served.account("any")["answers"])
        kept = journaled_total(disk / "r")
        assert given - kept <= 8, "only what was in flight is lost"
        remount(disk, "size=20m")
        resumed = run(*command(served.base_url), cwd=disk)
        assert resumed.returncode == 0, resumed.stderr
        assert files(disk / "r") == whole
        assert sorted(os.listdir(disk / "r")) == sorted([*FILES, "journal.db", "run.json"])
        assert served.stats()["answered_twice"] <= given - kept


def journaled_total(path: Path) -> int:
    if not (path / "journal.db").exists():
        return 0
    copy = path.parent.parent / "copy"
    shutil.copytree(path, copy)
    return journaled(copy).total()


def test_a_directory_that_cannot_be_written(tmp_path: Path, whole: dict[str, bytes]) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        selfinstruct.generate(SEEDS, n=N, out=disk / "r", max_requests=20)
        before = files(disk / "r")
        remount(disk, "ro")
        again = run("resume", "r", "--max-requests", "500", cwd=disk)
        other = run("generate", "--seeds", str(SEEDS), "-n", "3", "--out", "new/one", cwd=disk)
        shown = run("show", "r", cwd=disk)
        remount(disk, "rw")
        assert (again.returncode, len(errors(again.stderr))) == (1, 1), again.stderr
        assert (other.returncode, len(errors(other.stderr))) == (1, 1), other.stderr
        assert shown.returncode == 0
        assert files(disk / "r") == before
        selfinstruct.resume(disk / "r", max_requests=500)
        assert files(disk / "r") == whole


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_journal_cut_in_the_middle_is_found(tmp_path: Path, share: float) -> None:
    path = tmp_path / "run"
    selfinstruct.generate(SEEDS, n=N, out=path, max_requests=40)
    before = files(path)
    journal = path / "journal.db"
    os.truncate(journal, int(journal.stat().st_size * share) // 4096 * 4096 + (100 if share else 0))
    model = Disorderly()
    for _ in range(2):
        with pytest.raises(RunDamaged, match=r"journal\.db"):
            selfinstruct.resume(path, model=model, max_requests=500)
        with pytest.raises((RunDamaged, RunMismatch), match=r"journal\.db|give another --out"):
            selfinstruct.generate(SEEDS, n=N, out=path, model=model)
    assert not model.asked, "nothing is bought again behind the user's back"
    assert files(path) == before


@pytest.mark.parametrize("cut", [300, *(pytest.param(cut, marks=pytest.mark.slow) for cut in (1, 9000, 10**9))])
def test_a_journal_whose_log_was_cut_goes_on(tmp_path: Path, whole: dict[str, bytes], cut: int) -> None:
    """A power cut on a disk that lies about what it has written: the last answers are gone, the rest holds."""
    with serving(latency="lognormal:10") as served:
        killed = Command(*command(served.base_url), cwd=tmp_path)
        served.account("any", answered=40)
        killed.send(signal.SIGKILL)
        killed.end()
        path = tmp_path / "r"
        log = path / "journal.db-wal"
        before = journaled(path).total()
        os.truncate(log, max(0, log.stat().st_size - cut))
        kept = journaled(path).total()
        given = len(served.account("any")["answers"])
        resumed = run(*command(served.base_url), cwd=tmp_path)
        assert resumed.returncode == 0, resumed.stderr
        assert kept < before if cut > 9000 else kept <= before  # a log begun anew ends in old pages
        assert served.stats()["answered_twice"] <= given - kept
    assert files(path) == whole


JUMPING = """
import itertools, sys, time
real, jumps = time.time, itertools.cycle([0, 7200, -86400, 3e7, -3e8])
time.time = lambda: real() + next(jumps)
from selfinstruct.cli.app import run_app
sys.argv[0] = "selfinstruct"
run_app()
"""


@pytest.mark.slow
def test_a_clock_that_jumps_does_not_show(tmp_path: Path, whole: dict[str, bytes]) -> None:
    with serving(latency="lognormal:5", faults="500=0.05") as served:
        done = subprocess.run(
            [sys.executable, "-c", JUMPING, *command(served.base_url)],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "r") == whole


@pytest.mark.slow
def test_a_pause_longer_than_every_time_out_does_not_show(tmp_path: Path, whole: dict[str, bytes]) -> None:
    patience = [
        word for stage in ("bootstrap", "input_first", "output_first") for word in ("--set", f"{stage}.timeout=1")
    ]
    with serving(latency="fixed:30") as served:
        paused = Command(*command(served.base_url), *patience, cwd=tmp_path)
        served.account("any", requests=20)
        paused.send(signal.SIGSTOP)
        served.account("any", after=1.5)
        paused.send(signal.SIGCONT)
        done = paused.end()
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "r") == whole


@pytest.mark.parametrize(
    ("recipe", "concurrency"),
    [("chat", 1), ("chat", 9), ("paper", 9), ("alpaca", 9)]
    + [pytest.param(recipe, 1, marks=pytest.mark.slow) for recipe in ("paper", "alpaca")],
)
def test_every_stop_is_prompt_and_every_resume_ends(tmp_path: Path, recipe: str, concurrency: int) -> None:
    whole = selfinstruct.generate(SEEDS, n=12, recipe=recipe, out=tmp_path / "whole", model=Disorderly())
    path = tmp_path / "run"
    seconds = []
    for requests in range(1, 200, 8):
        found = selfinstruct.generate(
            SEEDS, n=12, recipe=recipe, out=path, model=Disorderly(requests), concurrency=concurrency,
            max_requests=requests, watch=lambda progress: seconds.append(progress.seconds),
        )  # fmt: skip
        if found.status == "done":
            break
    assert files(path) == files(whole.path)
    assert max(seconds) < 25, "nothing waited for the 30 s of grace for answers in flight"


def test_an_error_of_the_disk_is_told_by_the_api_too(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk, pytest.raises(RunError, match=r"full|No space"):
        selfinstruct.generate(SEEDS, n=N, out=disk / "r")


def test_run_json_is_whole_whenever_it_is_read(tmp_path: Path) -> None:
    with serving(latency="fixed:2") as served:
        running = Command(*command(served.base_url), cwd=tmp_path)
        served.account("any", requests=1)
        while not running.ended:
            json.loads((tmp_path / "r" / "run.json").read_text())
    assert running.end().returncode == 0


def test_run_json_is_put_in_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_json(path, {"status": "running"})
    with path.open() as reader:
        write_json(path, {"status": "done"})
        assert json.load(reader) == {"status": "running"}
    assert json.loads(path.read_text()) == {"status": "done"}
