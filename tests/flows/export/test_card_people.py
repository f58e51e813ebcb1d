"""What the dataset card says of people."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.review.flow import review_export, review_import
from selfinstruct.runs.reviews import samples
from tests.support.models import scripted
from tests.support.runs import read, write


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"t{n}", "instruction": f"Count to {n}.", "input": "", "output": f"out {n}"} for n in range(40)]
    return write(tmp_path / "tasks.jsonl", rows)


def answered(source: Path, form: list[dict[str, Any]], reviewer: str, bad: int = 0) -> None:
    """All rows of a form accepted but the first `bad`."""
    filled = [
        row | {"reviewer": reviewer, "answer": "reject" if number < bad else "accept"}
        | ({"reasons": "wrong"} if number < bad else {})
        for number, row in enumerate(form)
    ]  # fmt: skip
    review_import(source, [write(source.parent / f"{reviewer}.jsonl", filled)], partial=True)


def card(source: Path, reviewed: str = "apply") -> str:
    export(source, "alpaca", "out", reviewed=reviewed, splitting=plan_splits("50/50"), overwrite=True)
    return Path("out/README.md").read_text()


def test_a_finished_sample_has_its_interval(tasks: Path) -> None:
    review_export(tasks, "form.jsonl", random=24)
    form = read(Path("form.jsonl"))
    answered(tasks, form, "ann", bad=4)
    answered(tasks, form, "bob", bad=4)
    text = card(tasks)
    assert "2 people have seen 24 of 40 rows: 20 accepted, 4 rejected; this is applied here." in text
    assert "Of a random sample of 24 of 40 rows, 20 are right as they were: 83.3 %, between 64.1 and 93.3 %" in text
    assert "Reasons of rejection: wrong 4." in text
    assert "Two people agree on 24 of 24 common records; Cohen's kappa 1.00." in text
    assert "ann" not in text.partition("## What people have seen")[2].partition("\n## ")[0]
    assert "Nobody has checked" in text
    assert "20 accepted, 4 rejected; this is not applied here" in card(tasks, "")


def test_half_a_sample_has_none(tasks: Path) -> None:
    review_export(tasks, "form.jsonl", random=24)
    answered(tasks, read(Path("form.jsonl"))[:10], "ann")
    text = card(tasks)
    assert "No random sample is finished with all its records still there, so no fraction is told." in text
    assert "Wilson" not in text


def test_what_people_picked_is_no_sample(tasks: Path) -> None:
    review_export(tasks, "form.jsonl")
    form = read(Path("form.jsonl"))
    answered(tasks, form[:10], "ann")
    answered(tasks, form[5:15], "bob")
    text = card(tasks)
    assert "was no random sample" in text
    assert "too few records in common" in text


def test_all_rows_need_no_sample(tasks: Path) -> None:
    review_export(tasks, "form.jsonl")
    answered(tasks, read(Path("form.jsonl")), "ann", bad=1)
    text = card(tasks)
    assert "Of all 40 rows, 39 are right as they were: 97.5 %, between 87.1 and 99.6 %" in text
    assert "Nobody has checked" not in text


def test_the_same_sample_is_noted_once(tasks: Path) -> None:
    for seed in (0, 0, 1):
        review_export(tasks, "form.jsonl", random=5, seed=seed)
    found = samples(Path("runs/tasks-review"))
    assert [(line["records"], line["of"], line["seed"]) for line in found] == [(5, 40, 0), (5, 40, 1)]
    assert found[1]["ids"] == [row["id"] for row in read(Path("form.jsonl"))]


def test_a_sample_that_cannot_be_noted_stops_no_form(tasks: Path, caplog: pytest.LogCaptureFixture) -> None:
    Path("runs").write_text("a file where the folder would be")
    assert review_export(tasks, "form.jsonl", random=5).records == 5
    assert "which records were drawn is not noted down" in caplog.text


def test_a_label_run_has_a_card_too(tasks: Path) -> None:
    one, two = scripted("one", lambda request: "Answer: accept"), scripted("two", lambda request: "Answer: reject")
    run = label(tasks, [one, two], kind="accept", out=Path("labels")).path
    review_export(run, "form.jsonl")
    answered(run, read(Path("form.jsonl"))[:30], "ann", bad=3)
    text = card(run, "only")
    assert "One person has seen 30 of 30 rows: 27 accepted, 3 rejected; only these are in it here." in text
    assert "Wilson" not in text  # judges chose what people looked at


def test_without_a_review_nothing_is_said(tasks: Path) -> None:
    assert "What people have seen" not in card(tasks, "")
