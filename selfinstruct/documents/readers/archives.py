"""Archives and compressed files: each member is read like a file of its own, nothing meets the disk under its name."""

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.members import each_member
from selfinstruct.documents.readers.reading import read_source
from selfinstruct.documents.zips import open_zip, wrong_path

# An archive in an archive is read, one in that is not.
_MOST_DEEP = 2
_PIECE = 1 << 20
# What nobody means by the files of an archive: notes of operating systems, and Office's of who has a file open.
_SYSTEM = ("__MACOSX", "Thumbs.db", "desktop.ini")


def is_hidden(name: str) -> bool:
    """Whether a file's path has a part that people do not see, or that no person has made."""
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part.strip(".")) or part.startswith("~$") or part in _SYSTEM for part in parts)


def read_zip(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The documents of a zip file's members, by name."""
    _check_depth(source)
    with open_zip(source, reading, document=False) as members:
        refused = {refusal.member: refusal for refusal in members.apart}
        names = sorted({*members.names(), *refused}, key=_order)
        for name, refusal in each_member((name, refused.get(name)) for name in names if not is_hidden(name)):
            if refusal:
                yield replace(refusal, member=_within(source, name))
                continue
            try:
                data = members.read(name)
            except Unread as unread:
                yield replace(unread.refusal, member=_within(source, name))
                continue
            yield from read_member(source, name, data, reading)


def read_tar(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The documents of a tar file's regular files, by name; anything else in it is refused."""
    _check_depth(source)
    with ExitStack() as stack:
        file = stack.enter_context(source.open())
        if not file.seekable():
            file = stack.enter_context(_unpacked(file, reading.unpacked))
        try:
            archive = stack.enter_context(tarfile.open(fileobj=file, mode="r:"))
            members = _tar_members(archive, reading)
        except (tarfile.TarError, OSError, ValueError, EOFError) as error:
            raise Unread("damaged", f"is no whole tar file: {error}") from None
        for name, member in each_member(members):
            if isinstance(member, Refusal):
                yield replace(member, member=_within(source, name))
                continue
            try:
                content = archive.extractfile(member)
                data = content.read() if content else b""
            except (tarfile.TarError, OSError, ValueError, EOFError) as error:
                yield Refusal("damaged", str(error), _within(source, name))
                continue
            if len(data) < member.size:
                yield Refusal("damaged", "is cut off", _within(source, name))
            else:
                yield from read_member(source, name, data, reading)


def read_member(source: Source, name: str, data: bytes, reading: Reading) -> Iterator[Document | Refusal]:
    """What comes of a member of a file, read for what its own bytes say it is."""
    member = _within(source, name)
    inner = Source(name, data=data, member=member, depth=source.depth + 1)
    for item in read_source(inner, reading):
        yield item if item.member else replace(item, member=member)


def _check_depth(source: Source) -> None:
    if source.depth >= _MOST_DEEP:
        raise Unread("nested", "unpack the outer archive first")


def _within(source: Source, name: str) -> str:
    return f"{source.member}/{name}" if source.member else name


def _order(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _tar_members(archive: tarfile.TarFile, reading: Reading) -> list[tuple[str, tarfile.TarInfo | Refusal]]:
    members: list[tuple[str, tarfile.TarInfo | Refusal]] = []
    total = 0
    for number, info in enumerate(archive, 1):
        if number > reading.members:
            raise Unread("too_large", f"has more than {reading.members:,} members")
        if info.isdir():
            continue
        name = info.name.replace("\\", "/").removeprefix("./")
        wrong = wrong_path(name) or ("" if info.isreg() else "is a link or a device")
        if wrong:
            members.append((name, Refusal("unsafe", wrong)))
        elif not is_hidden(name):
            total += info.size
            members.append((name, info))
        if total > reading.unpacked:
            raise Unread("too_large", f"unpacks to more than {reading.unpacked:,} bytes; --most-bytes N allows more")
    return sorted(members, key=lambda member: _order(member[0]))


def _unpacked(file: IO[bytes], most: int) -> IO[bytes]:
    """What is in a compressed file, in a file without a name, since tar is to be read in another order."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > most:
            copy.close()
            raise Unread("too_large", f"unpacks to more than {most:,} bytes; --most-bytes N allows more")
        copy.write(piece)
    copy.seek(0)
    return copy
