"""The journal: what is put is there, after anything."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from selfinstruct.errors import (
    RunDamaged,
    RunError,
)
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from selfinstruct.runs.joblog import read_jobs
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.request_keys import request_key
from tests.support.batches import ASKED

REQUEST = Request("bootstrap", 3, (Message("user", "Say A."),), Sampling(max_tokens=5))


def put(journal: Journal, number: int, answer: Completion) -> None:
    asyncio.run(journal.put(str(number), "openai/x", replace(REQUEST, index=number), answer))


@pytest.mark.parametrize(
    "answer",
    [
        Completion("plain", "stop", Usage(3, 4, 1)),
        Completion("cut \ud800 in half \x00", "length"),
        Completion("", None, error="refused"),
        Completion("from a job", "stop", Usage(3, 4, 1), batched=True),
        Completion("by another name", "stop", Usage(3, 4, 1), model="smollm2"),
    ],
)
def test_what_is_put_comes_back(tmp_path: Path, answer: Completion) -> None:
    journal = Journal(tmp_path / "journal.db")
    assert journal.get("1") is None
    put(journal, 1, answer)
    assert journal.get("1") == answer
    journal.close()
    assert os.listdir(tmp_path) == ["journal.db"], "a clean exit leaves one file"
    journal = Journal(tmp_path / "journal.db")
    assert journal.get("1") == answer
    journal.close()


def test_first_answer_stays(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    put(journal, 1, Completion("first"))
    put(journal, 1, Completion("second"))
    assert journal.get("1") == Completion("first")
    journal.close()


def test_totals_add_up_by_purpose(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    for number in range(3):
        put(journal, number, Completion("x", "stop", Usage(10, 2, 1)))
    put(journal, 9, Completion("", None, error="no"))
    total = journal.totals()["bootstrap", "openai/x"]
    assert (total.requests, total.failed, total.usage) == (4, 1, Usage(30, 6, 3))
    journal.close()


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, purpose="classify"),
        replace(REQUEST, index=4),
        replace(REQUEST, api="completions"),
        replace(REQUEST, messages=(Message("system", "Say A."),)),
        replace(REQUEST, messages=(Message("user", "Say B."),)),
        replace(REQUEST, sampling=Sampling(max_tokens=6)),
        replace(REQUEST, sampling=Sampling(max_tokens=5, stop=("x",))),
        replace(REQUEST, sampling=Sampling(max_tokens=5, extra={"top_k": 3})),
    ],
)
def test_keys_tell_requests_apart(other: Request) -> None:
    assert request_key("openai/x", REQUEST) != request_key("openai/x", other)


def test_keys_leave_out_what_is_not_asked() -> None:
    assert request_key("openai/x", REQUEST) == request_key("openai/x", replace(REQUEST, timeout=1.0))
    assert request_key("openai/x", REQUEST) != request_key("openai/y", REQUEST)


def test_many_at_once_are_all_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")

    async def write() -> None:
        await asyncio.gather(
            *(journal.put(str(i), "openai/x", replace(REQUEST, index=i), Completion(f"answer {i}")) for i in range(500))
        )

    asyncio.run(write())
    assert all(journal.get(str(i)) == Completion(f"answer {i}") for i in range(500))
    journal.close()


def test_a_killed_process_loses_nothing_that_was_put(tmp_path: Path) -> None:
    script = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from selfinstruct.runs.journal import Journal\n"
        "from selfinstruct.records import Completion, Request\n"
        "async def main():\n"
        "    journal = Journal(Path(sys.argv[1]))\n"
        "    for i in range(50):\n"
        "        await journal.put(str(i), 'openai/x', Request('bootstrap', i, ()), Completion(f'answer {i}'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    path = tmp_path / "journal.db"
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    journal = Journal(path)
    assert [journal.get(str(i)) for i in range(50)] == [Completion(f"answer {i}") for i in range(50)]
    journal.close()


@pytest.mark.parametrize(
    "change",
    ["text = X'41'", "finish_reason = 'length'", "prompt = 0", "completion = 5", "error = 'no'", "batched = 0",
     "number = 2", "checksum = checksum + 1"],
)  # fmt: skip
def test_an_answer_that_somebody_changed_is_found(tmp_path: Path, change: str) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    put(journal, 1, Completion("mine", "stop", Usage(3, 4, 1), batched=True))
    journal.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE completions SET {change}")
    journal = Journal(path)
    with pytest.raises(RunDamaged, match=r"\(the answer 1 is not as it was written\)"):
        journal.get("1")
    journal.close()


def test_inputs_that_somebody_changed_are_found(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    journal.keep_inputs({"plain": "a", "recipe": "b"})
    assert journal.inputs() == {"plain": "a", "recipe": "b"}
    with journal.connection() as connection:
        connection.execute("UPDATE inputs SET value = 'c' WHERE name = 'recipe'")
    with pytest.raises(RunDamaged, match="started with is not as it was written"):
        journal.inputs()
    journal.close()


def test_a_commit_reaches_the_disk(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with journal.connection() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    journal.close()


@pytest.mark.parametrize(
    "damage", [b"not a database at all, but some text\n" * 50, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_damaged_journal_is_explained(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(damage)
    with pytest.raises(RunDamaged, match=r"journal\.db: is damaged or not a journal"):
        Journal(path)


@pytest.mark.parametrize("missing", [["batched", "more"], ["more"]], ids=" ".join)
def test_a_journal_of_before_is_read_and_added_to(tmp_path: Path, missing: list[str]) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    asyncio.run(journal.put("old", "openai/x", ASKED, Completion("old", "stop", Usage(10, 4, 2))))
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        for name in missing:
            connection.execute(f"ALTER TABLE completions DROP COLUMN {name}")
        connection.commit()
    journal = Journal(path)
    new = Completion("new", "stop", Usage(5, 3, 1), batched=True, reasoning="It is new.\u2028")
    asyncio.run(journal.put("new", "openai/x", ASKED, new))
    assert journal.get("old") == Completion("old", "stop", Usage(10, 4, 2))
    assert journal.get("new") == new
    total = journal.totals()["classify", "openai/x"]
    assert (total.requests, total.usage, total.batched, total.batched_usage) == (
        2, Usage(15, 7, 3), 1, Usage(5, 3, 1)
    )  # fmt: skip
    journal.close()
    assert read_jobs(path) == []


def test_reasoning_is_kept_beside_the_answer_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    answer = Completion("Four.", "stop", Usage(5, 3), reasoning="Two and two. \ud83d")
    with contextlib.closing(Journal(path)) as journal:
        asyncio.run(journal.put("key", "openai/x", ASKED, answer))
        assert journal.get("key") == answer
        with journal.connection() as database:
            database.execute("""UPDATE completions SET more = '{"reasoning": "Three."}'""")
        with pytest.raises(RunDamaged, match="not as it was written"):
            journal.get("key")


def test_a_journal_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    with contextlib.closing(Journal(tmp_path / "journal.db")) as journal:
        with journal.connection() as database:
            database.execute("PRAGMA query_only = 1")
        told = pytest.raises(RunError, match="make the directory and its files writable")
        with told, journal.connection() as database:
            database.execute("CREATE TABLE other (name TEXT)")


def test_the_names_that_models_gave_themselves_are_counted(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal.db")) as journal:
        for number, name in enumerate(("b", "", "a", "b")):
            put(journal, number, Completion("x", "stop", Usage(3, 4), model=name))
        progress = Progress(target=4, stages=journal.totals())
    assert progress.answered_as == {"openai/x": {"a": 1, "b": 2}}
    asked = replace(REQUEST, index=9)
    progress.answered("openai/x", asked, Completion("x", "stop", model="a"), False)
    progress.answered("openai/x", asked, Completion("x", "stop", model="a"), True)
    assert list(progress.spending()["answered_as"]["openai/x"].items()) == [("a", 2), ("b", 2)]
