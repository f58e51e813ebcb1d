"""Names of files in a corpus: relative, with "/" between folders, and different for different files."""

import os
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath


def told(path: str) -> str:
    """A path as text for everybody: NFC, bytes that are no UTF-8 escaped."""
    return unicodedata.normalize("NFC", os.fsencode(path).decode("utf-8", "backslashreplace"))


def labels(paths: Sequence[PurePosixPath]) -> list[str]:
    """For each absolute path its last part, or as many of its last parts as make it different from the others."""
    sizes = [1] * len(paths)
    while True:
        found = ["/".join(path.parts[-size:]).strip("/") for path, size in zip(paths, sizes, strict=True)]
        counts = Counter(found)
        wider = [
            size + (counts[label] > 1 and size < len(path.parts))
            for path, size, label in zip(paths, sizes, found, strict=True)
        ]
        if wider == sizes:
            return found
        sizes = wider


def below_common(paths: Sequence[Path]) -> list[str]:
    """For each absolute path where it stands below the folder that all are in."""
    base = os.path.commonpath([str(path.parent) for path in paths])
    return [Path(os.path.relpath(path, base)).as_posix() for path in paths]
