"""What holds for every store: one worker has a shard, its answers outlive it, and its end stands."""

import asyncio
import pickle
import threading
from contextlib import closing
from multiprocessing import Pipe
from pathlib import Path

import pytest

from selfinstruct.errors import ClaimLost
from selfinstruct.records import Completion
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.store import Claim, ShardStore
from tests.support.processes import forked
from tests.support.shards import MODEL, Place, answer, claim_once, claimed, put, request, texts, united


def test_first_plan_stands(store: ShardStore, place: Place) -> None:
    assert store.plan() is None
    assert store.keep_plan({"shards": [1, 2]}) == {"shards": [1, 2]}
    assert place.open().keep_plan({"shards": [3]}) == {"shards": [1, 2]}
    assert store.plan() == {"shards": [1, 2]}


def test_shard_has_one_worker_at_a_time(store: ShardStore, place: Place) -> None:
    claim = claimed(store, 3, "a")
    assert (claim.shard, claim.who, claim.epoch, claim.lost, claim.renew()) == (3, "a", 1, False, True)
    assert store.claim(3, "b") is None
    assert place.open().claim(3, "c") is None
    other = claimed(store, 4, "b")
    assert store.holders() == {3: "a", 4: "b"}
    claim.release()
    claim.release()
    assert (claim.lost, claim.renew(), store.holders()) == (True, False, {4: "b"})
    again = claimed(store, 3, "b")
    assert again.epoch == 2
    with pytest.raises(ClaimLost, match="shard 3: claim 1 of a was released"):
        store.open(claim)
    assert not store.finish(claim, {})
    again.release()
    other.release()


def test_answers_are_there_for_the_next_worker_and_the_run(store: ShardStore, tmp_path: Path) -> None:
    for who, numbers in (("a", range(3)), ("b", range(2, 5))):
        claim = claimed(store, 0, who)
        with closing(store.open(claim)) as journal:
            put(journal, numbers, f"by {who}")
        claim.release()
    claim = claimed(store, 0, "c")
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
    assert united(store, 0, tmp_path / "other.db", range(5)) == ["by a", "by a", "by a", "by b", "by b"]


def test_shard_may_be_finished_with_its_journal_open_or_never_opened(store: ShardStore, tmp_path: Path) -> None:
    claim = claimed(store, 0, "a")
    journal = store.open(claim)
    put(journal, range(3))
    assert store.finish(claim, {})
    assert united(store, 0, tmp_path / "0.db", range(3)) == [answer(number).text for number in range(3)]
    journal.close()
    claim = claimed(store, 1, "a")
    with closing(store.open(claim)) as journal:
        put(journal, range(2), "before")
    claim.release()
    claim = claimed(store, 1, "b")
    assert store.finish(claim, {})
    assert united(store, 1, tmp_path / "1.db", range(2)) == ["before", "before"]
    claim.release()


def test_store_goes_to_other_processes(store: ShardStore, place: Place) -> None:
    store.keep_plan({"shards": 1})
    store.open(claimed(store, 0, "a")).close()
    other = pickle.loads(pickle.dumps(store))
    assert (other.plan(), other.place) == ({"shards": 1}, Path(place.run or place.where))
    assert other.holders() == {0: "a"}


def test_answers_that_the_run_has_are_forgotten(store: ShardStore, place: Place, tmp_path: Path) -> None:
    claims = [claimed(store, shard, "a") for shard in range(2)]
    for claim in claims:
        with closing(store.open(claim)) as journal:
            put(journal, range(3))
    assert store.finish(claims[0], {"answers": 3})
    for claim in claims:
        claim.release()
    for shard in range(2):
        [total] = store.totals(shard).values()
        assert (total.requests, total.usage.completion) == (3, 12)
        store.forget(shard)
        store.forget(shard)
    assert (store.done(0), store.claim(0, "b")) == ({"answers": 3}, None)
    assert united(place.open(), 0, tmp_path / "0.db", range(3)) == [None] * 3, "finished, and nothing rests on it"
    assert united(store, 1, tmp_path / "1.db", range(3)) == [answer(number).text for number in range(3)]
    assert (store.totals(0), len(store.totals(1))) == ({}, 1)


def test_cleared_run_begins_anew(store: ShardStore, tmp_path: Path) -> None:
    store.keep_plan({"shards": 1})
    claim = claimed(store, 0, "a")
    with closing(store.open(claim)) as journal:
        put(journal, range(3))
    assert store.finish(claim, {})
    claim.release()
    store.clear()
    assert (store.plan(), store.done(0), store.holders()) == (None, None, {})
    assert store.keep_plan({"shards": 2}) == {"shards": 2}
    claim = claimed(store, 0, "b")
    with closing(store.open(claim)) as journal:
        assert (claim.epoch, texts(journal, range(3))) == (1, [None] * 3)
    claim.release()


def test_shard_without_answers_has_nothing_to_unite(store: ShardStore, tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal.db")) as run:
        assert store.unite(0, run) == 0
    claim = claimed(store, 0, "a")
    assert store.finish(claim, {})
    with closing(Journal(tmp_path / "journal.db")) as run:
        assert store.unite(0, run) == 0
    claim.release()


@pytest.mark.parametrize(
    "odd",
    [
        Completion("cut \ud800 in half \x00 \u2028", "odd \udfff"),
        Completion("", None, error="refused \ud800"),
        Completion("from a job, by another name", "stop", batched=True, model="smollm2"),
    ],
)
def test_odd_answers_come_back_as_they_were(store: ShardStore, place: Place, odd: Completion, tmp_path: Path) -> None:
    claim = claimed(store, 0, "a")
    with closing(store.open(claim)) as journal:
        asyncio.run(journal.put("0", MODEL, request(0), odd))
    claim.release()
    for path in Path(place.run).glob("shards/*/*/*") if place.run else ():
        path.unlink()
    claim = claimed(store, 0, "b")
    with closing(store.open(claim)) as journal:
        assert journal.get("0") == odd
    claim.release()
    with closing(Journal(tmp_path / "journal.db")) as run:
        store.unite(0, run)
        assert run.get("0") == odd


def test_of_six_threads_one_gets_the_shard(place: Place) -> None:
    for shard in range(3):
        claims: list[Claim | None] = []
        barrier = threading.Barrier(6)

        def race(
            who: str, shard: int = shard, claims: list[Claim | None] = claims, go: threading.Barrier = barrier
        ) -> None:
            store = place.open()
            go.wait()
            claims.append(store.claim(shard, who))

        threads = [threading.Thread(target=race, args=(str(number),)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        [won] = [claim for claim in claims if claim is not None]
        assert len(claims) == 6
        assert place.open().holders() == {shard: won.who}
        won.release()


def test_of_six_processes_one_gets_the_shard(place: Place) -> None:
    lines = [Pipe() for _ in range(6)]
    processes = [forked(claim_once, place, str(number), there) for number, (_, there) in enumerate(lines)]
    assert [here.recv() for here, _ in lines] == ["ready"] * 6
    for here, _ in lines:
        here.send("go")
    epochs = [here.recv() for here, _ in lines]
    assert [epoch for epoch in epochs if epoch is not None] == [1]
    assert place.open().holders() == {0: str(epochs.index(1))}
    for here, _ in lines:
        here.send("end")
    for process in processes:
        process.join()
    assert claimed(place.open(), 0, "next").epoch == 2, "a process that has ended keeps nobody waiting"
