"""What was rejected is found beside whatever it was rejected from, and none of its texts is lost."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.runs.rejections import read_rejections, rejected_texts, rejection_files
from tests.support.runs import SEEDS, read, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    selfinstruct.generate(SEEDS, n=40, out=folder / "run")
    selfinstruct.prefer(folder / "run", "rank", models=["offline"], judges=["offline"], min_margin=8.5)
    return folder / "run"


def test_a_run_has_them_all_and_a_file_its_own(made: Path) -> None:
    tasks, pairs = made / "rejected.jsonl", made / "rejected.preferences.jsonl"
    assert rejection_files(made) == [tasks, pairs]
    assert rejection_files(made / "dataset.jsonl") == [tasks]
    assert rejection_files(made / "preferences.jsonl") == [pairs]
    assert rejection_files(pairs) == [pairs]
    assert rejection_files(made / "tasks.jsonl") == []
    for file in (tasks, pairs):
        assert len(list(read_rejections(file))) == len(read(file)) > 0
    assert {row["stage"] for row in read_rejections(pairs)} == {"preferences"}


def test_no_rejection_is_blank(made: Path) -> None:
    for file in rejection_files(made):
        for row in read_rejections(file):
            assert rejected_texts(row), row
    sided = next(row for row in read_rejections(made / "rejected.preferences.jsonl") if "chosen" in row)
    assert dict(rejected_texts(sided)) == {
        "Prompt": sided["prompt"], "Chosen": sided["chosen"], "Rejected": sided["rejected"],
    }  # fmt: skip


def test_a_filter_tells_beside_its_output(tmp_path: Path) -> None:
    (tmp_path / "kept.jsonl").write_text('{"instruction": "Go", "output": "on"}\n')
    told = write(tmp_path / "kept.rejected.jsonl", [{"rule": "letters", "file": "a.html", "text": "1 2 3"}])
    assert rejection_files(tmp_path / "kept.jsonl") == [told]
    assert rejected_texts(read(told)[0]) == [("Text", "1 2 3")]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"stage": "bootstrap", "text": "Go."}, ["Instruction"]),
        ({"stage": "instances", "text": "I cannot."}, ["Text"]),
        ({"stage": "instances", "text": "Go.", "instance": {"input": "a", "output": ""}}, ["Instruction", "Input"]),
        ({"prompt": [{"role": "user", "content": "Hi"}], "chosen": "a"}, ["Prompt", "Chosen"]),
        ({"record": {"text": "a record"}}, ["Text"]),
        ({"text": 3, "prompt": [3], "instance": "x"}, []),
    ],
)  # fmt: skip
def test_texts_have_the_names_of_what_they_are(row: dict[str, object], named: list[str]) -> None:
    assert [name for name, _ in rejected_texts(row)] == named
