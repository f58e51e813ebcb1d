"""Whose a directory is: one session's at a time, and never somebody else's."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import KeyRefused, RunDamaged, RunLocked, RunMismatch
from selfinstruct.records import Completion, Request
from selfinstruct.runs.directory import is_unanswered, locked


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


class Refused:
    """A model that is asked with the wrong key; its name is not the one of the next try."""

    def __init__(self, name: str = "own/mistyped") -> None:
        self.name = name

    async def complete(self, request: Request) -> Completion:
        raise KeyRefused("the key is refused")


def test_a_try_without_an_answer_leaves_the_name_free(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        with pytest.raises(KeyRefused):
            selfinstruct.generate(seeds, n=3, model=Refused())
    assert [path.name for path in Path("runs").iterdir()] == ["general"]
    assert is_unanswered(Path("runs/general"))
    with locked(Path("runs/general")), pytest.raises(RunLocked):  # somebody is at it who may get answers yet
        selfinstruct.generate(seeds, n=3, out="runs/general")
    assert selfinstruct.generate(seeds, n=3).path == Path("runs/general")
    with pytest.raises(RunMismatch, match="was made with other inputs: model"):
        selfinstruct.generate(seeds, n=3, model=Refused(), out="runs/general")


def test_and_so_it_is_with_a_directory_that_is_named(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyRefused):
        selfinstruct.distill(seeds, n=3, model=Refused(), out=out)
    records = tmp_path / "records.jsonl"
    records.write_text('{"id": "a", "instruction": "Name a river.", "input": "", "output": "The Rhine."}\n')
    with pytest.raises(KeyRefused):
        selfinstruct.label(records, [Refused(), Refused("own/other")], kind="accept", out=out)
    assert is_unanswered(out)
    assert selfinstruct.generate(seeds, n=3, out=out).status == "done"


@pytest.mark.parametrize("kept", ["dataset.jsonl", "notes.txt", "shards/0"])
def test_what_holds_anything_else_is_not_free(seeds: Path, tmp_path: Path, kept: str) -> None:
    with pytest.raises(KeyRefused):
        selfinstruct.generate(seeds, n=3, model=Refused(), out=tmp_path)
    (tmp_path / kept).parent.mkdir(exist_ok=True)
    (tmp_path / kept).write_text("mine\n")
    assert not is_unanswered(tmp_path)
    with pytest.raises(RunMismatch):
        selfinstruct.generate(seeds, n=3, out=tmp_path)
    assert (tmp_path / kept).read_text() == "mine\n"
