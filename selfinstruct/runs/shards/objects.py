"""Objects of S3 written on a condition, by which several workers are kept apart.

`If-None-Match: *` makes an object that must not be there, `If-Match` replaces one that must be as it was read
(docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from selfinstruct.errors import StorageError, UsageError
from selfinstruct.files.remote.s3_errors import explained
from selfinstruct.files.storage import Access, address, client

_REFUSED = ("PreconditionFailed", "412")
_GONE = ("NoSuchKey", "404", "NotFound")
_CONFLICT = ("ConditionalRequestConflict", "409")  # another write was under way; S3 asks for another attempt
_ATTEMPTS = 5
_PAUSE = 0.05  # seconds
_DELETED = 1000  # at once


@dataclass(frozen=True, slots=True)
class Found:
    """An object; `age` is the seconds since it was written, by the clock of S3 alone, None where that is not told."""

    data: bytes
    etag: str
    age: float | None


class Objects:
    """The objects below a prefix, s3://bucket/prefix; keys are relative to it. All of it blocks."""

    def __init__(self, where: str, access: Access) -> None:
        at = address(where)
        if at is None:
            raise UsageError(f"{where}: is not in S3; write s3://bucket/prefix")
        self._bucket = at.bucket
        self._prefix = at.key.rstrip("/") + "/" if at.key.strip("/") else ""
        self._access = access

    def name(self, key: str) -> str:
        """The key as it is written for a person."""
        return f"s3://{self._bucket}/{self._prefix}{key}"

    def create(self, key: str, data: bytes) -> str | None:
        """Write an object that must not be there; its ETag, None where there is another.

        One with the same bytes is taken for ours: the answer to an earlier attempt may have been lost.
        """
        return self._written(key, data, IfNoneMatch="*")

    def replace(self, key: str, data: bytes, etag: str) -> str | None:
        """Write over the object with that ETag; the new one, None where it is no longer the same."""
        return self._written(key, data, IfMatch=etag)

    def check_conditions(self, key: str) -> None:
        """Raise StorageError where an object that is there can be created: then nothing keeps workers apart."""
        if self._put(key, b"", IfNoneMatch="*") is not None:
            raise StorageError(
                f"{self.name(key)}: this service does not honour If-None-Match, which keeps two workers apart; "
                "use Amazon S3, another service that does, or a shared folder"
            )

    def get(self, key: str) -> Found | None:
        """The object, None where there is none."""
        with self._explained(key, "s3:GetObject"):
            from botocore.exceptions import ClientError

            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if _code(error) in _GONE:
                    return None
                raise
            return Found(answer["Body"].read(), answer["ETag"], _age(answer))

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects, those that are there of them."""
        for start in range(0, len(keys), _DELETED):
            named = [{"Key": self._prefix + key} for key in keys[start : start + _DELETED]]
            with self._explained(keys[start], "s3:DeleteObject"):
                answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": named, "Quiet": True})
                for refused in answer.get("Errors", ()):
                    from botocore.exceptions import ClientError

                    raise ClientError({"Error": refused}, "DeleteObjects")

    def names(self, prefix: str) -> list[str]:
        """The keys that begin with a prefix, sorted."""
        with self._explained(prefix, "s3:ListBucket"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix + prefix
            )
            return sorted(item["Key"][len(self._prefix) :] for page in pages for item in page.get("Contents", ()))

    def _written(self, key: str, data: bytes, **condition: str) -> str | None:
        etag = self._put(key, data, **condition)
        if etag is None:
            found = self.get(key)
            if found is not None and found.data == data:
                return found.etag
        return etag

    def _put(self, key: str, data: bytes, **condition: str) -> str | None:
        with self._explained(key, "s3:PutObject"):
            from botocore.exceptions import ClientError

            for attempt in range(_ATTEMPTS):
                try:
                    answer = self._client.put_object(
                        Bucket=self._bucket, Key=self._prefix + key, Body=data, **condition, **self._access.extra
                    )
                    return str(answer["ETag"])
                except ClientError as error:
                    if _code(error) in _REFUSED or ("IfMatch" in condition and _code(error) in _GONE):
                        return None
                    if _code(error) not in _CONFLICT or attempt == _ATTEMPTS - 1:
                        raise
                time.sleep(_PAUSE * 2**attempt)
        return None

    @property
    def _client(self) -> Any:
        return client(self._access)

    def _explained(self, key: str, action: str) -> Any:
        return explained(self._bucket, self._prefix + key, action)


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _age(answer: Any) -> float | None:
    with suppress(KeyError, ValueError, TypeError):
        now: datetime = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return float((now - answer["LastModified"]).total_seconds())
    return None
