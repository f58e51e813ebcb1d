"""Workers that keep their answers on a shared disk or in S3: the bytes of one process, and nothing asked twice."""

import json
from pathlib import Path

import pytest

import selfinstruct
from tests.serve import serving
from tests.support.s3 import BUCKET, bucket_at
from tests.support.s3_service import serving_s3_in_order

FILES = ("dataset.jsonl", "tasks.jsonl", "rejected.jsonl")


@pytest.mark.slow
def test_where_workers_keep_answers_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("moto")
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps({"prompt": f"What is {number} plus {number}?"}) + "\n" for number in range(40)))
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with serving_s3_in_order() as service, serving() as served:
        bucket = bucket_at(service.address, monkeypatch)

        def distilled(name: str, **more: object) -> tuple[list[bytes], int]:
            before = served.stats()["requests"]
            run = selfinstruct.distill(log, model="openai/load", base_url=served.base_url, out=tmp_path / name, **more)  # type: ignore[arg-type]
            assert run.info["status"] == "done"
            return [(tmp_path / name / file).read_bytes() for file in FILES], served.stats()["requests"] - before

        plain, asked = distilled("plain")
        spread = {"engine": "local", "workers": 2, "shard_size": 10}
        for number, (journal, durable) in enumerate([("shared", False), ("s3", False), ("s3", True)]):
            where = f"s3://{BUCKET}/{number}" if journal == "s3" else journal
            assert distilled(str(number), **spread, journal=where, durable=durable) == (plain, asked)
            assert distilled(str(number), journal=where) == (plain, 0)
        assert (tmp_path / "0" / "journal.db").read_bytes()[18:20] == b"\1\1", "SQLite's rollback journal"
        there = bucket.keys()
        assert {f"{number}/done/{shard:05d}.json" for number in (1, 2) for shard in range(4)} <= set(there)
        assert not [key for key in there if "/journal/" in key], "what the run has is kept once"
