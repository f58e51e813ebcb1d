"""Zip files from strangers: their directory is looked at before anything is unpacked, and nothing meets the disk."""

import copy
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Self

from selfinstruct.documents.document import Reading, Refusal, Source, Unread

# A member below this size may be packed as tightly as it likes.
_HARMLESS = 1 << 20
# The end record (APPNOTE 4.3.16) stands within this distance of the end, since a comment has at most 65,535 bytes.
_END_RECORD = 22 + 65_535
# What a member takes in the directory, on average, at most: 46 bytes, its name, its extra fields, its comment.
_ENTRY_BYTES = 1024
_READ_AT_ONCE = {zipfile.ZIP_STORED: 1 << 20, zipfile.ZIP_DEFLATED: 1 << 20}
# zipfile unpacks all that it has read with these methods: 4 KB of LZMA may be 28 MB, so it reads no more at once.
_READ_CAREFULLY = 4096

# The method that stands for encryption by WinZip's AES, with the real one in an extra field; the flag of another kind
# (APPNOTE 4.4.5, 4.4.4). Python knows neither.
_AES, _STRONG = 99, 1 << 6

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, IndexError)


@dataclass(frozen=True)
class Members:
    """What a zip file holds, to be closed after use. `apart` are members that must not be read, and why."""

    file: IO[bytes]
    archive: zipfile.ZipFile
    infos: dict[str, zipfile.ZipInfo]
    apart: tuple[Refusal, ...]
    passwords: tuple[str, ...]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.file.close()

    def names(self) -> list[str]:
        """The names of the files in it, in stored order, "/" between folders: relative and safe, each once."""
        return list(self.infos)

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def size(self, name: str) -> int:
        """In bytes, unpacked, as the directory says, which `read` holds it to."""
        return self.infos[name].file_size

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises Unread: damaged where it is missing, broken, or another size than the directory says, encrypted,
        unsupported for a method of compression that Python does not know.
        """
        if name not in self.infos:
            raise Unread("damaged", f"{name} is missing")
        info = self.infos[name]
        if not info.flag_bits & 1:
            return _unpacked(self.archive, info, None)
        if info.compress_type == _AES or info.flag_bits & _STRONG:
            how = "with AES" if info.compress_type == _AES else "in PKWARE's way"
            raise Unread(
                "encrypted", f"{how}, which is not read with a password either: unpack it, and ingest the folder"
            )
        for password in self.passwords:
            try:
                return _unpacked(self.archive, info, password.encode())
            except Unread as error:  # a wrong one may also seem right, and give rubbish
                if error.refusal.rule == "unsupported":
                    raise
        tried = f"none of {len(self.passwords)} passwords opens it" if self.passwords else "needs a password"
        raise Unread("encrypted", f"{tried}; --password-file has those to try")


def open_zip(source: Source, reading: Reading, *, document: bool) -> Members:
    """The members of a zip file, by its directory alone; `document` says whether it is one document or an archive.

    Raises Unread: damaged, too_large for more members, bytes or (in a document) a tighter packing than `reading`
    allows, unsafe where members share their bytes. In an archive the member that is packed too tightly is set apart.
    """
    file = source.open()
    try:
        _look_at_directory(file, source.size, reading.members)
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        _look_at_overlaps(infos)
        members, apart = _sorted_out(infos, reading)
        _look_at_sizes(members, apart, reading, document)
    except BaseException as error:
        file.close()
        if isinstance(error, NotImplementedError):
            raise Unread("unsupported", f"is a zip file of a kind that Python does not read: {error}") from None
        if isinstance(error, _DAMAGE):
            raise Unread("damaged", f"is no whole zip file: {error}") from None
        raise
    return Members(file, archive, members, tuple(apart), reading.passwords)


def _look_at_sizes(members: dict[str, zipfile.ZipInfo], apart: list[Refusal], reading: Reading, document: bool) -> None:
    most = reading.document_unpacked if document else reading.unpacked
    total = sum(info.file_size for info in members.values())
    if total > most:
        raise Unread("too_large", f"unpacks to {total:,} bytes; {most:,} are allowed")
    tight = next((refusal for refusal in apart if refusal.rule == "too_large"), None)
    if document and tight:
        raise Unread("too_large", f"{tight.member} {tight.value}")


def _look_at_directory(file: IO[bytes], size: int, most: int) -> None:
    """Refuse a directory with more members than allowed before zipfile makes an object of each."""
    file.seek(max(0, size - _END_RECORD))
    tail = file.read(_END_RECORD)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("it has no directory")
    length = int(struct.unpack_from("<L", tail, at + 12)[0])
    record = tail.rfind(b"PK\x06\x06", 0, at)
    if record >= 0 and len(tail) >= record + 56:  # zip64
        length = max(length if length != 0xFFFFFFFF else 0, int(struct.unpack_from("<Q", tail, record + 40)[0]))
    end = max(0, size - len(tail)) + (record if record >= 0 else at)
    if length > min(end, most * _ENTRY_BYTES):
        if length > end:
            raise zipfile.BadZipFile("its directory is cut off")
        raise Unread("too_large", f"has a directory of {length:,} bytes; {most:,} members are allowed")
    file.seek(end - length)
    count = file.read(length).count(b"PK\x01\x02")
    if count > most:
        raise Unread("too_large", f"has {count:,} members; {most:,} are allowed")


def _look_at_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share bytes, with which a small file unpacks to any size (Fifield, WOOT 2019)."""
    ends = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < ends:
            raise Unread("unsafe", f"{info.filename} shares its bytes with another member")
        ends = info.header_offset + 30 + info.compress_size


