"""Files wherever a path points: on this machine, in Amazon S3 as s3://bucket/key, on the Hub as hf://datasets/….

A path may also be a `Path`, which makes one slash of two: both spellings are understood. Credentials, region and
address of S3 come from boto3's standard chain (environment, profile, role; AWS_ENDPOINT_URL_S3) unless `Access` says
otherwise. All of it blocks: inside an event loop call it in a thread.
"""

import functools
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from selfinstruct._version import __version__
from selfinstruct.errors import RunError, UsageError
from selfinstruct.files import pipes
from selfinstruct.files.remote import hub
from selfinstruct.files.remote.hub import hub_address
from selfinstruct.files.remote.s3_errors import explained, one_line

ENCRYPTION = ("AES256", "aws:kms", "aws:kms:dsse")
_REMOTE = re.compile(r"s3:/{1,2}([^/]*)(?:/(.*))?\Z", re.DOTALL)
# A Path has one slash of two. One letter is a drive.
_ELSEWHERE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,3}")
_SCHEME = re.compile(r"(https?|ftp|gs|gcs|az|abfss?|wasbs?|s3a|s3n|hdfs|dbfs|file):/{1,2}(?=[^/])(.*)", re.DOTALL)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Access:
    """How S3 is reached, and how what is written there is encrypted; None leaves it to the standard chain, the bucket.

    `endpoint_url` is S3's own. `sse` is one of ENCRYPTION.
    """

    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    sse: str | None = None
    sse_kms_key_id: str | None = None

    def __post_init__(self) -> None:
        if self.sse is not None and self.sse not in ENCRYPTION:
            raise UsageError(f"sse: must be {', '.join(ENCRYPTION)} (found {self.sse!r:.40})")
        if self.sse_kms_key_id and self.sse == "AES256":
            raise UsageError("sse_kms_key_id: works with aws:kms and aws:kms:dsse, not with AES256")

    @property
    def extra(self) -> dict[str, str]:
        """The extra arguments of a request that writes: encryption."""
        sse = self.sse or ("aws:kms" if self.sse_kms_key_id else None)
        told = {"ServerSideEncryption": sse, "SSEKMSKeyId": self.sse_kms_key_id}
        return {name: value for name, value in told.items() if value}


DEFAULT = Access()


@dataclass(frozen=True, slots=True)
class Address:
    """An object in S3, or with `key` as a prefix several."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def address(path: str | Path) -> Address | None:
    """Where in S3 a path points, None for one of this machine; raises UsageError for s3:// without a bucket."""
    found = _REMOTE.match(str(path))
    if found is None:
        if scheme := _SCHEME.match(str(path)):
            raise UsageError(f"{scheme[1]}://{scheme[2]}: is not read or written; get it first, or use s3:// or hf://")
        return None
    if not found[1]:
        raise UsageError(f"{path}: names no bucket; write s3://bucket/key")
    return Address(found[1], found[2] or "")


def refuse_elsewhere(path: str | Path) -> None:
    """Raise UsageError for a place to write that is neither of this machine nor in S3: it would become a folder."""
    if (found := _ELSEWHERE.match(str(path))) and found[1] != "s3" and hub_address(path) is None:
        raise UsageError(
            f"{path}: nothing is written to {found[1]}://; write a file or a folder of this machine, or s3://BUCKET/KEY"
        )


def name(path: str | Path) -> str:
    """The path as it is written for a person."""
    at = hub_address(path) or address(path)
    return str(path) if at is None else str(at)


def given_name(path: str | Path) -> str:
    """The name under which a run tells of what it read: of a dataset on the Hub with the commit."""
    at = hub_address(path)
    return name(path) if at is None else hub.told(at)


def is_remote(path: str | Path) -> bool:
    """Whether a path points to S3 or to the Hub."""
    return hub_address(path) is not None or address(path) is not None


def client(access: Access) -> Any:
    """A boto3 client of S3, for use where `explained` is; raises UsageError for a profile or region that is none."""
    # To make one takes a tenth of a second; another environment needs another one, and so does a forked process.
    environment = tuple(sorted((name, value) for name, value in os.environ.items() if name[:4] == "AWS_"))
    return _client_in(access, environment, os.getpid())


@functools.lru_cache(maxsize=4)
def _client_in(access: Access, environment: tuple[tuple[str, str], ...], process: int) -> Any:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        user_agent_extra=f"selfinstruct/{__version__}",
        connect_timeout=10,
        retries={"total_max_attempts": 5, "mode": "standard"},
    )
    try:
        session = boto3.Session(profile_name=access.profile, region_name=access.region)
        return session.client("s3", endpoint_url=access.endpoint_url, config=config)
    except (BotoCoreError, ValueError) as error:
        raise UsageError(f"s3: {one_line(error)}") from error


