"""What `distill` makes of a ground run stands where its prompts do."""

from pathlib import Path

import pytest

from selfinstruct import Run, distill
from selfinstruct.files.unfold.citations import read_citation
from tests.support.grounded import grounded, sources
from tests.support.runs import read, write


@pytest.mark.parametrize("form", ["open", "closed", "both"])
@pytest.mark.parametrize("own", [True, False])
def test_sources_are_kept(tmp_path: Path, form: str, own: bool) -> None:
    path = grounded(tmp_path / "run", form)
    found = distill(path, out=tmp_path / "out", own_output=own, overrides=("filters={}",))
    known = {row["instruction"]: row["source"] for row in read(path / "dataset.jsonl")}
    assert found.dataset()
    assert all(row["source"] == known[row["instruction"]] for row in found.dataset())
    assert all(task.source == known[task.instruction] for task in Run(found.path).tasks())
    if own:
        assert list(sources(found.path / "dataset.jsonl")) == list(sources(path / "dataset.jsonl"))
        assert [row["output"] for row in found.dataset()] == [row["output"] for row in read(path / "dataset.jsonl")]


def test_names_are_masked_and_ids_are_not(tmp_path: Path) -> None:
    # An id of digits alone, which is also the number of a card.
    told = {"document": "4111111111111111", "file": "mail/jo.smith@example.com.eml", "section": ["To jo@example.org"]}
    rows = [{"instruction": "Who writes in the letter?", "output": "A teacher of chemistry does.", "source": told}]
    found = distill(write(tmp_path / "rows.jsonl", rows), out=tmp_path / "out", own_output=True)
    [task] = Run(found.path).tasks()
    assert task.source is not None
    assert task.source["document"] == "4111111111111111"
    assert "@" not in task.source["file"] + task.source["section"][0]


def test_other_prompts_have_none(tmp_path: Path) -> None:
    rows = [{"instruction": "Name a colour of the flag.", "output": "Red is one.", "source": "a quiz"}]
    found = distill(write(tmp_path / "rows.jsonl", rows), out=tmp_path / "out", own_output=True)
    assert "source" not in found.dataset()[0]
    assert read_citation(rows[0]["source"]) is None
