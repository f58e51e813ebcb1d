"""The dataset card of grounded rows: which documents they stand in, and how the run is made again."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selfinstruct import distill, export, merge
from selfinstruct.cli.app import app
from selfinstruct.flows.export.card import grounds
from tests.support.grounded import grounded
from tests.support.runs import read, write

NAMES = "`fares.md`, `old/fares-2023.md`, `pack.zip: tables/rates.xlsx`, `guide.pdf`"


def card(source: Path, out: Path) -> str:
    export(source, "hub", out)
    return (out / "README.md").read_text(encoding="utf-8")


def test_it_names_the_documents_and_the_command(tmp_path: Path) -> None:
    text = card(grounded(tmp_path / "run", "closed"), tmp_path / "hub")
    assert f"Grounded in 4 documents: {NAMES}." in text
    assert "| documents | `corpus.jsonl`, content `" in text
    assert "| form | closed |" in text
    assert "seed tasks |" not in text
    assert "- Licence of the documents: **to be filled in**" in text
    assert "what is wrong there is wrong here" in text
    options = "--form closed --rate 4 --seed 7 --topic ferries --recipe chat --out run"
    assert f"selfinstruct ground corpus.jsonl --model openai/m {options}\n" in text
    assert str(tmp_path) not in text


def test_the_command_is_one(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", target=20)
    text = card(path, tmp_path / "hub")
    [line] = [line for line in text.splitlines() if line.startswith("selfinstruct ground ")]
    assert "-n 20" in line
    arguments = [str(tmp_path / word) if word == "corpus.jsonl" else word for word in shlex.split(line)[1:]]
    arguments = ["offline" if word == "openai/m" else word for word in arguments]
    done = CliRunner().invoke(app, [*arguments, "--dry-run"])
    assert "No such option" not in done.output


def test_merges_and_distilled_answers_name_them_too(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run")
    found = merge(
        [path, write(tmp_path / "plain.jsonl", [{"instruction": "Name one.", "output": "Red."}])], tmp_path / "m"
    )
    text = card(found.path, tmp_path / "merged")
    assert f"Grounded in 4 documents: {NAMES}." in text
    assert "selfinstruct ground corpus.jsonl" in text
    made = distill(path, out=tmp_path / "d", own_output=True, overrides=("filters={}",))
    assert f"Grounded in 4 documents: {NAMES}." in card(made.path, tmp_path / "distilled")


def test_only_documents_whose_rows_are_in_it(tmp_path: Path) -> None:
    rows = read(grounded(tmp_path / "run") / "dataset.jsonl")
    assert "Grounded in 1 document: `fares.md`." in card(write(tmp_path / "two.jsonl", rows[:2]), tmp_path / "hub")


def test_other_rows_are_grounded_in_none(run: Path, tmp_path: Path) -> None:
    text = card(run, tmp_path / "hub")
    assert "Grounded" not in text
    assert "- Licence of the seed tasks: **to be filled in**" in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("/home/jo/fares.md", "`fares.md`"),
        ("C:\\Users\\jo\\fares.md", "`fares.md`"),
        ("s3://bucket/fares.md", "`fares.md`"),
        ("a`b|c.md", "`a'b|c.md`"),
    ],
)
def test_no_path_of_a_machine_is_told(name: str, told: str) -> None:
    assert list(grounds({"d": {"document": "d", "file": name}})) == [f"Grounded in 1 document: {told}."]


def test_many_are_counted() -> None:
    [line] = grounds({str(number): {"document": str(number), "file": f"{number}.md"} for number in range(1234)})
    assert line.startswith("Grounded in 1,234 documents: `0.md`, ")
    assert line.endswith("`39.md` and 1,194 more.")
    assert list(grounds({})) == []
