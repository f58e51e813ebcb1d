"""Shards in S3: what stands there, what is refused, and how that is said."""

import gzip
import json
import re
import sys
from contextlib import closing
from pathlib import Path

import pytest

from selfinstruct.errors import MissingExtra, RunDamaged, SelfInstructError, StorageError, UsageError
from selfinstruct.extras import installing
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.s3 import S3Store
from tests.support.s3 import BUCKET, Bucket
from tests.support.s3_service import Service
from tests.support.shards import answer, claimed, put, texts, united

SEGMENT = "run/journal/00000/000001-000001.jsonl.gz"


@pytest.fixture
def s3_store(bucket: Bucket, tmp_path: Path) -> S3Store:
    return S3Store(f"s3://{BUCKET}/run/", DEFAULT, tmp_path / "run")


@pytest.fixture
def finished(s3_store: S3Store) -> S3Store:
    claim = claimed(s3_store, 0, "a")
    with closing(s3_store.open(claim)) as journal:
        put(journal, range(3))
    assert s3_store.finish(claim, {"answers": 3})
    claim.release()
    return s3_store


def test_run_is_a_few_small_objects(finished: S3Store, bucket: Bucket) -> None:
    finished.keep_plan({"shards": 1})
    assert bucket.keys() == ["run/claims/00000/000001", "run/done/00000.json", SEGMENT, "run/plan.json"]
    rows = [json.loads(line) for line in gzip.decompress(bucket.get(SEGMENT)).splitlines()]
    assert sorted(row[4] for row in rows) == [answer(number).text for number in range(3)]
    end = json.loads(bucket.get("run/done/00000.json"))
    assert (end["record"], end["who"], end["epoch"], len(end["segments"])) == ({"answers": 3}, "a", 1, 1)


def test_segments_are_cut_when_they_are_large(s3_store: S3Store, bucket: Bucket, tmp_path: Path) -> None:
    claim = claimed(s3_store, 0, "a")
    with closing(s3_store.open(claim)) as journal:
        for number in range(3):
            put(journal, [number], f"{number}" * 4_000_000)
    assert s3_store.finish(claim, {})
    assert len(json.loads(bucket.get("run/done/00000.json"))["segments"]) == 3
    assert texts_of(s3_store, tmp_path) == ["0" * 4_000_000, "1" * 4_000_000, "2" * 4_000_000]


def texts_of(store: S3Store, folder: Path) -> list[str | None]:
    return united(store, 0, folder / "journal.db", range(3))


@pytest.mark.parametrize("data", [b"", b"torn", gzip.compress(b"[1]\n", mtime=0), gzip.compress(b"", mtime=0)])
def test_segment_that_is_not_what_the_shard_was_finished_with(
    data: bytes, finished: S3Store, bucket: Bucket, tmp_path: Path
) -> None:
    bucket.put(SEGMENT, data)
    told = rf"s3://{BUCKET}/{SEGMENT}: is damaged, or not what the shard was finished with; restore it, or delete"
    with pytest.raises(RunDamaged, match=told), closing(Journal(tmp_path / "journal.db")) as run:
        finished.unite(0, run)
    bucket.client.delete_object(Bucket=BUCKET, Key=SEGMENT)
    with pytest.raises(RunDamaged, match=told), closing(Journal(tmp_path / "journal.db")) as run:
        finished.unite(0, run)


def test_forged_answer_of_an_unfinished_shard_is_found(s3_store: S3Store, bucket: Bucket, tmp_path: Path) -> None:
    claim = claimed(s3_store, 0, "a")
    with closing(s3_store.open(claim)) as journal:
        put(journal, range(3))
    claim.release()
    lines = gzip.decompress(bucket.get(SEGMENT)).replace(b"This is 1", b"This is 7")
    bucket.put(SEGMENT, gzip.compress(lines, mtime=0))
    with pytest.raises(RunDamaged, match="is damaged"):
        texts_of(s3_store, tmp_path)
    with pytest.raises(RunDamaged, match="is damaged"):
        S3Store(f"s3://{BUCKET}/run", DEFAULT, tmp_path / "another").open(claimed(s3_store, 0, "b"))


def test_service_that_ignores_conditions_is_refused(s3_store: S3Store, service: Service) -> None:
    service.ignores_conditions = True
    told = r"plan\.json: this service does not honour If-None-Match, which keeps two workers apart; use Amazon S3"
    with pytest.raises(StorageError, match=told):
        s3_store.keep_plan({"shards": 1})


