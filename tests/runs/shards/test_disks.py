"""What shards ask of a disk: SQLite's rollback journal where it is shared, and one line where it is full."""

import resource
from contextlib import closing
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import SelfInstructError
from tests.support.processes import forked
from tests.support.shards import Place, answer, claimed, put, texts, united

LEGACY, WRITE_AHEAD = b"\1\1", b"\2\2"  # the format versions in a database's header (sqlite.org/fileformat.html)


@pytest.mark.parametrize(("kind", "versions"), [("folder", WRITE_AHEAD), ("shared", LEGACY)])
def test_shared_disks_have_the_rollback_journal(kind: str, versions: bytes, tmp_path: Path) -> None:
    store = Place(kind, str(tmp_path)).open()
    claim = claimed(store, 0, "a")
    with closing(store.open(claim)) as journal:
        put(journal, range(5))
        [path] = (tmp_path / "shards" / "00000").glob("journal*.db")
        assert path.read_bytes()[18:20] == versions
        assert path.with_name(path.name + "-wal").exists() == (versions == WRITE_AHEAD)
        assert path.with_name(path.name + "-shm").exists() == (versions == WRITE_AHEAD)


def fill(place: Place, line: Any) -> None:
    """Write answers until a file may not grow any more; says what it was told, and how many were put before."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    store = place.open()
    journal = store.open(claimed(store, 0, "a"))
    for number in range(1000):
        try:
            put(journal, [number], f"{number} " + "x" * 5000)
        except SelfInstructError as error:
            line.send((type(error).__name__, str(error), number))
            return


def test_full_disk_is_told_in_one_line_and_loses_nothing(place: Place, tmp_path: Path) -> None:
    here, there = Pipe()
    process = forked(fill, place, there)
    kind, told, count = here.recv()
    process.join()
    assert (kind, told.count("\n")) == ("RunError", 0)
    assert "cannot be written: " in told
    assert "full" in told
    assert told.endswith("what was written before is safe")
    assert 10 < count < 100
    store = place.open()
    claim = claimed(store, 0, "b")
    with closing(store.open(claim)) as journal:
        assert texts(journal, range(count)) == [f"{number} " + "x" * 5000 for number in range(count)]
        put(journal, [count])
    assert store.finish(claim, {})
    assert united(store, 0, tmp_path / "journal.db", [0, count]) == ["0 " + "x" * 5000, answer(count).text]
