"""Ground runs go through `filter`, `merge` and `show --stats` with their sources."""

from pathlib import Path
from typing import Any

import pytest

from selfinstruct import Run, dataset_stats, filter_dataset, merge
from selfinstruct.files.unfold.citations import read_citation
from tests.support.grounded import QUESTIONS, Question, grounded, sources
from tests.support.runs import read, write

SUM = "Sum up the passage in one sentence."
SAME = Question(0, "summary", SUM, "On fares.", (), (("# Fares", "on board."),))
OTHER = Question(3, "summary", SUM, "On a garden.", (), (("# Guide", "north gate."),))


@pytest.mark.parametrize("form", ["open", "closed", "both"])
def test_a_filter_keeps_rows_as_they_are(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    found = filter_dataset(path, tmp_path / "kept.jsonl", only=("pii", "empty_output"))
    assert found.kept == found.rows
    assert (tmp_path / "kept.jsonl").read_bytes() == (path / "dataset.jsonl").read_bytes()


def test_a_file_name_may_hold_personal_data(tmp_path: Path) -> None:
    rows = read(grounded(tmp_path / "run") / "dataset.jsonl")
    rows[0]["source"]["file"] = "letters/jo.smith@example.com.eml"
    found = filter_dataset(write(tmp_path / "rows.jsonl", rows), tmp_path / "kept.jsonl", only=("pii",))
    assert found.rejected == {"pii": 1}


@pytest.mark.parametrize("form", ["open", "closed", "both"])
def test_a_merge_keeps_sources(tmp_path: Path, form: str) -> None:
    path = grounded(tmp_path / "run", form)
    plain = write(tmp_path / "plain.jsonl", [{"instruction": "Name a colour.", "input": "", "output": "Red."}])
    found = merge([path, plain], tmp_path / "both")
    assert [task.source for task in found.tasks()] == [*(task.source for task in Run(path).tasks()), None]
    assert list(sources(found.path / "dataset.jsonl")) == list(sources(path / "dataset.jsonl"))
    assert [(row.get("origin"), isinstance(row["source"], dict)) for row in found.rows("tasks.jsonl")] == [
        *[("run", True)] * len(QUESTIONS), (None, False)
    ]  # fmt: skip
    again = merge([found.path], tmp_path / "again")
    assert [task.source for task in again.tasks()] == [task.source for task in found.tasks()]
    assert {item["name"]: item["kept"] for item in again.info["sources"]} == {"run": len(QUESTIONS), "plain": 1}


def test_a_merge_of_the_file_keeps_sources_without_quotations(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "both")
    found = merge([path / "dataset.jsonl"], tmp_path / "out")
    assert [task.source for task in found.tasks()] == [read_citation(task.source) for task in Run(path).tasks()]
    assert [len(task.instances) for task in found.tasks()] == [2] * len(QUESTIONS)


@pytest.mark.parametrize("as_file", [False, True])
def test_one_question_about_several_passages_is_several_tasks(tmp_path: Path, as_file: bool) -> None:
    one, two = (grounded(tmp_path / name / name, questions=[item]) for name, item in (("one", SAME), ("two", OTHER)))
    found = merge([path / "dataset.jsonl" if as_file else path for path in (one, two, one)], tmp_path / "out")
    assert [(task.instruction, _file(task.source)) for task in found.tasks()] == [(SUM, "fares.md"), (SUM, "guide.pdf")]
    assert [task.instances[0].output for task in found.tasks()] == ["On fares.", "On a garden."]
    assert len({task.id for task in found.tasks()}) == 2


def test_without_the_passage_a_question_that_is_there_already_is_not_kept(tmp_path: Path) -> None:
    one, two = (
        grounded(tmp_path / name / name, "closed", [item]) for name, item in (("one", SAME), ("two", OTHER))
    )  # fmt: skip
    found = merge([one, two], tmp_path / "out")
    assert [_file(task.source) for task in found.tasks()] == ["fares.md"]
    assert [row["rule"] for row in found.rejected()] == ["novelty"]


def test_statistics_read_a_ground_run(tmp_path: Path) -> None:
    found = dataset_stats(grounded(tmp_path / "run", "both"))
    assert (found.rows, found.tasks, found.types) == (12, 6, 3)


def _file(source: Any) -> str:
    return str(source["file"])
