"""Whose a directory is: one session's at a time, and never somebody else's."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RunDamaged, RunLocked, RunMismatch
from selfinstruct.runs.directory import locked


def test_two_writers_are_kept_apart(seeds: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "run"), pytest.raises(RunLocked):
        selfinstruct.generate(seeds, n=5, out=tmp_path / "run")


def test_default_directory(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert selfinstruct.generate(seeds, n=3).path == Path("runs/general")
    assert selfinstruct.generate(seeds, n=4).path == Path("runs/general")
    assert selfinstruct.generate(seeds, n=3, seed=1).path == Path("runs/general-2")
    assert selfinstruct.generate(seeds, n=3, seed=1).path == Path("runs/general-2")


def test_a_lost_journal_is_told_from_somebody_elses_files(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=3, out=tmp_path)
    (tmp_path / "journal.db").unlink()
    with pytest.raises(RunDamaged, match=r"journal\.db: records no inputs: it was emptied or lost"):
        selfinstruct.generate(seeds, n=3, out=tmp_path)


def test_somebody_elses_files_are_left_alone(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "dataset.jsonl").write_text("mine\n")
    with pytest.raises(RunMismatch, match=r"holds a dataset\.jsonl that does not belong to this run"):
        selfinstruct.generate(seeds, n=5, out=tmp_path)
    with pytest.raises(RunMismatch, match=r"holds a dataset\.jsonl that does not belong to this run"):
        selfinstruct.distill(seeds, n=5, out=tmp_path, model="offline")
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.jsonl"]
    assert (tmp_path / "dataset.jsonl").read_text() == "mine\n"
