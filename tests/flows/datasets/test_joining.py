"""`filter --engine`: the same files as without, whatever dies, and nothing half-written."""

import json
import os
import random
import re
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.novelty.join import run as join
from tests.support.filtering import WATER
from tests.support.pools import crowd
from tests.support.processes import Command, run
from tests.support.runs import read, write
from tests.support.workers import ended, workers_of

Row = dict[str, Any]
FILES = ("kept.jsonl", "kept.rejected.jsonl", "clusters.jsonl")
TEXTS = [text.encode("utf-8", "ignore").decode() for text in crowd(400, 5)]


def single() -> list[Row]:
    """Rows of one text each, some of the same task, some twice."""
    rng = random.Random(1)
    rows: list[Row] = []
    for number, text in enumerate(TEXTS):
        row = {"id": f"r{number}", "instruction": text or "…", "output": rng.choice(TEXTS)}
        rows.append(row | {"task_id": f"t{rng.randrange(300)}"} if number % 3 else row)
        if number % 7 == 0:
            rows.append(rng.choice(rows))
    return rows


def several() -> list[Row]:
    """Rows with lists of instances."""
    rng = random.Random(2)
    made = [{"input": rng.choice(TEXTS), "output": text or "…"} for text in TEXTS]
    return [
        {"instruction": f"{place}", "instances": made[place : place + rng.randrange(4)]} for place in range(0, 400, 3)
    ]


def conversations() -> list[Row]:
    """Conversations under a few system prompts, and rows that are none."""
    rng = random.Random(3)
    systems = ["Be a pirate.", "Be a judge of 1890.", "Be a judge of 1910.", ""]
    rows: list[Row] = []
    for text in TEXTS:
        said = rng.choice(systems)
        turns = [{"role": "system", "content": said}] if said else []
        turns += [{"role": "user", "content": text or "…"}, {"role": "assistant", "content": rng.choice(TEXTS) or "…"}]
        rows.append({"messages": turns} if rng.random() < 0.8 else {"instruction": text or "…"})
    return rows


def filtered(folder: Path, rows: list[Row], *settings: str, against: bool = False, **options: Any) -> dict[str, bytes]:
    data = write(folder / "data.jsonl", rows)
    other = write(folder / "other.jsonl", [{"instruction": text or "…"} for text in TEXTS[::11]]) if against else None
    outcome = filter_dataset(
        data, folder / "kept.jsonl", only=["novelty"], clusters=folder / "clusters.jsonl", against=other,
        overrides=[f"filters.novelty.{setting}" for setting in settings], overwrite=True, **options,
    )  # fmt: skip
    assert outcome.note.startswith("Compared by local in 2 processes: ") == ("engine" in options)
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.parametrize(
    ("rows", "settings", "options"),
    [
        (single, ("threshold=0.5", "profile=rouge"), {"keep": "longest"}),
        (single, ("within=false",), {"against": True}),
        (several, ("text=output",), {}),
        (conversations, ("text=instruction+input", "threshold=0.5"), {"against": True}),
        *(
            pytest.param(*more, marks=pytest.mark.slow)
            for more in (
                (single, (), {}),
                (single, (), {"against": True}),
                (single, ("text=all", "threshold=0.5"), {"against": True, "keep": "longest"}),
                (several, ("text=instruction+input", "threshold=0.4"), {}),
                (conversations, (), {}),
                (conversations, ("text=output",), {"keep": "longest"}),
            )
        ),
    ],
)
def test_the_same_files_with_an_engine(
    tmp_path: Path, rows: Any, settings: tuple[str, ...], options: dict[str, Any]
) -> None:
    expected = filtered(tmp_path, rows(), *settings, **options)
    assert filtered(tmp_path, rows(), *settings, **options, engine="local", workers=2, join_from=1) == expected
    assert min(map(len, expected.values())) > 1_000


