"""A file that grows while somebody reads it, and that may have begun to in an earlier session."""

from pathlib import Path

from selfinstruct.errors import UsageError
from selfinstruct.files.overwriting import overwrites


class GrowingFile:
    """Bytes are added at its end; what stands there already must be what it begins with, and is kept.

    With `overwrite` it begins anew.
    """

    def __init__(self, path: Path, overwrite: bool) -> None:
        self._path = path
        self._file = path.open("r+b" if path.exists() and not overwrite else "w+b")
        self._left = path.stat().st_size

    def write(self, data: bytes) -> None:
        """Add bytes; raises UsageError where others stand in their place, and changes nothing then."""
        if not self._left:
            self._file.write(data)
            return
        start, there = self._file.tell(), min(self._left, len(data))
        if self._file.read(there) != data[:there]:
            self._file.seek(start)
            raise UsageError(overwrites(self._path))
        self._left -= there
        self._file.seek(start + there)
        self._file.write(data[there:])

    def flush(self) -> int:
        """Make readers see it all; how much that is."""
        self._file.flush()
        return self._file.tell()

    def cut(self, size: int) -> None:
        """Leave the first `size` bytes; what an earlier session has left beyond them stays."""
        if not self._left:
            self._file.seek(size)
            self._file.truncate()

    def restart(self) -> None:
        """Take all bytes back; raises UsageError where some stand there that nobody has looked at."""
        self.end()
        self.cut(0)

    def end(self) -> None:
        """Raises UsageError where more stands there than was written."""
        if self._left:
            raise UsageError(overwrites(self._path))

    def close(self) -> None:
        self._file.close()
