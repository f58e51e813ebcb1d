"""Stores of every kind, and the service that S3 is here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from selfinstruct.runs.shards.store import ShardStore
from tests.support.s3 import BUCKET, Bucket, bucket_at
from tests.support.s3_service import Service, serving_s3_in_order
from tests.support.shards import Place


@pytest.fixture(scope="session")
def one_service() -> Iterator[Service]:
    pytest.importorskip("moto")
    with serving_s3_in_order() as service:
        yield service


@pytest.fixture
def service(one_service: Service) -> Iterator[Service]:
    yield one_service
    one_service.let_go()
    one_service.ahead, one_service.denied, one_service.ignores_conditions = 0.0, "", False
    one_service.asked.clear()


@pytest.fixture
def bucket(service: Service, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return bucket_at(service.address, monkeypatch)


@pytest.fixture(params=["folder", "shared", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a run has its shards, whatever kind of place it is."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
        return Place("s3", f"s3://{BUCKET}/run", str(tmp_path / "run"))
    return Place(request.param, str(tmp_path / "run"))


@pytest.fixture
def store(place: Place) -> ShardStore:
    return place.open()
