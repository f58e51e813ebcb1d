"""`show` and `report` on every kind of directory that a command writes: each is told, or what to name in its place."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.errors import SelfInstructError
from selfinstruct.flows.review.flow import review_export
from selfinstruct.runs.places import kind_of_place
from tests.flows.prove.rows import reviews
from tests.support.paths import ROOT
from tests.support.runs import SEEDS, read, write

RECORDS = ROOT / "examples" / "data" / "reviews.jsonl"
CHATS = ROOT / "examples" / "data" / "chats.jsonl"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of each kind."""
    home = tmp_path_factory.mktemp("home")
    run = selfinstruct.generate(SEEDS, n=12, out=home / "run").path
    selfinstruct.prefer(run / "dataset.jsonl", "rank", models=("offline",), out=home / "pairs", n=3)
    selfinstruct.judge_dataset(run, home / "kept.jsonl", "correctness", at=6, anyway=True, planted=10)
    review_export(run, home / "forms.csv", random=3)
    selfinstruct.label(RECORDS, ["offline/judge-a", "offline/judge-b"], labels=("positive", "negative"),
                       out=home / "labels")  # fmt: skip
    selfinstruct.topics("keeping bees", depth=1, width=3, out=home / "topics")
    selfinstruct.distill(CHATS, out=home / "chats")
    selfinstruct.ingest(ROOT / "seeds" / "documents", home / "corpus.jsonl")
    selfinstruct.ground(home / "corpus.jsonl", n=4, out=home / "ground")
    selfinstruct.merge([run, SEEDS], home / "merged")
    selfinstruct.prove(write(home / "rows.jsonl", reviews(300)), "tfidf", out=home / "proof", repeats=1)
    return home


def command(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    if isinstance(done.exception, SelfInstructError):
        return done.exception.exit_code, str(done.exception)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


TOLD = {
    "run": ("run", "Done: 12 tasks of 12 asked for", "funnel"),
    "pairs": ("run", "Done: rank, round 1", "pairs"),
    "run/judged": ("judge", "false accepts: ", "judged"),
    "labels": ("labels", "20 records of 20 labelled", "judges"),
    "topics": ("topics", "4 topics, 3 leaves; 3 grown", "tree"),
    "chats": ("run", "12 of 12 prompts answered", "funnel"),
    "ground": ("run", "passages, ", "funnel"),
    "merged": ("run", "Merged: ", "funnel"),
    "proof": ("proof", "Tested on ", "proof"),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_show_and_report_say_of_a_directory(name: str, home: Path, tmp_path: Path) -> None:
    kind, told, section = TOLD[name]
    assert kind_of_place(home / name) == kind
    code, output = command("show", home / name)
    assert code == 0
    assert told in output
    code, output = command("report", home / name, "-o", tmp_path / "r.html")
    assert code == 0, output
    assert f'<section id="{section}"' in (tmp_path / "r.html").read_text(encoding="utf-8")
    code, output = command("show", home / name, "--json")
    assert code == 0
    assert isinstance(json.loads(output), dict)


FILES = {
    "a judge": "run/judged: judged.json judged.jsonl planted.jsonl journal.db",
    "a proof": "proof: proof.json test.jsonl trials",
    "a tree of topics": "topics: topics.json topics.txt rejected.jsonl journal.db",
}


@pytest.mark.parametrize("what", FILES)
def test_every_file_and_field_of_a_directory_is_documented(what: str, home: Path) -> None:
    page = (ROOT / "docs" / "run-directory.md").read_text(encoding="utf-8")
    section = page.partition(f"## The directory of {what}\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([\w./]+)`", section))
    place, _, names = FILES[what].partition(": ")
    there = {file.name for file in (home / place).iterdir()}
    assert there == set(names.split())
    assert there <= told | {name.rstrip("/") for name in told}
    for file in (home / place).rglob("*.json*"):
        rows = [json.loads(file.read_text())] if file.suffix == ".json" else read(file)
        assert not {key for row in rows for key in row} - told, file.name


@pytest.mark.parametrize("name", ["run/judged", "topics", "proof"])
@pytest.mark.parametrize("option", [("--samples", 2), ("--stats",)])
def test_rows_of_a_directory_that_has_none_are_refused(name: str, option: tuple[Any, ...], home: Path) -> None:
    code, output = command("show", home / name, *option)
    assert code == 2
    assert output.startswith(f"{option[0]}: {home / name} holds ")
    assert output.endswith(f"not rows; show {home / name} alone tells of it")


@pytest.mark.parametrize(
    ("name", "told"),
    [("run/review", "holds what people said of {}/run; name {}/run"),
     ("proof/trials", "holds the trainings of a proof; name {}/proof")],
)  # fmt: skip
@pytest.mark.parametrize("shown", [("show",), ("show", "--stats"), ("report",)])
def test_what_tells_of_something_else_says_of_what(name: str, told: str, shown: tuple[str, ...], home: Path) -> None:
    code, output = command(shown[0], home / name, *shown[1:])
    assert (code, output) == (2, f"{home / name}: {told.replace('{}', str(home))}")


def test_reviews_of_a_file_and_folders_that_only_look_like_it(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "rows.jsonl", [{"instruction": f"Name river {n}.", "output": "Elbe"} for n in range(6)])
    folder = tmp_path / "rows-review"
    folder.mkdir()
    write(folder / "reviewed.jsonl", [])
    assert command("show", folder) == (2, f"{folder}: holds what people said of a file; name that file")
    # Rows of one's own may have such names.
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "reviews.jsonl").write_bytes(file.read_bytes())
    code, output = command("show", mine, "--samples", 1)
    assert code == 0
    assert "Name river " in output


def test_a_proof_that_has_not_ended(home: Path, tmp_path: Path) -> None:
    info = json.loads((home / "proof" / "proof.json").read_text())
    place = tmp_path / "proof"
    (place / "trials").mkdir(parents=True)
    (place / "trials" / "kept-0-x.json").write_text("{}")
    left = {name: value for name, value in info.items() if name not in ("verdict", "arms", "decided_by", "judged")}
    (place / "proof.json").write_text(json.dumps(left | {"status": "running"}))
    code, output = command("show", place)
    assert code == 0
    assert "1 training ended, and no verdict yet: the same command goes on from there" in " ".join(output.split())


@pytest.mark.parametrize("name", ["judged.json", "proof.json", "topics.json"])
@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_file_that_is_damaged_is_named(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    code, output = command("show", tmp_path)
    assert code == 1
    assert output.startswith(f"{tmp_path / name}: ")
