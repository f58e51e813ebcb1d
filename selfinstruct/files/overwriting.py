"""What stands where a command is to write, and whether it may be replaced."""

import logging
from contextlib import suppress
from pathlib import Path

from selfinstruct.errors import StorageError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.storage import DEFAULT, Access

LOG = logging.getLogger("selfinstruct")


def is_device(path: str | Path) -> bool:
    """Whether a path is a device or a pipe, or this process's own output: it is written to and never replaced."""
    path = Path(path)
    if path.absolute().parts[:3] in (("/", "dev", "fd"), ("/", "dev", "stdout"), ("/", "dev", "stderr")):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def check_shape(out: str | Path, folder: bool, writes: str, ending: str = "") -> None:
    """Raise UsageError for a file where a folder is to be written, and for a folder in place of a file.

    `writes` is what does so; the file that is proposed has its name and the `ending`.
    """
    path = Path(out)
    if str(out) == "-" or storage.is_remote(out):
        return
    if folder and path.is_file():
        raise UsageError(f"{out}: is a file, and {writes} writes a folder; name another")
    if not folder and path.is_dir():
        raise UsageError(
            f"{out}: is a folder, and {writes} writes a file; name one, for example {path / writes}{ending}"
        )


def check_replaceable(path: str | Path, made: Path | bytes, overwrite: bool, access: Access = DEFAULT) -> None:
    """Raise UsageError where something stands that would be lost, and say what is replaced with `overwrite`.

    `made` is what is to stand there, or a file with it. Nothing is lost where it begins with all that is there: the
    same again, more of the same, an empty file. Where S3 does not let us look nothing is known to be lost.
    """
    if not _loses(path, made, access):
        return
    if not overwrite:
        raise UsageError(overwrites(path))
    LOG.warning("%s: replacing what it held", storage.name(path))


def overwrites(path: str | Path) -> str:
    """What is said of a file that would be lost."""
    return f"{storage.name(path)}: holds something else; name another file, or give --overwrite to replace it"


def _loses(path: str | Path, made: Path | bytes, access: Access) -> bool:
    if storage.address(path) is None:
        if not Path(path).is_file():
            return False
        return not _begins(made, path, access)
    with suppress(StorageError, UsageError):  # the latter for no object, or no bucket
        return not _begins(made, path, access)
    return False


def _begins(made: Path | bytes, path: str | Path, access: Access) -> bool:
    """Whether what is to be written begins with all that stands at the path."""
    if isinstance(made, bytes):
        at = 0
        for chunk in storage.chunks(path, access):
            if made[at : at + len(chunk)] != chunk:
                return False
            at += len(chunk)
        return True
    with made.open("rb") as file:
        return all(file.read(len(chunk)) == chunk for chunk in storage.chunks(path, access))
