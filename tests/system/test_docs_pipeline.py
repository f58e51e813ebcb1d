"""The code of docs/pipeline.md runs as it stands there."""

import json
import re
from pathlib import Path

import pytest

from selfinstruct.runs.run import Run
from tests.support.pages import PAGE, python, section, shell
from tests.support.paths import ROOT
from tests.support.runs import read


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    return tmp_path


def test_every_section_is_run() -> None:
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert [title for title in titles if section(title)] == [
        "A shell pipe", "From documents", "While a run goes on", "Alongside, in Python", "datasets", "DataTrove",
    ]  # fmt: skip


@pytest.mark.slow
def test_shell_pipe(place: Path) -> None:
    [(language, code)] = section("A shell pipe")
    assert language == "sh"
    shell(code, place)
    made = shell("gunzip -c messages.jsonl.gz", place)
    expected = Run(place / "runs" / "piped").dataset()
    assert [json.loads(line)["messages"][-1]["content"] for line in made.rstrip("\n").split("\n")] == [
        row["output"] for row in expected
    ]


@pytest.mark.slow
def test_from_documents(place: Path) -> None:
    for language, code in section("From documents"):
        assert language == "sh"
        shell(code, place)
    documents = {row["text"] for row in read(place / "kept.jsonl")}
    assert {row["input"] for row in read(place / "pretraining.jsonl")} == documents
    assert (place / "texts.parquet").stat().st_size
    sides = [
        {row["source"]["document"] for row in read(place / "papers" / f"{name}.jsonl")}
        for name in ("train", "validation")
    ]
    assert not sides[0] & sides[1]
    assert len(Run(place / "runs" / "papers").tasks()) == 20


@pytest.mark.slow
def test_follow(place: Path) -> None:
    [(language, code)] = section("While a run goes on")
    assert language == "sh"
    shell(code, place)
    shards = sorted((place / "shards").iterdir())
    got = [row for shard in shards for row in read(shard)]
    assert len(got) == len(Run(place / "runs" / "followed").dataset())
    assert {len(read(shard)) for shard in shards[:-1]} == {10}


def test_alongside(place: Path) -> None:
    [(language, code)] = section("Alongside, in Python")
    assert language == "python"
    said = python(code, place)
    short = [row for row in Run(place / "runs" / "streamed").dataset() if len(row["output"]) <= 400]
    assert said == f"kept {len(short)}\n"
    names = ("instruction", "input", "output")
    assert read(place / "prepared.jsonl") == [{name: row[name] for name in names} for row in short]
