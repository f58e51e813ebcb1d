"""Segments: answers of a shard as compressed JSON lines, each written to S3 once and never changed.

A line is a row of the journal with its checksum. The name has the claim under which it was written and a number.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from selfinstruct.errors import RunDamaged
from selfinstruct.runs.journal_rows import is_sound, kept, restored_text
from selfinstruct.runs.shards.objects import Objects

Row = Sequence[Any]
_TEXT, _REASON, _ERROR = 4, 5, 9  # columns that may be bytes
_AT_ONCE = 8
FOLDER = "journal/"


def name_of(shard: int, epoch: int, number: int) -> str:
    return f"{_folder_of(shard)}{epoch:06d}-{number:06d}.jsonl.gz"


def listed(objects: Objects, shard: int) -> dict[str, str | None]:
    """All segments of a shard, of which no digest is known."""
    return dict.fromkeys(objects.names(_folder_of(shard)))


def line_of(row: Row) -> bytes:
    """A row as one line; halves of surrogate pairs stay, as escapes."""
    return json.dumps([restored_text(value) for value in row]).encode() + b"\n"


def squeezed(lines: Sequence[bytes]) -> bytes:
    # The quickest level: what is saved by others is less than what their time costs.
    return gzip.compress(b"".join(lines), compresslevel=1, mtime=0)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rows_of(name: str, data: bytes) -> list[Row]:
    """The rows of a segment; raises RunDamaged where one is not as it was written."""
    try:
        rows = [_row(json.loads(line)) for line in gzip.decompress(data).splitlines()]
        if all(is_sound(row) for row in rows):
            return rows
    except (EOFError, OSError, ValueError, TypeError, IndexError, AttributeError, zlib.error):
        pass
    raise damaged(name)


def damaged(name: str) -> RunDamaged:
    return RunDamaged(
        f"{name}: is damaged, or not what the shard was finished with; restore it, or delete the shard's record "
        "in done/ and the segment, so that what is missing is asked again"
    )


def read(objects: Objects, names: Mapping[str, str | None]) -> Iterator[tuple[str, str, list[Row]]]:
    """Name, digest and rows of these segments, in order; each must have the digest that is given with its name."""
    keys = list(names)
    with ThreadPoolExecutor(_AT_ONCE, "segments") as pool:
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            for key, found in zip(some, pool.map(objects.get, some), strict=True):
                digest = "" if found is None else digest_of(found.data)
                if found is None or names[key] not in (None, digest):
                    raise damaged(objects.name(key))
                yield key, digest, rows_of(objects.name(key), found.data)


def _folder_of(shard: int) -> str:
    return f"{FOLDER}{shard:05d}/"


def _row(values: list[Any]) -> Row:
    row = list(values)
    row[_TEXT] = row[_TEXT].encode("utf-8", "surrogatepass")
    for place in (_REASON, _ERROR):
        row[place] = kept(row[place])
    return tuple(row)
