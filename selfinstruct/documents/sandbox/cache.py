"""What took long to read, kept until a corpus is complete: an interrupted ingestion goes on where it was."""

import contextlib
import hashlib
import json
import os
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from selfinstruct._version import __version__

ENDING = ".frames"
_LONG = 1.0  # seconds
_VERSIONS = ("pypdfium2", "tesserocr", "tessdata", "boto3", "pillow")


class CachedReading:
    """The frames of one file under a name that says which file it is and how it is read."""

    def __init__(self, folder: Path, said: Any) -> None:
        key = json.dumps([__version__, _versions(), said], sort_keys=True)
        self._path = folder / f"{hashlib.sha256(key.encode()).hexdigest()}{ENDING}"
        self._frames: list[bytes] | None = []
        self._since = time.monotonic()

    def known(self) -> bytes | None:
        """The frames of an earlier reading, None where there was none."""
        with contextlib.suppress(OSError):
            return self._path.read_bytes()
        return None

    def add(self, frame: bytes) -> None:
        """Take a frame of this reading."""
        if self._frames is not None:
            self._frames.append(frame)
            if len(self._frames) > 10_000:  # what is so much is no page that was recognised
                self._frames = None

    def keep(self) -> None:
        """Keep the frames of a reading that has come to its end, if it has taken long."""
        if self._frames is None or time.monotonic() - self._since < _LONG:
            return
        staged = self._path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            staged.write_bytes(b"".join(self._frames))
            staged.replace(self._path)


def clear(folder: Path) -> None:
    """Remove a cache; a folder with anything else in it stays."""
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if file.name[:64].isalnum() and len(file.stem) >= 64:
                file.unlink()
        folder.rmdir()


def _versions() -> list[str]:
    found = []
    for name in _VERSIONS:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return found
