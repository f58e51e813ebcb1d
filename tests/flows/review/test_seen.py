"""How much of a run people have reviewed, as `show` tells it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.flows.review.desk.decisions.log import DECISIONS
from selfinstruct.flows.review.seen import Seen, seen_of
from tests.support.runs import SEEDS, read, write


@pytest.fixture
def made(tmp_path: Path) -> Path:
    selfinstruct.generate(SEEDS, n=4, out=tmp_path / "run")
    return tmp_path / "run"


def line(n: int, identifier: str, reviewer: str, answer: str | None, **more: Any) -> Mapping[str, Any]:
    return {"n": n, "id": identifier, "reviewer": reviewer, "answer": answer, **more}


def told(run: Path) -> list[str]:
    found = CliRunner().invoke(app, ["show", str(run)], catch_exceptions=False)
    return [text for text in found.stdout.splitlines() if text.startswith("People have seen")]


def test_show_tells_what_people_have_decided_on_the_page(made: Path) -> None:
    assert told(made) == []
    ids = [row["id"] for row in read(made / "dataset.jsonl")]
    rows = [
        line(1, ids[0], "ann", "accept"), line(2, ids[1], "ann", "reject"), line(3, ids[0], "bob", "accept"),
        line(4, ids[0], "bob", "reject"), line(5, ids[2], "cat", "accept"), line(6, ids[2], "cat", None, undo=5),
        line(7, ids[0], "ann", "accept", again=True),
    ]  # fmt: skip
    (made / "review").mkdir()
    write(made / "review" / DECISIONS, [dict(row) for row in rows])
    assert seen_of(made) == [Seen("record", 2, 3, 2)]
    assert told(made) == ["People have seen 2 records: 3 decisions of 2 reviewers"]


def test_imported_answers_count_once_and_pairs_apart(made: Path, tmp_path: Path) -> None:
    ids = [row["id"] for row in read(made / "dataset.jsonl")]
    filled = write(tmp_path / "dan.jsonl", [{"id": ids[0], "answer": "accept"}])
    selfinstruct.review_import(made, [filled], partial=True)
    for folder, row in (
        ("review", line(1, ids[0], "dan", "reject")),
        ("dataset-review", line(1, ids[1], "ann", "accept")),
        ("preferences-review", line(1, "p1", "ann", "first")),
    ):
        (made / folder).mkdir(exist_ok=True)
        write(made / folder / DECISIONS, [dict(row)])
    assert told(made) == [
        "People have seen 2 records: 2 decisions of 2 reviewers",
        "People have seen 1 pair: 1 decision of 1 reviewer",
    ]
    (made / "review" / DECISIONS).unlink()
    write(made / "review" / DECISIONS, [dict(line(1, ids[0], "dan", "reject")), dict(line(2, ids[0], "dan", None))])
    assert seen_of(made)[0] == Seen("record", 1, 1, 1)  # taken back since
