"""Small JSON files that several processes write: a reader sees all of one or none, and nobody's is written over unseen.

Each is written under a name of its own first, brought to the disk, and then linked or renamed to the name it is to
have: both are atomic on the file systems of one host and over NFS.
"""

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EEXIST, ENOSYS, ENOTSUP, EPERM
from pathlib import Path
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import RunDamaged, RunError

_NO_LINKS = (EPERM, ENOSYS, ENOTSUP)


def create(path: Path, value: Mapping[str, Any]) -> bool:
    """Write a file that must not be there yet; False, and nothing is changed, where it is."""
    with _written(path, value) as temporary:
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno == EEXIST:
                return False
            if error.errno in _NO_LINKS:
                raise RunError(
                    f"{path.parent}: the file system has no hard links, which keep two workers apart; "
                    "use another directory, or s3://bucket/prefix"
                ) from error
            raise
    return True


def replace(path: Path, value: Mapping[str, Any]) -> None:
    """Write a file whether there is one or not."""
    with _written(path, value) as temporary:
        os.replace(temporary, path)


def read(path: Path) -> dict[str, Any] | None:
    """What a file holds, None where there is none; raises RunDamaged for what these functions did not write."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RunDamaged(f"{path}: is damaged: it holds no JSON object; restore it from a copy, or delete it")
    return found


@contextmanager
def _written(path: Path, value: Mapping[str, Any]) -> Iterator[Path]:
    """A new file beside `path` that holds the value, gone at the end unless it was renamed."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(to_json(value).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        yield temporary
        _sync(path.parent)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}; what was there before still is") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _sync(folder: Path) -> None:
    """Bring a new name to the disk; a file system that has nothing of the kind does so by itself."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
