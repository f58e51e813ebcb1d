"""A last line that is torn is mended or left out; any other damage is named."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RunDamaged
from selfinstruct.runs.run import FILES
from tests.support.runs import files


def test_torn_tail_is_mended_and_other_changes_are_errors(seeds: Path, tmp_path: Path) -> None:
    path = tmp_path / "run"
    selfinstruct.generate(seeds, n=30, out=path)
    before = files(path)
    for name in FILES:
        (path / name).write_bytes(before[name][:-37])
    selfinstruct.resume(path)
    assert files(path) == before
    (path / "tasks.jsonl").unlink()
    selfinstruct.resume(path)
    assert files(path) == before
    changed = before["tasks.jsonl"].replace(b"classification", b"clAssification", 1)
    (path / "tasks.jsonl").write_bytes(changed)
    with pytest.raises(RunDamaged, match=r"tasks\.jsonl:1: is not the line this run wrote"):
        selfinstruct.resume(path)
    assert (path / "tasks.jsonl").read_bytes() == changed


def test_a_reader_leaves_out_a_torn_last_line_and_names_a_bad_one(seeds: Path, tmp_path: Path) -> None:
    run = selfinstruct.generate(seeds, n=3, out=tmp_path / "run")
    rows = run.dataset()
    path = run.path / "dataset.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert run.dataset() == rows[:-1]
    path.write_text(f'{json.dumps(rows[0])}\n{{"id": 1}}\n')
    with pytest.raises(RunDamaged, match=r"dataset\.jsonl:2: is not a line that a run writes"):
        run.dataset()


@pytest.mark.parametrize("place", ["counts", "preferences", "responses"])
def test_a_directory_with_the_names_of_a_development_build_says_so(place: str, seeds: Path, tmp_path: Path) -> None:
    made = selfinstruct.generate(seeds, n=3, out=tmp_path / "run")
    file = made.path / "run.json"
    counts = dict(made.info["counts"])
    old = {"settled": counts.pop("tasks"), "barren": counts.pop("without_instance")}
    found = {"counts": counts | old} if place == "counts" else {place: {"rank/1": {"settled": 3}}}
    file.write_text(json.dumps(made.info | found))
    for read in (selfinstruct.Run, selfinstruct.resume):
        with pytest.raises(RunDamaged, match=r"run\.json: was written by a development build, .*make the run again"):
            read(made.path)
