"""Which files are read, in which order, and what they are called."""

import os
from pathlib import Path

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.flows.ingest.globs import matcher
from selfinstruct.flows.ingest.walking import Choice, Found, found_files
from tests.support.s3 import Bucket


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def called(found: Found) -> list[str]:
    """The files' names, and of what is not read the rule in brackets."""
    return [file.name + (f" [{file.refusal.rule}]" if file.refusal else "") for file in found.files]


def test_files_are_sorted_by_their_names_as_bytes(tmp_path: Path) -> None:
    made(tmp_path, "b.txt", "a/z.txt", "a.txt", "é.txt", "Z.txt", "a-b.txt")
    assert called(found_files([tmp_path], Choice())) == ["Z.txt", "a-b.txt", "a.txt", "a/z.txt", "b.txt", "é.txt"]


def test_names_are_nfc_and_bytes_that_are_no_text_are_escaped(tmp_path: Path) -> None:
    made(tmp_path, "u\u0308.txt")
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("x")
    assert called(found_files([tmp_path], Choice())) == ["\\xff.txt", "ü.txt"]


def test_files_of_several_paths_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a/docs/x.txt", "b/docs/x.txt", "notes/x.txt", "b/alone.md")
    monkeypatch.chdir(tmp_path)
    assert called(found_files(["a/docs"], Choice())) == ["x.txt"]
    assert called(found_files(["b/alone.md"], Choice())) == ["alone.md"]
    assert called(found_files(["a/docs", "b/docs", "notes/"], Choice())) == [
        "a/docs/x.txt", "b/docs/x.txt", "notes/x.txt",
    ]  # fmt: skip
    assert called(found_files(["notes/x.txt", "a/docs/x.txt", "b/alone.md"], Choice())) == [
        "alone.md", "docs/x.txt", "notes/x.txt",
    ]  # fmt: skip
    assert called(found_files([".", "notes", "./notes/x.txt"], Choice())) == [
        f"{tmp_path.name}/a/docs/x.txt", f"{tmp_path.name}/b/alone.md", f"{tmp_path.name}/b/docs/x.txt",
        f"{tmp_path.name}/notes/x.txt",
    ]  # fmt: skip
    monkeypatch.chdir(tmp_path / "notes")
    assert called(found_files([".."], Choice(include=("x.txt",)))) == ["a/docs/x.txt", "b/docs/x.txt", "notes/x.txt"]


def test_hidden_files_and_those_of_systems_are_counted(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", ".git/config", ".env", "~$a.docx", "Thumbs.db", "__MACOSX/x.txt")
    found = found_files([tmp_path], Choice())
    assert called(found) == ["a.txt"]
    assert found.skipped == {"hidden": 5}
    assert len(found_files([tmp_path], Choice(hidden=True)).files) == 6


def test_links_out_of_the_folder_devices_and_loops_are_lines(tmp_path: Path) -> None:
    top = made(tmp_path / "top", "a.txt", "sub/b.txt")
    made(tmp_path, "secret.txt", "other/c.txt")
    (top / "out.txt").symlink_to(tmp_path / "secret.txt")
    (top / "out").symlink_to(tmp_path / "other")
    (top / "in.txt").symlink_to(top / "a.txt")
    (top / "sub" / "loop").symlink_to(top)
    (top / "self").symlink_to(top / "self")
    (top / "gone").symlink_to(top / "nothing")
    (top / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(top / "pipe")
    found = found_files([top], Choice())
    assert called(found) == [
        "a.txt", "gone [unreadable]", "out [unsafe]", "out.txt [unsafe]", "passwd [unsafe]", "pipe [unsafe]",
        "self [unsafe]", "sub/b.txt",
    ]  # fmt: skip
    assert found.skipped == {"links": 2}
    assert called(found_files([top / "out.txt"], Choice())) == ["out.txt"], "a link that is named is meant"


def test_files_of_ones_own_are_avoided(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", "corpus.jsonl", "corpus.cache/x")
    avoid = frozenset((tmp_path / name).resolve() for name in ("corpus.jsonl", "corpus.cache"))
    assert called(found_files([tmp_path], Choice(avoid=avoid))) == ["a.txt"]


def test_a_list_on_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "docs/a.txt", "docs/sub/b c.txt")
    monkeypatch.chdir(tmp_path)
    for listed in (b"docs/a.txt\ndocs/sub/b c.txt\ndocs/gone.txt\n", b"docs/a.txt\0./docs/sub/b c.txt\0docs/gone.txt"):
        path = tmp_path / "list"
        path.write_bytes(listed)
        with path.open("rb") as file:
            saved = os.dup(0)
            os.dup2(file.fileno(), 0)
            try:
                assert called(found_files(["-"], Choice())) == ["a.txt", "gone.txt", "sub/b c.txt"]
            finally:
                os.dup2(saved, 0)
                os.close(saved)


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.pdf", "a.pdf deep/er/b.pdf", "a.pdf.txt apdf"),
        ("drafts", "drafts drafts/a.txt a/drafts/b.txt", "drafts2/a.txt"),
        ("drafts/", "drafts/a.txt a/drafts/b", "draft"),
        ("a/*.txt", "a/b.txt", "a/b/c.txt b/a/x.txt"),
        ("a/**/*.txt", "a/b.txt a/b/c.txt", "b/a.txt"),
        ("**/x?.md", "x1.md a/b/x2.md", "x.md"),
        ("[ab]*.txt", "a.txt d/bc.txt", "c.txt"),
        ("[!ab].txt", "c.txt", "a.txt"),
        ("./top.txt", "top.txt", "other.txt"),
        ("a.b+c", "a.b+c", "aXb+c a.bbc"),
    ],
)
def test_patterns(glob: str, yes: str, no: str) -> None:
    pattern = matcher((glob,))
    assert pattern is not None
    assert [name for name in yes.split() if not pattern.match(name)] == []
    assert [name for name in no.split() if pattern.match(name)] == []


def test_include_and_exclude_choose(tmp_path: Path) -> None:
    made(tmp_path, "a.pdf", "b.txt", "old/c.pdf")
    found = found_files([tmp_path], Choice(include=("*.pdf",), exclude=("old/**",)))
    assert called(found) == ["a.pdf"]
    assert found.skipped == {"excluded": 2}


def test_a_path_that_is_not_there_ends_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone: there is no such file or folder"):
        found_files([tmp_path, tmp_path / "gone"], Choice())


def test_objects_below_a_prefix(s3: Bucket) -> None:
    for key in ("docs/a.txt", "docs/sub/b.txt", "docs2/c.txt", "docs/.hidden"):
        s3.put(key, b"words")
    top = "s3://bucket/docs"
    found = found_files([top], Choice())
    assert called(found) == ["a.txt", "sub/b.txt"]
    assert found.files[0].local is not None
    with found.files[0].local() as path:
        assert path.read_bytes() == b"words"
    assert called(found_files([f"{top}/a.txt"], Choice())) == ["a.txt"]
    with pytest.raises(UsageError, match="no such object"):
        found_files(["s3://bucket/gone"], Choice())
