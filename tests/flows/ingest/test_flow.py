"""A folder becomes a corpus: what is written, what is refused, what is the same whatever the circumstances."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.documents.corpus import read_corpus
from selfinstruct.errors import SeedError, UnknownName, UsageError
from selfinstruct.flows.ingest.seen_texts import SeenTexts
from tests.documents.zipped import zipped
from tests.support.s3 import Bucket


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "in"
    (top / "sub").mkdir(parents=True)
    (top / "a.md").write_text("# Title\n\nWrite to ann@example.org about the ferry.\n")
    (top / "b.csv").write_text("a,b\n1,2\n")
    (top / "c.jsonl").write_text('{"text": "One."}\nbroken\n{"text": "Two."}\n')
    (top / "copy.md").write_text("# Title\n\nWrite to ann@example.org about the ferry.\n")
    (top / "d.zip").write_bytes(zipped({"x.txt": "In the archive.", "../up.txt": "climbs"}))
    (top / "empty.pdf").write_bytes(b"")
    (top / "noise.txt").write_bytes(os.urandom(3000))
    (top / "old.doc").write_bytes(b"{\\rtf1 words}")
    (top / "sub" / "e.txt").write_text("Words in a folder.\n")
    (top / ".hidden.txt").write_text("Not to be read.\n")
    return top


def test_a_folder_becomes_a_corpus(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "corpus.jsonl"
    result = selfinstruct.ingest(folder, out, workers=2, drop_duplicates=True)
    documents = rows(out)
    assert [(row["metadata"]["file"], row["metadata"].get("member"), row["text"]) for row in documents] == [
        ("a.md", None, "# Title\n\nWrite to [EMAIL] about the ferry."),
        ("b.csv", None, "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("c.jsonl", "line 1", "One."),
        ("c.jsonl", "line 3", "Two."),
        ("d.zip", "x.txt", "In the archive."),
        ("sub/e.txt", None, "Words in a folder."),
    ]
    assert documents[0]["metadata"]["masked"] == {"email": 1}
    refused = rows(tmp_path / "out" / "corpus.rejected.jsonl")
    assert [(row["file"], row["member"], row["rule"]) for row in refused] == [
        ("c.jsonl", "line 2", "row"), ("copy.md", "", "duplicate"), ("d.zip", "../up.txt", "unsafe"),
        ("empty.pdf", "", "empty"), ("noise.txt", "", "not_text"), ("old.doc", "", "unsupported"),
    ]  # fmt: skip
    assert refused[1]["value"] == documents[0]["id"]
    assert list(refused[0]) == ["file", "member", "page", "rule", "value"]
    assert (result.files, result.documents, result.rejected["row"], result.masked) == (9, 6, 1, {"email": 1})
    assert result.skipped == {"hidden": 1}
    info = json.loads((tmp_path / "out" / "corpus.info.json").read_text())
    assert info["documents"] == 6
    assert info["options"]["pii"] == "mask"
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "corpus.info.json", "corpus.jsonl", "corpus.rejected.jsonl",
    ]  # fmt: skip
    assert [document.file for document in read_corpus(out)][:2] == ["a.md", "b.csv"]
    whole = "".join(path.read_text() for path in out.parent.iterdir())
    assert str(tmp_path) not in whole


def test_the_same_bytes_for_any_workers_and_folder(folder: Path, tmp_path: Path) -> None:
    selfinstruct.ingest(folder, tmp_path / "a.jsonl", workers=1, pii="off")
    moved = tmp_path / "elsewhere" / "deep"
    moved.parent.mkdir()
    folder.rename(moved)
    selfinstruct.ingest(moved, tmp_path / "b.jsonl", workers=4, pii="off")
    for ending in (".jsonl", ".rejected.jsonl", ".info.json"):
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_duplicates_may_be_kept_and_personal_data_dropped_or_left(folder: Path, tmp_path: Path) -> None:
    kept = selfinstruct.ingest(folder, tmp_path / "a.jsonl", pii="off", include=("*.md",))
    first, second = rows(tmp_path / "a.jsonl")
    assert [row["metadata"]["file"] for row in (first, second)] == ["a.md", "copy.md"]
    assert second["id"] == f"{first['id']}-2"
    assert "ann@example.org" in rows(tmp_path / "a.jsonl")[0]["text"]
    assert kept.skipped == {"excluded": 7, "hidden": 1}
    selfinstruct.ingest(folder, tmp_path / "b.jsonl", pii="drop", exclude=("*.zip", "c.*"))
    assert next((row["file"], row["rule"], row["value"]) for row in rows(tmp_path / "b.rejected.jsonl")) == (
        "a.md", "pii", {"email": 1},
    )  # fmt: skip


def test_where_nothing_is_left_only_the_refusals_are_written(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SeedError) as failed:
        selfinstruct.ingest(folder, tmp_path / "out.jsonl", include=("empty.pdf", "old.doc"))
    assert failed.value.problems == [
        "empty.pdf: has no bytes",
        "old.doc: is of a format that is not read (unsupported: is an RTF file: convert it first: "
        "soffice --headless --convert-to docx FILE)",
    ]
    assert not (tmp_path / "out.jsonl").exists()
    assert [row["rule"] for row in rows(tmp_path / "out.rejected.jsonl")] == ["empty", "unsupported"]


def test_strict_allows_no_refusal_but_duplicates(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"d\.zip/\.\./up\.txt: refers to something outside"):
        selfinstruct.ingest(folder, tmp_path / "out.jsonl", strict=True, pii="off")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    selfinstruct.ingest(folder, tmp_path / "out.jsonl", strict=True, pii="off", include=("*.md",))
    assert (tmp_path / "out.jsonl").exists()


def test_what_is_there_is_replaced_only_when_asked(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus.jsonl"
    out.write_text('{"text": "Mine."}\n')
    with pytest.raises(UsageError, match=r"corpus\.jsonl: holds something else; .* --overwrite"):
        selfinstruct.ingest(folder, out, pii="off")
    assert out.read_text() == '{"text": "Mine."}\n'
    selfinstruct.ingest(folder, out, overwrite=True, pii="off")
    for _ in range(2):  # the same again, in the very folder that is read
        selfinstruct.ingest(folder, folder / "corpus.jsonl", pii="off")
    assert (folder / "corpus.jsonl").read_bytes() == out.read_bytes()


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
def test_what_may_not_be_written_is_said_before_files_are_read(name: str, folder: Path, tmp_path: Path) -> None:
    out, told = tmp_path / name, f"{name}: holds something else; .* --overwrite"
    seen: list[int] = []

    def ingest(**options: Any) -> None:
        seen.clear()
        selfinstruct.ingest(folder, out, pii="off", watch=lambda now: seen.append(now.files), **options)

    def kept(text: str) -> None:
        out.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())

    kept("Mine.")
    with pytest.raises(UsageError, match=told):
        ingest()
    assert not seen
    if name.endswith("gz"):
        out.write_bytes(out.read_bytes()[:-9])
        with pytest.raises(UsageError, match=told):
            ingest()
        assert not seen
    kept('{"id": "1", "metadata": {}, "text": "Another corpus."}\n')
    with pytest.raises(UsageError, match=told):
        ingest()
    assert not seen  # the first document is another one
    out.write_bytes(b"")
    ingest()
    files = seen[-1]
    ingest()
    assert seen[-1] == files  # the same again
    rejected = tmp_path / "corpus.rejected.jsonl"
    for text in ('{"file": "a", "member": "", "page": null, "rule": "b", "value": ""}\n', "Mine."):
        (there := rejected.read_bytes(), rejected.write_text(text))
        with pytest.raises(UsageError, match=r"corpus\.rejected\.jsonl: holds something else"):
            ingest()
        assert len(set(seen)) < files
        rejected.write_bytes(there)
    for place in ("corpus.rejected.jsonl", name):
        (tmp_path / place).unlink()
        (tmp_path / place).mkdir()
        with pytest.raises(UsageError, match=f"{place}: is a folder"):
            ingest()
        assert not seen


def test_what_gave_nothing_is_no_hindrance(folder: Path, tmp_path: Path) -> None:
    out, rejected = tmp_path / "out.jsonl", tmp_path / "out.rejected.jsonl"
    for include in ("*.doc", "*.pdf"):
        with pytest.raises(SeedError):
            selfinstruct.ingest(folder, out, include=(include,))
    assert [row["rule"] for row in rows(rejected)] == ["empty"]
    selfinstruct.ingest(folder, out, include=("*.md",))
    assert rejected.read_bytes() == b""
    out.unlink()
    rejected.write_text("Mine.")
    with pytest.raises(UsageError, match=r"out\.rejected\.jsonl: holds something else"):
        selfinstruct.ingest(folder, out, include=("*.md",))


def test_compressed_and_to_stdout(folder: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    selfinstruct.ingest(folder, tmp_path / "plain.jsonl", pii="off")
    plain = (tmp_path / "plain.jsonl").read_bytes()
    result = selfinstruct.ingest(folder, tmp_path / "packed.jsonl.gz", pii="off")
    assert gzip.decompress((tmp_path / "packed.jsonl.gz").read_bytes()) == plain
    assert result.rejected_out == str(tmp_path / "packed.rejected.jsonl")
    assert selfinstruct.ingest(folder, "-", pii="off").rejected_out is None
    assert capfdbinary.readouterr().out == plain


def test_from_and_to_s3(s3: Bucket, folder: Path, tmp_path: Path) -> None:
    for path in folder.rglob("*.*"):
        s3.put(f"docs/{path.relative_to(folder)}", path.read_bytes())
    selfinstruct.ingest(folder, tmp_path / "a.jsonl", pii="off")
    selfinstruct.ingest("s3://bucket/docs/", "s3://bucket/out/a.jsonl", pii="off")
    for ending in (".jsonl", ".rejected.jsonl", ".info.json"):
        assert s3.get(f"out/a{ending}") == (tmp_path / f"a{ending}").read_bytes()


def test_a_reader_of_ones_own(folder: Path, tmp_path: Path) -> None:
    (folder / "x.odd").write_text("one\ntwo")
    own = {".odd": "tests.support.hostile_readers:read"}
    selfinstruct.ingest(folder, tmp_path / "a.jsonl", include=("*.odd",), readers=own, pii="off")
    assert [row["text"] for row in rows(tmp_path / "a.jsonl")] == ["one", "two"]
    assert rows(tmp_path / "a.jsonl")[0]["metadata"].get("format") == "odd"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"html": "some"}, "--html 'some': use auto, main, all, trafilatura"),
        ({"pii": "hide"}, "--pii: must be mask, drop, off"),
        ({"ocr": "magic"}, r"--ocr 'magic': is neither a recogniser \(tesseract, textract, or module:attr"),
        ({"ocr": "Tesserakt"}, r"--ocr 'Tesserakt': .* nor a file; did you mean tesseract\?"),
        ({"memory": 10}, "--memory: is too little"),
        ({"timeout": -1.0}, "--timeout: must not be negative"),
        ({"most_bytes": 0}, "--most-bytes: must be at least 1"),
        ({"readers": {"dwg": "a:b"}}, "begin with an ending"),
        ({"workers": 0}, "--workers: must be at least 1"),
        ({"colour": "red"}, "there is no option 'colour'"),
        ({"include": ("*.none",)}, r"no file was found to be read \(9 excluded, 1 hidden\)"),
    ],
)
def test_what_cannot_be_is_said_before_anything(
    options: dict[str, Any], told: str, folder: Path, tmp_path: Path
) -> None:
    call: Callable[..., object] = selfinstruct.ingest
    with pytest.raises(UsageError, match=told):
        call(folder, tmp_path / "out.jsonl", **options)
    with pytest.raises(UnknownName, match=r"nowhere"):
        selfinstruct.ingest(folder, tmp_path / "out.jsonl", readers={".x": "nowhere:read"})
    with pytest.raises(UsageError, match=r"written as JSON lines"):
        selfinstruct.ingest(folder, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_one_document_from_python(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (document,) = selfinstruct.read_document(folder / "a.md", pii="off")
    assert (document.title, document.format, document.text.split("\n")[0]) == ("Title", "markdown", "# Title")
    assert [found.member for found in selfinstruct.read_document(folder / "c.jsonl", pii="off")] == ["line 1", "line 3"]
    assert "c.jsonl/line 2: is a row that cannot be read" in caplog.text
    with pytest.raises(SeedError, match=r"empty\.pdf: has no bytes"):
        selfinstruct.read_document(folder / "empty.pdf", pii="off")


def test_a_watcher_hears_of_every_file(folder: Path, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    selfinstruct.ingest(folder, tmp_path / "a.jsonl", watch=lambda seen: heard.append((seen.files, seen.total)))
    assert heard[-1] == (9, 9)


def test_texts_are_remembered_by_their_ids() -> None:
    seen = SeenTexts()
    ids = [f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}" for number in range(1, 20_000)]
    assert all(seen.add(id) for id in ids)
    assert not any(seen.add(id) for id in ids)
