"""Where an export goes that follows a run: files that grow by whole lines, stdout or a pipe."""

import contextlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from selfinstruct.errors import RunError
from selfinstruct.files.overwriting import check_replaceable, is_device
from selfinstruct.flows.export.growing import GrowingFile
from selfinstruct.runs.lines import as_line
from selfinstruct.runs.sources import sidecar_of


@dataclass(slots=True)
class Sink:
    """Where rows go, whole lines at a time. On stdout and in a pipe there are rows alone: no `meta`, no `rejected`."""

    name: str
    data: IO[bytes] | GrowingFile
    meta: GrowingFile | None = None
    rejected: Path | None = None
    overwrite: bool = False
    size: int = 0
    _left_out: GrowingFile | None = None
    _whole: tuple[int, int] = (0, 0)

    def add(self, row: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        """A row, and its line of the sidecar; raises UsageError where another one stands in its place."""
        line = as_line(row)
        self.size += len(line)
        self.data.write(line)
        if self.meta is not None:
            self.meta.write(as_line(told))

    def reject(self, row: Mapping[str, Any]) -> None:
        """A line of what is left out."""
        if self.rejected is not None:
            self._left_out = self._left_out or GrowingFile(self.rejected, self.overwrite)
            self._left_out.write(as_line(row))

    def flush(self) -> None:
        """Make readers see all that was added."""
        if not isinstance(self.data, GrowingFile) or self.meta is None:
            self.data.flush()
            return
        self._whole = self.data.flush(), self.meta.flush()
        if self._left_out is not None:
            self._left_out.flush()

    def cut(self) -> None:
        """Leave what stood there at the last flush: an interruption finds rows without their sidecar, and half rows."""
        if isinstance(self.data, GrowingFile) and self.meta is not None:
            self.data.cut(self._whole[0])
            self.meta.cut(self._whole[1])

    def restart(self) -> bool:
        """Take all rows back; whether that can be done."""
        if not isinstance(self.data, GrowingFile) or self.meta is None:
            return self.size == 0
        for file in (self.data, self.meta, self._left_out):
            if file is not None:
                file.restart()
        self._whole = 0, 0
        self.size = 0
        return True

    def end(self) -> None:
        """Raises UsageError where files hold more than was written."""
        for file in (self.data, self.meta, self._left_out):
            if isinstance(file, GrowingFile):
                file.end()
        if self._left_out is None and self.rejected is not None and self.rejected.is_file():
            check_replaceable(self.rejected, b"", self.overwrite)
            self.rejected.unlink()

    def close(self) -> None:
        """Let go of the files."""
        for file in (self.data, self.meta, self._left_out):
            if isinstance(file, GrowingFile):
                file.close()


@contextlib.contextmanager
def opened_sink(out: str | Path, overwrite: bool) -> Iterator[Sink]:
    """The place called `out`, "-" for stdout; raises RunError where it cannot be written."""
    if str(out) == "-":
        yield Sink("-", sys.stdout.buffer)
        return
    path, beside = Path(out), sidecar_of(Path(out))
    try:
        if is_device(path):
            with path.open("wb") as pipe:
                yield Sink(path.name, pipe)
            return
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        rejected = path.with_name(beside.name.removesuffix(".meta.jsonl") + ".rejected.jsonl")
        data = GrowingFile(path, overwrite)
        with contextlib.closing(Sink(path.name, data, GrowingFile(beside, overwrite), rejected, overwrite)) as sink:
            try:
                yield sink
                sink.end()
            except BaseException:
                sink.cut()
                raise
    except OSError as error:
        raise RunError(f"{out}: cannot be written: {error.strerror}") from error
