"""The same join on Ray, which must be installed: make test-ray."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import RunError
from selfinstruct.novelty.join.engines import Engine
from selfinstruct.novelty.join.pairs import Joiner
from selfinstruct.novelty.join.ray_actors import RayEngine
from selfinstruct.novelty.join.run import joined
from selfinstruct.novelty.rouge import NoveltyIndex
from tests.support.mortal import Failing, MortalJoiner
from tests.support.pools import crowd
from tests.support.processes import run
from tests.support.runs import write
from tests.support.workers import descendants, listening

pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore")]


def decided(pool: Any, texts: list[str]) -> list[Any]:
    found = []
    for text in texts:
        found.append(pool.check(text))
        if found[-1] is None:
            pool.add(text)
    return found


def within(command: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a command ends in so many seconds."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        command.wait(seconds)
    return command.returncode is not None


@pytest.mark.parametrize("blocks", [1, 2, 4])
def test_actors_decide_as_one_index(blocks: int) -> None:
    texts = crowd(900)
    with joined(texts, 0.7, "unicode", partial(RayEngine, workers=2), lambda _: blocks) as made:
        assert made.pool is not None
        assert decided(made.pool, texts) == decided(NoveltyIndex(), texts)


def test_an_actor_that_dies_is_started_again(tmp_path: Path) -> None:
    texts = crowd(300, 3)

    def mortal(make: Callable[[], Joiner]) -> Engine:
        return RayEngine(partial(MortalJoiner, make, (1, 2), tmp_path / "died"), 2)

    with joined(texts, 0.7, "unicode", mortal, lambda _: 3) as made:
        assert made.pool is not None
        assert decided(made.pool, texts) == decided(NoveltyIndex(), texts)
    assert (tmp_path / "died").exists()


def test_a_task_that_always_kills_is_told_of() -> None:
    def mortal(make: Callable[[], Joiner]) -> Engine:
        return RayEngine(partial(MortalJoiner, make, (0, 1), None), 2)

    said = r"died 3 times over the texts of blocks 0 and 1"
    with pytest.raises(RunError, match=said), joined(crowd(90), 0.7, "unicode", mortal, lambda _: 2):
        pass


def test_an_error_of_a_task_is_raised_here() -> None:
    def failing(make: Callable[[], Joiner]) -> Engine:
        return RayEngine(partial(Failing, make), 1)

    with pytest.raises(RunError, match="no room"), joined(crowd(90), 0.7, "unicode", failing, lambda _: 2):
        pass


def test_the_command_writes_the_same_files_and_listens_on_loopback(tmp_path: Path) -> None:
    rows = [{"instruction": text.encode("utf-8", "ignore").decode() or "…"} for text in crowd(2_000, 4)]
    data = write(tmp_path / "data.jsonl", rows)
    words = ["filter", str(data), "--only", "novelty", "-o"]
    assert run(*words, "one.jsonl", cwd=tmp_path).returncode == 0
    told = subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", *words, "two.jsonl", "--engine", "ray", "--workers", "2",
         "--join-from", "1"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    addresses: set[str] = set()
    while not within(told, 0.2):
        addresses |= listening([told.pid, *descendants(told.pid)])
    assert told.stderr is not None
    assert told.stderr.read().splitlines()[-1].startswith("Compared by ray in 2 processes: 6 tasks, ")
    told.stderr.close()
    assert told.returncode == 0
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert (tmp_path / "one.rejected.jsonl").read_bytes() == (tmp_path / "two.rejected.jsonl").read_bytes()
    assert addresses
    assert {address for address in addresses if not address.startswith(("127.", "::1"))} == set()


def test_an_interrupt_is_one_line(tmp_path: Path) -> None:
    rows = [{"instruction": text.encode("utf-8", "ignore").decode() or "…"} for text in crowd(3_000, 5)]
    data = write(tmp_path / "data.jsonl", rows)
    told = subprocess.Popen(
        [sys.executable, "-m", "selfinstruct", "filter", str(data), "-o", "kept.jsonl", "--only", "novelty",
         "--engine", "ray", "--workers", "2", "--join-from", "1"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while not within(told, 0.2) and not listening(descendants(told.pid)):
        pass
    os.killpg(told.pid, signal.SIGINT)
    _, err = told.communicate(timeout=60)
    assert (told.returncode, err.splitlines()) == (130, ["Interrupted; nothing has been written."])
    assert [file.name for file in tmp_path.iterdir()] == ["data.jsonl"]
