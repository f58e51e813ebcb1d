"""What stands already where a corpus is to be written: refused before files are read, or by the first other line."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import IO

from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.file_types import compression_of, damage, decompressing
from selfinstruct.files.overwriting import is_device, overwrites

_DOCUMENT = frozenset({"id", "text", "metadata"})
_REJECTED = frozenset({"file", "member", "page", "rule", "value"})


class StandingFile:
    """A file of an earlier ingestion, which only the same again, or more, may replace; or none."""

    def __init__(self, out: str, file: IO[bytes] | None = None) -> None:
        self._out = out
        self._file = file

    def hold(self, line: bytes) -> None:
        """Raise UsageError where the next line is not the one that stands there."""
        if self._file is None:
            return
        try:
            there = self._file.read(len(line))
        except damage(compression_of(self._out)):
            there = b"damaged"
        if not line.startswith(there):
            raise UsageError(overwrites(self._out))
        if len(there) < len(line):
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Standing:
    """What stands in the places of a corpus and of what was rejected; `stale` is told of by `give_way`."""

    def __init__(self, corpus: StandingFile, rejected: StandingFile, stale: Path | None = None) -> None:
        self.corpus = corpus
        self.rejected = rejected
        self._stale = stale

    def give_way(self) -> None:
        """Take away what an ingestion left that gave no corpus: it says only why."""
        if self._stale is not None:
            self._stale.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files."""
        self.corpus.close()
        self.rejected.close()


def standing(out: str, rejected: str | None, info: str | None, overwrite: bool) -> Standing:
    """What stands at `out` and beside it; raises UsageError for folders, and for what no ingestion wrote.

    Of S3 nothing is known before the end.
    """
    nothing = Standing(StandingFile(out), StandingFile(rejected or ""))
    if rejected is None or storage.address(out) is not None or is_device(out):
        return nothing
    for name in filter(None, (out, rejected, info)):
        if Path(name).is_dir():
            raise UsageError(
                f"{name}: is a folder; name " + ("a file in it" if name == out else "another file with -o")
            )
    if overwrite:
        return nothing
    corpus = _opened(out, _DOCUMENT)
    try:
        told = _opened(rejected, _REJECTED)
    except UsageError:
        corpus.close()
        raise
    if Path(out).exists() or not Path(rejected).is_file():
        return Standing(corpus, told)
    told.close()
    return Standing(corpus, told, Path(rejected))


def _opened(name: str, keys: Collection[str]) -> StandingFile:
    if not Path(name).is_file():
        return StandingFile(name)
    file = decompressing(Path(name), compression_of(name))
    if not _begins_with(file, keys, compression_of(name)):
        file.close()
        raise UsageError(overwrites(name))
    file.seek(0)
    return StandingFile(name, file)


def _begins_with(file: IO[bytes], keys: Collection[str], compression: str) -> bool:
    """Whether a row with these keys stands first, or nothing."""
    try:
        line = file.readline()
        row = json.loads(line) if line else dict.fromkeys(keys)
    except ValueError:
        return False
    except damage(compression):
        return False
    return isinstance(row, dict) and row.keys() == set(keys)
