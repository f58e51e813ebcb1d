"""The code of docs/pipeline.md that needs a consumer runs as it stands there."""

import json
from pathlib import Path

import pytest

from selfinstruct.runs.run import Run
from tests.consumers import interpreter, settings
from tests.support.pages import python, section, shell
from tests.support.paths import ROOT
from tests.support.runs import read


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    return tmp_path


@pytest.mark.consumer
def test_datasets(place: Path) -> None:
    first, second = section("datasets")
    assert (first[0], second[0]) == ("python", "sh")
    shell(section("A shell pipe")[0][1], place)
    said = python(first[1], place, interpreter("datasets"), **settings(place))
    short = [row for row in Run(place / "runs" / "piped").dataset() if len(row["output"]) <= 400]
    assert said == f"{len(short)}\n"
    shell(second[1], place)
    kept = read(place / "kept.jsonl")
    assert {row["id"] for row in kept} <= {row["id"] for row in short}
    assert len(kept) + len(read(place / "kept.rejected.jsonl")) == len(short)
    assert [row["completion"] for row in read(place / "train.jsonl")] == [row["output"] for row in kept]


@pytest.mark.consumer
def test_datatrove(place: Path) -> None:
    before, between, after = section("DataTrove")
    assert [piece[0] for piece in (before, between, after)] == ["sh", "python", "sh"]
    shell(section("A shell pipe")[0][1], place)
    shell(before[1], place)
    # Of these two one has to go, and the two that differ in their numbers alone have to stay.
    sea = "Write about the sea and the wind over it in eight lines, and do not forget the gulls of the harbour"
    loan = "Compute the interest on a loan of {} dollars over five years when the bank asks for four percent a year"
    planted = {"sea-1": f"{sea}.", "sea-2": f"{sea}!", "loan-1": loan.format(1000), "loan-2": loan.format(2500)}
    with (place / "documents" / "piped.jsonl").open("a", encoding="utf-8") as file:
        for name, text in planted.items():
            metadata = {"task_id": name, "type": "", "instruction": text, "input": ""}
            document = {"id": name, "text": f"{text}\n\nAn answer to it.", "metadata": metadata}
            file.write(json.dumps(document) + "\n")
    exported = read(place / "documents" / "piped.jsonl")
    python(between[1], place, interpreter("datatrove"), **settings(place))
    shell(after[1], place)
    unique = [json.loads(line) for line in shell("gunzip -c unique.jsonl.gz", place).rstrip("\n").split("\n")]
    gone = {row["id"] for row in exported} - {row["id"] for row in unique}
    assert len({"sea-1", "sea-2"} & gone) == 1
    assert not {"loan-1", "loan-2"} & gone
    assert len(exported) - len(gone) == len(unique)
    kept = read(place / "kept-documents.jsonl")
    rejected = read(place / "kept-documents.rejected.jsonl")
    assert len(kept) + len(rejected) == len(unique)
    assert {str(row["id"]) for row in rejected} | {str(row["id"]) for row in kept} == {row["id"] for row in unique}
    messages = read(place / "messages.jsonl")
    texts = {str(row["id"]): row["text"] for row in unique}
    said = [[turn["content"] for turn in row["messages"]] for row in messages]
    assert ["\n\n".join(turns) for turns in said] == [texts[str(row["id"])] for row in kept]
