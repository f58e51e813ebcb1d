"""What a file of rows is by its name: JSON lines, a JSON array, CSV or Parquet, packed or not; YAML and text are read.

`csv` has the cells exactly as they are, for programs. `spreadsheet` is a CSV that people open: it begins with a byte
order mark, and an apostrophe stands before whatever a spreadsheet would take for a formula.
"""

import contextlib
import gzip
import importlib
import io
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.extras import installing

NAMES = ("jsonl", "json", "csv", "spreadsheet", "parquet")
CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet"}
# What is read besides, and not written.
_READ = _ENDINGS | {".tsv": "csv", ".yaml": "yaml", ".yml": "yaml", ".txt": "text"}
_COMPRESSED = {".gz": "gz", ".zst": "zst"}
_MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"PAR1": "parquet"}


@dataclass(frozen=True, slots=True)
class FileType:
    """How rows lie in a file: one of NAMES; `compression` is "", gz or zst."""

    name: str
    compression: str = ""

    @property
    def ending(self) -> str:
        """What the file's name ends in."""
        plain = "csv" if self.name == "spreadsheet" else self.name
        return f".{plain}.{self.compression}" if self.compression else f".{plain}"


def file_type_of(name: str) -> FileType | None:
    """What a file's name says it is; None where it says nothing."""
    found = _ENDINGS.get(_ending(name))
    return None if found is None else FileType(found, compression_of(name))


def kind_named(name: str) -> str:
    """How a file is to be read, as its name says: jsonl, json, csv, parquet, yaml or text; "" where it says nothing."""
    return _READ.get(_ending(name), "")


def _ending(name: str) -> str:
    path = Path(name)
    return (Path(path.stem).suffix if compression_of(name) else path.suffix).lower()


def parse_file_type(text: str) -> FileType:
    """What `--file-type` asks for: one of NAMES, with .gz or .zst behind it where it is to be compressed."""
    name, _, compression = text.partition(".")
    if name not in NAMES or compression not in ("", "gz", "zst") or (name == "parquet" and compression):
        raise UsageError(f"there is no file type {text!r}; known: {', '.join(NAMES)}; jsonl.gz, jsonl.zst and so on")
    return FileType(name, compression)


def compression_of(name: str) -> str:
    """What a file's name says of compression: "", gz or zst."""
    return _COMPRESSED.get(Path(name).suffix.lower(), "")


def magic_of(path: Path) -> str:
    """What a file's first bytes say it is: gz, zst or parquet; "" for anything else."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), "")


@contextlib.contextmanager
def compressing(path: Path, compression: str) -> Iterator[IO[bytes]]:
    """A new file to write to."""
    with path.open("wb") as raw:
        if compression == "gz":
            # Neither the time nor the file's name: the same rows give the same bytes.
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as zipped:
                buffered = io.BufferedWriter(zipped, CHUNK)
                yield buffered
                buffered.flush()
        elif compression == "zst":
            with zstandard().open(raw, "wb") as squeezed:
                yield squeezed
        else:
            yield raw


def decompressing(path: Path, compression: str) -> io.BufferedReader:
    """A file's content to read from; while that is read, a damaged file raises what `damage` names."""
    if compression == "gz":
        return io.BufferedReader(gzip.open(path, "rb"), CHUNK)
    if compression == "zst":
        return io.BufferedReader(zstandard().open(path, "rb"), CHUNK)
    return io.BufferedReader(io.FileIO(path), CHUNK)


def damage(compression: str) -> tuple[type[Exception], ...]:
    """What reading a damaged file raises."""
    return (EOFError, zstandard().ZstdError) if compression == "zst" else (EOFError, zlib.error, gzip.BadGzipFile)


def zstandard() -> Any:
    """The module that reads and writes zstd; raises MissingExtra where there is none."""
    module = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtra(f"zstd needs a package: {installing('zstd')}") from None