def _sorted_out(infos: list[zipfile.ZipInfo], reading: Reading) -> tuple[dict[str, zipfile.ZipInfo], list[Refusal]]:
    members: dict[str, zipfile.ZipInfo] = {}
    apart: list[Refusal] = []
    for info in infos:
        name = _name(info)
        if name.endswith("/"):
            continue
        rule, why = next(_objections(name, info, reading.ratio), ("", ""))
        if not rule and name in members:
            rule, why = "unsafe", "has the name of an earlier member"
        if rule:
            apart.append(Refusal(rule, why, member=name))
        else:
            members[name] = info
    return members, apart


def _objections(name: str, info: zipfile.ZipInfo, ratio: int) -> Iterator[tuple[str, str]]:
    wrong = wrong_path(name)
    if wrong:
        yield "unsafe", wrong
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        yield "unsafe", "is a link or a device"
    if info.file_size > _HARMLESS and info.file_size > ratio * max(1, info.compress_size):
        yield "too_large", f"unpacks {info.compress_size:,} bytes to {info.file_size:,}; {ratio}:1 is allowed"


def wrong_path(name: str) -> str:
    """Why a name of a member, "/" between folders, must not be trusted; "" where it may."""
    if not name or "\x00" in name:
        return "has no proper name"
    if name.startswith("/") or name[1:2] == ":":
        return "has an absolute path"
    if ".." in name.split("/"):
        return "has a path that leads out of the archive"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Its name. Windows writes backslashes, and many write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.replace("\\", "/")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> bytes:
    asked = copy.copy(info)
    asked.file_size += 1  # zipfile stops at the declared size, and then nobody sees that there was more
    step = _READ_AT_ONCE.get(info.compress_type, _READ_CAREFULLY)
    pieces = []
    size = 0
    try:
        with archive.open(asked, pwd=password) as file:
            while size <= info.file_size and (piece := file.read(step)):
                pieces.append(piece)
                size += len(piece)
    except NotImplementedError as error:
        raise Unread("unsupported", f"{info.filename}: {error}") from None
    except (*_DAMAGE, RuntimeError) as error:  # RuntimeError: the password is wrong
        raise Unread("damaged", f"{info.filename}: {error}") from None
    except Exception as error:  # lzma.LZMAError, without loading lzma
        if type(error).__name__ != "LZMAError":
            raise
        raise Unread("damaged", f"{info.filename}: {error}") from None
    if size != info.file_size:
        raise Unread("damaged", f"{info.filename} has not the size that the directory says")
    return b"".join(pieces)