def test_few_rows_are_compared_in_one_process(tmp_path: Path) -> None:
    write(tmp_path / "data.jsonl", WATER)
    done = run("filter", "data.jsonl", "-o", "kept.jsonl", "--only", "novelty", "--engine", "local", cwd=tmp_path)
    assert done.returncode == 0
    assert "Compared in one process: 5 rows are fewer than 1,000,000 (--join-from)" in done.stderr.splitlines()
    told = run(
        "filter", "data.jsonl", "-o", "too.jsonl", "--only", "novelty", "--engine", "local", "--workers", "2",
        "--join-from", "5", "--json", cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(told.stdout)["note"] == "Compared by local in 2 processes: 6 tasks, 2 close pairs"
    assert (tmp_path / "too.jsonl").read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_rows_that_are_all_alike_are_compared_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "_PAIRS", 0)
    rows = [{"instruction": f"Tell me about the number {number}, please"} for number in range(30)]
    data = write(tmp_path / "data.jsonl", rows)
    made = filter_dataset(data, tmp_path / "kept.jsonl", only=["novelty"], engine="local", workers=1, join_from=1)
    assert made.note == "Compared in one process: the texts are so much alike that 1 pairs and more are close"
    assert (made.kept, made.rejected) == (1, {"novelty": 29})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"engine": "slurm"}, "--engine 'slurm': filter has no such engine; known: local, ray"),
        ({"engine": "local", "workers": 0}, "--workers 0: must be at least 1"),
        ({"engine": "local", "join_from": -1}, "--join-from -1: must be at least 0"),
        ({"workers": 2}, "--workers: needs --engine local or --engine ray"),
        ({"engine": "local", "only": ["exact"]}, "--engine: is for the filter novelty alone"),
        ({"engine": "local", "only": ["novelty", "exact"]}, "--engine: is for the filter novelty alone"),
        ({"engine": "local", "only": []}, "--engine: is for the filter novelty alone"),
    ],
)
def test_options_that_do_not_fit(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    data = write(tmp_path / "data.jsonl", WATER)
    with pytest.raises(UsageError, match=said):
        filter_dataset(data, tmp_path / "kept.jsonl", **{"only": ["novelty"]} | options)


def test_without_the_extra_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    data = write(tmp_path / "data.jsonl", WATER)
    with pytest.raises(MissingExtra, match=re.escape(f"--engine ray needs Ray: {installing('ray')}")) as raised:
        filter_dataset(data, tmp_path / "kept.jsonl", only=["novelty"], engine="ray", workers=2)
    assert raised.value.exit_code == 2


def test_a_corpus_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "data.jsonl", [{"id": "a", "text": "Water boils.", "metadata": {}}])
    with pytest.raises(UsageError, match=r"--engine: compares the rows of a dataset, and .* holds documents"):
        filter_dataset(data, tmp_path / "kept.jsonl", only=["novelty"], engine="local")


class Joining:
    """A command that joins, in a folder with nothing but its input; what it puts aside goes into another one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.aside = folder / "data", folder / "aside"
        self.folder.mkdir()
        self.aside.mkdir()
        write(self.folder / "data.jsonl", single())
        self.command = Command(
            "filter", "data.jsonl", "-o", "kept.jsonl", "--only", "novelty", "--engine", "local", "--workers", "2",
            "--join-from", "1", cwd=self.folder, env={"TMPDIR": str(self.aside)},
        )  # fmt: skip

    def left_nothing(self) -> bool:
        return [file.name for file in self.folder.iterdir()] == ["data.jsonl"] and not list(self.aside.iterdir())


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    joining = Joining(tmp_path)
    os.kill(workers_of(joining.command.pid)[0], signal.SIGKILL)
    assert joining.command.end().returncode == 0
    expected = filter_dataset(joining.folder / "data.jsonl", tmp_path / "kept.jsonl", only=["novelty"])
    assert expected.rejected_out is not None
    assert (joining.folder / "kept.jsonl").read_bytes() == expected.out.read_bytes()
    assert (joining.folder / "kept.rejected.jsonl").read_bytes() == expected.rejected_out.read_bytes()
    assert len(read(expected.out)) == expected.kept
    assert not list(joining.aside.iterdir())


def test_workers_that_die_one_after_the_other_end_the_command(tmp_path: Path) -> None:
    joining = Joining(tmp_path)
    for pid in iter(lambda: next(iter(workers_of(joining.command.pid)), 0), 0):
        os.kill(pid, signal.SIGKILL)
        ended(pid)
    done = joining.command.end()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: a worker died 3 times over the texts of blocks 0 and 0 (signal 9); nothing has been")
    assert joining.left_nothing()


def test_an_interrupt_ends_the_workers_and_leaves_nothing(tmp_path: Path) -> None:
    joining = Joining(tmp_path)
    (worker,) = workers_of(joining.command.pid)
    joining.command.send(signal.SIGINT)
    done = joining.command.end()
    assert (done.returncode, done.stderr.splitlines()) == (130, ["Interrupted; nothing has been written."])
    assert ended(worker)
    assert joining.left_nothing()


def test_workers_end_with_a_command_that_is_killed(tmp_path: Path) -> None:
    joining = Joining(tmp_path)
    (worker,) = workers_of(joining.command.pid)
    joining.command.send(signal.SIGKILL)
    assert joining.command.end().returncode == -signal.SIGKILL
    assert ended(worker)
