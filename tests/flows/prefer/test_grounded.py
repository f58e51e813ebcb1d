"""Pairs made of a ground run say where in a document they stand."""

from pathlib import Path

import pytest

from selfinstruct import prefer
from selfinstruct.flows.prefer.prompts import load_prompts
from tests.support.grounded import grounded
from tests.support.runs import read, write


@pytest.mark.parametrize("form", ["open", "closed", "both"])
def test_each_pair_has_the_source_of_its_instance(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    known = {row["id"]: row["source"] for row in read(path / "dataset.jsonl")}
    found = prefer(path, "corrupt", models=("offline",))
    assert found.pairs()
    assert all(row["source"] == known[row["instance_id"]] for row in found.pairs())
    before = (path / "preferences.jsonl").read_bytes()
    prefer(path, "corrupt", models=("offline",))
    assert (path / "preferences.jsonl").read_bytes() == before


def test_other_pairs_have_none(run: Path) -> None:
    assert all("source" not in row for row in prefer(run, "corrupt", models=("offline",)).pairs())


def test_prompts_of_other_files_are_read_with_theirs(tmp_path: Path) -> None:
    rows = [{"prompt": "Ask.", "source": {"document": "d"}}, {"prompt": "Ask too.", "source": "the web"}]
    assert [item.source for item in load_prompts(write(tmp_path / "prompts.jsonl", rows))] == [{"document": "d"}, None]
