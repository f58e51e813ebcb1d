"""Texts on disk: what must be found again and would fill memory."""

import contextlib
import os
import tempfile
from array import array
from collections.abc import Iterator
from typing import Self

from selfinstruct.errors import RunError

_BUFFER = 1 << 20


class Spool:
    """Texts in the order they were added, in a file without a name; 8 bytes of each stay in memory.

    The file lies where temporary files do (TMPDIR), and goes with the process. Raises RunError where it cannot be
    written.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(prefix="selfinstruct-", buffering=_BUFFER)  # noqa: SIM115
        except OSError as error:
            raise no_room(error) from error
        self._ends = array("Q", [0])
        self._written = 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, text: str) -> int:
        """Take the next text, and give its position."""
        data = text.encode("utf-8", "surrogatepass")
        try:
            self._file.write(data)
        except OSError as error:
            raise no_room(error) from error
        self._ends.append(self._ends[-1] + len(data))
        return len(self) - 1

    def text(self, position: int) -> str:
        """The text at a position."""
        start, end = self._ends[position : position + 2]
        if end > self._written:
            try:
                self._file.flush()
            except OSError as error:
                raise no_room(error) from error
            self._written = self._ends[-1]
        return os.pread(self._file.fileno(), end - start, start).decode("utf-8", "surrogatepass")

    def texts(self, start: int, stop: int, step: int = 1) -> Iterator[str]:
        """The texts at `range(start, stop, step)`."""
        return map(self.text, range(start, stop, step))

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be written is not wanted any more
            self._file.close()


def no_room(error: OSError) -> RunError:
    """What is said where a temporary file cannot be written."""
    where = tempfile.tempdir or "TMPDIR"
    why = error.strerror or str(error)
    return RunError(f"{where}: temporary files cannot be written ({why}); set TMPDIR to a folder with room")
