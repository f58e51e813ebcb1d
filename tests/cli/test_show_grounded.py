"""`show --samples` of a ground run: the passage with its quotation marked, and where it stands."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selfinstruct import merge
from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from tests.support.grounded import QUESTIONS, SOURCE_LINES, grounded
from tests.support.runs import read, write


def show(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["show", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


@pytest.mark.parametrize("form", ["open", "both"])
def test_the_passage_and_where_it_stands(tmp_path: Path, form: str) -> None:
    lines = show(grounded(tmp_path / "run", form), "--samples", len(QUESTIONS)).splitlines()
    told = [line for line in lines if line.startswith("Source: ")]
    assert told == [f"Source: {line}" for line in SOURCE_LINES]
    assert "  A dog needs a ticket of its own, at 3 euros, and »a muzzle between June and August«." in lines
    assert "  »| E | quay 5 | 5.50 |«" in lines
    assert "  Visitors » and « porters [[use the north gate]]." in lines
    assert lines.index("Output: quay 5") < lines.index(told[3])


def test_what_is_asked_without_a_passage_is_shown_with_a_corpus(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "closed")
    without = show(path, "--samples", 6)
    assert "Passage:" not in without
    assert "Source: fares.md, page 3, Fares > Children\n" in without
    shown = show(path, "--samples", 6, "--corpus", tmp_path / "corpus.jsonl")
    assert shown.count("Passage: ") == 6
    assert "»A child of six to eleven pays 2.40 euros.«" in shown
    assert "[[rings for the second time]]" in shown
    assert "quoted between [[ and ]]" in shown


def test_an_instruction_made_for_a_passage_shows_that_once(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "closed")
    [first, *_] = read(grounded(tmp_path / "open" / "run") / "tasks.jsonl")
    passage = first["instances"][0]["input"]
    write(path / "tasks.jsonl", [first | {"instances": [{"input": "", "output": passage}]}])
    shown = show(path, "--samples", 1, "--corpus", tmp_path / "corpus.jsonl")
    assert "Passage:" not in shown
    assert "Output: # Fares" in shown


def test_another_corpus_is_refused(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run", "closed")
    rows = read(tmp_path / "corpus.jsonl")
    with pytest.raises(UsageError, match=r"other\.jsonl: lacks 3 of the 4 documents that are cited; give the corpus"):
        show(path, "--samples", 6, "--corpus", write(tmp_path / "other.jsonl", rows[:1]))
    with pytest.raises(UsageError, match="--corpus: needs --samples"):
        show(path, "--corpus", tmp_path / "corpus.jsonl")


def test_merges_show_them_too(tmp_path: Path) -> None:
    found = merge([grounded(tmp_path / "run")], tmp_path / "merged")
    assert "Source: guide.pdf, page 1, Guide" in show(found.path, "--samples", 6)


def test_nothing_in_a_source_reaches_the_terminal(tmp_path: Path) -> None:
    path = grounded(tmp_path / "run")
    rows = read(path / "tasks.jsonl")
    rows[0]["source"] |= {"file": "a\x1b[2J\n.md", "section": ["\x07Fares"]}
    (path / "tasks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    shown = show(path, "--samples", 6)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert r"Source: a\x1b[2J .md, page 3, \x07Fares" in shown
