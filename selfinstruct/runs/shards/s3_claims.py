"""Claims in S3: objects claims/<shard>/<epoch> with a lease that is renewed by writing over them.

Whoever takes over a claim marks it first as ended, on the condition that it is as it was read: a holder that has
renewed it meanwhile keeps it, and one that comes later is refused. Its age is told by the clock of S3 alone.
"""

import json
import os
import uuid
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import RunDamaged, StorageError
from selfinstruct.runs.shards.leases import Clock, machine, process_ended
from selfinstruct.runs.shards.objects import Found, Objects

# Dates of S3 are whole seconds: a claim may look a second older than it is.
_MARGIN = 2.0
CLAIMS = "claims/"


@dataclass(slots=True)
class S3Claim:
    """A shard whose claim this process wrote, and writes over to renew it."""

    shard: int
    who: str
    epoch: int
    lease: float
    _objects: Objects = field(repr=False)
    _told: dict[str, Any] = field(repr=False)
    _etag: str = field(repr=False)
    _clock: Clock = field(repr=False)
    _renewed: float = field(repr=False)
    _ended: bool = field(default=False, repr=False)

    @property
    def lost(self) -> bool:
        if self._clock() - self._renewed >= self.lease:
            self._ended = True
        return self._ended

    def renew(self) -> bool:
        if self.lost:
            return False
        began = self._clock()
        # The count makes each a different object: an ETag may be no more than a digest.
        self._told["renewals"] += 1
        etag = self._objects.replace(_key(self.shard, self.epoch), _data(self._told), self._etag)
        if etag is None:
            self._ended = True
            return False
        self._etag, self._renewed = etag, began
        return not self.lost

    def release(self) -> None:
        if not self.lost:
            self._ended = True
            self._objects.replace(_key(self.shard, self.epoch), _data({**self._told, "ended": "released"}), self._etag)


def take(objects: Objects, shard: int, who: str, lease: float, clock: Clock) -> S3Claim | None:
    """Claim a shard; None where another has it."""
    epoch = max((int(key.rpartition("/")[2]) for key in objects.names(_key(shard))), default=0)
    if epoch and not _ended(objects, shard, epoch, who):
        return None
    began = clock()
    epoch += 1
    told = {
        "who": who, "machine": machine(), "pid": os.getpid(), "lease": lease, "token": uuid.uuid4().hex, "renewals": 0,
    }  # fmt: skip
    etag = objects.create(_key(shard, epoch), _data(told))
    return None if etag is None else S3Claim(shard, who, epoch, lease, objects, told, etag, clock, began)


def holder(objects: Objects, key: str) -> str | None:
    """Who holds the claim of that key, None where nobody does."""
    found = objects.get(key)
    if found is None:
        return None
    told = _told(objects, key, found)
    return None if _free(objects, key, told, found) else str(told["who"])


def _ended(objects: Objects, shard: int, epoch: int, who: str) -> bool:
    """Whether a claim has ended, or is ended now by us because it was not renewed in time."""
    key = _key(shard, epoch)
    found = objects.get(key)
    if found is None:
        return False
    told = _told(objects, key, found)
    if not _free(objects, key, told, found):
        return False
    return (
        "ended" in told
        or objects.replace(key, _data({**told, "ended": f"taken over by {who}"}), found.etag) is not None
    )


def _free(objects: Objects, key: str, told: dict[str, Any], found: Found) -> bool:
    if "ended" in told or process_ended(told):
        return True
    if found.age is None:
        raise StorageError(
            f"{objects.name(key)}: the service does not say when this was written, so that nobody can tell whether "
            "the claim still holds; delete it once its worker has ended"
        )
    return bool(found.age > told["lease"] + _MARGIN)


def _told(objects: Objects, key: str, found: Found) -> dict[str, Any]:
    try:
        told = json.loads(found.data)
        if isinstance(told["lease"], int | float) and {"who", "machine", "pid"} <= told.keys():
            return dict(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise RunDamaged(f"{objects.name(key)}: is not a claim; delete it")


def _key(shard: int, epoch: int | None = None) -> str:
    return f"{CLAIMS}{shard:05d}/" + ("" if epoch is None else f"{epoch:06d}")


def _data(told: dict[str, Any]) -> bytes:
    return to_json(told).encode() + b"\n"
