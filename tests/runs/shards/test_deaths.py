"""Workers that are killed, or stopped past their lease: what they had is there, what they write later is not."""

import asyncio
import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from selfinstruct.errors import ClaimLost
from selfinstruct.files.storage import DEFAULT
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards import leases
from selfinstruct.runs.shards.folder import FolderStore
from selfinstruct.runs.shards.s3 import S3Store
from tests.support.s3 import BUCKET, Bucket
from tests.support.s3_service import Service
from tests.support.shards import MODEL, Place, answer, claimed, put, request, texts, united, working

LEASED = pytest.mark.parametrize("place", ["shared", "s3"], indirect=True)
LATER = 2 * leases.LEASE


def let_pass(place: Place, service: Service) -> None:
    """Two leases of time, by the clock that tells how old a claim is."""
    service.ahead = LATER
    for path in Path(place.where).glob("shards/*/claim-*.json"):
        os.utime(path, (path.stat().st_atime - LATER, path.stat().st_mtime - LATER))


@LEASED
def test_stopped_worker_that_goes_on_changes_nothing(place: Place, service: Service, tmp_path: Path) -> None:
    zombie = working(place, "zombie")
    zombie.told("put", range(5), "early")
    zombie.told("flush")
    service.hold("/journal/")
    zombie.told("put", range(5, 8), "late")
    os.kill(zombie.pid, signal.SIGSTOP)
    store = place.open()
    assert store.claim(0, "heir") is None
    let_pass(place, service)
    assert store.holders() == {}
    heir = claimed(store, 0, "heir")
    service.ahead = 0.0
    assert (heir.epoch, store.holders()) == (2, {0: "heir"})
    with closing(store.open(heir)) as journal:
        seen = texts(journal, range(8))
        service.let_go()
        put(journal, range(5, 10), "by the heir")
    os.kill(zombie.pid, signal.SIGCONT)
    assert zombie.told("finish") is False
    assert zombie.told("renew") is False
    assert store.finish(heir, {"by": "heir"})
    assert zombie.told("finish") is False
    assert zombie.told("put", [10], "very late").startswith("ClaimLost: shard 0: claim 1 of zombie")
    zombie.told("close")
    zombie.kill()
    assert place.open().done(0) == {"by": "heir"}
    assert seen[:5] == ["early"] * 5
    # What the heir found when it opened the shard counts: here the late ones too, which stood on its own disk.
    expected = [said or "by the heir" for said in seen] + ["by the heir"] * 2 + [None]
    assert united(place.open(), 0, tmp_path / "journal.db", range(11)) == expected


def test_segment_of_a_zombie_is_there_and_named_by_nothing(bucket: Bucket, service: Service, tmp_path: Path) -> None:
    place = Place("s3", f"s3://{BUCKET}/run", str(tmp_path / "run"))
    zombie = working(place, "zombie")
    zombie.told("put", [0], "late")
    service.hold("/journal/")
    os.kill(zombie.pid, signal.SIGSTOP)
    let_pass(place, service)
    store = S3Store(place.where, DEFAULT, tmp_path / "another")
    heir = claimed(store, 0, "heir")
    with closing(store.open(heir)) as journal:
        service.let_go()
        put(journal, [1], "by the heir")
    assert store.finish(heir, {})
    os.kill(zombie.pid, signal.SIGCONT)
    assert zombie.told("finish") is False
    zombie.kill()
    late, own = "journal/00000/000001-000001.jsonl.gz", "journal/00000/000002-000001.jsonl.gz"
    assert {f"run/{late}", f"run/{own}"} <= set(bucket.keys())
    assert list(json.loads(bucket.get("run/done/00000.json"))["segments"]) == [own]
    assert united(place.open(), 0, tmp_path / "journal.db", range(2)) == [None, "by the heir"]


def test_stopped_worker_keeps_a_shard_that_only_its_host_works_on(tmp_path: Path) -> None:
    place = Place("folder", str(tmp_path / "run"))
    stopped = working(place, "a")
    os.kill(stopped.pid, signal.SIGSTOP)
    assert place.open().claim(0, "b") is None
    os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.told("finish") is True
    stopped.kill()


def test_killed_worker_leaves_its_answers_to_the_next(place: Place, tmp_path: Path) -> None:
    worker = working(place, "a")
    worker.told("put", range(40))
    worker.kill()
    claim = claimed(place.open(), 0, "b")  # at once: its process is known to have ended
    assert claim.epoch == 2
    store = place.open()
    with closing(store.open(claim)) as journal:
        assert texts(journal, range(41)) == [*(answer(number).text for number in range(40)), None]
    assert store.finish(claim, {})
    assert united(store, 0, tmp_path / "journal.db", range(40)) == [answer(number).text for number in range(40)]
    assert not list(Path(place.run).glob("shards/*/*")) or not place.run, "nothing is left of a finished shard"


