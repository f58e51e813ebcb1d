"""Findings A6 and A9: nothing of somebody else's is written over, nor own pairs replaced, without --overwrite."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.runs.run import Run
from tests.support.runs import write


def test_a_file_that_says_something_else_is_not_written_over(run: Path, tmp_path: Path) -> None:
    seeds = write(tmp_path / "mine.jsonl", [{"instruction": "Mine.", "output": "All mine."}])
    before = seeds.read_bytes()
    with pytest.raises(UsageError, match=r"mine\.jsonl: holds something else; .* --overwrite"):
        selfinstruct.export(run, "alpaca", seeds)
    with pytest.raises(UsageError, match="--overwrite"):
        selfinstruct.filter_dataset(run, seeds)
    assert seeds.read_bytes() == before
    for _ in range(2):  # the same again stays as it is
        selfinstruct.export(run, "alpaca", tmp_path / "new.jsonl")
        selfinstruct.filter_dataset(run, tmp_path / "kept.jsonl")
    selfinstruct.export(run, "alpaca", seeds, overwrite=True)
    assert seeds.read_bytes() == (tmp_path / "new.jsonl").read_bytes()
    selfinstruct.filter_dataset(run, seeds, overwrite=True)
    assert seeds.read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_neighbours_and_empty_files_too(run: Path, tmp_path: Path) -> None:
    rejected = write(tmp_path / "kept.rejected.jsonl", [{"of": "another"}])
    with pytest.raises(UsageError, match=r"kept\.rejected\.jsonl: holds something else"):
        selfinstruct.filter_dataset(run, tmp_path / "kept.jsonl")
    assert rejected.read_text() == '{"of": "another"}\n'
    assert not (tmp_path / "kept.jsonl").exists()
    (tmp_path / "empty.jsonl").touch()
    selfinstruct.export(run, "alpaca", tmp_path / "empty.jsonl")


def test_a_pipe_is_written_to_and_never_replaced(run: Path, tmp_path: Path) -> None:
    """Nor is a device, which root could replace: /dev/null is one for everybody else."""
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        selfinstruct.export(run, "alpaca", pipe)
        assert len(read.result().splitlines()) == len(Run(run).dataset())
    assert pipe.is_fifo()
    assert [item.name for item in tmp_path.iterdir() if "pipe" in item.name] == ["pipe.jsonl"]


def test_pairs_of_other_settings_are_not_replaced(run: Path) -> None:
    made = selfinstruct.prefer(run, "corrupt", n=8)
    count = len(made.pairs())
    assert count > 0
    with pytest.raises(UsageError, match=rf"has {count} pairs of corrupt, round 1, made with another .*identity"):
        selfinstruct.prefer(run, "corrupt", n=3, min_margin=9)
    assert made.pairs() == selfinstruct.prefer(run, "corrupt", n=8).pairs()
    assert selfinstruct.prefer(run, "corrupt", n=3, min_margin=9, overwrite=True).pairs() == []
    with pytest.raises(UsageError, match="responses is for the method rank, not contrast"):
        selfinstruct.prefer(run, "contrast", responses=3)
