"""Files that are compressed as a whole: read as they are unpacked, so that size is no matter, and bombs are refused."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, Any

from selfinstruct.documents.document import Reading, Source, Unread
from selfinstruct.files.file_types import zstandard

# Below this size nobody asks how tightly something is packed.
_HARMLESS = 64 << 20
_ENDINGS = (".gz", ".zst", ".bz2", ".xz", ".z")
_SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar", ".svgz": ".svg"}


def unpacking(source: Source, packed: str, reading: Reading) -> Source:
    """The file in a compressed one, to be read from the beginning to the end."""
    path = PurePosixPath(source.name)
    ending = path.suffix.lower()
    inner = str(path.with_suffix(_SHORT.get(ending, ""))) if ending in (*_ENDINGS, *_SHORT) else source.name

    def opener() -> IO[bytes]:
        return io.BufferedReader(_Unpacking(source, packed, reading), 1 << 20)

    return replace(source, name=inner, path=None, data=b"", opener=opener, most=reading.document_unpacked)


class _Unpacking(io.RawIOBase):
    """The bytes in a compressed file; raises Unread for a bomb, or where it is damaged."""

    def __init__(self, source: Source, packed: str, reading: Reading) -> None:
        self._most = max(_HARMLESS, source.size * reading.ratio)
        self._ratio = reading.ratio
        self._outer = source.open()
        self._inner = _opened(self._outer, packed)
        self._packed = packed
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise Unread("damaged", f"is no whole {self._packed} file: {error}") from None
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            raise Unread("damaged", f"is no whole {self._packed} file: {error}") from None
        self._done += len(data)
        if self._done > self._most:
            raise Unread("too_large", f"unpacks to more than {self._most:,} bytes; {self._ratio}:1 is allowed")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._outer.close()
        super().close()


def _opened(file: IO[bytes], packed: str) -> IO[bytes]:
    openers: dict[str, Callable[[], Any]] = {
        "gz": lambda: gzip.GzipFile(fileobj=file),
        "bz2": lambda: bz2.BZ2File(file),
        "xz": lambda: lzma.LZMAFile(file),  # noqa: SIM115
        "zst": lambda: zstandard().open(file, "rb"),
    }
    opened: IO[bytes] = openers[packed]()
    return opened
