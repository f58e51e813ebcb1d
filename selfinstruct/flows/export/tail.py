"""The lines of a file that another process is writing."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

_CHUNK = 1 << 20


@dataclass(slots=True)
class Tail:
    """Reads a file from its beginning on, as far as it has come; `number` and `taken` count lines and bytes so far.

    A file that was put in its place is the same as long as it begins with what was read. `changed` is true once it does
    not; no further line is read then. `short` is true while the file has less than was read.
    """

    path: Path
    number: int = 0
    taken: int = 0
    changed: bool = False
    short: bool = False
    _digest: Any = field(default_factory=hashlib.sha256)
    _known: tuple[int, int] | None = None

    def lines(self) -> Iterator[bytes]:
        """The lines that have come since; one without its end stays for another time. OSError as for any file."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            self._known, self.short = None, self.taken > 0
            return
        with file:
            status = os.fstat(file.fileno())
            self.short = status.st_size < self.taken
            if self.short:
                self._known = None
            elif self._known != (identity := (status.st_dev, status.st_ino)):
                self.changed = self.changed or not self._begins(file)
                self._known = identity
            if self.short or self.changed:
                return
            file.seek(self.taken)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self.number += 1
                self.taken += len(line)
                self._digest.update(line)
                yield line

    def _begins(self, file: IO[bytes]) -> bool:
        """Whether the file begins with all that was read."""
        digest, left = hashlib.sha256(), self.taken
        while left and (data := file.read(min(left, _CHUNK))):
            digest.update(data)
            left -= len(data)
        return left == 0 and digest.digest() == self._digest.digest()
