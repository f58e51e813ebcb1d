"""The code of docs/pipeline.md runs as it stands there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from selfinstruct.runs.run import Run
from tests.consumers import interpreter, settings
from tests.support.paths import ROOT
from tests.support.runs import read

PAGE = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")


def section(title: str) -> list[tuple[str, str]]:
    """The pieces of code under a heading, each with its language."""
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return re.findall(r"^```(\w+)\n(.*?)^```$", found[1], re.MULTILINE | re.DOTALL)


def shell(code: str, cwd: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=cwd, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(code: str, cwd: Path, interpreter: str | Path = sys.executable, **more: str) -> str:
    script = cwd / "snippet.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [interpreter, script], cwd=cwd, env=os.environ | more, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    return tmp_path


def test_every_section_is_run() -> None:
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert [title for title in titles if section(title)] == [
        "A shell pipe", "While a run goes on", "Alongside, in Python", "datasets", "DataTrove",
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
