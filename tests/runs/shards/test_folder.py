"""Shards in a folder: one worker has each, its answers outlive it, and its end stands."""

from contextlib import closing
from pathlib import Path

import pytest

from selfinstruct.errors import ClaimLost
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.folder import FolderStore
from tests.support.shards import answer, put, texts

SHARED = pytest.mark.parametrize("shared", [False, True])


@SHARED
def test_first_plan_stands(tmp_path: Path, shared: bool) -> None:
    store = FolderStore(tmp_path, shared)
    assert store.plan() is None
    assert store.keep_plan({"shards": [1, 2]}) == {"shards": [1, 2]}
    assert FolderStore(tmp_path, shared).keep_plan({"shards": [3]}) == {"shards": [1, 2]}
    assert store.plan() == {"shards": [1, 2]}


@SHARED
def test_shard_has_one_worker_at_a_time(tmp_path: Path, shared: bool) -> None:
    store = FolderStore(tmp_path, shared)
    claim = store.claim(3, "a")
    assert claim is not None
    assert (claim.shard, claim.who, claim.epoch, claim.lost, claim.renew()) == (3, "a", 1, False, True)
    assert store.claim(3, "b") is None
    assert FolderStore(tmp_path, shared).claim(3, "c") is None
    other = store.claim(4, "b")
    assert other is not None
    assert store.holders() == {3: "a", 4: "b"}
    claim.release()
    claim.release()
    assert (claim.lost, claim.renew(), store.holders()) == (True, False, {4: "b"})
    again = store.claim(3, "b")
    assert again is not None
    assert again.epoch == 2
    with pytest.raises(ClaimLost, match="shard 3: claim 1 of a was released"):
        store.open(claim)
    assert not store.finish(claim, {})
    again.release()
    other.release()


@SHARED
def test_answers_are_there_for_the_next_worker_and_the_run(tmp_path: Path, shared: bool) -> None:
    store = FolderStore(tmp_path, shared)
    for who, numbers in (("a", range(3)), ("b", range(2, 5))):
        claim = store.claim(0, who)
        assert claim is not None
        with closing(store.open(claim)) as journal:
            put(journal, numbers, f"by {who}")
        claim.release()
    claim = store.claim(0, "c")
    assert claim is not None
    with closing(store.open(claim)) as journal:
        assert texts(journal, range(6)) == ["by a", "by a", "by a", "by b", "by b", None]
        assert [total.requests for total in journal.totals().values()] == [5]
    with closing(Journal(tmp_path / "journal.db")) as run:
        put(run, [0])
        assert store.unite(0, run) == 4
        assert store.unite(0, run) == 0
        assert texts(run, range(6)) == [answer(0).text, "by a", "by a", "by b", "by b", None]
    assert store.finish(claim, {"answers": 5})
    assert not store.finish(claim, {"answers": 6})
    claim.release()
    assert store.done(0) == {"answers": 5}
    assert store.done(1) is None
    assert store.claim(0, "d") is None
    with closing(Journal(tmp_path / "other.db")) as run:
        assert store.unite(0, run) == 5
