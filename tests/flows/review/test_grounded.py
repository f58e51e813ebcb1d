"""Forms about documents: the passage with its quotation marked, and where it stands; answers come back as ever."""

import logging
from pathlib import Path

import pytest

from selfinstruct import label, prefer, review_export, review_import
from selfinstruct.errors import UsageError
from selfinstruct.flows.review.forms import FORMS
from tests.support.grounded import SOURCE_LINES, grounded
from tests.support.labels import OFFLINE
from tests.support.runs import read, write


def records(path: Path) -> list[str]:
    return [row["record"] for row in read(path)]


def test_open_tasks_show_the_passage_in_its_place(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    review_export(grounded(tmp_path / "run"), tmp_path / "form.jsonl")
    found = records(tmp_path / "form.jsonl")
    assert [record.rpartition("Source:\n")[2] for record in found] == list(SOURCE_LINES)
    assert found[1] == (
        "Instruction:\nWhen must a dog on the ferry wear a muzzle?\n\nPassage:\n## Dogs\n\nA dog needs a ticket of its "
        "own, at 3 euros, and »a muzzle between June and August«.\n\nOutput:\nBetween June and August.\n\n"
        f"Source:\n{SOURCE_LINES[1]}"
    )
    assert caplog.records == []


def test_closed_tasks_take_it_from_the_corpus(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = grounded(tmp_path / "run", "closed")
    with caplog.at_level(logging.WARNING):
        review_export(path, tmp_path / "without.jsonl")
    corpus = tmp_path / "corpus.jsonl"
    assert caplog.messages == [
        f"{path}: 6 records are shown without their passage, which the corpus alone has; --corpus {corpus} shows it"
    ]
    assert all("Passage:" not in record for record in records(tmp_path / "without.jsonl"))
    assert "Source:\nfares.md, page 3, Fares > Children" in records(tmp_path / "without.jsonl")[0]
    caplog.clear()
    review_export(path, tmp_path / "with.jsonl", corpus=corpus)
    found = records(tmp_path / "with.jsonl")
    assert all(record.index("Passage:\n") < record.index("Output:\n") < record.index("Source:\n") for record in found)
    assert "and »a muzzle between June and August«." in found[1]
    assert "[[rings for the second time]]" in found[4]
    assert caplog.records == []


def test_the_corpus_is_the_one_that_is_cited(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "closed")
    other = write(tmp_path / "other.jsonl", read(tmp_path / "corpus.jsonl")[1:])
    with pytest.raises(UsageError, match="lacks 1 of the 4 documents"):
        review_export(path, tmp_path / "form.jsonl", corpus=other)
    with pytest.raises(UsageError, match="would overwrite an input"):
        review_export(path, tmp_path / "corpus.jsonl", corpus=tmp_path / "corpus.jsonl", overwrite=True)
    assert not (tmp_path / "form.jsonl").exists()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_it(tmp_path: Path, form: str) -> None:
    review_export(grounded(tmp_path / "run"), tmp_path / "form", form=form)
    assert "»a muzzle between June and August«" in (tmp_path / "form").read_text(encoding="utf-8-sig")


def test_answers_come_back_without_the_marks(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "closed")
    review_export(path, tmp_path / "form.jsonl", corpus=tmp_path / "corpus.jsonl")
    filled = [row | {"answer": "edit", "edited": "New."} for row in read(tmp_path / "form.jsonl")]
    found = review_import(path, [write(tmp_path / "filled.jsonl", filled)])
    assert found.accepted == 6
    accepted, before = read(path / "review" / "accepted.jsonl"), read(path / "dataset.jsonl")
    assert [(row["source"], row["input"], row["output"]) for row in accepted] == [
        (row["source"], "", "New.") for row in before
    ]


@pytest.mark.parametrize("form", ["open", "closed"])
def test_pairs_show_it_with_their_prompt(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    prefer(path, "corrupt", models=("offline",))
    corpus = tmp_path / "corpus.jsonl" if form == "closed" else None
    review_export(path / "preferences.jsonl", tmp_path / "form.jsonl", corpus=corpus)
    found = records(tmp_path / "form.jsonl")
    assert all(record.startswith("User:\n") for record in found)
    assert all("»" in record or "[[" in record for record in found if "pages 1, 4" not in record)
    assert all(("Passage:" in record) == (form == "closed") for record in found)


def test_records_of_judges_show_it_too(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run")
    run = label(path, OFFLINE[:2], kind="labels", labels=["good", "bad"], out=path / "labels")
    assert all(row["record"]["source"]["file"] for row in run.rows())
    review_export(run.path, tmp_path / "form.jsonl", everything=True)
    assert [record.rpartition("Source:\n")[2] for record in records(tmp_path / "form.jsonl")] == list(SOURCE_LINES)


def test_a_file_of_no_run_has_no_quotations(tmp_path: Path) -> None:
    rows = read(grounded(tmp_path / "run") / "dataset.jsonl")
    review_export(write(tmp_path / "rows.jsonl", rows), tmp_path / "form.jsonl")
    assert [record.rpartition("Source:\n")[2] for record in records(tmp_path / "form.jsonl")] == [
        line.partition(" (")[0] for line in SOURCE_LINES
    ]
