"""The store that a session names with --journal."""

from pathlib import Path

from selfinstruct.errors import UsageError
from selfinstruct.files.storage import Access
from selfinstruct.runs.shards.folder import FolderStore
from selfinstruct.runs.shards.s3 import S3Store
from selfinstruct.runs.shards.store import ShardStore


def open_store(journal: str, run: Path, access: Access, durable: bool = False) -> ShardStore:
    """The shards of the run in `run`: in it ("local", "shared"), or under an s3:// address. Raises UsageError."""
    if journal.startswith("s3://"):
        return S3Store(journal, access, run, durable)
    if durable:
        raise UsageError("--durable is for --journal s3://BUCKET/PREFIX: other journals are on the disk in any case")
    if journal not in ("local", "shared"):
        raise UsageError(f"--journal: must be local, shared or s3://BUCKET/PREFIX (found {journal!r:.60})")
    return FolderStore(run, shared=journal == "shared")
