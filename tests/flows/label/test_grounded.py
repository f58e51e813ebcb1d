"""Judges see the passage that a record is about, also where it is asked without one."""

from pathlib import Path

import pytest

from selfinstruct import label, preview_label
from tests.support.grounded import grounded
from tests.support.labels import OFFLINE
from tests.support.runs import read


@pytest.mark.parametrize("form", ["open", "closed"])
def test_the_passage_is_a_part_of_the_record(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    corpus = tmp_path / "corpus.jsonl" if form == "closed" else None
    [step] = preview_label(path, OFFLINE[:2], kind="accept", corpus=corpus).steps
    asked = "\n".join(turn.content for turn in step.messages)
    assert "Passage:" in asked
    assert "A child of six to eleven pays 2.40 euros." in asked
    assert "»" not in asked
    run = label(path, OFFLINE[:2], kind="accept", corpus=corpus, out=tmp_path / "labels")
    assert [row["record"] for row in run.rows()] == read(path / "dataset.jsonl")
    accepted = read(run.path / "accepted.jsonl")
    assert all(row["source"]["document"] for row in accepted)


def test_judges_without_it_are_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = grounded(tmp_path / "run", "closed")
    preview_label(path, OFFLINE[:2], kind="accept")
    assert "6 records are shown without their passage, which the corpus alone has; --corpus " in caplog.text
