"""Archives: members read for what they are, nothing but regular files, nothing twice, nothing without bounds."""

import bz2
import gzip
import io
import lzma
import tarfile

import pytest

from tests.documents.readers.sniffed import read, rules
from tests.documents.zipped import zipped


def tarred(*members: tuple[str, bytes | str], mode: str = "w") -> bytes:
    """A tar file; what is no bytes is a link to that."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def found(name: str, data: bytes, **options: int) -> list[tuple[str, str]]:
    documents, refusals = read(name, data, **options)
    assert not refusals, refusals
    return [(document.member, document.text) for document in documents]


def test_members_come_by_name_and_hidden_ones_stay_out() -> None:
    data = zipped({"b.txt": "B", "a/z.md": "# A", "__MACOSX/._b.txt": "x", ".hidden": "x", "a/~$z.docx": "x"})
    assert found("a.zip", data) == [("a/z.md", "# A"), ("b.txt", "B")]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_in_every_packing(mode: str) -> None:
    data = tarred(("./b.txt", b"B"), ("a.txt", b"A"), mode=mode)
    assert found("a.tar", data) == [("a.txt", "A"), ("b.txt", "B")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_is_the_file_in_it(pack: "object") -> None:
    assert callable(pack)
    assert found("notes.md.gz", pack(b"# Title\n")) == [("", "# Title")]
    assert rules("a.gz", pack(pack(pack(b"x")))) == [("nested", "")]
    assert rules("a.gz", pack(b"")) == [("empty", "")]


def test_zstd_too() -> None:
    zstd = pytest.importorskip("backports.zstd")
    assert found("notes.md.zst", zstd.compress(b"# Title\n")) == [("", "# Title")]


def test_one_archive_within_another_is_read_and_no_third() -> None:
    inner = zipped({"deep.txt": "Deep."})
    assert found("a.zip", zipped({"in.zip": inner})) == [("in.zip/deep.txt", "Deep.")]
    assert found("a.tgz", gzip.compress(tarred(("in.zip", inner)))) == [("in.zip/deep.txt", "Deep.")]
    assert rules("a.zip", zipped({"b.zip": zipped({"c.zip": inner})})) == [("nested", "b.zip/c.zip")]


@pytest.mark.parametrize("name", ["../up.txt", "/etc/passwd", "C:/a.txt", "a/../../b.txt", "..\\up.txt"])
def test_names_that_lead_out_are_unsafe(name: str) -> None:
    wanted = [("unsafe", name.replace("\\", "/"))]
    assert rules("a.zip", zipped({name: "x", "good.txt": "Good."})) == wanted
    assert rules("a.tar", tarred((name, b"x"), ("good.txt", b"Good."))) == wanted


def test_links_and_devices_are_unsafe() -> None:
    assert rules("a.tar", tarred(("link", "/etc/passwd"), ("good.txt", b"Good."))) == [("unsafe", "link")]


def test_bounds_hold() -> None:
    many = zipped({f"{number}.txt": "x" for number in range(20)})
    assert rules("a.zip", many, members=10) == [("too_large", "")]
    assert rules("a.tar", tarred(*((f"{n}.txt", b"x") for n in range(20))), members=10) == [("too_large", "")]
    large = b"words " * 10_000
    assert rules("a.tar", tarred(("a.txt", large)), unpacked=1000) == [("too_large", "")]
    assert rules("a.tar.gz", tarred(("a.txt", large), mode="w:gz"), unpacked=1000) == [("too_large", "")]
    assert rules("a.txt.gz", gzip.compress(large), document_unpacked=1000) == [("too_large", "")]


def test_a_tar_file_that_is_cut_off_is_damaged() -> None:
    data = tarred(("a.txt", b"A"), ("b.txt", b"B" * 2000))
    assert rules("a.tar", data[:1800])[-1][0] == "damaged"


def test_a_member_is_what_its_bytes_say() -> None:
    documents, refusals = read(
        "a.zip", zipped({"really.txt": b"PAR1 no", "x.exe": b"MZ\x90\0\x03\0", "empty.txt": b""})
    )
    assert not documents
    assert [(refusal.rule, refusal.member) for refusal in refusals] == [
        ("empty", "empty.txt"), ("damaged", "really.txt"), ("unsupported", "x.exe"),
    ]  # fmt: skip
