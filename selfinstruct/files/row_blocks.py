"""Rows of texts packed in blocks, to be read by their number: a file of millions of them takes little memory.

What is packed stands where the blocks do, in a temporary file or in a run's journal; here are the pieces they share.
"""

import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import RunDamaged
from selfinstruct.files.spool import Spool

ROWS = 256  # of a block: fewer take more room in a journal, and to read one row unpacks all of them
_LEVEL = 3  # of compression: 6 takes twice the time for a tenth less
_KEPT, _KEPT_ROWS = 16, 1024  # blocks that stay unpacked, and rows: each is asked for twice, a little later
Cells = tuple[str, ...]


def packed(rows: Sequence[Cells]) -> bytes:
    """A block."""
    return zlib.compress(to_json([list(cells) for cells in rows]).encode("utf-8", "surrogatepass"), _LEVEL)


def unpacked(block: bytes) -> list[Cells]:
    """The rows of a block; raises RunDamaged for what is none."""
    try:
        return [tuple(map(str, cells)) for cells in json.loads(zlib.decompress(block))]
    except (TypeError, ValueError, zlib.error) as error:
        raise RunDamaged(
            "journal.db: a list that the run was started with is damaged; restore the file from a copy, or give "
            "another --out"
        ) from error


def no_blocks(number: int) -> bytes:
    """Where no rows are read: in a worker, which develops tasks and draws nothing."""
    raise AssertionError(f"block {number} is asked for where there are none")


@dataclass(frozen=True, slots=True)
class PackedRows:
    """`size` rows of as many texts as there are `names`, "" where a row has none; `digest` is a hash of all of them.

    `block` gives the packed block of a number. Equality and pickling leave the rows out: the hash stands for them.
    """

    names: tuple[str, ...]
    size: int
    digest: str
    block: Callable[[int], bytes] = field(compare=False, repr=False)
    _open: "OrderedDict[int, list[Cells]]" = field(default_factory=OrderedDict, init=False, compare=False, repr=False)
    _read: "OrderedDict[int, Cells]" = field(default_factory=OrderedDict, init=False, compare=False, repr=False)

    def __len__(self) -> int:
        return self.size

    @property
    def blocks(self) -> int:
        """How many there are."""
        return -(-self.size // ROWS)

    def row(self, number: int) -> dict[str, str]:
        """What row `number` says, by name."""
        cells = self._read.get(number)
        if cells is None:
            at, place = divmod(number, ROWS)
            cells = self._read[number] = self._block(at)[place]
            if len(self._read) > _KEPT_ROWS:
                self._read.popitem(last=False)
        return {name: text for name, text in zip(self.names, cells, strict=True) if text}

    def _block(self, number: int) -> list[Cells]:
        rows = self._open.get(number)
        if rows is None:
            rows = self._open[number] = unpacked(self.block(number))
            if len(self._open) > _KEPT:
                self._open.popitem(last=False)
        return rows

    def as_dict(self) -> dict[str, Any]:
        """What says which rows these are, without them."""
        return {"names": list(self.names), "size": self.size, "digest": self.digest}

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedRows, (self.names, self.size, self.digest, no_blocks)


def told_rows(told: Mapping[str, Any], block: Callable[[int], bytes] = no_blocks) -> PackedRows:
    """The rows that `PackedRows.as_dict` has told of."""
    return PackedRows(tuple(told["names"]), int(told["size"]), str(told["digest"]), block)


class Packing:
    """Packs rows as they come; they lie on disk, in a file that is gone when nothing reads it any more."""

    def __init__(self) -> None:
        self._blocks: Spool[bytes] = Spool()
        self._waiting: list[Cells] = []
        self._digest = hashlib.sha256()
        self._size = 0

    def add(self, cells: Cells) -> None:
        """Take the next row; raises RunError where the disk has no room for it."""
        self._digest.update(to_json(list(cells)).encode("utf-8", "surrogatepass") + b"\n")
        self._waiting.append(cells)
        self._size += 1
        if len(self._waiting) == ROWS:
            self._pack()

    def rows(self, names: Sequence[str]) -> PackedRows:
        """All that was added; nothing can be added afterwards."""
        if self._waiting:
            self._pack()
        self._digest.update(to_json(list(names)).encode("utf-8", "surrogatepass"))
        return PackedRows(tuple(names), self._size, self._digest.hexdigest()[:16], self._blocks.__getitem__)

    def _pack(self) -> None:
        self._blocks.append(packed(self._waiting))
        self._waiting = []