@pytest.mark.parametrize("durable", [False, True])
def test_lost_host_costs_what_is_not_in_s3(durable: bool, bucket: Bucket, service: Service, tmp_path: Path) -> None:
    place = Place("s3", f"s3://{BUCKET}/run", str(tmp_path / "run"), durable)
    worker = working(place, "a")
    worker.told("put", range(20))
    if not durable:
        worker.told("flush")
        service.hold("/journal/")
        worker.told("put", range(20, 25))
    worker.kill()
    service.let_go()
    store = S3Store(place.where, DEFAULT, tmp_path / "another host")
    with closing(store.open(claimed(store, 0, "b"))) as journal:
        assert texts(journal, range(25)) == [*(answer(number).text for number in range(20)), *[None] * 5]


def test_no_more_than_two_seconds_of_answers_wait_for_s3(bucket: Bucket, service: Service, tmp_path: Path) -> None:
    now = [0.0]
    store = S3Store(f"s3://{BUCKET}/run", DEFAULT, tmp_path, clock=lambda: now[0])

    async def scenario() -> None:
        async def ask(number: int) -> None:
            await journal.put(str(number), MODEL, request(number), answer(number))

        service.hold("/journal/")
        await ask(0)
        now[0] = 2.0
        await ask(1)
        now[0] = 2.1
        late = [asyncio.ensure_future(ask(number)) for number in (2, 3)]
        while not service.waiting.is_set() or None in texts(journal, (2, 3)):
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not any(task.done() for task in late)
        late[0].cancel()  # takes only its waiting with it
        service.let_go()
        await late[1]

    claim = claimed(store, 0, "a")
    with closing(store.open(claim)) as journal:
        asyncio.run(scenario())
        assert texts(journal, range(4)) == [answer(number).text for number in range(4)]
    claim.release()
    other = S3Store(f"s3://{BUCKET}/run", DEFAULT, tmp_path / "another")
    assert united(other, 0, tmp_path / "journal.db", range(4)) == [answer(number).text for number in range(4)]


@LEASED
def test_lease_that_was_not_renewed_is_lost_by_the_holders_own_clock(place: Place, tmp_path: Path) -> None:
    now = [0.0]
    store = (
        S3Store(place.where, DEFAULT, tmp_path, clock=lambda: now[0])
        if place.kind == "s3"
        else FolderStore(tmp_path, True, clock=lambda: now[0])
    )
    claim = claimed(store, 0, "a")
    journal = store.open(claim)
    now[0] = claim.lease - 1
    assert claim.renew()
    now[0] = 2 * claim.lease - 2
    assert not claim.lost
    now[0] = 2 * claim.lease
    assert claim.lost
    now[0] = 0.0
    assert (claim.lost, claim.renew(), store.finish(claim, {})) == (True, False, False), "once lost, for good"
    with pytest.raises(ClaimLost, match="has lapsed or was taken over"):
        store.open(claim)
    with pytest.raises(ClaimLost, match="shard 0: claim 1 of a"):
        put(journal, [0])
    assert journal.get("0") == answer(0), "it is paid for, and kept all the same"
    journal.close()


def test_only_a_host_that_can_tell_takes_a_shard_from_a_dead_process(tmp_path: Path) -> None:
    place = Place("shared", str(tmp_path))
    worker = working(place, "a")
    worker.kill()
    path = tmp_path / "shards" / "00000" / "claim-0001.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"machine": "another"}))
    assert place.open().claim(0, "b") is None
    path.write_text(json.dumps(told))
    assert claimed(place.open(), 0, "b").epoch == 2


def test_answers_of_a_journal_that_is_locked_by_a_stopped_writer_are_read(tmp_path: Path) -> None:
    place = Place("shared", str(tmp_path))
    store = place.open()
    claim = claimed(store, 0, "a")
    with closing(store.open(claim)) as journal:
        put(journal, range(3))
    path = tmp_path / "shards" / "00000" / "journal-0001.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA cache_size=1")
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("UPDATE completions SET text = 'half done'")
        with closing(Journal(tmp_path / "journal.db")) as run:
            assert store.unite(0, run) == 3
            assert texts(run, range(3)) == [answer(number).text for number in range(3)]
