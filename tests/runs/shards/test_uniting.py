"""Journals united: of any age and state, each row verified, the others' files left as they are."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RunDamaged, RunError, UsageError
from selfinstruct.prices import Price
from selfinstruct.records import Completion
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.uniting import unite, unite_journals
from tests.support.shards import MODEL, answer, journal_of, put, request, texts


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "run.db")) as journal:
        yield journal


def test_what_is_there_already_stays(tmp_path: Path, run: Journal) -> None:
    put(run, range(2), "mine")
    other = journal_of(tmp_path / "other" / "journal.db", range(4), "theirs")
    assert unite(other, run) == 2
    assert texts(run, range(5)) == ["mine", "mine", "theirs", "theirs", None]
    assert unite(other, run) == 0
    put(run, [4], "mine")
    assert texts(run, [4]) == ["mine"], "it is written to as before"
    assert os.listdir(tmp_path / "other") == ["journal.db"], "nothing is left beside a file that is only read"


@pytest.mark.parametrize("lacking", [["more"], ["more", "batched"]])
def test_journals_of_earlier_versions_are_understood(lacking: list[str], tmp_path: Path, run: Journal) -> None:
    other = journal_of(tmp_path / "other.db", range(3))
    with closing(sqlite3.connect(other)) as connection:
        for column in lacking:
            connection.execute(f"ALTER TABLE completions DROP COLUMN {column}")
        connection.commit()
    assert unite(other, run) == 3
    assert texts(run, range(3)) == [answer(number).text for number in range(3)]


def test_answer_that_is_not_as_it_was_written_is_named_and_nothing_added(tmp_path: Path, run: Journal) -> None:
    other = journal_of(tmp_path / "other.db", range(4))
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("UPDATE completions SET text = CAST('forged' AS BLOB) WHERE key = '2'")
        connection.commit()
    with pytest.raises(RunDamaged, match=r"other\.db: is damaged or not a journal \(the answer 2 is not as it was"):
        unite(other, run)
    assert texts(run, range(4)) == [None] * 4
    put(run, [2])
    assert unite(journal_of(tmp_path / "good.db", range(4)), run) == 3, "the journal goes on"


@pytest.mark.parametrize(
    ("data", "told"), [(b"no database at all " * 60, "file is not a database"), (b"SQLite format 3\0" + b"\1" * 80, "")]
)
def test_what_is_no_journal_is_named(data: bytes, told: str, tmp_path: Path, run: Journal) -> None:
    (tmp_path / "other.db").write_bytes(data)
    with pytest.raises(RunDamaged, match=rf"other\.db: is damaged or not a journal \({told}"):
        unite(tmp_path / "other.db", run)
    with pytest.raises(RunError, match=r"gone\.db: cannot be read: No such file"):
        unite(tmp_path / "gone.db", run)


def test_journal_whose_writer_died_before_its_first_answer_is_empty(tmp_path: Path, run: Journal) -> None:
    (tmp_path / "other.db").touch()
    assert unite(tmp_path / "other.db", run) == 0


@pytest.mark.parametrize("shared", [False, True])
def test_journal_of_a_dead_writer_is_read_as_it_was_committed(shared: bool, tmp_path: Path, run: Journal) -> None:
    (tmp_path / "alive").mkdir()
    with closing(Journal(tmp_path / "alive" / "journal.db", shared=shared)) as journal:
        put(journal, range(3))
        with closing(sqlite3.connect(tmp_path / "alive" / "journal.db")) as writer:
            writer.execute("PRAGMA cache_size=1")  # what is not committed goes to the files all the same
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE completions SET text = zeroblob(20000)")
            shutil.copytree(tmp_path / "alive", tmp_path / "dead")
    beside = "journal.db-journal" if shared else "journal.db-wal"
    assert beside in os.listdir(tmp_path / "dead")
    before = (tmp_path / "dead" / beside).read_bytes()
    assert unite(tmp_path / "dead" / "journal.db", run) == 3
    assert texts(run, range(3)) == [answer(number).text for number in range(3)]
    assert (tmp_path / "dead" / beside).read_bytes() == before


def test_answers_of_other_runs_and_their_shards(tmp_path: Path, run: Journal) -> None:
    journal_of(tmp_path / "a" / "journal.db", [0])
    journal_of(tmp_path / "a #1?" / "shards" / "00000" / "journal.db", [1])
    journal_of(tmp_path / "a #1?" / "shards" / "00001" / "journal-0002.db", [2])
    (tmp_path / "empty").mkdir()
    assert unite_journals([tmp_path / "a", str(tmp_path / "a #1?")], run) == 3
    assert texts(run, range(3)) == [answer(number).text for number in range(3)]
    for nothing in ("empty", "nowhere"):
        with pytest.raises(UsageError, match=rf"{nothing}: holds no journal\.db; name the directory of a run"):
            unite_journals([tmp_path / nothing], run)


def test_what_other_runs_bought_is_neither_request_nor_cost_of_this_one(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f'{{"prompt": "Say what river number {n} is."}}\n' for n in range(12)))
    first = selfinstruct.distill(rows, out=tmp_path / "one")
    assert first.info["requests"] == 12
    price = Price(1000.0, 1000.0)
    again = selfinstruct.distill(
        rows, out=tmp_path / "two", n=5, journals=[first.path], price=price, max_cost=0.5, max_requests=5
    )
    assert (again.status, again.info["requests"], again.info["cost"] or 0.0) == ("done", 0, 0.0)
    assert again.dataset() == first.dataset()[:5]
    rows.write_text(rows.read_text() + '{"prompt": "Say what the sea is."}\n')
    more = selfinstruct.distill(rows, out=tmp_path / "three", journals=[first.path], max_requests=1)
    assert (more.status, more.info["requests"]) == ("done", 1)
    # What has been united once stays another's, and the run goes on without naming it again.
    assert selfinstruct.distill(rows, out=tmp_path / "three", max_requests=1).info["requests"] == 1


def test_what_another_run_failed_at_counts_once_it_is_asked_again(tmp_path: Path, run: Journal) -> None:
    other = tmp_path / "a" / "journal.db"
    other.parent.mkdir()
    with closing(Journal(other)) as journal:
        put(journal, range(3))
        asyncio.run(journal.put("3", MODEL, request(3), Completion("", None, error="no")))
    assert unite_journals([other.parent], run) == 4
    assert run.totals() == {}
    assert run.forget_failures((request(3).purpose,)) == 1
    put(run, [3])
    (total,) = run.totals().values()
    assert (total.requests, total.failed, total.usage.prompt) == (1, 0, 3), "it is bought by this run"
