"""Amazon S3 as moto serves it, in this process and over a real socket."""

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.aws import pretend

BUCKET = "bucket"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket on a running server, and a client to look at it with."""

    address: str
    client: Any

    def put(self, key: str, data: bytes | str) -> str:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=data if isinstance(data, bytes) else data.encode())
        return f"s3://{BUCKET}/{key}"

    def get(self, key: str) -> bytes:
        data: bytes = self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return data

    def keys(self) -> list[str]:
        return sorted(item["Key"] for item in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ()))

    def head(self, key: str) -> dict[str, Any]:
        told: dict[str, Any] = self.client.head_object(Bucket=BUCKET, Key=key)
        return told


@contextmanager
def serving_s3() -> Iterator[str]:
    """The address of a server of its own, in a thread."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
        if server._server is not None:
            server._server.server_close()  # its own stop leaves the socket to the garbage collector


def bucket_at(address: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, with this process's environment pointing at it and holding dummy keys."""
    import boto3

    pretend(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", address)
    urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")).close()
    client = boto3.Session().client("s3")
    client.create_bucket(Bucket=BUCKET)
    return Bucket(address, client)