def _here(path: str | Path) -> str | Path:
    """The path, of the Hub that of the file in its cache."""
    at = hub_address(path)
    return path if at is None else hub.downloaded(at)


def read_bytes(path: str | Path, access: Access = DEFAULT) -> bytes:
    """All of a file. What goes wrong on this machine stays an OSError."""
    path, at = _here(path), address(path)
    return Path(path).read_bytes() if at is None else b"".join(_chunks(at, access))


def chunks(path: str | Path, access: Access = DEFAULT) -> Iterator[bytes]:
    """A file in parts as they arrive. What goes wrong on this machine stays an OSError."""
    path, at = _here(path), address(path)
    if at is not None:
        yield from _chunks(at, access)
        return
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def lines(path: str | Path, access: Access = DEFAULT) -> Iterator[bytes]:
    """The lines of a file as they arrive, each with its line feed; nothing is unpacked."""
    path, at = _here(path), address(path)
    if at is None:
        with Path(path).open("rb") as file:
            yield from file
        return
    rest = b""
    for chunk in _chunks(at, access):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


@contextmanager
def local(path: str | Path, access: Access = DEFAULT) -> Iterator[Path]:
    """A file of this machine with what stands at the path: the file itself, or a copy that is gone afterwards.

    Of a pipe, and of stdin as `-`, it is a copy as well (see `pipes`); of the Hub it is the one in its cache.
    """
    path, at = _here(path), address(path)
    if at is None:
        with pipes.copied(path) if pipes.is_pipe(path) else nullcontext(Path(path)) as file:
            yield file
        return
    with tempfile.TemporaryDirectory(prefix="selfinstruct-") as folder:
        copy = Path(folder) / (Path(at.key).name or "object")
        with copy.open("wb") as file, explained(at.bucket, at.key, "s3:GetObject"):
            client(access).download_fileobj(at.bucket, _key(at), file)
        yield copy


@contextmanager
def writing(path: str | Path, access: Access = DEFAULT) -> Iterator[IO[bytes]]:
    """A file to write to, which stands at the path when the block ends well; a reader sees all of it or nothing."""
    if hub_address(path) is not None:
        raise UsageError(f"{name(path)}: is on the Hub, where only export and filter write")
    at = address(path)
    if at is not None:
        _key(at)
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            _send(file, at, access)
        return
    with _explained_here(path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    with replacing(Path(path)) as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """As `writing`, for a file of a folder of this machine that must be there; a device or a pipe is not replaced."""
    temporary = path.with_name(path.name + ".tmp")
    with _explained_here(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        try:
            with temporary.open("wb") as file:
                yield file
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def write_bytes(path: str | Path, data: bytes, access: Access = DEFAULT) -> None:
    """Write all at once."""
    with writing(path, access) as file:
        file.write(data)


def upload(source: Path, path: str | Path, access: Access = DEFAULT) -> None:
    """Copy a file of this machine to the path; a large one goes to S3 in parts side by side."""
    with source.open("rb") as file:
        at = address(path)
        if at is not None:
            _send(file, at, access)
            return
        with writing(path) as target:
            while chunk := file.read(_CHUNK):
                target.write(chunk)


def object_names(prefix: str | Path, access: Access = DEFAULT) -> list[str]:
    """The s3:// names of all objects that begin with a prefix, sorted."""
    at = address(prefix)
    if at is None:
        raise UsageError(f"{prefix}: is not in S3; write s3://bucket/prefix")
    with explained(at.bucket, at.key, "s3:ListBucket"):
        pages = client(access).get_paginator("list_objects_v2").paginate(Bucket=at.bucket, Prefix=at.key)
        return sorted(str(Address(at.bucket, item["Key"])) for page in pages for item in page.get("Contents", ()))


def exists(path: str | Path, access: Access = DEFAULT) -> bool:
    """Whether there is such a file."""
    at = address(path)
    if at is None:
        return Path(path).exists()
    return str(at) in object_names(str(at), access)


def _key(at: Address) -> str:
    if not at.key or at.key.endswith("/"):
        raise UsageError(f"{at}: names no object; write s3://bucket/key")
    return at.key


def _send(file: IO[bytes], at: Address, access: Access) -> None:
    with explained(at.bucket, at.key, "s3:PutObject"):
        client(access).upload_fileobj(file, at.bucket, _key(at), ExtraArgs=access.extra or None)


def _chunks(at: Address, access: Access) -> Iterator[bytes]:
    with explained(at.bucket, at.key, "s3:GetObject"):
        yield from client(access).get_object(Bucket=at.bucket, Key=_key(at))["Body"].iter_chunks(_CHUNK)


@contextmanager
def _explained_here(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}") from error
