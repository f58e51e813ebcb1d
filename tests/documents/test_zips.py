import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from selfinstruct.documents.document import Reading, Source, Unread
from selfinstruct.documents.zips import Members, open_zip
from tests.documents.zipped import with_size, zipped


def opened(data: bytes, reading: Reading = Reading(), document: bool = True) -> Members:  # noqa: B008
    return open_zip(Source("a.zip", data=data), reading, document=document)


def contents(data: bytes, reading: Reading, document: bool) -> list[bytes]:
    with opened(data, reading, document) as members:
        return [members.read(name) for name in members.names()]


def refused(data: bytes, reading: Reading = Reading(), document: bool = True) -> tuple[str, str]:  # noqa: B008
    with pytest.raises(Unread) as caught:
        contents(data, reading, document)
    return caught.value.refusal.rule, str(caught.value.refusal.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_in_stored_order(method: int) -> None:
    with opened(zipped({"b/two.txt": b"two" * 5000, "a.txt": b"", "dir/": b""}, method)) as members:
        assert members.names() == ["b/two.txt", "a.txt"]
        assert [members.read(name) for name in members.names()] == [b"two" * 5000, b""]
        assert members.size("b/two.txt") == 15_000
        assert "a.txt" in members
        assert members.apart == ()


def test_a_file_on_disk_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"stub before it" + zipped({"a": b"1"}))
    with open_zip(Source("a.zip", path), Reading(), document=False) as members:
        assert members.read("a") == b"1"
    assert members.file.closed


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../up.txt", "leads out"),
        ("a/../../up.txt", "leads out"),
        ("a\\..\\up.txt", "leads out"),
        ("/etc/passwd", "absolute"),
        ("\\\\server\\share", "absolute"),
        ("C:\\boot.ini", "absolute"),
        ("c:boot.ini", "absolute"),
        ("nul\x00.txt", "proper name"),
    ],
)
def test_names_that_lead_elsewhere_are_set_apart(name: str, why: str) -> None:
    data = zipped({"good.txt": b"1", "x" * len(name): b"2"}).replace(b"x" * len(name), name.encode())
    with opened(data) as members:
        assert members.names() == ["good.txt"]
        assert [(refusal.rule, why in str(refusal.value)) for refusal in members.apart] == [("unsafe", True)]


def test_links_and_second_members_of_a_name_are_set_apart() -> None:
    link = zipfile.ZipInfo("link")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"first")
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b", b"second")
    data = buffer.getvalue().replace(b"b", b"a")
    with opened(data, document=False) as members:
        assert members.names() == ["a"]
        assert members.read("a") == b"first"
        assert [(refusal.member, refusal.rule) for refusal in members.apart] == [("link", "unsafe"), ("a", "unsafe")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("folder\\file.txt", "folder/file.txt"),
        ("Fähre.txt", "Fähre.txt"),
    ],
)
def test_names_as_windows_and_others_write_them(written: str, name: str) -> None:
    data = zipped({"x" * len(written.encode()): b"1"}).replace(b"x" * len(written.encode()), written.encode())
    with opened(data) as members:
        assert members.names() == [name]
        if "\\" in written:
            assert members.read(name) == b"1"


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = zipped({"a.xml": b"0" * 3_000_000, "b": b"1"})
    assert refused(bomb)[0] == "too_large"
    with opened(bomb, document=False) as members:
        assert members.names() == ["b"]
        assert [(refusal.member, refusal.rule) for refusal in members.apart] == [("a.xml", "too_large")]
    assert refused(bomb, Reading(unpacked=1000, ratio=100_000), document=False)[0] == "too_large"
    assert refused(bomb, Reading(document_unpacked=1000, ratio=100_000))[0] == "too_large"
    many = zipped({f"{number}": b"" for number in range(20)})
    assert refused(many, Reading(members=19)) == ("too_large", "has 20 members; 19 are allowed")
    assert opened(many, Reading(members=20)).names()[-1] == "19"


@pytest.mark.parametrize("said", [10, 4999, 5001, 900_000])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_lie_about_the_size_is_seen(said: int, method: int) -> None:
    assert refused(with_size(zipped({"a": b"x" * 5000}, method), said))[0] == "damaged"


def test_a_lie_is_seen_even_where_the_checksum_is_that_of_the_part() -> None:
    whole = zipped({"a": b"x" * 5000})
    part = zipped({"a": b"x" * 10})
    checksum = part[part.index(b"PK\x01\x02") + 16 :][:4]
    for mark, at in ((b"PK\x01\x02", 16), (b"PK\x03\x04", 14)):
        place = whole.index(mark) + at
        whole = whole[:place] + checksum + whole[place + 4 :]
    assert refused(with_size(whole, 10))[0] == "damaged"


def test_members_that_share_their_bytes_are_refused() -> None:
    data = zipped({"a": b"x" * 50, "b": b"y" * 50}, zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    assert refused(data[: second + 42] + struct.pack("<L", 0) + data[second + 46 :])[0] == "unsafe"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and no more",
        zipped({"a": b"x" * 500})[:-30],
        zipped({"a": b"x" * 500})[40:],
        zipped({"a": b"x" * 500}).replace(b"PK\x01\x02", b"PK\x01\x07"),
        zipped({"a": b"x" * 500}, zipfile.ZIP_STORED).replace(b"xxx", b"xyx"),
        b"PK\x05\x06" + b"\xff" * 18,
        b"PK\x05\x06" + b"\xfe" * 18,
    ],
)
def test_broken_ones_are_damaged(data: bytes) -> None:
    assert refused(data)[0] == "damaged"


@pytest.mark.parametrize("passwords", [(), ("wrong", "too")])
def test_one_with_a_password_is_encrypted(passwords: tuple[str, ...]) -> None:
    data = zipped({"a": b"x" * 500})
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark) + at
        data = data[:place] + b"\x01" + data[place + 1 :]
    told = "none of 2 passwords opens it" if passwords else "needs a password"
    assert refused(data, Reading(passwords=passwords)) == ("encrypted", f"{told}; --password-file has those to try")


@pytest.mark.parametrize("passwords", [(), ("right",)])
@pytest.mark.parametrize(("flags", "method", "how"), [(1, 99, "with AES"), (65, 8, "in PKWARE's way")])
def test_encryption_that_no_password_opens_here_is_told(
    flags: int, method: int, how: str, passwords: tuple[str, ...]
) -> None:
    data = zipped({"a": b"x" * 500})
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark) + at
        data = data[:place] + bytes([flags, 0, method, 0]) + data[place + 4 :]
    rule, value = refused(data, Reading(passwords=passwords))
    assert rule == "encrypted"
    assert value == f"{how}, which is not read with a password either: unpack it, and ingest the folder"


def test_a_missing_member_is_damage() -> None:
    with pytest.raises(Unread) as caught, opened(zipped({"a": b""})) as members:
        members.read("b")
    assert (caught.value.refusal.rule, caught.value.refusal.value) == ("damaged", "b is missing")


def test_any_cut_or_changed_byte_gives_the_bytes_or_a_refusal() -> None:
    good = zipped({"a.txt": b"the ferry leaves " * 20, "b.txt": b"at nine"})
    for place in range(len(good)):
        for bad in (good[:place], good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]):
            try:
                with opened(bad) as members:
                    read = [members.read(name) for name in members.names()]
            except Unread:
                continue
            assert set(read) <= {b"the ferry leaves " * 20, b"at nine"}