def test_refused_access_names_what_is_needed(s3_store: S3Store, service: Service) -> None:
    claim = claimed(s3_store, 0, "a")
    service.denied = "/journal/"
    journal = s3_store.open(claim)
    put(journal, [0])
    told = r"access is denied: it needs the action s3:PutObject on arn:aws:s3:::bucket/run/journal/00000/000001-000001"
    with pytest.raises(StorageError, match=told):
        journal.flush()
    with pytest.raises(StorageError, match=told):
        put(journal, [1])
    with pytest.raises(StorageError, match=told):
        s3_store.finish(claim, {})
    with pytest.raises(StorageError, match=told):
        journal.close()
    service.denied = ""
    claim.release()
    with closing(s3_store.open(claimed(s3_store, 0, "b"))) as journal:
        assert texts(journal, range(2)) == [answer(0).text, answer(1).text], "they stood on this machine"
    service.denied = "/run/claims"
    with pytest.raises(StorageError, match="access is denied: it needs the action"):
        s3_store.claim(1, "a")


@pytest.mark.parametrize(
    ("where", "kind", "told"),
    [
        ("s3://nobody-has-this/run", UsageError, "there is no bucket 'nobody-has-this'"),
        ("s3://", UsageError, "s3://: names no bucket; write s3://bucket/key"),
        ("folder", UsageError, "folder: is not in S3; write s3://bucket/prefix"),
    ],
)
def test_wrong_place_is_named(
    where: str, kind: type[SelfInstructError], told: str, bucket: Bucket, tmp_path: Path
) -> None:
    with pytest.raises(kind, match=told):
        S3Store(where, DEFAULT, tmp_path).keep_plan({})


def test_answers_that_must_not_be_deleted_stay_and_that_is_told(
    finished: S3Store, bucket: Bucket, service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service.denied = "^POST "
    finished.forget(0)
    told = (
        "answers that the run has now stay in S3 as well: s3://bucket/run/journal/00000/000001-000001.jsonl.gz: access"
    )
    assert told in caplog.text
    assert "s3:DeleteObject" in caplog.text
    assert texts_of(finished, tmp_path) == [None] * 3, "its record names none any more"
    with pytest.raises(StorageError, match="s3:DeleteObject"):
        finished.clear()
    service.denied = ""
    finished.clear()
    assert bucket.keys() == []


def test_service_that_does_not_answer_is_named(bucket: Bucket, tmp_path: Path) -> None:
    store = S3Store(f"s3://{BUCKET}/run", Access(endpoint_url="http://127.0.0.1:9"), tmp_path)
    with pytest.raises(StorageError, match="S3 cannot be reached: "):
        store.plan()


def test_without_boto3_the_command_that_installs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("boto3", "botocore")]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match=re.escape(f"needs boto3: {installing('bedrock')}")):
        S3Store(f"s3://{BUCKET}/run", DEFAULT, tmp_path).plan()


def test_claim_whose_answer_was_lost_is_ours_still(s3_store: S3Store, bucket: Bucket) -> None:
    claim = claimed(s3_store, 0, "a")
    assert claim.renew()
    told = json.loads(bucket.get("run/claims/00000/000001"))
    assert told["renewals"] == 1
    # As if the answer to the next renewal never came: it was written, and is sent again.
    bucket.put("run/claims/00000/000001", json.dumps(told | {"renewals": 2}, ensure_ascii=False).encode() + b"\n")
    assert claim.renew()
    bucket.put("run/claims/00000/000001", json.dumps(told | {"ended": "taken over by b"}))
    assert not claim.renew()
    assert claim.lost


def test_what_is_written_is_encrypted_as_asked(bucket: Bucket, tmp_path: Path) -> None:
    store = S3Store(f"s3://{BUCKET}/run", Access(sse="AES256"), tmp_path)
    store.keep_plan({})
    assert bucket.head("run/plan.json")["ServerSideEncryption"] == "AES256"


@pytest.mark.parametrize("key", ["plan.json", "done/00000.json", "claims/00000/000001"])
def test_object_that_is_none_of_ours_is_named(key: str, s3_store: S3Store, bucket: Bucket) -> None:
    bucket.put(f"run/{key}", b"[]")
    with pytest.raises(RunDamaged, match=rf"s3://{BUCKET}/run/{key}: is "):
        s3_store.plan() if key == "plan.json" else s3_store.claim(0, "a")
